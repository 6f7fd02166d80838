//! Paths and the files at them: helpers that the other files of this room share.

use std::io;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::error::LoadError;

/// Takes `.` and `..` out of a path by its text alone.
///
/// Symbolic links are not followed, so that a path stays the one that the user knows. Cargo treats the paths
/// of manifests in the same way.
pub fn normalize(path: &Utf8Path) -> Utf8PathBuf {
    let mut normal = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            // The parent of the file system's root is the root: `pop` then does nothing.
            Utf8Component::ParentDir => {
                normal.pop();
            }
            Utf8Component::Prefix(_) | Utf8Component::RootDir | Utf8Component::Normal(_) => {
                normal.push(component.as_str());
            }
        }
    }
    normal
}

/// Follows symbolic links and takes `.` and `..` out of a path, as the file system sees them.
///
/// On Windows the path has the form that other programs show and compare, `C:\directory`, wherever that form
/// can express it; the system's own answer is `\\?\C:\directory`.
///
/// # Errors
///
/// There is nothing at the path, a part of it cannot be read, or the result is not UTF-8.
pub fn canonicalize(path: &Utf8Path) -> io::Result<Utf8PathBuf> {
    let path = dunce::canonicalize(path)?;
    Utf8PathBuf::try_from(path).map_err(camino::FromPathBufError::into_io_error)
}

/// The directory of a file, or the path itself if it has no parent, as no path from cargo does.
pub(crate) fn parent(file: &Utf8Path) -> &Utf8Path {
    file.parent().unwrap_or(file)
}

/// Reads the file at `path`; `None` if there is none.
///
/// No file is there either if `path` is a directory, or if one of its parents is a file.
pub(crate) fn read_if_there(
    path: Utf8PathBuf,
    read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
) -> Result<Option<(Utf8PathBuf, String)>, LoadError> {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound};

    match read(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory | IsADirectory) => Ok(None),
        // Windows denies the permission to read a directory as a file.
        Err(_) if path.is_dir() => Ok(None),
        Err(source) => Err(LoadError::UnreadableFile { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_out() {
        for (path, normal) in
            [("/a/./b/../c", "/a/c"), ("/../a", "/a"), ("/a/b/../../LICENSE", "/LICENSE"), ("/a/", "/a")]
        {
            assert_eq!(normalize(Utf8Path::new(path)), normal, "{path}");
        }
    }
}
