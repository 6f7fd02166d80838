//! Which builds of which conda packages a package or a target directory was made with.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_with::{DeserializeFromStr, SerializeDisplay};

use crate::api::{EnvironmentSide, ResolvedPackage};

/// The conda packages of a build environment and a host environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct EnvironmentContents(BTreeMap<PackageSlot, PackageBuild>);

/// A conda package in one of the two environments, written as `host zlib`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, SerializeDisplay, DeserializeFromStr)]
struct PackageSlot {
    side: EnvironmentSide,
    name: String,
}

/// What distinguishes one build of a conda package from all others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct PackageBuild {
    version: String,
    build_string: String,
    /// As the package record says; `None` if the channel's index has no hash for it.
    sha256: Option<String>,
}

impl EnvironmentContents {
    pub(crate) fn new(build: &[ResolvedPackage], host: &[ResolvedPackage]) -> Self {
        let sides = [(EnvironmentSide::Build, build), (EnvironmentSide::Host, host)];
        let packages = sides.into_iter().flat_map(|(side, packages)| {
            packages.iter().map(move |package| {
                let slot = PackageSlot { side, name: package.name.clone() };
                let build = PackageBuild {
                    version: package.version.clone(),
                    build_string: package.build_string.clone(),
                    sha256: package.sha256.clone(),
                };
                (slot, build)
            })
        });
        Self(packages.collect())
    }

    /// Whether no package is in both with different builds.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        self.0.iter().all(|(slot, build)| other.0.get(slot).is_none_or(|known| known == build))
    }

    /// Whether every package of `other` is here too, in whatever build.
    pub(crate) fn has_packages_of(&self, other: &Self) -> bool {
        other.0.keys().all(|slot| self.0.contains_key(slot))
    }

    /// Adds the packages of `other`; of a package in both, its build counts.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.clone());
    }

    /// Builds by package, as messages show them.
    pub(crate) fn to_values(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(slot, build)| (slot.to_string(), build.to_string())).collect()
    }
}

impl fmt::Display for PackageSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.side, self.name)
    }
}

impl FromStr for PackageSlot {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (side, name) = text.split_once(' ').ok_or("expected `build` or `host` and a package")?;
        Ok(Self { side: side.parse()?, name: name.to_owned() })
    }
}

impl fmt::Display for PackageBuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.version, self.build_string)?;
        self.sha256.iter().try_for_each(|sha256| write!(f, " {sha256}"))
    }
}

#[cfg(test)]
mod tests {
    use super::EnvironmentContents;
    use crate::api::ResolvedPackage;

    fn contents(host: &[(&str, &str)]) -> EnvironmentContents {
        let package = |&(name, version): &(&str, &str)| ResolvedPackage {
            name: name.to_owned(),
            version: version.to_owned(),
            build_string: "h1_0".to_owned(),
            channel: String::new(),
            sha256: None,
        };
        EnvironmentContents::new(&[], &host.iter().map(package).collect::<Vec<_>>())
    }

    #[test]
    fn only_a_package_in_both_can_contradict() {
        let zlib = contents(&[("zlib", "1.3")]);
        assert!(zlib.agrees_with(&contents(&[("openssl", "3.5")])));
        assert!(zlib.agrees_with(&contents(&[("openssl", "3.5"), ("zlib", "1.3")])));
        assert!(!zlib.agrees_with(&contents(&[("zlib", "1.2")])));
    }

    #[test]
    fn contents_read_what_they_write() {
        let contents = contents(&[("zlib", "1.3")]);
        let json = serde_json::to_string(&contents).unwrap();
        assert!(json.starts_with("{\"host zlib\":"), "{json}");
        assert_eq!(serde_json::from_str::<EnvironmentContents>(&json).unwrap(), contents);
    }
}
