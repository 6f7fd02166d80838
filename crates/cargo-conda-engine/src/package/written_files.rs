//! Installs what the build script of a package's crate has written into its `OUT_DIR`.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{BuildScriptFiles, PackagePlan, SourceFile};
use globset::GlobBuilder;
use walkdir::WalkDir;

use super::assets::copy;
use crate::api::AssetError;

/// The name, in records and reports, of what is installed.
const WRITTEN: &str = "files of the build script";

/// Installs the files that patterns name, and returns their paths relative to the prefix, sorted. `out_dir`
/// is `None` if no build script was run.
pub(super) fn install(
    patterns: &[BuildScriptFiles],
    out_dir: Option<&Utf8Path>,
    prefix: &Utf8Path,
) -> Result<Vec<Utf8PathBuf>, AssetError> {
    let mut installed = BTreeSet::new();
    for pattern in patterns {
        let directory = out_dir.map(|out_dir| out_dir.join(&pattern.from));
        let found =
            directory.as_ref().map(|directory| matching(directory, &pattern.pattern)).unwrap_or_default();
        if found.is_empty() && pattern.is_required {
            return Err(AssetError::NotWritten { pattern: pattern.whole_pattern() });
        }
        for (file, directory) in found.iter().zip(directory.iter().cycle()) {
            let source = SourceFile { source: directory.join(file), is_executable: false };
            let to = pattern.to.join(file);
            copy(&source, &prefix.join(&to))
                .map_err(|error| AssetError::Copy { source_path: source.source.clone(), error })?;
            installed.insert(to);
        }
    }
    Ok(installed.into_iter().collect())
}

/// Settings with what is installed of the files that the build script writes; none if nothing is. The files
/// themselves follow from what the build script reads.
pub(super) fn described(package: &PackagePlan) -> BTreeMap<String, String> {
    let files = package.product.build_script_files(package.platform);
    let describe = |files: &BuildScriptFiles| format!("{} to {}", files.whole_pattern(), files.to);
    let described: Vec<_> = files.iter().map(describe).collect();
    let setting = (!described.is_empty()).then(|| (WRITTEN.to_owned(), described.join(", ")));
    setting.into_iter().collect()
}

/// The files below a directory that a pattern matches, relative to it.
fn matching(directory: &Utf8Path, pattern: &str) -> Vec<Utf8PathBuf> {
    // The plan has checked it.
    let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else {
        return Vec::new();
    };
    let glob = glob.compile_matcher();
    let files = WalkDir::new(directory).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.path().is_file());
    let files = files.filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok());
    let files = files.filter_map(|file| Some(file.strip_prefix(directory).ok()?.to_owned()));
    files.filter(|file| glob.is_match(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_installed_and_what_must_be_is_missed() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let (out_dir, prefix) = (directory.join("out"), directory.join("prefix"));
        for file in ["include/a.h", "include/deep/b.h", "include/c.txt", "d.h"] {
            let path = out_dir.join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, file).unwrap();
        }
        let files = |from: &str, pattern: &str, is_required| BuildScriptFiles {
            from: from.into(),
            pattern: pattern.to_owned(),
            to: "include/x".into(),
            is_required,
        };
        let patterns = [
            files("include", "**/*.h", true),
            files("", "d.h", true),
            files("include", "*.txt", false),
            files("nowhere", "**/*", false),
        ];
        let installed = install(&patterns, Some(&out_dir), &prefix).unwrap();
        assert_eq!(installed, ["include/x/a.h", "include/x/c.txt", "include/x/d.h", "include/x/deep/b.h"]);
        assert_eq!(fs_err::read_to_string(prefix.join("include/x/deep/b.h")).unwrap(), "include/deep/b.h");

        let missing = [files("include", "e*.h", true)];
        let error = install(&missing, Some(&out_dir), &prefix).unwrap_err();
        assert_eq!(error.to_string(), "the build script has written no `include/e*.h` into its `OUT_DIR`");
        assert!(install(&missing, None, &prefix).is_err());
        assert!(install(&patterns[2..], None, &prefix).unwrap().is_empty());
    }
}
