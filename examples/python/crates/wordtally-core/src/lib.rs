//! Counts words.

/// The number of words in a text: runs of characters without white space.
pub fn tally(text: &str) -> usize {
    text.split_whitespace().count()
}
