//! Text inside HTML and SVG. Every text that did not come from this crate's sources goes through [`Escaped`].

use std::fmt::{self, Display, Write as _};

/// Writes a text so that HTML and XML read it as text, between tags as well as in a quoted attribute.
///
/// Control characters that XML does not allow become the replacement character.
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

/// Escapes what is written to it.
struct Escaping<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            match c {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                '\'' => self.0.write_str("&#39;")?,
                '\n' | '\t' => self.0.write_char(c)?,
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                    self.0.write_char(char::REPLACEMENT_CHARACTER)?;
                }
                c => self.0.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn text_stays_text() {
        let text = "</title><script>\"a\" & 'b'\n\u{1b}[0m\u{0}";
        let escaped = "&lt;/title&gt;&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\n\u{fffd}[0m\u{fffd}";
        assert_eq!(Escaped(text).to_string(), escaped);
    }
}
