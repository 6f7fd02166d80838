//! A Rust file of one of the crates, taken apart as far as the rules need it.

/// A Rust file below `crates/`.
pub(super) struct SourceFile<'t> {
    /// Path from the root of the repository.
    pub(super) path: &'t str,
    text: &'t str,
    lines: Vec<&'t str>,
    /// How many lines there are before the tests.
    before_tests: usize,
}

impl<'t> SourceFile<'t> {
    /// `None` if it is no Rust file of a crate.
    pub(super) fn new(path: &'t str, text: &'t str) -> Option<Self> {
        let is_rust = path.strip_suffix(".rs").is_some();
        if !(is_rust && path.starts_with("crates/")) {
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

    /// The part of the path after the crate's directory.
    pub(super) fn path_in_crate(&self) -> &'t str {
        self.path.splitn(3, '/').nth(2).unwrap_or_default()
    }

    /// The name of the crate, which its directory has too.
    pub(super) fn crate_name(&self) -> &'t str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// All of the file.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Whether all of it is a test: below `tests/`, or a module `tests` with a file of its own.
    pub(super) fn is_test(&self) -> bool {
        self.path_in_crate().split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    /// How many lines there are before the tests.
    pub(super) fn len(&self) -> usize {
        self.before_tests
    }

    /// Lines before the tests, counted from 1, without comments and those that hold nothing else.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &'t str)> {
        let lines = self.lines[..self.before_tests].iter().enumerate();
        lines
            .map(|(index, line)| (index + 1, without_comment(line).trim()))
            .filter(|(_, line)| !line.is_empty())
    }
}

/// A line up to its comment. Text such as `"http://"` is cut too; rules look for words that come before.
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
