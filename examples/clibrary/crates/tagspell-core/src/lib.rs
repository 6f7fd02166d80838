//! Spells numbers as short tags that people can read out: 32 characters without `I`, `L`, `O` and `U`.

/// The characters of tags, by value.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The length of the longest tag.
pub const LONGEST: usize = 13;

/// The tag of a number, without zeros at its start.
pub fn spell(number: u64) -> String {
    let digits = (u64::BITS - number.leading_zeros()).div_ceil(5).max(1);
    let digit = |place: u32| ALPHABET[(number >> (5 * place)) as usize & 31];
    (0..digits)
        .rev()
        .map(|place| char::from(digit(place)))
        .collect()
}

/// The number of a tag; `None` if it is none. Small letters are as good as large ones.
pub fn read(tag: &str) -> Option<u64> {
    if tag.is_empty() {
        return None;
    }
    tag.bytes().try_fold(0_u64, |number, character| {
        let character = character.to_ascii_uppercase();
        let digit = ALPHABET.iter().position(|own| *own == character)?;
        number.checked_mul(32)?.checked_add(digit as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, read, spell};

    #[test]
    fn tags_are_read_back() {
        for number in [0, 1, 31, 32, 1_000_000, u64::MAX] {
            assert_eq!(read(&spell(number)), Some(number));
        }
        assert_eq!(spell(u64::MAX).len(), LONGEST);
        assert_eq!(read("yH75"), Some(1_000_677));
        assert_eq!(read("U"), None);
        assert_eq!(read("ZZZZZZZZZZZZZZ"), None);
    }
}
