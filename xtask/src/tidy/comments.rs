//! Rules for comments in Rust files: their width, which rustfmt does not check, and words that hide the
//! subject.

use super::source::is_rust;

/// The width that `rustfmt.toml` sets for code.
const WIDTH: usize = 110;

/// Words that a doc comment replaces by the thing they stand for. Written in lower case.
const RIDDLES: [&str; 4] = ["somebody", "nobody", "whoever", "whatever else"];

/// A line for each comment that is too wide, and for each riddle in a doc comment of a crate. Examples, rows
/// of tables and lines with a URL can be wider, because they cannot be wrapped.
pub(super) fn broken(path: &str, text: &str) -> Vec<String> {
    let is_crate = path.starts_with("crates/");
    let is_ours = is_crate || path.starts_with("xtask/") || path.starts_with("tests/");
    if !(is_ours && is_rust(path)) {
        return Vec::new();
    }
    let mut in_example = false;
    let lines = text.lines().enumerate().flat_map(|(index, line)| {
        let number = index + 1;
        let comment = line.trim_start();
        let prose = comment.trim_start_matches(['/', '!']).trim_start();
        in_example = comment.starts_with("//") && in_example != prose.starts_with("```");
        let can_be_wrapped =
            comment.starts_with("//") && !in_example && !prose.starts_with('|') && !has_link(prose);
        let is_wide = can_be_wrapped && line.chars().count() > WIDTH;
        let wide = is_wide.then(|| format!("{path}:{number}: comment is wider than {WIDTH} columns"));
        let is_doc = comment.starts_with("///") || comment.starts_with("//!");
        let riddle = RIDDLES.into_iter().find(|riddle| is_crate && is_doc && has_word(comment, riddle));
        let riddle = riddle.map(|word| format!("{path}:{number}: `{word}`: name the person or thing"));
        wide.into_iter().chain(riddle)
    });
    lines.collect()
}

/// True if a comment has a URL.
fn has_link(comment: &str) -> bool {
    comment.contains("https://")
}

fn has_word(comment: &str, word: &str) -> bool {
    let comment = comment.to_lowercase();
    comment.match_indices(word).any(|(at, _)| {
        let (before, after) = (&comment[..at], &comment[at + word.len()..]);
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, broken};

    #[test]
    fn wide_comments_are_found() {
        let comment = |width: usize| format!("    // {}\n", "x".repeat(width - 7));
        assert_eq!(broken("xtask/src/main.rs", &comment(WIDTH)), [""; 0]);
        let wide = comment(WIDTH + 1);
        assert_eq!(
            broken("tests/it/main.rs", &wide),
            ["tests/it/main.rs:1: comment is wider than 110 columns"]
        );
        assert_eq!(broken("examples/monorepo/main.rs", &wide), [""; 0]);
        assert_eq!(
            broken("xtask/src/main.rs", &wide.replace("xxx ", "").replace("// x", "// https://")),
            [""; 0]
        );
        let example = format!("/// ```\n{wide}/// ```\n/// | {} |\n", "x".repeat(WIDTH));
        assert_eq!(broken("xtask/src/main.rs", &example), [""; 0]);
        assert_eq!(broken("xtask/src/main.rs", &format!("{example}{wide}")).len(), 1);
        assert_eq!(broken("xtask/src/main.rs", &format!("let x = \"{}\";\n", "x".repeat(WIDTH))), [""; 0]);
    }

    #[test]
    fn riddles_are_found_in_doc_comments_of_crates() {
        let riddle = "/// Nobody waits for whoever reads.\n";
        assert_eq!(
            broken("crates/a/src/b.rs", riddle),
            ["crates/a/src/b.rs:1: `nobody`: name the person or thing"]
        );
        assert_eq!(broken("xtask/src/main.rs", riddle), [""; 0]);
        assert_eq!(broken("crates/a/src/b.rs", "// Nobody waits.\n/// Nobodys.\n"), [""; 0]);
    }
}
