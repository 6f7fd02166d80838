//! What events report of conda environments: the packages in them, and the statistics of a compile cache.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use cargo_conda_mapping::Platform;

/// The build and host environment of a group of packages that are compiled together, in one variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedEnvironment {
    /// The platform of the group's packages.
    pub platform: Platform,
    /// The values of the variant keys that the environments use, by key.
    pub variant: BTreeMap<String, String>,
    /// The build environment: compilers and other programs. Sorted by name.
    pub build: Vec<ResolvedPackage>,
    /// The host environment: libraries and headers of the target. Sorted by name.
    pub host: Vec<ResolvedPackage>,
}

/// One of the two conda environments of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnvironmentSide {
    /// The build environment: compilers and other programs that run on the machine that builds.
    Build,
    /// The host environment: libraries and headers for the platform of the package.
    Host,
}

impl fmt::Display for EnvironmentSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Build => "build",
            Self::Host => "host",
        })
    }
}

impl FromStr for EnvironmentSide {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "build" => Ok(Self::Build),
            "host" => Ok(Self::Host),
            _ => Err("expected `build` or `host`"),
        }
    }
}

/// A package in a solved environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResolvedPackage {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The build string.
    pub build_string: String,
    /// The channel that the package comes from, as rattler names it (usually a URL), without credentials.
    pub channel: String,
    /// The SHA-256 of the archive, in hexadecimal; `None` if the channel does not name it.
    pub sha256: Option<String>,
}

/// The statistics of a compile cache after a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheStatistics {
    /// Compilations whose results were in the cache.
    pub hits: u64,
    /// Compilations that ran, and whose results were added to the cache.
    pub misses: u64,
    /// Calls of the compiler that cannot be cached, such as linking a program.
    pub uncacheable: u64,
    /// Failures of the cache itself, such as a server that cannot be reached.
    pub errors: u64,
}
