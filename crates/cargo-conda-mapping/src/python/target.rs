//! The Pythons that a package is for.

use std::fmt;
use std::str::FromStr;

use super::specifier::Specifiers;
use crate::platform::Platform;
use crate::requirement::Requirement;

/// The newest minor version that rules about Python are tried with. Python gets a new one each year.
const NEWEST: u32 = 40;

/// A minor version of Python 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    /// The second number, such as 11 of Python 3.11.
    pub minor: u32,
}

impl PythonVersion {
    /// The two digits in the names of wheels and features, such as `311`.
    pub fn tag(self) -> String {
        format!("3{}", self.minor)
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = ();

    /// Reads `3.11`, also as the beginning of a longer version.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut numbers = text.split('.');
        let (Some("3"), Some(minor)) = (numbers.next(), numbers.next()) else {
            return Err(());
        };
        minor.parse().map(|minor| Self { minor }).map_err(|_no_number| ())
    }
}

/// The Pythons and the platform that a package is for.
#[derive(Debug, Clone)]
pub struct PythonTarget {
    /// The platform.
    pub platform: Platform,
    /// The oldest Python.
    pub oldest: PythonVersion,
    /// What the project says of the Pythons that it runs on; empty if it says nothing.
    pub(super) requires: Specifiers,
}

impl PythonTarget {
    /// The Pythons from `oldest` on that meet `requires-python`.
    ///
    /// # Errors
    ///
    /// `requires-python` cannot be read.
    pub fn new(
        platform: Platform,
        oldest: PythonVersion,
        requires_python: &str,
    ) -> Result<Self, super::SpecifierError> {
        Ok(Self { platform, oldest, requires: Specifiers::parse(requires_python)? })
    }

    /// The requirement `python …` of a package, with the versions that `requires-python` of the project
    /// allows. `has_oldest` is true if the compiled modules themselves do not run on a Python older than
    /// [`oldest`](Self::oldest).
    pub fn requirement(&self, has_oldest: bool) -> Result<Requirement, super::SpecifierError> {
        let bound = format!(">={}", self.oldest);
        let own = self.requires.in_conda_above(&[3, self.oldest.minor]);
        let is_own = !has_oldest || own.split(',').any(|part| part.starts_with('>'));
        let versions = match (is_own, own.is_empty()) {
            (true, _) => own,
            (false, true) => bound,
            (false, false) => format!("{bound},{own}"),
        };
        let text = format!("python {versions}");
        let error = || super::SpecifierError { text: versions.clone() };
        Requirement::parse(text.trim_end()).map_err(|_unreadable| error())
    }

    /// Patch versions to try rules with, the first and a late one of each minor version.
    pub(super) fn versions(&self) -> impl Iterator<Item = [u32; 3]> + '_ {
        let all = (self.oldest.minor..=NEWEST).flat_map(|minor| [[3, minor, 0], [3, minor, 99]]);
        all.filter(|version| self.requires.allow(version))
    }
}
