//! Cargo's versions in conda's notation, and the traps of conda's order.
//!
//! # conda's order
//!
//! conda splits a version into segments at `.`, `-` and `_`, splits each segment into runs of digits and of
//! letters, and compares two versions run by run. Three rules of that order matter here
//! ([CEP 33](https://conda.org/learn/ceps/cep-0033)):
//!
//! - a segment that starts with a letter gets a `0` in front, and a missing run counts as `0`;
//! - letters are below digits; letters are compared as text without regard to case, digits by value;
//! - the word `dev` is below everything else, the word `post` above everything else.
//!
//! So `1.0.0.rc.1` is below `1.0.0`, as in Cargo: its fourth segment is `0` and `rc`, against `0` and
//! nothing.
//!
//! # Pre-releases that keep Cargo's order
//!
//! Cargo's order is kept exactly among releases and pre-releases of this form: a word in lower case other
//! than `dev` and `post`, optionally followed by one digit from 1 to 9, optionally followed by numbers of
//! which the last is not 0. Examples are `alpha`, `beta.2`, `rc1` and `pre.0.12`.
//!
//! All other pre-releases carry a [`VersionWarning`] that names the trap, since their order differs from some
//! version of that form. A few are warned of needlessly: those where two differences cancel out, as in `0a.b`
//! and `rc1post`, and those where no digit is above the first, as in `rc90`.

use std::fmt;

use thiserror::Error;

/// The maximum length of a version in characters, by [CEP 26](https://conda.org/learn/ceps/cep-0026).
const LONGEST: usize = 64;

/// The number of digits that always fit into the 64 bits that conda tools have for a number.
const DIGITS_OF_A_NUMBER: usize = 19;

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
    pub fn from_conda(version: &str) -> Self {
        match semver::Version::parse(version) {
            Ok(version) => Self::from_semver(&version),
            Err(_not_semver) => Self { text: version.to_lowercase().replace('-', "_"), warning: None },
        }
    }

    /// Returns the version as text: only `0-9`, `a-z`, `.`, `_` and `+`.
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

/// A reason why conda may order a version differently than Cargo.
///
/// `identifier` is the part of the pre-release, between two dots, that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VersionWarning {
    /// The pre-release starts with a digit: `1.0.0-1`, `1.0.0-0a`.
    #[error(
        "the pre-release starts with the digit of `{identifier}`, which conda can take for a part of the release: \
         conda puts `1.0.0-1` above `1.0.0`; start it with a word, such as `rc.1`"
    )]
    LeadingDigit {
        /// The first identifier.
        identifier: String,
    },
    /// The pre-release starts with the word `dev` or `post`: `1.0.0-dev`.
    #[error(
        "conda puts the word `{word}` {} all others, so that `1.0.0-{word}` is {}; use another word, such as `pre`",
        if *.word == "dev" { "below" } else { "above" },
        if *.word == "dev" { "below `1.0.0-alpha`" } else { "above `1.0.0`" }
    )]
    SpecialWord {
        /// `dev` or `post`.
        word: &'static str,
    },
    /// A number of several digits directly after letters: `1.0.0-rc10`.
    #[error(
        "conda reads the digits in `{identifier}` as a number, Cargo reads them as text and puts `rc10` below `rc2`; \
         separate them by a dot, such as `rc.10`"
    )]
    AttachedNumber {
        /// The first identifier.
        identifier: String,
    },
    /// A zero at the end, which conda does not distinguish from nothing: `1.0.0-alpha.0`, `1.0.0-rc0`.
    #[error(
        "conda ignores the zero at the end of `{identifier}`, so that `alpha.0` and `alpha` are the same version; \
         count from 1"
    )]
    TrailingZero {
        /// The identifier that is, or ends with, a zero.
        identifier: String,
    },
    /// Letters after digits within an identifier: `1.0.0-rc1a`.
    #[error(
        "conda puts `rc1a` below `rc1`, as letters follow digits in `{identifier}`; use a number instead, such as \
         `rc.1.1`"
    )]
    LettersBehindDigits {
        /// The first identifier.
        identifier: String,
    },
    /// Letters in an identifier that is not the first: `1.0.0-alpha.beta`.
    #[error(
        "conda puts `alpha.beta` below `alpha`, as there are letters in `{identifier}`; use a word only at the start of \
         the pre-release, and numbers after it"
    )]
    LaterLetters {
        /// The identifier that is not the first one.
        identifier: String,
    },
    /// A hyphen within an identifier: `1.0.0-alpha-1`.
    #[error(
        "conda splits `{identifier}` at its hyphens, Cargo does not and puts `alpha-1` above `alpha.2`; use a dot in \
         place of the hyphen"
    )]
    Hyphen {
        /// The identifier with the hyphen.
        identifier: String,
    },
    /// A capital letter: `1.0.0-RC.1`.
    #[error(
        "conda writes `{identifier}` in lower case, but Cargo puts capitals below lower-case letters, such as `RC` below \
         `alpha`; use lower case"
    )]
    Capital {
        /// The identifier with the capital.
        identifier: String,
    },
    /// A number of more than 19 digits, which may not fit into 64 bits and is split into several for conda.
    #[error(
        "the number `{identifier}` is too large for conda and is split; use at most {DIGITS_OF_A_NUMBER} digits"
    )]
    LargeNumber {
        /// The number.
        identifier: String,
    },
    /// More characters than conda allows; those beyond the limit are cut off.
    #[error("the version has {length} characters, but conda allows {LONGEST}; the rest is cut off")]
    TooLong {
        /// The length of the whole version in characters.
        length: usize,
    },
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

