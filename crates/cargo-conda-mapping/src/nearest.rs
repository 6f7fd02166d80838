//! Suggestions for words that are not known.

/// Returns the candidate that `word` was most likely meant to be, or `None` if none is close.
///
/// Case does not count as a difference. A candidate is close if at most a third of the longer word has to
/// change, or one character in short words: the measure that Cargo uses for its own suggestions. Of equally
/// close candidates the first one wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let own_length = candidate.chars().count();
            let longer = length.max(own_length);
            let most = (longer / 3).max(1);
            // Each character that one has more is a change. Measuring takes a time that grows with both
            // lengths, and nothing bounds the length of a word in a manifest.
            if length.abs_diff(own_length) > most {
                return None;
            }
            let distance = strsim::osa_distance(&word, &candidate.to_lowercase());
            (distance <= most && distance < longer).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const KEYS: [&str; 5] = ["profile", "features", "all-features", "env", "x"];

    #[test]
    fn finds_a_slip() {
        assert_eq!(nearest("porfile", KEYS), Some("profile"));
        assert_eq!(nearest("all_features", KEYS), Some("all-features"));
        assert_eq!(nearest("ENV", KEYS), Some("env"));
        assert_eq!(nearest("evn", KEYS), Some("env"));
    }

    #[test]
    fn unrelated_words_have_no_neighbour() {
        assert_eq!(nearest("toolchain", KEYS), None);
        assert_eq!(nearest("", KEYS), None);
        // Changing one character of one leaves nothing of the word.
        assert_eq!(nearest("y", KEYS), None);
        assert_eq!(nearest("env", []), None);
    }

    #[test]
    fn a_word_of_any_length_is_answered_at_once() {
        assert_eq!(nearest(&"all-features ".repeat(1_000_000), KEYS), None);
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("cat", ["bat", "hat"]), Some("bat"));
        assert_eq!(nearest("cat", ["hat", "bat"]), Some("hat"));
    }
}
