//! Glob patterns for files, collected by the directory that they are relative to.
//!
//! pixi walks each directory once and applies all patterns for it, so the patterns of a workspace are
//! relative to its root wherever they can be.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::wire::InputGlobSet;

/// Patterns for the files of a workspace, and for files elsewhere.
pub(super) struct Patterns<'a> {
    /// The root of the workspace.
    root: &'a Utf8Path,
    /// Cargo's target directory, whose files are never inputs.
    target_directory: &'a Utf8Path,
    /// The patterns by the absolute path of the directory that they are relative to.
    by_directory: BTreeMap<Utf8PathBuf, BTreeSet<String>>,
    /// The patterns, for every directory, of files that are no inputs.
    excluded: BTreeSet<String>,
}

impl<'a> Patterns<'a> {
    /// No patterns yet.
    pub(super) fn new(root: &'a Utf8Path, target_directory: &'a Utf8Path) -> Self {
        Self { root, target_directory, by_directory: BTreeMap::new(), excluded: BTreeSet::new() }
    }

    /// Adds a pattern that is relative to a directory.
    pub(super) fn add(&mut self, directory: &Utf8Path, pattern: &str) {
        let (directory, pattern) = match directory.strip_prefix(self.root) {
            Ok(below) if below.as_str().is_empty() => (self.root, pattern.to_owned()),
            Ok(below) => (self.root, format!("{}/{pattern}", literal(below))),
            Err(_outside) => (directory, pattern.to_owned()),
        };
        self.by_directory.entry(directory.to_owned()).or_default().insert(pattern);
    }

    /// Leaves out files in every directory, whatever other patterns say.
    pub(super) fn exclude(&mut self, pattern: &str) {
        self.excluded.insert(format!("!{pattern}"));
    }

    /// Adds a file, or a directory with all files in it. A path at which there is nothing yet counts as a
    /// file.
    pub(super) fn add_path(&mut self, path: &Utf8Path) {
        if path.is_dir() {
            self.add(path, "**");
        } else if let (Some(directory), Some(name)) = (path.parent(), path.file_name()) {
            self.add(directory, &literal(Utf8Path::new(name)));
        }
    }

    /// The patterns as pixi has them, without the files that cargo writes.
    pub(super) fn into_sets(self) -> Vec<InputGlobSet> {
        let Self { root: _, target_directory, by_directory, excluded } = self;
        let sets = by_directory.into_iter().map(|(directory, patterns)| {
            let mut patterns: Vec<_> = patterns.into_iter().collect();
            // Exclusions are last, since the last pattern that matches decides.
            patterns.extend(excluded.iter().cloned());
            patterns.push("!target/**".to_owned());
            if let Ok(target) = target_directory.strip_prefix(&directory) {
                let own = format!("!{}/**", literal(target));
                if !patterns.contains(&own) {
                    patterns.push(own);
                }
            }
            InputGlobSet { patterns, exclude_hidden: true, root: Some(directory.into_string()) }
        });
        sets.collect()
    }
}

