//! The version of glibc that a binary needs.

use std::fmt;

use thiserror::Error;

use crate::Requirement;

/// The oldest glibc that Rust's standard library runs on:
/// <https://doc.rust-lang.org/rustc/platform-support.html>.
const OLDEST: SymbolVersion = SymbolVersion { major: 2, minor: 17, patch: 0 };

/// A version of glibc, as in the names of its symbol versions, such as `GLIBC_2.34`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolVersion {
    /// The `2` of `GLIBC_2.34`.
    pub major: u32,
    /// The `34` of `GLIBC_2.34`.
    pub minor: u32,
    /// The `5` of `GLIBC_2.2.5`; 0 where the name has none.
    pub patch: u32,
}

impl SymbolVersion {
    /// Reads the name of a glibc symbol version.
    ///
    /// Names without a version, such as `GLIBC_PRIVATE`, and names of other libraries give `None`.
    /// `GLIBC_ABI_DT_RELR` marks binaries with packed relocations, which glibc loads since 2.36
    /// ([release notes](https://sourceware.org/glibc/wiki/Release/2.36)).
    pub fn parse_glibc(name: &str) -> Option<Self> {
        let version = name.strip_prefix("GLIBC_")?;
        if version == "ABI_DT_RELR" {
            return Some(Self { major: 2, minor: 36, patch: 0 });
        }
        let mut numbers = version.split('.').map(number);
        let (major, minor) = (numbers.next()??, numbers.next()??);
        let patch = numbers.next().unwrap_or(Some(0))?;
        numbers.next().is_none().then_some(Self { major, minor, patch })
    }

    /// Reads a version of glibc as people write it, such as `2.17`.
    ///
    /// # Errors
    ///
    /// The text is no such version, or Rust's standard library does not run on it.
    pub fn parse_version(text: &str) -> Result<Self, GlibcError> {
        let version = Self::parse_glibc(&format!("GLIBC_{text}"));
        let version = version.ok_or_else(|| GlibcError::NoVersion { text: text.to_owned() })?;
        if version < OLDEST { Err(GlibcError::TooOld { version }) } else { Ok(version) }
    }

    /// Returns the requirement of a package whose binaries need this version, such as
    /// `__glibc >=2.34,<3.0.a0`. The form is that of the run exports of conda-forge's sysroot.
    pub fn glibc_requirement(self) -> Requirement {
        Requirement::virtual_package("__glibc", &format!(">={self},<{}.0.a0", self.major.saturating_add(1)))
    }
}

impl fmt::Display for SymbolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { major, minor, patch } = self;
        write!(f, "{major}.{minor}")?;
        if *patch == 0 { Ok(()) } else { write!(f, ".{patch}") }
    }
}

/// The error for a version of glibc that programs cannot be built for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GlibcError {
    /// The text is no version.
    #[error("`{text}` is no version of glibc; write one such as `2.17` or `2.28`")]
    NoVersion {
        /// The text.
        text: String,
    },
    /// Rust's standard library needs a newer one.
    #[error(
        "Rust's standard library needs glibc {OLDEST} or newer, so nothing runs on {version}; write `{OLDEST}`"
    )]
    TooOld {
        /// The version that was asked for.
        version: SymbolVersion,
    },
}

/// Returns the highest version of glibc among the symbol versions that a binary refers to.
///
/// Names of other libraries may be among them and do not count. `None` means that the binary needs no glibc.
pub fn highest_glibc<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<SymbolVersion> {
    names.into_iter().filter_map(SymbolVersion::parse_glibc).max()
}

/// Reads a number without a sign, which `u32` alone would accept.
fn number(text: &str) -> Option<u32> {
    if text.starts_with('+') { None } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_people_write_them() {
        let read = |text| SymbolVersion::parse_version(text).map_err(|error| error.to_string());
        assert_eq!(read("2.28"), Ok(SymbolVersion { major: 2, minor: 28, patch: 0 }));
        for text in ["", "2", "2.x", "GLIBC_2.17", "2.17.1.1", "PRIVATE"] {
            let said = format!("`{text}` is no version of glibc; write one such as `2.17` or `2.28`");
            assert_eq!(read(text), Err(said));
        }
        let said = "Rust's standard library needs glibc 2.17 or newer, so nothing runs on 2.5; write `2.17`";
        assert_eq!(read("2.5"), Err(said.to_owned()));
    }

    #[test]
    fn versions_compare_by_number() {
        let names = ["GLIBC_2.2.5", "GLIBC_2.9", "GLIBC_2.17", "GLIBC_PRIVATE", "GCC_3.0", "GLIBCXX_3.4.30"];
        assert_eq!(highest_glibc(names), Some(SymbolVersion { major: 2, minor: 17, patch: 0 }));
        assert_eq!(highest_glibc(["GLIBC_PRIVATE", "GCC_3.0"]), None);
        assert_eq!(highest_glibc([]), None);
    }

    #[test]
    fn packed_relocations_need_their_loader() {
        let highest = highest_glibc(["GLIBC_2.34", "GLIBC_ABI_DT_RELR"]).unwrap();
        assert_eq!(highest.to_string(), "2.36");
    }

    #[test]
    fn names_without_a_version_are_none() {
        for name in ["GLIBC_", "GLIBC_2", "GLIBC_2.", "GLIBC_2.x", "GLIBC_2.1.2.3", "GLIBC_2.+3", "2.34", ""]
        {
            assert_eq!(SymbolVersion::parse_glibc(name), None, "{name}");
        }
    }

    #[test]
    fn the_requirement_is_a_range_below_the_next_major() {
        let requirement = |name| SymbolVersion::parse_glibc(name).unwrap().glibc_requirement();
        assert_eq!(requirement("GLIBC_2.34").as_str(), "__glibc >=2.34,<3.0.a0");
        assert_eq!(requirement("GLIBC_2.2.5").as_str(), "__glibc >=2.2.5,<3.0.a0");
        assert_eq!(requirement("GLIBC_2.34").name(), "__glibc");
    }
}
