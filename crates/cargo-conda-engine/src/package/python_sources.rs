//! The files besides those of its crate that a Python extension is made from, as one input of its package.
//!
//! A file that appears counts too: maturin takes in whole directories.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{PackagePlan, Product};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::system::{Digest, Hasher};

/// The name, in records and reports, of these files.
const SOURCES: &str = "files of the Python project";

/// Directories that no wheel is made from.
const LEFT_OUT: [&str; 4] = ["__pycache__", ".git", "target", "node_modules"];

/// Endings of files that Python and maturin make beside the sources.
const MADE: [&str; 4] = ["pyc", "pyo", "so", "pyd"];

/// Settings with one digest of all files; none for packages that are no Python extensions.
pub(super) fn python_sources(package: &PackagePlan, outputs: &[&Utf8Path]) -> BTreeMap<String, String> {
    let Product::PythonExtension(extension) = &package.product else {
        return BTreeMap::new();
    };
    let digest = match patterns(&extension.inputs) {
        Some(patterns) => digest(&extension.directory, &patterns, outputs).finish().abbreviated(),
        // What cannot be told must never be equal to what it was before.
        None => format!("{} cannot be read as patterns", extension.inputs.join(", ")),
    };
    BTreeMap::from([(SOURCES.to_owned(), digest)])
}

fn patterns(inputs: &[String]) -> Option<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for input in inputs {
        let pattern = input.trim_start_matches("./");
        set.add(GlobBuilder::new(pattern).literal_separator(true).build().ok()?);
    }
    set.build().ok()
}

fn digest(directory: &Utf8Path, patterns: &GlobSet, outputs: &[&Utf8Path]) -> Hasher {
    let is_source = |entry: &DirEntry| {
        let path = Utf8Path::from_path(entry.path());
        let is_left_out = |path: &Utf8Path| {
            outputs.contains(&path) || path.file_name().is_some_and(|name| LEFT_OUT.contains(&name))
        };
        entry.depth() == 0 || !(entry.file_type().is_dir() && path.is_some_and(is_left_out))
    };
    let walk = WalkDir::new(directory).sort_by_file_name().into_iter().filter_entry(is_source);
    let mut hasher = Hasher::default();
    for entry in walk.flatten().filter(|entry| !entry.file_type().is_dir()) {
        let Ok(path) = Utf8PathBuf::from_path_buf(entry.into_path()) else { continue };
        let Ok(below) = path.strip_prefix(directory) else { continue };
        let is_made = below.extension().is_some_and(|ending| MADE.contains(&ending));
        if patterns.is_match(below) && !is_made {
            let content = Digest::of_file(&path).map(Digest::abbreviated).unwrap_or_default();
            hasher.add(format!("{below} {content}\n"));
        }
    }
    hasher
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_or_changed_file_of_the_project_changes_the_digest() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let write = |path: &str, text: &str| {
            let path = directory.join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        };
        let inputs = ["python/hello/**", "pyproject.toml", "LICEN[CS]E*"].map(ToOwned::to_owned);
        let patterns = patterns(&inputs).unwrap();
        let now = || digest(directory, &patterns, &[]).finish().abbreviated();
        write("python/hello/__init__.py", "");
        write("pyproject.toml", "");
        let before = now();
        write("src/lib.rs", "");
        write("python/other.py", "");
        write("python/hello/__pycache__/x.pyc", "");
        write("python/hello/_native.abi3.so", "");
        assert_eq!(now(), before);
        write("python/hello/deep/er.txt", "x");
        let with_file = now();
        assert_ne!(with_file, before);
        write("python/hello/deep/er.txt", "y");
        assert_ne!(now(), with_file);
        write("LICENSE-MIT", "");
        assert_ne!(now(), with_file);
    }
}
