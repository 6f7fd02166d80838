//! What all runs of rattler-build in one of ours share.

use std::str::FromStr as _;

use cargo_conda_mapping::Platform;
use rattler_build_core::console_utils::LoggingOutputHandler;
use rattler_build_core::tool_configuration::Configuration;
use rattler_build_core::types::PlatformWithVirtualPackages;
use rattler_conda_types::{Channel, ChannelUrl, Subdir};
use rattler_repodata_gateway::fetch::CacheAction;
use rattler_repodata_gateway::{ChannelConfig, Gateway, SourceConfig};
use rattler_virtual_packages::VirtualPackageOverrides;

use super::{chain, client};
use crate::error::EngineError;
use crate::request::{ChannelPriority, Network};

/// What a session is opened with.
pub(crate) struct SessionOptions<'a> {
    pub(crate) build_platform: Platform,
    /// By priority.
    pub(crate) channels: &'a [String],
    pub(crate) priority: ChannelPriority,
    pub(crate) network: Network,
}

/// rattler-build's settings, its caches and what machines offer.
pub(crate) struct RattlerSession {
    pub(super) configuration: Configuration,
    pub(super) build_platform: PlatformWithVirtualPackages,
    pub(super) channels: Vec<ChannelUrl>,
    pub(super) priority: rattler_solve::ChannelPriority,
    network: Network,
}

impl RattlerSession {
    pub(crate) fn new(options: &SessionOptions<'_>) -> Result<Self, EngineError> {
        let quiet = LoggingOutputHandler::default();
        quiet.set_progress_bars_hidden(true);
        let client = match options.network {
            Network::Online => client::online()?,
            Network::Offline => client::offline(),
        };
        let priority = match options.priority {
            ChannelPriority::Strict => rattler_solve::ChannelPriority::Strict,
            ChannelPriority::Disabled => rattler_solve::ChannelPriority::Disabled,
        };
        let mut configuration = Configuration::builder()
            .with_logging_output_handler(quiet)
            .with_reqwest_client(client)
            .with_channel_priority(priority)
            .finish();
        if options.network == Network::Offline {
            configuration.repodata_gateway = cached_only(&configuration)?;
        }
        let channels = options
            .channels
            .iter()
            .map(|channel| {
                Channel::from_str(channel, &configuration.channel_config)
                    .map(|channel| channel.base_url)
                    .map_err(|_error| EngineError::InvalidChannel { channel: channel.clone() })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            configuration,
            build_platform: machine(options.build_platform)?,
            channels,
            priority,
            network: options.network,
        })
    }

    /// A platform and what its machines offer: what this one does, or for another platform what is usual there.
    /// `CONDA_OVERRIDE_GLIBC` and its like overrule either, as with every client of conda's.
    pub(super) fn machine(&self, platform: Platform) -> Result<PlatformWithVirtualPackages, EngineError> {
        if subdir(platform) == self.build_platform.platform {
            return Ok(self.build_platform.clone());
        }
        machine(platform)
    }

    /// The same session with nothing but the cache, unless it has no more already.
    pub(crate) fn with_cache_only(&self) -> Option<Self> {
        if self.network == Network::Offline {
            return None;
        }
        let mut configuration = self.configuration.clone();
        configuration.client = client::offline();
        configuration.repodata_gateway = cached_only(&configuration).ok()?;
        Some(Self {
            configuration,
            build_platform: self.build_platform.clone(),
            channels: self.channels.clone(),
            priority: self.priority,
            network: Network::Offline,
        })
    }

    /// The channels by which a person knows them.
    pub(crate) fn channel_names(&self) -> Vec<String> {
        let config = &self.configuration.channel_config;
        self.channels.iter().map(|channel| config.canonical_name(channel.url())).collect()
    }
}

/// Indexes of channels as they were when they were last fetched, however long ago.
fn cached_only(configuration: &Configuration) -> Result<Gateway, EngineError> {
    let cache = rattler_cache::default_cache_dir()
        .map_err(|error| EngineError::RattlerConfig(chain(error.as_ref())))?;
    let source = SourceConfig { cache_action: CacheAction::ForceCacheOnly, ..SourceConfig::default() };
    let channels = ChannelConfig { default: source, ..ChannelConfig::default() };
    Ok(Gateway::builder()
        .with_cache_dir(cache.join(rattler_cache::REPODATA_CACHE_DIR))
        .with_package_cache(configuration.package_cache.clone())
        .with_client(configuration.client.get_client().clone())
        .with_channel_config(channels)
        .finish())
}

fn machine(platform: Platform) -> Result<PlatformWithVirtualPackages, EngineError> {
    let overrides = VirtualPackageOverrides::from_env();
    PlatformWithVirtualPackages::detect_for_platform(subdir(platform), &overrides)
        .map_err(|error| EngineError::VirtualPackages { platform, source: chain(&error) })
}

/// conda's platform in rattler-build's type.
pub(super) fn subdir(platform: Platform) -> Subdir {
    Subdir::from_str(platform.as_str()).expect("both types hold the same platforms")
}
