//! Paths below the prefix, as the key `to` has them.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;

use crate::problem::AssetProblem;

/// The directories of a prefix, and of an archive, that conda keeps its own files in.
const RESERVED: [&str; 2] = ["info", "conda-meta"];

/// Characters that file names on Windows cannot have, see
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.
const NOT_ON_WINDOWS: &str = "<>:\"|?*";

/// A value of `to`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The path, relative to the prefix.
    pub(super) path: Utf8PathBuf,
    /// True for the path of a directory into which files go under their own names.
    pub(super) is_directory: bool,
}

impl Target {
    /// Parses a value of `to`.
    pub(super) fn parse(to: &str) -> Result<Self, AssetProblem> {
        let owned = || to.to_owned();
        if let Some(instead) = below_prefix(to) {
            return Err(AssetProblem::AbsoluteTarget { to: owned(), instead });
        }
        let mut path = Utf8PathBuf::new();
        for part in to.split('/').filter(|part| !matches!(*part, "" | ".")) {
            if part == ".." {
                return Err(AssetProblem::ParentInTarget { to: owned() });
            }
            path.push(part);
        }
        if path.as_str().is_empty() {
            return Err(AssetProblem::PrefixItself { to: owned() });
        }
        Ok(Self { path, is_directory: to.ends_with('/') })
    }
}

/// Of an absolute path, the part that a package would have below its prefix; `None` for a relative path.
fn below_prefix(to: &str) -> Option<String> {
    let mut start = to.chars();
    let has_drive = start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':');
    if !has_drive && !to.starts_with(['/', '\\']) {
        return None;
    }
    let below = if has_drive { &to[2..] } else { to };
    let below = below.replace('\\', "/");
    let below = below.trim_start_matches('/');
    let below = ["usr/local/", "usr/"].iter().find_map(|start| below.strip_prefix(start)).unwrap_or(below);
    Some(if below.is_empty() { "share/…".to_owned() } else { below.to_owned() })
}

/// Checks the whole path of a file in a package.
pub(super) fn check_path(path: &Utf8Path, platform: Platform) -> Result<(), AssetProblem> {
    let is_refused =
        |c: &char| c.is_control() || *c == '\\' || (platform.is_windows() && NOT_ON_WINDOWS.contains(*c));
    if let Some(character) = path.as_str().chars().find(is_refused) {
        return Err(AssetProblem::CharacterInTarget { to: path.to_string(), character, platform });
    }
    let first = path.components().next().map(|part| part.as_str().to_lowercase()).unwrap_or_default();
    match RESERVED.into_iter().find(|directory| *directory == first) {
        Some(directory) => Err(AssetProblem::ReservedTarget { to: path.to_owned(), directory }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(to: &str) -> Result<(String, bool), String> {
        let target = Target::parse(to).map_err(|problem| problem.to_string())?;
        Ok((target.path.into_string(), target.is_directory))
    }

    #[test]
    fn a_slash_at_the_end_makes_a_directory() {
        assert_eq!(parsed("share/doc/x"), Ok(("share/doc/x".to_owned(), false)));
        assert_eq!(parsed("./share//doc/./x/"), Ok(("share/doc/x".to_owned(), true)));
    }

    #[test]
    fn absolute_paths_have_a_proposal() {
        let proposal = |to: &str| below_prefix(to).unwrap();
        assert_eq!(proposal("/usr/share/man/"), "share/man/");
        assert_eq!(proposal("/usr/local/bin/x"), "bin/x");
        assert_eq!(proposal("/etc/x.toml"), "etc/x.toml");
        assert_eq!(proposal("C:\\tools\\x"), "tools/x");
        assert_eq!(proposal("/"), "share/…");
        assert_eq!(below_prefix("share/x"), None);
    }

    proptest! {
        #[test]
        fn a_path_that_is_accepted_stays_below_the_prefix(to in "[a.]?(/?([a-z]|\\.|\\.\\.|usr|info|C:|\\\\)){0,5}/?") {
            if let Ok(target) = Target::parse(&to) {
                prop_assert!(target.path.is_relative());
                prop_assert!(target.path.components().all(|part| !matches!(part.as_str(), "." | "..")));
                prop_assert!(target.path.components().next().is_some());
                prop_assert_eq!(target.is_directory, to.ends_with('/'));
            }
        }
    }
}
