//! Names a package of `Cargo.lock` in records.

use std::fmt;
use std::str::FromStr;

use serde_with::{DeserializeFromStr, SerializeDisplay};

/// A crate in one version, written as `serde 1.0.0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, SerializeDisplay, DeserializeFromStr)]
pub(crate) struct CrateVersion {
    pub(crate) name: String,
    pub(crate) version: String,
}

impl CrateVersion {
    pub(crate) fn new(name: &str, version: impl fmt::Display) -> Self {
        Self { name: name.to_owned(), version: version.to_string() }
    }
}

impl fmt::Display for CrateVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version } = self;
        write!(f, "{name} {version}")
    }
}

impl FromStr for CrateVersion {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, version) = text.split_once(' ').ok_or("expected a name, a space and a version")?;
        Ok(Self::new(name, version))
    }
}
