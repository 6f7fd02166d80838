//! The index of a channel in a bucket, which its publisher keeps right.

use std::collections::{BTreeMap, BTreeSet};

use super::archives::Archive;
use super::comparison::Standing;
use crate::api::StepError;
use crate::channel::{difference_of, index_has_unbounded_specs, index_names, is_attestation_of};
use crate::rattler::{Bucket, Reindex, SHARDS};

const NOARCH: &str = "noarch";

/// Deletes the archives whose names others take, and all attestations under the names of archives that are
/// put, and has the index forget them: the indexer keeps the records of names that it knows, so it runs once
/// without the files. A name can be in the index without its file, and attestations can be there without
/// their archive, if an earlier call was stopped here.
pub(super) async fn forget(bucket: &Bucket, archives: &[(&Archive, Standing)]) -> Result<(), StepError> {
    for (folder, archives) in by_folder(archives) {
        let index = bucket.index_of(folder).await?.unwrap_or_default();
        let files = bucket.files(folder).await?;
        let mut is_known = false;
        for (archive, standing) in archives {
            let name = archive.path.file_name().unwrap_or_default();
            is_known |= index_names(&index, name);
            // The archive goes first: attestations without an archive say nothing.
            if let Standing::Other(_) = standing {
                is_known = true;
                bucket.delete(&archive.key()).await?;
            }
            for file in files.keys().filter(|file| is_attestation_of(file, name)) {
                bucket.delete(&format!("{folder}/{file}")).await?;
            }
        }
        if is_known {
            bucket.write_index(folder, Reindex::Changes).await?;
        }
    }
    Ok(())
}

/// Brings the indexes of folders up to date, each if it does not describe what is there. Clients ask every
/// channel for `noarch`, so it comes first, with or without archives.
pub(super) async fn complete(bucket: &Bucket, folders: &BTreeSet<&str>) -> Result<(), StepError> {
    let others = folders.iter().copied().filter(|folder| *folder != NOARCH);
    for folder in [NOARCH].into_iter().chain(others) {
        let index = bucket.index_of(folder).await?;
        if index.as_deref().is_some_and(index_has_unbounded_specs) {
            let reason = "it has requirements with hundreds of parentheses inside each other";
            return Err(StepError::of(format!("the index of `{folder}` is not read: {reason}")));
        }
        let files = bucket.files(folder).await?;
        // The sharded form is written last, so that of a call that was stopped can be older than the others.
        let of_shards = files.contains_key(SHARDS).then_some(Reindex::Changes);
        if let Some(extent) = difference_of(index.as_deref(), files).or(of_shards) {
            bucket.write_index(folder, extent).await?;
        }
    }
    Ok(())
}

fn by_folder<'a>(archives: &[(&'a Archive, Standing)]) -> BTreeMap<&'a str, Vec<(&'a Archive, Standing)>> {
    let mut folders: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (archive, standing) in archives {
        folders.entry(&archive.subdir).or_default().push((*archive, *standing));
    }
    folders
}
