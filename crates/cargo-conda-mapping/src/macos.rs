//! The version of macOS that a binary needs.

use std::fmt;

use crate::Requirement;

/// A version of macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacosVersion {
    /// The `11` of `11.3.1`.
    pub major: u32,
    /// The `3` of `11.3.1`.
    pub minor: u32,
    /// The `1` of `11.3.1`.
    pub patch: u32,
}

impl MacosVersion {
    /// Reads the packed form of Mach-O's load commands `LC_BUILD_VERSION` and `LC_VERSION_MIN_MACOSX`: 16
    /// bits of major, 8 of minor, 8 of patch, as `mach-o/loader.h` says.
    pub fn from_mach_o(packed: u32) -> Self {
        let [patch, minor, ..] = packed.to_le_bytes();
        Self { major: packed >> 16, minor: minor.into(), patch: patch.into() }
    }

    /// Returns the requirement of a package whose binaries need this version, such as `__osx >=11.0`.
    pub fn requirement(self) -> Requirement {
        Requirement::virtual_package("__osx", &format!(">={self}"))
    }
}

impl fmt::Display for MacosVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { major, minor, patch } = self;
        write!(f, "{major}.{minor}")?;
        if *patch == 0 { Ok(()) } else { write!(f, ".{patch}") }
    }
}

#[cfg(test)]
mod tests {
    use super::MacosVersion;

    #[test]
    fn load_commands_become_requirements() {
        for (packed, expected) in
            [(0x000b_0000, "__osx >=11.0"), (0x000a_0d00, "__osx >=10.13"), (0x000c_0301, "__osx >=12.3.1")]
        {
            let requirement = MacosVersion::from_mach_o(packed).requirement();
            assert_eq!(requirement.as_str(), expected);
            assert_eq!(requirement.name(), "__osx");
        }
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(MacosVersion::from_mach_o(0x000a_0f00) < MacosVersion::from_mach_o(0x000b_0000));
    }
}
