//! A version in conda's notation.

use std::fmt;
use std::str::FromStr as _;

use super::order::order_trap;
use super::{VersionError, VersionProblem, VersionWarning};

/// The maximum length of a version in characters, by [CEP 26](https://conda.org/learn/ceps/cep-0026).
pub(super) const LONGEST: usize = 64;

/// The number of digits that always fit into the 64 bits that conda tools have for a number.
pub(super) const DIGITS_OF_A_NUMBER: usize = 19;

/// A version in conda's notation, made from one of Cargo's.
///
/// conda and Cargo order two versions alike if neither has a [`warning`](Self::warning). Build metadata,
/// which Cargo ignores when it compares precedence, becomes conda's local version and breaks ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CondaVersion {
    text: String,
    warning: Option<VersionWarning>,
}

impl CondaVersion {
    /// Writes a semantic version in conda's notation.
    ///
    /// `1.2.3-rc.1+build.5` becomes `1.2.3.rc.1+build.5`. A `-` cannot stay, since conda's file names are
    /// `name-version-build`: before the pre-release it becomes `.`, within an identifier `_`.
    ///
    /// Digits and letters stay as they are, apart from case, so that a commit hash in the build metadata can
    /// still be looked up. (rattler's own conversion drops leading zeros.)
    pub fn from_semver(version: &semver::Version) -> Self {
        let mut text = format!("{}.{}.{}", version.major, version.minor, version.patch);
        push_identifiers(&mut text, '.', version.pre.as_str());
        push_identifiers(&mut text, '+', version.build.as_str());
        let length = text.len();
        if length > LONGEST {
            text.truncate(LONGEST);
            text.truncate(text.trim_end_matches(['.', '_', '+']).len());
            return Self { text, warning: Some(VersionWarning::TooLong { length }) };
        }
        Self { text, warning: order_trap(version.pre.as_str()) }
    }

    /// Takes a version that may already be in conda's notation, as in `pixi.toml`.
    ///
    /// A semantic version is converted as by [`from_semver`](Self::from_semver). In any other version a `-`
    /// becomes `_`, which conda orders alike and which is allowed in file names.
    pub fn from_conda(version: &str) -> Result<Self, VersionError> {
        if let Ok(version) = semver::Version::parse(version) {
            return Ok(Self::from_semver(&version));
        }
        let text = version.to_ascii_lowercase().replace('-', "_");
        match first_problem(&text) {
            None => Ok(Self { text, warning: None }),
            Some(problem) => Err(VersionError { text: version.to_owned(), problem }),
        }
    }

    /// Takes a version that is in conda's notation but for a check.
    pub(crate) fn from_normal_form(text: &str) -> Result<Self, VersionError> {
        match first_problem(text) {
            None => Ok(Self { text: text.to_owned(), warning: None }),
            Some(problem) => Err(VersionError { text: text.to_owned(), problem }),
        }
    }

    /// Returns the version as text: only `0-9`, `a-z`, `.`, `_`, `+` and `!`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns why conda may order this version differently than Cargo; `None` if the order is the same.
    pub fn warning(&self) -> Option<&VersionWarning> {
        self.warning.as_ref()
    }
}

impl fmt::Display for CondaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The first rule for conda's versions that a text in lower case breaks; `None` for a version.
fn first_problem(text: &str) -> Option<VersionProblem> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._+!".contains(c);
    let length = text.chars().count();
    if text.is_empty() {
        Some(VersionProblem::Empty)
    } else if let Some(wrong) = text.chars().find(|&c| !is_allowed(c)) {
        Some(VersionProblem::Character(wrong))
    } else if length > LONGEST {
        Some(VersionProblem::TooLong(length))
    } else {
        rattler_conda_types::Version::from_str(text).err().map(|_| VersionProblem::Unreadable)
    }
}

/// Appends the identifiers of a pre-release or of build metadata, with `separator` before the first.
fn push_identifiers(text: &mut String, mut separator: char, identifiers: &str) {
    for identifier in identifiers.split('.') {
        // conda has no empty segments, so `a--b` becomes `a_b`, and `-` alone is dropped.
        for part in identifier.split('-').filter(|part| !part.is_empty()) {
            text.push(separator);
            push_part(text, part);
            separator = '_';
        }
        if separator == '_' {
            separator = '.';
        }
    }
}

