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

mod conda_version;
mod error;
mod order;
mod warning;

pub use conda_version::CondaVersion;
pub use error::{VersionError, VersionProblem};
pub use warning::VersionWarning;
