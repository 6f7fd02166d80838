//! Conda environments, as callers see them: their packages, and what a compile cache did.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use cargo_conda_mapping::Platform;

/// What the environments of a group consist of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedEnvironment {
    /// The platform of the group's packages.
    pub platform: Platform,
    /// The values of the variant keys that the environments use.
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

/// A package that a solver chose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResolvedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its build string.
    pub build: String,
    /// The channel that has it.
    pub channel: String,
    /// The hash of the archive, if the channel says it.
    pub sha256: Option<String>,
}

/// How often a compile cache had what was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheStatistics {
    /// Compilations that were not necessary.
    pub hits: u64,
    /// Compilations that were, and whose results are in the cache now.
    pub misses: u64,
    /// Requests that the cache could not deal with, such as linking a program.
    pub uncacheable: u64,
    /// Failures of the cache itself, such as a server that cannot be reached.
    pub errors: u64,
}
