//! Shows a place in a manifest as rustc and cargo do: its path, its line, and a mark below what is meant.

use cargo_conda_plan::Location;
use unicode_width::UnicodeWidthStr as _;

/// The place with its line. Each line of the text ends with a line break.
///
/// Of a span of several lines, the first line is shown.
pub(super) fn excerpt(location: &Location) -> String {
    let (line_number, column) = location.line_and_column();
    let (before, marked, after) = split_line(&location.source.text, location.span.start, location.span.end);
    let number = line_number.to_string();
    let margin = " ".repeat(number.len());
    // A tab is as wide as the terminal wants; a space is one column everywhere.
    let [before, marked, after] = [before, marked, after].map(|part| part.replace('\t', " "));
    let indent = " ".repeat(before.width());
    let mark = "^".repeat(marked.width().max(1));
    let path = &location.source.path;
    format!(
        "{margin}--> {path}:{line_number}:{column}\n\
         {margin} |\n\
         {number} | {before}{marked}{after}\n\
         {margin} | {indent}{mark}\n"
    )
}

/// The line in which a span starts: the part before the span, the part of the span that lies in this line,
/// and the part after it.
fn split_line(text: &str, start: usize, end: usize) -> (&str, &str, &str) {
    let start = text.floor_char_boundary(start);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[start..].find(['\r', '\n']).map_or(text.len(), |length| start + length);
    let end = text.floor_char_boundary(end).clamp(start, line_end);
    (&text[line_start..start], &text[start..end], &text[end..line_end])
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::Arc;

    use cargo_conda_plan::{Location, Source};
    use insta::assert_snapshot;

    use super::excerpt;

    fn shown(text: &str, span: Range<usize>) -> String {
        let source = Source { path: "/w/Cargo.toml".into(), text: text.to_owned() };
        excerpt(&Location { source: Arc::new(source), span })
    }

    fn shown_word(text: &str, word: &str) -> String {
        let start = text.find(word).unwrap();
        shown(text, start..start + word.len())
    }

    #[test]
    fn the_word_that_is_meant_is_marked() {
        assert_snapshot!(shown_word("[package]\r\nnam = 'a'\r\n", "nam"), @"
         --> /w/Cargo.toml:2:1
          |
        2 | nam = 'a'
          | ^^^
        ");
    }

    #[test]
    fn the_margin_is_as_wide_as_the_number() {
        assert_snapshot!(shown_word(&format!("{}skip = 'yes'", "\n".repeat(99)), "'yes'"), @"
           --> /w/Cargo.toml:100:8
            |
        100 | skip = 'yes'
            |        ^^^^^
        ");
    }

    #[test]
    fn marks_stand_below_wide_characters_and_after_tabs() {
        assert_snapshot!(shown_word("\tname = '日本', skip = 1", "skip"), @"
         --> /w/Cargo.toml:1:15
          |
        1 |  name = '日本', skip = 1
          |                 ^^^^
        ");
    }

    #[test]
    fn of_several_lines_the_first_is_shown() {
        assert_snapshot!(shown_word("tests = [\n  1,\n]\n", "[\n  1,\n]"), @"
         --> /w/Cargo.toml:1:9
          |
        1 | tests = [
          |         ^
        ");
    }

    #[test]
    fn a_place_without_text_has_a_mark() {
        assert_snapshot!(shown("", 0..0), @"
         --> /w/Cargo.toml:1:1
          |
        1 | 
          | ^
        ");
        assert_snapshot!(shown("a", 7..9), @"
         --> /w/Cargo.toml:1:2
          |
        1 | a
          |  ^
        ");
    }
}
