//! The files besides those of its crate that a Python extension is made from, as one input of its package.
//!
//! A file that appears counts too: maturin takes in whole directories.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{FilePattern, PackagePlan, Product, PythonExtension};
use globset::{GlobBuilder, GlobMatcher};
use walkdir::{DirEntry, WalkDir};

use crate::system::{Digest, Hasher};

/// The name, in records and reports, of these files.
const SOURCES: &str = "files of the Python project";

/// Settings with one digest of all files; none for packages that are no Python extensions. `outputs` are
/// directories whose files are none.
pub(super) fn python_sources(package: &PackagePlan, outputs: &[&Utf8Path]) -> BTreeMap<String, String> {
    let Product::PythonExtension(extension) = &package.product else {
        return BTreeMap::new();
    };
    let digest = match files(extension, outputs) {
        Ok(files) => digest(&files).finish().abbreviated(),
        // What cannot be told must never be equal to what it was before.
        Err(error) => format!("unknown: {error}"),
    };
    BTreeMap::from([(SOURCES.to_owned(), digest)])
}

/// The files by their paths relative to the directory of the project. The error says what cannot be read
/// as a pattern.
fn files(
    extension: &PythonExtension,
    outputs: &[&Utf8Path],
) -> Result<BTreeMap<Utf8PathBuf, Utf8PathBuf>, String> {
    let mut files = BTreeMap::new();
    for pattern in &extension.inputs {
        let glob = GlobBuilder::new(&pattern.pattern).literal_separator(true).build();
        let glob = glob.map_err(|error| error.to_string())?.compile_matcher();
        for path in matching(pattern, &glob, outputs) {
            let shown =
                pathdiff::diff_utf8_paths(&path, &extension.directory).unwrap_or_else(|| path.clone());
            if !extension.is_made(&shown) {
                files.insert(shown, path);
            }
        }
    }
    Ok(files)
}

/// The files that a pattern matches. Only directories that can have some are read.
fn matching(pattern: &FilePattern, glob: &GlobMatcher, outputs: &[&Utf8Path]) -> Vec<Utf8PathBuf> {
    let FilePattern { directory, pattern } = pattern;
    let parts: Vec<_> = pattern.split('/').collect();
    let plain =
        parts.iter().take(parts.len() - 1).take_while(|part| !part.contains(['*', '?', '[', '{', '\\']));
    let plain: Utf8PathBuf = plain.collect();
    let depth = parts.len() - plain.components().count();
    let depth = if pattern.contains("**") { usize::MAX } else { depth };
    let is_source = |entry: &DirEntry| {
        let is_output = |path: &Utf8Path| outputs.contains(&path) || path.file_name() == Some("__pycache__");
        entry.depth() == 0 || !Utf8Path::from_path(entry.path()).is_some_and(is_output)
    };
    let walk = WalkDir::new(directory.join(plain)).max_depth(depth).follow_links(true);
    let entries = walk.into_iter().filter_entry(is_source).flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    let files = files.filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok());
    files.filter(|path| path.strip_prefix(directory).is_ok_and(|below| glob.is_match(below))).collect()
}

fn digest(files: &BTreeMap<Utf8PathBuf, Utf8PathBuf>) -> Hasher {
    let mut hasher = Hasher::default();
    for (shown, path) in files {
        let content = Digest::of_file(path).map(Digest::abbreviated).unwrap_or_default();
        hasher.add(format!("{shown} {content}\n"));
    }
    hasher
}

#[cfg(test)]
mod tests {
    use cargo_conda_test_support::plans;

    use super::*;

    #[test]
    fn a_new_or_changed_file_of_the_project_changes_the_digest() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        };
        let pattern = |below: &str, pattern: &str| FilePattern {
            directory: root.join(below),
            pattern: pattern.to_owned(),
        };
        let mut extension = plans::python_extension("hello");
        extension.directory = root.join("project");
        extension.inputs = vec![
            pattern("project", "pyproject.toml"),
            pattern("project", "LICEN[CS]E*"),
            pattern("project", "more/*/*.json"),
            pattern("project/python/hello", "**"),
            pattern("shared", "READ[M]E"),
        ];
        let outputs = [root.join("project/python/hello/built")];
        let outputs: Vec<_> = outputs.iter().map(Utf8PathBuf::as_path).collect();
        let now = || digest(&files(&extension, &outputs).unwrap()).finish().abbreviated();
        write("project/python/hello/__init__.py", "");
        write("project/pyproject.toml", "");
        let before = now();
        for file in [
            "project/src/lib.rs",
            "project/python/other.py",
            "project/python/hello/__pycache__/x.pyc",
            "project/python/hello/_native.abi3.so",
            "project/python/hello/built/x.py",
            "project/more/a/b/c.json",
            "shared/other",
        ] {
            write(file, "");
            assert_eq!(now(), before, "{file}");
        }
        let mut last = before;
        for (file, text) in [
            ("project/python/hello/deep/er.txt", "x"),
            ("project/python/hello/deep/er.txt", "y"),
            ("project/python/hello/target/node_modules/x.js", ""),
            ("project/python/hello/vendored.so", ""),
            ("project/python/hello/.hidden", ""),
            ("project/LICENSE-MIT", ""),
            ("project/more/a/c.json", ""),
            ("shared/README", ""),
        ] {
            write(file, text);
            assert_ne!(now(), last, "{file}");
            last = now();
        }
        extension.inputs.push(pattern("project", "a["));
        assert!(files(&extension, &outputs).unwrap_err().contains("a["));
    }
}
