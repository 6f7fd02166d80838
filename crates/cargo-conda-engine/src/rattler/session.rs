//! The settings of rattler-build that all packages of a run share.

use std::path::PathBuf;
use std::str::FromStr as _;

use camino::Utf8Path;
use cargo_conda_mapping::{Platform, SymbolVersion};
use rattler_build_core::console_utils::LoggingOutputHandler;
use rattler_build_core::tool_configuration::Configuration;
use rattler_build_core::types::PlatformWithVirtualPackages;
use rattler_build_networking::BaseClient;
use rattler_cache::package_cache::PackageCache;
use rattler_cache::validation::ValidationMode;
use rattler_conda_types::{Channel, ChannelUrl, Subdir};
use rattler_redaction::{DEFAULT_REDACTION_STR, redact_url_for_display};
use rattler_repodata_gateway::fetch::CacheAction;
use rattler_repodata_gateway::{ChannelConfig, Gateway, SourceConfig};
use rattler_virtual_packages::VirtualPackageOverrides;
use rattler_virtual_packages::libc::libc_family_and_version;
use url::Url;

use super::client;
use super::step::chain;
use super::test_dependencies::FetchedDependencies;
use crate::api::{BuildRequest, ChannelPriority, EngineError, Network, Packaging};

/// What a session is made from.
pub(crate) struct SessionOptions<'a> {
    pub(crate) build_platform: Platform,
    /// Channels, by descending priority.
    pub(crate) channels: &'a [String],
    /// Channels that the plan is compared with, the one that is asked first at the beginning.
    pub(crate) against: &'a [String],
    pub(crate) priority: ChannelPriority,
    pub(crate) network: Network,
    /// The package cache, where packages are unpacked once for all environments; `None` for rattler's
    /// default.
    pub(crate) package_cache: Option<&'a Utf8Path>,
    pub(crate) packaging: Packaging,
}

impl<'a> SessionOptions<'a> {
    /// The session options of a run.
    pub(crate) fn of(BuildRequest { plan, options, .. }: BuildRequest<'a>) -> Self {
        Self {
            build_platform: options.build_platform,
            channels: &plan.channels,
            against: &plan.against,
            priority: options.channel_priority,
            network: options.network,
            package_cache: options.package_cache.as_deref(),
            packaging: options.packaging.unwrap_or_default(),
        }
    }
}

/// rattler-build's configuration, its caches, the channels, and the virtual packages of machines.
pub(crate) struct RattlerSession {
    pub(super) configuration: Configuration,
    pub(super) build_platform: PlatformWithVirtualPackages,
    pub(super) channels: Vec<ChannelUrl>,
    /// The channels that the plan is compared with.
    pub(super) against: Vec<ChannelUrl>,
    pub(super) priority: rattler_solve::ChannelPriority,
    pub(super) packaging: Packaging,
    network: Network,
    /// What tests of this session need not fetch again.
    pub(super) fetched: FetchedDependencies,
}

impl RattlerSession {
    pub(crate) fn new(options: &SessionOptions<'_>) -> Result<Self, EngineError> {
        let quiet = LoggingOutputHandler::default();
        quiet.set_progress_bars_hidden(true);
        let client = match options.network {
            // Without channels nothing is fetched, so a broken client configuration must not matter.
            _ if options.channels.is_empty() && options.against.is_empty() => BaseClient::default(),
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
        configuration.package_cache = checked_cache(options.package_cache)?;
        if options.network == Network::Offline {
            configuration.repodata_gateway = cached_only(&configuration)?;
        }
        let channels = channel_urls(options.channels, &configuration)?;
        let against = channel_urls(options.against, &configuration)?;
        Ok(Self {
            configuration,
            build_platform: machine(options.build_platform)?,
            channels,
            against,
            priority,
            packaging: options.packaging,
            network: options.network,
            fetched: FetchedDependencies::default(),
        })
    }

    /// A platform with its virtual packages: those of this machine if it is this machine's platform,
    /// otherwise rattler's defaults for it. `CONDA_OVERRIDE_GLIBC` and the like replace either, as in every
    /// conda client.
    pub(super) fn machine(&self, platform: Platform) -> Result<PlatformWithVirtualPackages, EngineError> {
        if subdir(platform) == self.build_platform.platform {
            return Ok(self.build_platform.clone());
        }
        machine(platform)
    }

    /// The same session restricted to what is cached; `None` if it is already.
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
            against: self.against.clone(),
            priority: self.priority,
            packaging: self.packaging,
            network: Network::Offline,
            fetched: FetchedDependencies::default(),
        })
    }

    /// Whether only what is cached is read.
    pub(super) fn is_offline(&self) -> bool {
        self.network == Network::Offline
    }

    /// The channels by the names that users gave them.
    pub(crate) fn channel_names(&self) -> Vec<String> {
        let config = &self.configuration.channel_config;
        self.channels.iter().map(|channel| without_secrets(&config.canonical_name(channel.url()))).collect()
    }
}

fn channel_urls(channels: &[String], configuration: &Configuration) -> Result<Vec<ChannelUrl>, EngineError> {
    let url = |channel: &String| {
        Channel::from_str(channel, &configuration.channel_config)
            .map(|channel| channel.base_url)
            .map_err(|_error| EngineError::InvalidChannel { channel: channel.clone() })
    };
    channels.iter().map(url).collect()
}

/// A URL without tokens and passwords. Text that is no URL is returned unchanged.
pub(crate) fn without_secrets(address: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return address.to_owned();
    };
    let mut url = redact_url_for_display(&url, DEFAULT_REDACTION_STR).unwrap_or(url);
    // A user name that stands alone is a token.
    if url.password().is_none() && !url.username().is_empty() {
        let _has_no_host = url.set_username(DEFAULT_REDACTION_STR);
    }
    url.to_string()
}

/// The package cache that rattler's clients share. rattler validates nothing by default; here the hashes of a
/// cached package's files are compared, and a damaged package is fetched again.
fn checked_cache(directory: Option<&Utf8Path>) -> Result<PackageCache, EngineError> {
    let directory = match directory {
        Some(directory) => directory.as_std_path().to_owned(),
        None => cache_directory()?.join(rattler_cache::PACKAGE_CACHE_DIR),
    };
    Ok(PackageCache::new_layered([directory], false, ValidationMode::Full))
}

fn cache_directory() -> Result<PathBuf, EngineError> {
    rattler_cache::default_cache_dir().map_err(|error| EngineError::RattlerConfig(chain(error.as_ref())))
}

/// A gateway that reads only cached repodata, whatever its age.
fn cached_only(configuration: &Configuration) -> Result<Gateway, EngineError> {
    let cache = cache_directory()?;
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

/// The glibc of this machine; `None` if it has none.
pub(crate) fn machine_glibc() -> Option<SymbolVersion> {
    let (family, version) = libc_family_and_version().ok()??;
    let is_glibc = family == "glibc";
    SymbolVersion::parse_version(&version.to_string()).ok().filter(|_| is_glibc)
}

/// Our platform as rattler's type.
pub(super) fn subdir(platform: Platform) -> Subdir {
    Subdir::from_str(platform.as_str()).expect("both types hold the same platforms")
}
