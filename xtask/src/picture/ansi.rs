//! Text with escape sequences, as pieces of one style.

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) is_bold: bool,
    /// The number of one of the eight colours, such as 2 for green; `None` for that of all text.
    pub(super) color: Option<u8>,
}

/// The pieces of a line, each with its style. Other sequences than those of colours are left out.
pub(super) fn pieces(line: &str) -> Vec<(Style, String)> {
    let mut pieces: Vec<(Style, String)> = Vec::new();
    let mut style = Style::default();
    for (position, part) in line.split('\u{1b}').enumerate() {
        let mut text = part;
        // Only what follows an escape character can be a sequence.
        if let Some((sequence, rest)) = part.strip_prefix('[').filter(|_| position > 0).and_then(split_at_end)
        {
            text = rest;
            if let Some(numbers) = sequence.strip_suffix('m') {
                style = numbers.split(';').fold(style, Style::with);
            }
        }
        if !text.is_empty() {
            pieces.push((style, text.to_owned()));
        }
    }
    pieces
}

/// Splits a sequence, which ends with a letter, from the text after it.
fn split_at_end(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| c.is_ascii_alphabetic())?;
    Some(text.split_at(end + 1))
}

impl Style {
    /// The style after one number of a sequence.
    fn with(self, number: &str) -> Self {
        match number {
            "" | "0" => Self::default(),
            "1" => Self { is_bold: true, ..self },
            "39" => Self { color: None, ..self },
            _ => match number.parse() {
                Ok(color @ 30..=37) => Self { color: Some(color - 30), ..self },
                _ => self,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, pieces};

    #[test]
    fn colours_begin_and_end() {
        let green = Style { is_bold: true, color: Some(2) };
        let line = "a \u{1b}[32;1m  Built\u{1b}[0m b\u{1b}[K \u{1b}[1mc\u{1b}[39m";
        let bold = Style { is_bold: true, color: None };
        let plain = Style::default();
        let expected = [(plain, "a "), (green, "  Built"), (plain, " b"), (plain, " "), (bold, "c")];
        assert_eq!(pieces(line), expected.map(|(style, text)| (style, text.to_owned())));
    }
}
