//! Amounts of memory as they are typed: `512M`, `8G`.

use std::str::FromStr;

use thiserror::Error;

/// An amount of memory in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MemorySize(pub(crate) u64);

#[derive(Debug, PartialEq, Eq, Error)]
#[error("a size is a whole number with a unit: `512M`, `8G` or `8GiB`")]
pub(crate) struct InvalidSize;

impl FromStr for MemorySize {
    type Err = InvalidSize;

    fn from_str(text: &str) -> Result<Self, InvalidSize> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        // Powers of 1024, as for the memory limits of containers.
        let unit = match unit.trim().trim_end_matches("iB").trim_end_matches('B') {
            "K" | "k" => 1 << 10,
            "M" | "m" => 1 << 20,
            "G" | "g" => 1 << 30,
            "T" | "t" => 1 << 40,
            _ => return Err(InvalidSize),
        };
        let number: u64 = number.parse().map_err(|_not_a_number| InvalidSize)?;
        number.checked_mul(unit).map(Self).ok_or(InvalidSize)
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidSize, MemorySize};

    #[test]
    fn a_unit_is_needed() {
        assert_eq!("8G".parse(), Ok(MemorySize(8 << 30)));
        assert_eq!("512MiB".parse(), Ok(MemorySize(512 << 20)));
        assert_eq!("512 MB".parse(), Ok(MemorySize(512 << 20)));
        for wrong in ["8", "", "G", "-1G", "1.5G", "99999999999999T"] {
            assert_eq!(wrong.parse::<MemorySize>(), Err(InvalidSize), "{wrong}");
        }
    }
}
