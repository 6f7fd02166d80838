//! Versions of the build protocol, which pixi calls its build API.

use std::fmt;

/// A range of versions of the protocol, both ends included.
///
/// No message carries a version. A backend's conda package depends on versions of the package
/// `pixi-build-api-version`, pixi demands its own range of the same package, and the version that both sides
/// speak is the one that conda's solver chose. This type's `Display` is such a range in conda's notation:
/// `>=7,<8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ApiVersions {
    /// The oldest version.
    pub(crate) oldest: u64,
    /// The newest version.
    pub(crate) newest: u64,
}

impl ApiVersions {
    /// The versions that the types of this module are for.
    pub(crate) const SUPPORTED: Self = Self { oldest: 7, newest: 7 };

    /// The range of a pixi that speaks one version: each release of pixi so far accepts exactly one.
    pub(crate) fn only(version: u64) -> Self {
        Self { oldest: version, newest: version }
    }

    /// Whether the range has a version.
    pub(crate) fn contains(self, version: u64) -> bool {
        (self.oldest..=self.newest).contains(&version)
    }
}

impl fmt::Display for ApiVersions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ">={},<{}", self.oldest, self.newest.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_states_the_supported_range() {
        let manifest = include_str!("../../Cargo.toml");
        let dependency = format!("\"pixi-build-api-version {}\"", ApiVersions::SUPPORTED);
        assert!(manifest.contains(&dependency), "no {dependency} in Cargo.toml");
    }

    #[test]
    fn a_range_includes_both_ends() {
        let range = ApiVersions { oldest: 7, newest: 9 };
        let inside: Vec<_> = (5..12).filter(|version| range.contains(*version)).collect();
        assert_eq!(inside, [7, 8, 9]);
        assert_eq!(range.to_string(), ">=7,<10");
        assert_eq!(ApiVersions::only(8).to_string(), ">=8,<9");
    }
}
