//! The causes of an error, for every place that prints them.

use std::error::Error;
use std::iter::successors;

/// Returns an error, the source of the error, the source of that, and so on to the root cause.
///
/// ```
/// use cargo_conda_mapping::{Requirement, error_chain};
///
/// let error = Requirement::parse("").unwrap_err();
/// let causes: Vec<_> = error_chain(&error).skip(1).map(ToString::to_string).collect();
/// assert_eq!(causes, ["missing package name"]);
/// ```
pub fn error_chain<'a>(error: &'a (dyn Error + 'a)) -> impl Iterator<Item = &'a (dyn Error + 'a)> {
    successors(Some(error), |&error| error.source())
}
