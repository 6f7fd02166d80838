//! Deletes archives whose names others are about to take.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8Path;

use super::file_kind::{FileKind, is_attestation_of};
use super::repodata;
use crate::system::{Point, fault_point, remove};

/// Deletes the former archives under these paths, with their attestations. Returns whether the index has to
/// be written before new ones take their places: the indexer keeps the records of names that it knows, so it
/// has to run once without the files. A file may be missing while the index still has it, if a user deleted
/// it or a run was killed here.
///
/// The index of each folder is read once, however many archives there are.
pub(super) fn withdraw<'a>(paths: impl IntoIterator<Item = &'a Utf8Path>) -> io::Result<bool> {
    let mut folders: BTreeMap<&Utf8Path, Vec<&str>> = BTreeMap::new();
    for path in paths {
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
            folders.entry(folder).or_default().push(name);
        }
    }
    let mut is_known = false;
    for (folder, names) in folders {
        is_known |= withdraw_from(folder, &names)?;
    }
    Ok(is_known)
}

fn withdraw_from(folder: &Utf8Path, names: &[&str]) -> io::Result<bool> {
    let known = repodata::all_names(folder);
    let mut is_known = names.iter().any(|name| known.contains(*name));
    // The archives go first: an attestation without an archive says nothing, while an index that promises
    // attestations of an archive would be wrong without them.
    for name in names {
        let path = folder.join(name);
        is_known |= path.exists();
        remove::file_if_present(&path)?;
        fault_point(Point::ArchiveDeleted)?;
    }
    for file in folder.read_dir_utf8()? {
        let file = file?;
        let name = file.file_name();
        let is_attestation = FileKind::of(name) == Some(FileKind::Attestations);
        if is_attestation && names.iter().any(|archive| is_attestation_of(name, archive)) {
            remove::file_if_present(file.path())?;
        }
    }
    Ok(is_known)
}
