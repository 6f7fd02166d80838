//! Writes the files that `init` has shown, and only if they still are what they were.

use std::io::{self, Write as _};

use camino::Utf8Path;
use cargo_conda::FileChange;
use cargo_conda_workspace::canonicalize;
use fs_err as fs;

use super::InitError;
use crate::cli::failure::Failure;

/// Checks that each file can be written, before the first one is.
pub(super) fn check(changes: &[FileChange]) -> Result<(), Failure> {
    for FileChange { path, before, .. } in changes {
        let Some(before) = before else { continue };
        let owned = || path.clone();
        if fs::metadata(path).map_err(Failure::Write)?.permissions().readonly() {
            return Err(Failure::Init(InitError::ReadOnly { path: owned() }));
        }
        if fs::read_to_string(path).map_err(Failure::Write)? != *before {
            return Err(Failure::Init(InitError::Changed { path: owned() }));
        }
    }
    Ok(())
}

/// Writes a file. One that is there is replaced as a whole, and one that should be new is never replaced.
pub(super) fn write(change: &FileChange) -> Result<(), Failure> {
    let FileChange { path, before, after, .. } = change;
    match before {
        Some(_) => replace(path, after).map_err(Failure::Write),
        None => create(path, after),
    }
}

fn create(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(Failure::Write)?;
    }
    let mut file = fs::File::create_new(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Init(InitError::Exists { path: path.to_owned() }),
        _ => Failure::Write(error),
    })?;
    file.write_all(text.as_bytes()).map_err(Failure::Write)
}

/// Writes the text aside and renames it, so that cargo never reads half of a manifest. A link stays one.
fn replace(path: &Utf8Path, text: &str) -> io::Result<()> {
    let path = canonicalize(path)?;
    let directory = path.parent().unwrap_or(&path);
    let mut aside = tempfile::NamedTempFile::new_in(directory)?;
    aside.write_all(text.as_bytes())?;
    aside.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    aside.persist(&path)?;
    Ok(())
}