/// Appends letters and digits in lower case. A number that is too long for conda tools is split by `_`.
fn push_part(text: &mut String, part: &str) {
    let mut digits = 0;
    for c in part.chars() {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        if digits > DIGITS_OF_A_NUMBER {
            text.push('_');
            digits = 1;
        }
        text.push(c.to_ascii_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn mapped(text: &str) -> CondaVersion {
        CondaVersion::from_semver(&semver::Version::parse(text).unwrap())
    }

    #[test]
    fn versions_of_conda_stay_but_for_hyphens() {
        let conda = |version| CondaVersion::from_conda(version).unwrap().to_string();
        assert_eq!(conda("2024.1"), "2024.1");
        assert_eq!(conda("1!2.0-Post1"), "1!2.0_post1");
        assert_eq!(conda("1.0.0-alpha.1"), "1.0.0.alpha.1");
    }

    #[test]
    fn what_conda_cannot_read_is_refused() {
        let error = |version: &str| CondaVersion::from_conda(version).unwrap_err().to_string();
        assert_snapshot!(error(""), @"`` cannot be the version of a conda package: it is empty");
        assert_snapshot!(error("1.0/../../x"), @"`1.0/../../x` cannot be the version of a conda package: it contains `/`, but only letters, digits, `-`, `_`, `.`, `+` and `!` are allowed");
        assert_snapshot!(error("1.0 ü"), @"`1.0 ü` cannot be the version of a conda package: it contains ` `, but only letters, digits, `-`, `_`, `.`, `+` and `!` are allowed");
        assert_snapshot!(error("1..0"), @"`1..0` cannot be the version of a conda package: conda cannot read it; write numbers with dots between them, such as `1.2.3`");
        assert_snapshot!(error(&"1.".repeat(40)), @"`1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.` cannot be the version of a conda package: it has 80 characters, but at most 64 are allowed");
    }

    #[test]
    fn the_text_stays_close_to_the_original() {
        for (version, expected) in [
            ("1.2.3", "1.2.3"),
            ("1.2.3-rc.1", "1.2.3.rc.1"),
            ("1.2.3-rc.1+build.5", "1.2.3.rc.1+build.5"),
            ("1.2.3-Alpha-1", "1.2.3.alpha_1"),
            ("1.2.3-a--b.-.c-", "1.2.3.a_b.c"),
            ("1.2.3--", "1.2.3"),
            ("1.2.3+-.-", "1.2.3"),
            ("1.2.3+0012AB", "1.2.3+0012ab"),
            ("1.2.3-rc.18446744073709551616", "1.2.3.rc.1844674407370955161_6"),
        ] {
            assert_eq!(mapped(version).to_string(), expected);
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let version = mapped(&format!("1.2.3-rc.{}+x", vec!["1"; 100].join(".")));
        assert_eq!(version.warning(), Some(&VersionWarning::TooLong { length: 210 }));
        assert_eq!(version.as_str(), format!("1.2.3.rc.{}", vec!["1"; 28].join(".")));
    }

    #[test]
    fn warnings_say_what_happens_and_what_to_do() {
        let warning = |text: &str| mapped(text).warning().unwrap().to_string();
        assert_snapshot!(warning("1.0.0-1"), @"the pre-release starts with the digit of `1`, which conda can take for a part of the release: conda puts `1.0.0-1` above `1.0.0`; start it with a word, such as `rc.1`");
        assert_snapshot!(warning("1.0.0-dev.3"), @"conda puts the word `dev` below all others, so that `1.0.0-dev` is below `1.0.0-alpha`; use another word, such as `pre`");
        assert_snapshot!(warning("1.0.0-post"), @"conda puts the word `post` above all others, so that `1.0.0-post` is above `1.0.0`; use another word, such as `pre`");
        assert_snapshot!(warning("1.0.0-rc10"), @"conda reads the digits in `rc10` as a number, Cargo reads them as text and puts `rc10` below `rc2`; separate them by a dot, such as `rc.10`");
        assert_snapshot!(warning("1.0.0-alpha.0"), @"conda ignores the zero at the end of `alpha.0`, so that `alpha.0` and `alpha` are the same version; count from 1");
        assert_snapshot!(warning("1.0.0-rc1a"), @"conda puts `rc1a` below `rc1`, as letters follow digits in `rc1a`; use a number instead, such as `rc.1.1`");
        assert_snapshot!(warning("1.0.0-alpha.beta"), @"conda puts `alpha.beta` below `alpha`, as there are letters in `beta`; use a word only at the start of the pre-release, and numbers after it");
        assert_snapshot!(warning("1.0.0-alpha-1"), @"conda splits `alpha-1` at its hyphens, Cargo does not and puts `alpha-1` above `alpha.2`; use a dot in place of the hyphen");
        assert_snapshot!(warning("1.0.0-RC.1"), @"conda writes `RC` in lower case, but Cargo puts capitals below lower-case letters, such as `RC` below `alpha`; use lower case");
        assert_snapshot!(warning("1.0.0-rc.99999999999999999999"), @"the number `99999999999999999999` is too large for conda and is split; use at most 19 digits");
        assert_snapshot!(warning(&format!("1.0.0-{}", "a".repeat(80))), @"the version has 86 characters, but conda allows 64; the rest is cut off");
    }
}
