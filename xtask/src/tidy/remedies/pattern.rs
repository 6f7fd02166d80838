//! A message whose values are left open.

use std::fmt;

/// The words of a message, in order, with a gap where it has a value. Quotes are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// What stands before, between and after the gaps, without white space at the ends; the first is empty if
    /// the message begins with a value.
    parts: Vec<String>,
}

/// What stands for a value on the page.
const GAP: char = '…';

impl Pattern {
    /// Reads words in which `…` stands for a value.
    pub(super) fn of_page(text: &str) -> Self {
        let parts = text.split(GAP).map(|part| plain(&part.replace('`', "")));
        Self { parts: parts.collect() }
    }

    /// Reads a format string, in which `{…}` stands for a value.
    pub(super) fn of_format(text: &str) -> Self {
        let mut open = String::new();
        let mut depth = 0_usize;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let is_doubled = depth == 0 && letters.peek() == Some(&letter);
            match letter {
                '{' | '}' if is_doubled => open.extend(letters.next()),
                '{' => {
                    depth += 1;
                    open.push(GAP);
                }
                '}' => depth = depth.saturating_sub(1),
                _ if depth == 0 => open.push(letter),
                _ => {}
            }
        }
        Self::of_page(&open)
    }

    /// True if anything stands beside the gaps.
    pub(super) fn has_words(&self) -> bool {
        self.parts.iter().any(|part| part.contains(char::is_alphabetic))
    }

    /// True if these words of the page are about a message: it begins with them, and has all of them in this
    /// order.
    pub(super) fn describes(&self, message: &Self) -> bool {
        let begins_alike = message.parts[0].starts_with(&self.parts[0]);
        begins_alike && self.is_in(message)
    }

    /// True if a message has all of these words, in this order.
    pub(super) fn is_in(&self, message: &Self) -> bool {
        let text = message.to_string();
        let mut rest = text.as_str();
        self.parts.iter().all(|part| match rest.split_once(part.as_str()) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parts.join(" … ").trim())
    }
}

/// The words with single spaces between them.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn values_are_gaps() {
        let message = Pattern::of_format("`{name}` has {{no}} feature `{feature}`{}");
        assert_eq!(message.to_string(), "… has {no} feature …  …");
        let describes = |page: &str| Pattern::of_page(page).describes(&message);
        assert!(describes("`…` has {no} feature"));
        assert!(describes("… feature …"));
        assert!(!describes("has {no} feature"));
        assert!(!describes("… feature … has"));
        assert!(Pattern::of_page("has {no}").is_in(&message));
    }
}
