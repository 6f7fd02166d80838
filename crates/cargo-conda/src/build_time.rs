//! The time that packages shall have, from `SOURCE_DATE_EPOCH`.

use std::ffi::OsStr;

use cargo_conda_engine::{Timestamp, is_time_of_archive};
use thiserror::Error;

/// The variable's name: <https://reproducible-builds.org/specs/source-date-epoch/>.
pub(crate) const NAME: &str = "SOURCE_DATE_EPOCH";

/// A value of `SOURCE_DATE_EPOCH` that is no time of a package.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidTime {
    /// The value is something else than digits.
    #[error(
        "the environment variable `SOURCE_DATE_EPOCH` is `{value}`, which is no number of seconds since 1970"
    )]
    NoNumber {
        /// The value.
        value: String,
    },
    /// Archives cannot hold the time.
    #[error(
        "the environment variable `SOURCE_DATE_EPOCH` is `{value}`, a time outside of the years 1980 to 2107, which \
         are all that archives can hold"
    )]
    OutOfRange {
        /// The value.
        value: String,
    },
}

impl InvalidTime {
    /// What to do about it.
    pub fn help(&self) -> String {
        "set it to decimal seconds, such as those of `git log -1 --format=%ct`, or unset it: then packages have the \
         time of the commit if nothing was changed since, else the present"
            .to_owned()
    }
}

/// The time that a value of the variable stands for: decimal seconds since 1970.
pub(crate) fn build_time(value: &OsStr) -> Result<Timestamp, InvalidTime> {
    let text = value.to_string_lossy().into_owned();
    if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(InvalidTime::NoNumber { value: text });
    }
    let seconds = text.parse().ok();
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.filter(|time| is_time_of_archive(*time)).ok_or(InvalidTime::OutOfRange { value: text })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::{InvalidTime, build_time};

    #[test]
    fn decimal_seconds_within_the_range_of_archives_are_a_time() {
        for seconds in [315_532_800, 1_700_000_000, 4_354_819_199] {
            assert_eq!(build_time(OsStr::new(&seconds.to_string())).unwrap().as_second(), seconds);
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for value in ["", " ", "-1", "+5", "1.5", "1e9", "0x10", "2026-11-28", "1700000000 ", "\u{663}"] {
            let no_number = InvalidTime::NoNumber { value: value.to_owned() };
            assert_eq!(build_time(OsStr::new(value)), Err(no_number), "{value:?}");
        }
        for value in ["0", "315532799", "4354819200", "99999999999999999999999"] {
            let out_of_range = InvalidTime::OutOfRange { value: value.to_owned() };
            assert_eq!(build_time(OsStr::new(value)), Err(out_of_range), "{value:?}");
        }
    }
}
