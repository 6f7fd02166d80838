//! The tests that a package carries.

use camino::Utf8Path;
use rattler_build_core::package_test::{PackageContentsTestExt as _, TestConfiguration, TestError, run_test};
use rattler_build_core::types::Output;
use rattler_build_recipe::stage1::TestType;
use rattler_build_script::EnvironmentIsolation;
use rattler_conda_types::Channel;
use rattler_conda_types::package::PathsJson;
use rattler_solve::{ChannelPriority, SolveStrategy};

use super::chain;
use super::session::RattlerSession;
use crate::error::{PackageError, StepError};

/// Checks the list of packaged files against the recipe's `package_contents`.
pub(super) fn check_contents(output: &Output, paths: &PathsJson) -> Result<(), StepError> {
    for test in output.recipe.tests() {
        if let TestType::PackageContents { package_contents } = test {
            package_contents.run_test(paths, output).map_err(|error| chain(&error))?;
        }
    }
    Ok(())
}

impl RattlerSession {
    /// Installs an archive into a fresh environment below `directory` and runs the tests that it carries.
    /// `siblings` is the channel that packages of the same run are in.
    pub(crate) async fn test(
        &self,
        archive: &Utf8Path,
        directory: &Utf8Path,
        siblings: Option<&Utf8Path>,
    ) -> Result<(), PackageError> {
        let siblings = siblings.and_then(|path| Channel::try_from_directory(path.as_std_path()).ok());
        let channels =
            siblings.map(|channel| channel.base_url).into_iter().chain(self.channels.iter().cloned());
        let configuration = TestConfiguration {
            test_prefix: directory.into(),
            target_platform: None,
            host_platform: None,
            current_platform: self.build_platform.clone(),
            keep_test_prefix: false,
            test_index: None,
            channels: channels.collect(),
            channel_priority: ChannelPriority::Strict,
            solve_strategy: SolveStrategy::Highest,
            tool_configuration: self.configuration.clone(),
            output_dir: directory.into(),
            exclude_newer: None,
            env_isolation: EnvironmentIsolation::Strict,
        };
        let result = run_test(archive.as_std_path(), &configuration, None).await;
        result.map_err(|error| match error {
            TestError::TestEnvironmentSetup(report) => PackageError::Install(StepError {
                reasons: report.chain().map(ToString::to_string).collect(),
            }),
            other => PackageError::Test(chain(&other)),
        })
    }
}
