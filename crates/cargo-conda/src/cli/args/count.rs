//! Numbers of things at a time, as they are typed.

use std::num::NonZeroUsize;

use thiserror::Error;

#[derive(Debug, PartialEq, Eq, Error)]
#[error("write a whole number, at least 1")]
pub(crate) struct InvalidCount;

/// Reads a number of jobs, machines or the like.
pub(crate) fn count(text: &str) -> Result<NonZeroUsize, InvalidCount> {
    text.parse().map_err(|_not_a_count| InvalidCount)
}

#[cfg(test)]
mod tests {
    use super::{InvalidCount, count};

    #[test]
    fn there_is_at_least_one() {
        assert_eq!(count("3").map(usize::from), Ok(3));
        for text in ["0", "-1", "two", "", "99999999999999999999"] {
            assert_eq!(count(text), Err(InvalidCount), "{text}");
        }
    }
}
