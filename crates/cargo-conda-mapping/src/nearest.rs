//! Suggestions for words that are not known.

/// Returns the candidate that `word` was most likely meant to be, or `None` if none is close.
///
/// Case does not count as a difference. A candidate is close if at most a third of the longer word has to
/// change, or one character in short words: the measure that Cargo uses for its own suggestions. Of equally
/// close candidates the first one wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::osa_distance(&word, &candidate.to_lowercase());
            let longer = word.chars().count().max(candidate.chars().count());
            (distance <= (longer / 3).max(1) && distance < longer).then_some((distance, candidate))
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
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("cat", ["bat", "hat"]), Some("bat"));
        assert_eq!(nearest("cat", ["hat", "bat"]), Some("hat"));
    }
}
