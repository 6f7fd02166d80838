//! Ages as they are typed: `12h`, `7d`, `2w`.

use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// How long ago something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Age(pub(crate) Duration);

#[derive(Debug, PartialEq, Eq, Error)]
#[error("a duration is a whole number with a unit: `30m`, `12h`, `7d` or `2w`")]
pub(crate) struct InvalidAge;

impl FromStr for Age {
    type Err = InvalidAge;

    fn from_str(text: &str) -> Result<Self, InvalidAge> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let seconds: u64 = match unit.trim() {
            "s" => 1,
            "m" => 60,
            "h" => 60 * 60,
            "d" => 24 * 60 * 60,
            "w" => 7 * 24 * 60 * 60,
            _ => return Err(InvalidAge),
        };
        let number: u64 = number.parse().map_err(|_not_a_number| InvalidAge)?;
        number.checked_mul(seconds).map(Duration::from_secs).map(Self).ok_or(InvalidAge)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Age, InvalidAge};

    #[test]
    fn a_unit_is_needed() {
        assert_eq!("0s".parse(), Ok(Age(Duration::ZERO)));
        assert_eq!("12h".parse(), Ok(Age(Duration::from_hours(12))));
        assert_eq!("2 w".parse(), Ok(Age(Duration::from_hours(14 * 24))));
        for wrong in ["7", "", "d", "-1d", "1.5d", "7 days", "99999999999999999w"] {
            assert_eq!(wrong.parse::<Age>(), Err(InvalidAge), "{wrong}");
        }
    }
}
