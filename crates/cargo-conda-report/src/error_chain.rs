//! An error and what caused it.

use std::error::Error;
use std::iter::successors;

/// The error, its cause, the cause of that, and so on.
pub(crate) fn error_chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}
