//! Files of the sources that patterns name, and where they are installed.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use globset::GlobBuilder;

use super::capi::Pattern;
use crate::model::Asset;
use crate::problem::CLibraryProblem;
use crate::source::SourceTree;

/// The files below a member's directory that a pattern matches, sorted. The pattern is the value of `key`.
pub(super) fn matching(
    files: &dyn SourceTree,
    directory: &Utf8Path,
    (key, pattern): (&'static str, &Pattern),
    default_to: &Utf8Path,
) -> Result<Vec<Asset>, CLibraryProblem> {
    let Pattern { from, to } = pattern;
    let invalid =
        |reason: String| CLibraryProblem::InvalidTable { key, reason: format!("`{from}`: {reason}") };
    let to = to.as_ref().map_or_else(|| Ok(default_to.to_owned()), |to| below_prefix(key, to))?;
    let glob = GlobBuilder::new(from).literal_separator(true).build();
    let glob = glob.map_err(|error| invalid(error.kind().to_string()))?.compile_matcher();
    let stripped = stripped_directory(from);
    // Only what is below the directory that no wildcard is in can match.
    let start = plain_directory(from);
    let found = files.files_below(&directory.join(&start));
    let found = found.into_iter().map(|file| start.join(file)).filter(|file| glob.is_match(file));
    let assets = found.map(|file| {
        let kept = file.strip_prefix(&stripped).unwrap_or(&file);
        Asset { source: directory.join(&file), destination: to.join(kept) }
    });
    Ok(assets.collect())
}

/// The path, if it leads nowhere out of the directory that it is joined to.
pub(super) fn below_prefix(key: &'static str, path: &str) -> Result<Utf8PathBuf, CLibraryProblem> {
    let path = Utf8Path::new(path);
    let is_below =
        path.components().all(|part| matches!(part, Utf8Component::Normal(_) | Utf8Component::CurDir));
    if !is_below || path.as_str().contains(|c: char| c.is_control() || c == '\\' || c == '"') {
        return Err(CLibraryProblem::InvalidTable {
            key,
            reason: format!("`{path}` is not a path below the directory that it is installed into"),
        });
    }
    let plain = path.components().filter(|part| *part != Utf8Component::CurDir);
    Ok(plain.collect())
}

/// What is left out of installed paths: the part before `**`, or else before the last component.
pub(super) fn stripped_directory(pattern: &str) -> Utf8PathBuf {
    match pattern.split_once("/**") {
        Some((before, _)) => before.into(),
        None => Utf8Path::new(pattern).parent().map(ToOwned::to_owned).unwrap_or_default(),
    }
}

/// The directories at the start of a pattern that have no wildcard.
fn plain_directory(pattern: &str) -> Utf8PathBuf {
    let parts: Vec<_> = Utf8Path::new(pattern).components().collect();
    let directories = parts.split_last().map(|(_, directories)| directories).unwrap_or_default();
    let is_plain = |part: &&Utf8Component<'_>| !part.as_str().contains(['*', '?', '[', '{']);
    directories.iter().take_while(is_plain).collect()
}

#[cfg(test)]
mod tests {
    use super::{below_prefix, plain_directory, stripped_directory};

    #[test]
    fn what_is_before_the_wildcards_is_not_installed() {
        for (pattern, stripped, start) in [
            ("assets/capi/include/**/*", "assets/capi/include", "assets/capi/include"),
            ("include/a.h", "include", "include"),
            ("a.h", "", ""),
            ("a*/b/*.h", "a*/b", ""),
        ] {
            assert_eq!(stripped_directory(pattern), stripped, "{pattern}");
            assert_eq!(plain_directory(pattern), start, "{pattern}");
        }
    }

    #[test]
    fn no_path_leads_out_of_its_directory() {
        for path in ["../a", "/a", "a/../../b", "a\\b", "a\nb"] {
            assert!(below_prefix("", path).is_err(), "{path:?}");
        }
        assert_eq!(below_prefix("", "./a/b/").unwrap(), "a/b");
        assert_eq!(below_prefix("", "").unwrap(), "");
    }
}