/// A path as a pattern that matches it. Characters that mean something in patterns become `?`, which matches
/// any one character, because not all of them can be escaped.
fn literal(path: &Utf8Path) -> String {
    let plain = |c: char| if "*?[]{}!\\".contains(c) { '?' } else { c };
    let parts = path.components().map(|part| part.as_str().chars().map(plain).collect::<String>());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use globset::{GlobBuilder, GlobMatcher};
    use proptest::prelude::*;

    use super::*;

    fn matcher(pattern: &str) -> GlobMatcher {
        GlobBuilder::new(pattern).literal_separator(true).build().unwrap().compile_matcher()
    }

    /// Whether sets of patterns have a file, by pixi's rule that the last pattern that matches decides.
    fn contain(sets: &[InputGlobSet], file: &Utf8Path) -> bool {
        sets.iter().any(|set| {
            let Ok(below) = file.strip_prefix(set.root.as_deref().unwrap()) else { return false };
            let verdict = set
                .patterns
                .iter()
                .rev()
                .find(|pattern| matcher(pattern.trim_start_matches('!')).is_match(below));
            verdict.is_some_and(|pattern| !pattern.starts_with('!'))
        })
    }

    fn sets(files: &[&str]) -> Vec<InputGlobSet> {
        let mut patterns = Patterns::new(Utf8Path::new("/w"), Utf8Path::new("/w/built"));
        for file in files {
            patterns.add_path(Utf8Path::new(file));
        }
        patterns.into_sets()
    }

    #[test]
    fn files_of_the_workspace_are_relative_to_its_root() {
        let sets = sets(&["/w/a/b.rs", "/w/Cargo.toml", "/elsewhere/c.rs"]);
        let described: Vec<_> =
            sets.iter().map(|set| (set.root.as_deref().unwrap(), set.patterns.join(" "))).collect();
        assert_eq!(
            described,
            [
                ("/elsewhere", "c.rs !target/**".to_owned()),
                ("/w", "Cargo.toml a/b.rs !target/** !built/**".to_owned()),
            ]
        );
    }

    #[test]
    fn a_directory_stands_for_all_files_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        fs_err::create_dir(root.join("data")).unwrap();
        let mut patterns = Patterns::new(root, root);
        patterns.add_path(&root.join("data"));
        let sets = patterns.into_sets();
        assert!(contain(&sets, &root.join("data/deep/er.csv")));
        assert!(!contain(&sets, &root.join("database.csv")));
    }

    #[test]
    fn what_is_excluded_is_no_input_of_any_directory() {
        let mut patterns = Patterns::new(Utf8Path::new("/w"), Utf8Path::new("/w/built"));
        patterns.add(Utf8Path::new("/w/python/hello"), "**");
        patterns.add(Utf8Path::new("/elsewhere"), "**");
        patterns.exclude("**/__pycache__/**");
        let sets = patterns.into_sets();
        for (file, is_input) in [
            ("/w/python/hello/a.py", true),
            ("/w/python/hello/__pycache__/a.pyc", false),
            ("/elsewhere/__pycache__/a.pyc", false),
            ("/elsewhere/a.py", true),
        ] {
            assert_eq!(contain(&sets, Utf8Path::new(file)), is_input, "{file}");
        }
    }

    #[test]
    fn what_cargo_writes_is_never_an_input() {
        let sets = sets(&["/w/target/debug/a.rs", "/w/built/a.rs", "/w/src/target.rs"]);
        let inputs = ["/w/target/debug/a.rs", "/w/built/a.rs", "/w/src/target.rs"];
        assert_eq!(inputs.map(|file| contain(&sets, Utf8Path::new(file))), [false, false, true]);
    }

    /// Absolute paths of files, with characters in them that mean something in patterns.
    fn file() -> impl Strategy<Value = String> {
        ("/(w|w2|elsewhere)", "(/[a-z*?\\[\\]{}! .é]{1,4}[a-z]){1,3}").prop_map(|(start, rest)| start + &rest)
    }

    proptest! {
        #[test]
        fn patterns_have_each_file_and_stay_below_their_directory(files in proptest::collection::vec(file(), 1..6)) {
            let files: Vec<_> = files.iter().map(String::as_str).collect();
            let sets = sets(&files);
            for file in &files {
                prop_assert!(contain(&sets, Utf8Path::new(file)), "{file}: {sets:?}");
            }
            for set in &sets {
                let root = Utf8Path::new(set.root.as_deref().unwrap());
                let is_workspace = root == "/w";
                prop_assert!(is_workspace || !root.starts_with("/w"), "{root} is below the workspace");
                for pattern in &set.patterns {
                    let path = Utf8Path::new(pattern.trim_start_matches('!'));
                    prop_assert!(path.is_relative(), "{pattern}");
                    prop_assert!(path.components().all(|part| part.as_str() != ".."), "{pattern}");
                }
            }
        }

        #[test]
        fn a_literal_matches_its_path_and_no_longer_one(file in file()) {
            let path = Utf8Path::new(file.trim_start_matches('/'));
            let matcher = matcher(&literal(path));
            prop_assert!(matcher.is_match(path));
            prop_assert!(!matcher.is_match(path.join("x")));
            let longer = format!("{path}x");
            prop_assert!(!matcher.is_match(longer));
        }
    }
}
