//! Records as logfmt: `level=info msg="disk is full" host=web-1`.
//!
//! The keys `level` and `msg` are the record's own; a line without them is of level `info` and
//! has an empty message. Values with spaces, quotes or equals signs are quoted.

use crate::{Level, Record, UnknownLevel};

/// Why a line is not logfmt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogfmtError {
    /// A pair begins with its equals sign or with a quote.
    #[error("column {column}: expected a key, found `{found}`")]
    MissingKey {
        /// Where the pair begins, counted in bytes from 1.
        column: usize,
        /// The character in the place of a key.
        found: char,
    },
    /// A quoted value does not end before the line does.
    #[error("the value of `{key}` has no closing quote")]
    UnclosedQuote {
        /// The key whose value is left open.
        key: String,
    },
    /// The line names a level that does not exist.
    #[error(transparent)]
    Level(#[from] UnknownLevel),
}

/// Reads one line of logfmt; of keys given twice the last one counts.
pub fn parse(line: &str) -> Result<Record, LogfmtError> {
    let mut record = Record::default();
    let mut pairs = Pairs { line, position: 0 };
    while let Some((key, value)) = pairs.next_pair()? {
        match key {
            "level" => record.level = value.parse::<Level>()?,
            "msg" => record.message = value,
            _ => {
                record.fields.insert(key.to_owned(), value);
            }
        }
    }
    Ok(record)
}

/// Writes a record as one line of logfmt, without the line feed.
///
/// A field name that logfmt cannot express is changed: spaces, quotes and equals signs become
/// underscores, and an empty name, `level` and `msg` get an underscore in front.
pub fn format(record: &Record) -> String {
    let Record {
        level,
        message,
        fields,
    } = record;
    let mut line = format!("level={level} msg=");
    push_value(&mut line, message);
    for (name, value) in fields {
        line.push(' ');
        push_name(&mut line, name);
        line.push('=');
        push_value(&mut line, value);
    }
    line
}

fn push_name(line: &mut String, name: &str) {
    if matches!(name, "" | "level" | "msg") {
        line.push('_');
    }
    let is_bare = |character: char| !character.is_whitespace() && !matches!(character, '"' | '=');
    line.extend(
        name.chars()
            .map(|character| if is_bare(character) { character } else { '_' }),
    );
}

fn push_value(line: &mut String, value: &str) {
    let is_bare = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'=' | b'\\');
    if !value.is_empty() && value.bytes().all(is_bare) {
        line.push_str(value);
        return;
    }
    line.push('"');
    for character in value.chars() {
        match character {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            other => line.push(other),
        }
    }
    line.push('"');
}

/// A cursor over the pairs of a line.
struct Pairs<'line> {
    line: &'line str,
    position: usize,
}

impl<'line> Pairs<'line> {
    fn next_pair(&mut self) -> Result<Option<(&'line str, String)>, LogfmtError> {
        let rest = &self.line[self.position..];
        let text = rest.trim_ascii_start();
        self.position += rest.len() - text.len();
        let Some(first) = text.chars().next() else {
            return Ok(None);
        };
        if matches!(first, '=' | '"') {
            return Err(LogfmtError::MissingKey {
                column: self.position + 1,
                found: first,
            });
        }
        let key_end = memchr::memchr3(b'=', b' ', b'\t', text.as_bytes()).unwrap_or(text.len());
        let key = &text[..key_end];
        self.position += key_end;
        let value = match text[key_end..].strip_prefix('=') {
            Some(value) => {
                self.position += 1;
                self.value(key, value)?
            }
            None => String::new(),
        };
        Ok(Some((key, value)))
    }

    fn value(&mut self, key: &str, text: &str) -> Result<String, LogfmtError> {
        let Some(quoted) = text.strip_prefix('"') else {
            let end = memchr::memchr2(b' ', b'\t', text.as_bytes()).unwrap_or(text.len());
            self.position += end;
            return Ok(text[..end].to_owned());
        };
        let mut value = String::new();
        let mut characters = quoted.char_indices();
        while let Some((index, character)) = characters.next() {
            match character {
                '"' => {
                    // Both quotes and what is between them.
                    self.position += index + 2;
                    return Ok(value);
                }
                '\\' => match characters.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, escaped)) => value.push(escaped),
                    None => break,
                },
                other => value.push(other),
            }
        }
        Err(LogfmtError::UnclosedQuote {
            key: key.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read() {
        let record =
            parse("level=error  host=web-1 msg=\"disk is full\" retry").expect("is logfmt");
        let expected = Record::new(Level::Error, "disk is full")
            .with_field("host", "web-1")
            .with_field("retry", "");
        assert_eq!(record, expected);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for value in [
            "",
            "plain",
            "two words",
            "a=b",
            "say \"hi\"",
            "back\\slash",
            "line\nfeed",
            "é",
        ] {
            let record = Record::new(Level::Debug, value).with_field("value", value);
            assert_eq!(parse(&format(&record)), Ok(record), "{value:?}");
        }
    }

    #[test]
    fn names_that_cannot_be_written_are_changed() {
        let record = Record::new(Level::Info, "ok")
            .with_field("msg", "1")
            .with_field("a b=", "2");
        assert_eq!(format(&record), "level=info msg=ok a_b_=2 _msg=1");
    }

    #[test]
    fn errors_name_the_place() {
        let missing_key = parse("host=web-1 =3").expect_err("there is no key");
        assert_eq!(
            missing_key,
            LogfmtError::MissingKey {
                column: 12,
                found: '='
            }
        );
        let unclosed = parse("msg=\"no end").expect_err("there is no closing quote");
        assert_eq!(
            unclosed,
            LogfmtError::UnclosedQuote {
                key: "msg".to_owned()
            }
        );
    }
}
