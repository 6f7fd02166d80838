//! Runs the tests that a package contains, and checks its file list.

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use rattler_build_core::package_test::{PackageContentsTestExt as _, TestConfiguration, TestError, run_test};
use rattler_build_core::types::Output;
use rattler_build_recipe::stage1::TestType;
use rattler_build_script::EnvironmentIsolation;
use rattler_conda_types::package::PathsJson;
use rattler_conda_types::{Channel, ChannelUrl};
use rattler_solve::SolveStrategy;

use super::session::{RattlerSession, subdir};
use super::step::{chain, script_chain, script_status};
use super::test_dependencies::packages_in;
use crate::api::{FailedTest, PackageError, StepError};

/// Checks the list of packaged files against the recipe's `package_contents` tests.
pub(super) fn check_contents(output: &Output, paths: &PathsJson) -> Result<(), StepError> {
    for test in output.recipe.tests() {
        if let TestType::PackageContents { package_contents } = test {
            package_contents.run_test(paths, output).map_err(|error| chain(&error))?;
        }
    }
    Ok(())
}

/// A package to test.
pub(crate) struct TestInputs<'a> {
    pub(crate) archive: &'a Utf8Path,
    pub(crate) platform: Platform,
    /// Where the environment is made.
    pub(crate) directory: &'a Utf8Path,
    /// The directories of channels with packages that the archive may depend on, the first before the others
    /// and all before those of the session.
    pub(crate) channels: &'a [&'a Utf8Path],
    /// The run requirements of the archive.
    pub(crate) depends: &'a [String],
}

impl RattlerSession {
    /// Installs an archive into a fresh environment and runs its tests. The commands of a test that fails are
    /// left to the caller, who has the lines of the log.
    pub(crate) async fn test(&self, inputs: &TestInputs<'_>) -> Result<(), PackageError> {
        let &TestInputs { archive, platform, directory, channels, depends } = inputs;
        let local = channels.iter().map(|directory| Channel::try_from_directory(directory.as_std_path()));
        let local =
            local.map(|channel| channel.map(|channel| channel.base_url)).collect::<Result<Vec<_>, _>>();
        let local = local.map_err(|error| PackageError::Install(chain(&error)))?;
        let host_platform = self.machine(platform).map_err(|error| PackageError::Install(chain(&error)))?;
        self.fetch_dependencies(depends, &host_platform, &local).await;
        // A package that needs no other is tested without asking channels, which may be out of reach.
        let needs_channels = packages_in(depends).next().is_some();
        let channels = if needs_channels { self.channels_behind(&local) } else { Vec::new() };
        let configuration = TestConfiguration {
            test_prefix: directory.into(),
            target_platform: Some(subdir(platform)),
            host_platform: Some(host_platform),
            current_platform: self.build_platform.clone(),
            keep_test_prefix: false,
            test_index: None,
            channels,
            channel_priority: self.priority,
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
            other => {
                let reason = script_chain(&other);
                let status = script_status(&reason);
                PackageError::Test(FailedTest { commands: Vec::new(), status, reason })
            }
        })
    }

    /// Local channels, and after them those of the session. Siblings that were not built because a channel
    /// has them are taken from there.
    pub(super) fn channels_behind(&self, local: &[ChannelUrl]) -> Vec<ChannelUrl> {
        local.iter().chain(&self.against).chain(&self.channels).cloned().collect()
    }
}
