//! What all runs of rattler-build in one of ours share.

use std::str::FromStr as _;

use cargo_conda_mapping::Platform;
use rattler_build_core::console_utils::LoggingOutputHandler;
use rattler_build_core::tool_configuration::Configuration;
use rattler_build_core::types::PlatformWithVirtualPackages;
use rattler_conda_types::{Channel, ChannelUrl, Subdir};
use rattler_virtual_packages::VirtualPackageOverrides;

use super::chain;
use crate::error::{EngineError, StepError};

/// rattler-build's settings, its caches and what the machine offers.
pub(crate) struct RattlerSession {
    pub(super) configuration: Configuration,
    pub(super) build_platform: PlatformWithVirtualPackages,
    pub(super) channels: Vec<ChannelUrl>,
}

impl RattlerSession {
    pub(crate) fn new(build_platform: Platform, channels: &[String]) -> Result<Self, EngineError> {
        let quiet = LoggingOutputHandler::default();
        quiet.set_progress_bars_hidden(true);
        let configuration = Configuration::builder().with_logging_output_handler(quiet).finish();
        let channels = channels
            .iter()
            .map(|channel| {
                Channel::from_str(channel, &configuration.channel_config)
                    .map(|channel| channel.base_url)
                    .map_err(|_error| EngineError::InvalidChannel { channel: channel.clone() })
            })
            .collect::<Result<_, _>>()?;
        let build_platform = machine(build_platform)
            .map_err(|source| EngineError::VirtualPackages { platform: build_platform, source })?;
        Ok(Self { configuration, build_platform, channels })
    }
}

/// The machine and what it offers (`__glibc`, `__linux`, …).
fn machine(platform: Platform) -> Result<PlatformWithVirtualPackages, StepError> {
    let subdir = subdir(platform);
    PlatformWithVirtualPackages::detect_for_platform(subdir, &VirtualPackageOverrides::default())
        .map_err(|error| chain(&error))
}

/// conda's platform in rattler-build's type.
pub(super) fn subdir(platform: Platform) -> Subdir {
    Subdir::from_str(platform.as_str()).expect("both types hold the same platforms")
}
