//! The error for a licence that is not an SPDX expression.

use std::ops::Range;

use spdx::error::Reason;
use thiserror::Error;

use super::SpdxExpression;
use super::own_name::own_name;

/// The error for a `license` that is not an SPDX expression.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("cannot read the licence `{text}` as an SPDX expression: {}{problem}{}", self.part(), self.advice())]
pub struct LicenseError {
    /// The text of the key.
    pub text: String,
    /// The part of `text` with the problem, in bytes; empty where something is missing.
    pub span: Range<usize>,
    /// What is wrong with that part.
    pub problem: LicenseProblem,
    /// Identifiers that were probably meant; more than one if only the author can tell, none if no identifier
    /// is close.
    pub suggestions: Vec<&'static str>,
}

impl LicenseError {
    /// The text as the name of a licence of its author's own: `LicenseRef-Acme` for `Acme`. `None` if it may
    /// be meant as an expression, because it has an operator, an identifier, or something close to one.
    pub fn own_license(&self) -> Option<SpdxExpression> {
        if self.suggestions.is_empty() { own_name(&self.text) } else { None }
    }

    fn part(&self) -> String {
        match self.text.get(self.span.clone()).map(str::trim) {
            None | Some("") => String::new(),
            Some(part) => format!("`{part}` "),
        }
    }

    fn advice(&self) -> String {
        if !self.suggestions.is_empty() {
            let quoted: Vec<_> = self.suggestions.iter().map(|id| format!("`{id}`")).collect();
            return format!("; write {}", quoted.join(" or "));
        }
        match self.problem {
            LicenseProblem::Unknown | LicenseProblem::Deprecated => {
                "; write an identifier of https://spdx.org/licenses, or set `license-file` in its place"
            }
            LicenseProblem::Character | LicenseProblem::Misplaced => {
                "; join licences by `AND` or `OR`, a licence and its exception by `WITH`"
            }
            LicenseProblem::Incomplete | LicenseProblem::Empty => {
                "; write a licence such as `MIT OR Apache-2.0`"
            }
            LicenseProblem::Parenthesis | LicenseProblem::Plus => "",
        }
        .to_owned()
    }
}

/// What is wrong with a part of a licence expression. The text continues a sentence that begins with the
/// part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LicenseProblem {
    /// A word that is no licence, exception or operator.
    #[error("is not in the SPDX list")]
    Unknown,
    /// An identifier that SPDX has withdrawn, without a successor that could take its place.
    #[error("is an identifier that SPDX has withdrawn")]
    Deprecated,
    /// A character that is not allowed in expressions.
    #[error("cannot be in an expression")]
    Character,
    /// A parenthesis without its partner.
    #[error("is a parenthesis without its partner")]
    Parenthesis,
    /// A part in a place where another kind of part belongs, such as a licence right after a licence.
    #[error("is not expected there")]
    Misplaced,
    /// The text ends after an operator or an opening parenthesis.
    #[error("it ends where a licence has to follow")]
    Incomplete,
    /// A `+` after a GNU licence, or apart from its licence.
    #[error("is only allowed directly after a licence, and not after one of GNU's")]
    Plus,
    /// The text has no licence.
    #[error("it is empty")]
    Empty,
}

impl LicenseProblem {
    pub(super) fn new(reason: &Reason, span: &Range<usize>) -> Self {
        match reason {
            Reason::UnknownLicense | Reason::UnknownException | Reason::UnknownTerm => Self::Unknown,
            Reason::DeprecatedLicenseId => Self::Deprecated,
            Reason::InvalidCharacters => Self::Character,
            Reason::UnclosedParens | Reason::UnopenedParens => Self::Parenthesis,
            Reason::Unexpected(_) if span.is_empty() => Self::Incomplete,
            Reason::Unexpected(_) => Self::Misplaced,
            Reason::SeparatedPlus | Reason::GnuNoPlus | Reason::GnuPlusWithSuffix => Self::Plus,
            Reason::Empty => Self::Empty,
        }
    }
}
