//! The run time of Visual C++, which is no part of Windows. A package of conda has it.

use cargo_conda_mapping::Requirement;

/// Beginnings of the names of its libraries, in lower case.
const LIBRARIES: [&str; 3] = ["vcruntime140", "msvcp140", "concrt140"];

/// The first number of the versions of linkers and run times that go together.
const MAJOR: u8 = 14;

/// A version of the run time, without the first number, which is 14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VisualCppVersion {
    minor: u8,
}

impl VisualCppVersion {
    /// The version that a program needs; `None` if it loads no library of the run time. `libraries` are the
    /// names in its import table, in lower case, and `linked` is the version of the linker. A run time can
    /// be newer than the linker, but no older. Linkers of others do not say a version of Visual C++; their
    /// programs run on the first one.
    pub(super) fn of(libraries: &[String], linked: Option<(u8, u8)>) -> Option<Self> {
        let is_loaded =
            libraries.iter().any(|name| LIBRARIES.iter().any(|library| name.starts_with(library)));
        let minor = linked.filter(|(major, _)| *major == MAJOR).map_or(0, |(_, minor)| minor);
        is_loaded.then_some(Self { minor })
    }

    /// The run requirement, in the form of conda-forge's packages, such as `vc14_runtime >=14.44`.
    pub(super) fn requirement(self) -> Requirement {
        let spec = format!("vc14_runtime >={MAJOR}.{}", self.minor);
        Requirement::parse(&spec).expect("a name and a version are a requirement")
    }
}

#[cfg(test)]
mod tests {
    use super::VisualCppVersion;

    fn requirement(library: &str, linked: (u8, u8)) -> Option<String> {
        let libraries = ["kernel32.dll".to_owned(), library.to_owned()];
        let version = VisualCppVersion::of(&libraries, Some(linked))?;
        Some(version.requirement().as_str().to_owned())
    }

    #[test]
    fn the_linker_tells_the_version_of_the_run_time() {
        assert_eq!(requirement("vcruntime140.dll", (14, 44)).as_deref(), Some("vc14_runtime >=14.44"));
        assert_eq!(requirement("msvcp140_1.dll", (14, 29)).as_deref(), Some("vc14_runtime >=14.29"));
        assert_eq!(requirement("vcruntime140.dll", (2, 40)).as_deref(), Some("vc14_runtime >=14.0"));
        assert_eq!(requirement("msvcrt.dll", (14, 44)), None);
        assert_eq!(requirement("ucrtbase.dll", (14, 44)), None);
    }
}
