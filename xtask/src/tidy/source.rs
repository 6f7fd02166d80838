//! A Rust file of a crate, split into code and tests.

use std::path::Path;

/// True for paths of Rust files.
pub(super) fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

/// A Rust file below `crates/`.
pub(super) struct SourceFile<'t> {
    /// Path from the root of the repository.
    pub(super) path: &'t str,
    text: &'t str,
    lines: Vec<&'t str>,
    /// The number of lines before the test module; of all lines without one.
    before_tests: usize,
}

impl<'t> SourceFile<'t> {
    /// Splits a file; `None` if it is not a Rust file below `crates/`.
    pub(super) fn new(path: &'t str, text: &'t str) -> Option<Self> {
        if !(is_rust(path) && path.starts_with("crates/")) {
            return None;
        }
        let lines: Vec<_> = text.lines().collect();
        let starts_tests = |window: &[&str]| {
            window[0].trim() == "#[cfg(test)]"
                && window[1..]
                    .iter()
                    .find(|line| !line.starts_with("#["))
                    .is_some_and(|line| line.starts_with("mod "))
        };
        let before_tests = (0..lines.len()).find(|&at| starts_tests(&lines[at..])).unwrap_or(lines.len());
        Some(Self { path, text, lines, before_tests })
    }

    /// The path from the directory of the crate.
    pub(super) fn path_in_crate(&self) -> &'t str {
        self.path.splitn(3, '/').nth(2).unwrap_or_default()
    }

    /// The name of the crate, which is the name of its directory.
    pub(super) fn crate_name(&self) -> &'t str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// The whole text, with tests.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// True if the whole file is test code: below `tests/`, or a module in a file `tests.rs`.
    pub(super) fn is_test(&self) -> bool {
        self.path_in_crate().split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    /// The number of lines before the test module.
    pub(super) fn len(&self) -> usize {
        self.before_tests
    }

    /// The lines before the test module with their numbers from 1, without comments and empty lines.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &'t str)> {
        let lines = self.lines[..self.before_tests].iter().enumerate();
        lines
            .map(|(index, line)| (index + 1, without_comment(line).trim()))
            .filter(|(_, line)| !line.is_empty())
    }
}

/// A line up to its comment. A string such as `"http://"` is cut too, which none of the rules minds.
fn without_comment(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::SourceFile;

    #[test]
    fn tests_and_comments_are_no_code() {
        let text = "//! Docs.\nfn a() {} // says\n\n#[cfg(test)]\nfn helper() {}\n\n#[cfg(test)]\n#[cfg(unix)]\nmod tests {\n";
        let source = SourceFile::new("crates/a/src/b.rs", text).unwrap();
        assert_eq!(source.len(), 6);
        let code: Vec<_> = source.code().collect();
        assert_eq!(code, [(2, "fn a() {}"), (4, "#[cfg(test)]"), (5, "fn helper() {}")]);
        assert_eq!(source.path_in_crate(), "src/b.rs");
    }

    #[test]
    fn only_rust_files_of_crates_count() {
        assert!(SourceFile::new("crates/a/README.md", "").is_none());
        assert!(SourceFile::new("xtask/src/main.rs", "").is_none());
        let is_test = |path| SourceFile::new(path, "").unwrap().is_test();
        assert!(is_test("crates/a/tests/it/main.rs"));
        assert!(is_test("crates/a/src/b/tests.rs"));
        assert!(!is_test("crates/a/src/package_tests.rs"));
    }
}