/// Finds the first trap in a pre-release; the docs of this file say why there are no others.
fn order_trap(pre: &str) -> Option<VersionWarning> {
    let (first, numbers) = pre.split_once('.').map_or((pre, None), |(first, rest)| (first, Some(rest)));
    first_identifier_trap(first).or_else(|| {
        let numbers = numbers?;
        numbers.split('.').find_map(later_identifier_trap).or_else(|| {
            let last = numbers.rsplit('.').next()?;
            (last == "0").then(|| VersionWarning::TrailingZero { identifier: pre.to_owned() })
        })
    })
}

fn first_identifier_trap(identifier: &str) -> Option<VersionWarning> {
    if let Some(warning) = spelling_trap(identifier) {
        return Some(warning);
    }
    let owned = || identifier.to_owned();
    let digits = identifier.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let word = &identifier[..identifier.len() - digits.len()];
    match (word, digits) {
        ("", "") => None,
        ("", _) => Some(VersionWarning::LeadingDigit { identifier: owned() }),
        ("dev", _) => Some(VersionWarning::SpecialWord { word: "dev" }),
        ("post", _) => Some(VersionWarning::SpecialWord { word: "post" }),
        (_, "0") => Some(VersionWarning::TrailingZero { identifier: owned() }),
        (_, digits) if digits.contains(|c: char| c.is_ascii_lowercase()) => {
            Some(VersionWarning::LettersBehindDigits { identifier: owned() })
        }
        (_, digits) if digits.len() > 1 => Some(VersionWarning::AttachedNumber { identifier: owned() }),
        _ => None,
    }
}

fn later_identifier_trap(identifier: &str) -> Option<VersionWarning> {
    if let Some(warning) = spelling_trap(identifier) {
        return Some(warning);
    }
    let owned = || identifier.to_owned();
    if identifier.contains(|c: char| !c.is_ascii_digit()) {
        return Some(VersionWarning::LaterLetters { identifier: owned() });
    }
    (identifier.len() > DIGITS_OF_A_NUMBER).then(|| VersionWarning::LargeNumber { identifier: owned() })
}

/// Finds characters that conda writes differently, in any identifier.
fn spelling_trap(identifier: &str) -> Option<VersionWarning> {
    let owned = || identifier.to_owned();
    if identifier.contains('-') {
        return Some(VersionWarning::Hyphen { identifier: owned() });
    }
    identifier
        .contains(|c: char| c.is_ascii_uppercase())
        .then(|| VersionWarning::Capital { identifier: owned() })
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
        let conda = |version| CondaVersion::from_conda(version).to_string();
        assert_eq!(conda("2024.1"), "2024.1");
        assert_eq!(conda("1!2.0-Post1"), "1!2.0_post1");
        assert_eq!(conda("1.0.0-alpha.1"), "1.0.0.alpha.1");
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
