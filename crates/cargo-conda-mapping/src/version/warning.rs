//! The reasons for which conda may order a version differently than Cargo.

use thiserror::Error;

use super::conda_version::{DIGITS_OF_A_NUMBER, LONGEST};

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
