//! How Windows reads a line of a batch file: first cmd.exe, then the program that it starts.

/// A line after cmd.exe has read it. Panics if the line means more than words.
///
/// `%` comes first and knows no quotes; then `^` and the operators count outside of quotes alone. See
/// <https://learn.microsoft.com/windows-server/administration/windows-commands/cmd>.
pub(crate) fn interpreted(line: &str) -> String {
    assert!(!line.contains(['\n', '\r', '\0']), "{line:?} is several lines");
    let mut expanded = String::new();
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == '%' {
            assert_eq!(rest.next(), Some('%'), "{line} has a variable");
        }
        expanded.push(c);
    }
    let mut read = String::new();
    let mut is_quoted = false;
    let mut rest = expanded.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => is_quoted = !is_quoted,
            '^' if !is_quoted => {
                read.extend(rest.next());
                continue;
            }
            _ => assert!(is_quoted || !"&|<>()".contains(c), "{line} has an operator"),
        }
        read.push(c);
    }
    read
}

/// The arguments that a program finds in its command line:
/// <https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments>.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let (mut is_quoted, mut backslashes) = (false, 0);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\\' {
            backslashes += 1;
            continue;
        }
        let pending = std::mem::take(&mut backslashes);
        let written = if c == '"' { pending / 2 } else { pending };
        if pending > 0 || c == '"' {
            word.get_or_insert_default().push_str(&"\\".repeat(written));
        }
        match c {
            '"' if pending % 2 == 1 => word.get_or_insert_default().push('"'),
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                word.get_or_insert_default().push('"');
            }
            '"' => is_quoted = !is_quoted,
            ' ' | '\t' if !is_quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    if backslashes > 0 {
        word.get_or_insert_default().push_str(&"\\".repeat(backslashes));
    }
    words.extend(word);
    words
}

#[test]
fn words_are_those_of_the_manual() {
    assert_eq!(words(r#""a b c" d e"#), ["a b c", "d", "e"]);
    assert_eq!(words(r#""ab\"c" "\\" d"#), [r#"ab"c"#, r"\", "d"]);
    assert_eq!(words(r#"a\\\b d"e f"g h"#), [r"a\\\b", "de fg", "h"]);
    assert_eq!(words(r#"a\\\"b c d"#), [r#"a\"b"#, "c", "d"]);
    assert_eq!(words(r#"a\\\\"b c" d e"#), [r"a\\b c", "d", "e"]);
    assert_eq!(words(r#""a b"" c" "" d"#), [r#"a b" c"#, "", "d"]);
}
