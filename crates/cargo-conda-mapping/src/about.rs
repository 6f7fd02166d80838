//! Cargo's `description` as conda's summary and description.

/// The two texts that conda shows for a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The first sentence, in one line; `None` if the crate has no description.
    pub summary: Option<String>,
    /// The whole text; `None` if the crate has no description.
    pub description: Option<String>,
}

/// Abbreviations that do not end a sentence although a capital may follow them; in lower case, without the
/// dot.
const ABBREVIATIONS: [&str; 14] =
    ["e.g", "i.e", "etc", "vs", "cf", "incl", "resp", "approx", "ca", "no", "dr", "mr", "ms", "st"];

/// Splits Cargo's `description` into what conda calls summary and description.
///
/// The words stay as they are, only white space is folded: every run of it becomes one space, except that an
/// empty line in the description stays a break between paragraphs. A text without a word gives neither
/// summary nor description.
pub fn about(description: Option<&str>) -> About {
    let paragraphs = description.map(paragraphs).unwrap_or_default();
    let Some(first) = paragraphs.first() else {
        return About::default();
    };
    About { summary: Some(first_sentence(first).to_owned()), description: Some(paragraphs.join("\n\n")) }
}

/// Splits a text into paragraphs at empty lines, and folds the white space of each.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .split(|line| line.is_empty())
        .map(|lines| lines.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// Returns the text up to the first word that ends a sentence, or all of it if no word does.
fn first_sentence(text: &str) -> &str {
    text.match_indices(' ')
        .find(|(space, _)| ends_sentence(&text[..*space]) && starts_sentence(&text[space + 1..]))
        .map_or(text, |(space, _)| &text[..space])
}

fn ends_sentence(text: &str) -> bool {
    // Quotes and parentheses close after the full stop.
    let text = text.trim_end_matches(['"', '\'', ')', ']', '”', '’', '`', '*', '_']);
    if text.ends_with(['!', '?', '。']) {
        return true;
    }
    let Some(text) = text.strip_suffix('.') else {
        return false;
    };
    let word = text.rsplit(' ').next().unwrap_or_default().trim_start_matches(['(', '[', '"', '\'']);
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    !is_initial && !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// A word in lower case continues the sentence: the full stop before it belongs to an abbreviation or an
/// ellipsis.
fn starts_sentence(rest: &str) -> bool {
    !rest.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{About, about};

    fn summary(text: &str) -> String {
        about(Some(text)).summary.unwrap()
    }

    #[test]
    fn the_summary_is_the_first_sentence() {
        for (text, expected) in [
            ("A fast grep", "A fast grep"),
            ("A fast grep.", "A fast grep."),
            ("A fast grep. It respects ignore files.", "A fast grep."),
            ("Is it fast? Yes.", "Is it fast?"),
            ("Fast! (Also small.) And more.", "Fast!"),
            ("It is fast (and small.) And more.", "It is fast (and small.)"),
            ("A grep for v1.2 and lib.rs files. More.", "A grep for v1.2 and lib.rs files."),
            ("Tools, e.g. Cargo, i.e. Rust's. More.", "Tools, e.g. Cargo, i.e. Rust's."),
            ("By J. Doe and others. More.", "By J. Doe and others."),
            ("Wait for it... then go. More.", "Wait for it... then go."),
            ("Wait for it... Then go.", "Wait for it..."),
            ("Ends in etc. but goes on. More.", "Ends in etc. but goes on."),
            ("A tool. 2 of them.", "A tool."),
        ] {
            assert_eq!(summary(text), expected);
        }
    }

    #[test]
    fn white_space_is_folded_and_paragraphs_stay() {
        let text = "\n  A tool that spans\n  lines.\tIt works.\n\n  \n  Second\n  paragraph. \n";
        assert_eq!(
            about(Some(text)),
            About {
                summary: Some("A tool that spans lines.".to_owned()),
                description: Some("A tool that spans lines. It works.\n\nSecond paragraph.".to_owned()),
            }
        );
        assert_eq!(summary("A title\n\nthen text."), "A title");
    }

    #[test]
    fn no_words_give_nothing() {
        assert_eq!(about(None), About::default());
        assert_eq!(about(Some(" \n \n")), About::default());
    }

    proptest! {
        #[test]
        fn the_description_starts_with_the_summary_and_keeps_every_word(text in "[\\PC\n]{0,60}") {
            let About { summary, description } = about(Some(&text));
            let (summary, description) = (summary.unwrap_or_default(), description.unwrap_or_default());
            prop_assert!(description.starts_with(&summary));
            prop_assert!(!summary.contains('\n'));
            prop_assert!(description.split_whitespace().eq(text.split_whitespace()));
        }
    }
}
