//! The tests that a package carries.

use camino::Utf8Path;
use rattler_build_core::package_test::{PackageContentsTestExt as _, TestConfiguration, TestError, run_test};
use rattler_build_core::types::Output;
use rattler_build_recipe::stage1::TestType;
use rattler_build_script::EnvironmentIsolation;
use rattler_conda_types::package::PathsJson;
use rattler_conda_types::{Channel, ChannelUrl};
use rattler_repodata_gateway::{CacheClearMode, SubdirSelection};
use rattler_solve::{ChannelPriority, SolveStrategy};

use super::session::RattlerSession;
use super::{chain, script_chain};
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
    /// A channel that has changed since it was last looked at: what rattler remembers of it is forgotten.
    fn changed_channel(&self, directory: &Utf8Path) -> Result<ChannelUrl, StepError> {
        let channel = Channel::try_from_directory(directory.as_std_path()).map_err(|error| chain(&error))?;
        self.configuration
            .repodata_gateway
            .clear_repodata_cache(&channel, SubdirSelection::All, CacheClearMode::InMemoryOnly)
            .map_err(|error| chain(&error))?;
        Ok(channel.base_url)
    }

    /// Installs an archive into a fresh environment below `directory` and runs the tests that it carries.
    /// `siblings` is the channel that packages of the same run are in.
    pub(crate) async fn test(
        &self,
        archive: &Utf8Path,
        directory: &Utf8Path,
        siblings: Option<&Utf8Path>,
    ) -> Result<(), PackageError> {
        let siblings = siblings.map(|path| self.changed_channel(path)).transpose();
        let siblings = siblings.map_err(PackageError::Install)?;
        let channels = siblings.into_iter().chain(self.channels.iter().cloned());
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
            other => PackageError::Test(script_chain(&other)),
        })
    }
}
