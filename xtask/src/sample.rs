//! The sample workspace, which chores build in directories of short life.

use std::path::Path;

use crate::error::ChoreError;
use crate::repository::Repository;

const SAMPLE: &str = "examples/monorepo";

/// Copies the sample to a directory, without what builds have left there.
pub(crate) fn copy(repository: &Repository, to: &Path) -> Result<(), ChoreError> {
    let from = repository.root().join(SAMPLE);
    let walk = walkdir::WalkDir::new(&from).into_iter().filter_entry(|entry| entry.file_name() != "target");
    for entry in walk {
        let entry = entry.map_err(|error| ChoreError::File(error.into()))?;
        let Ok(below) = entry.path().strip_prefix(&from) else { continue };
        if entry.file_type().is_dir() {
            fs_err::create_dir_all(to.join(below)).map_err(ChoreError::File)?;
        } else {
            fs_err::copy(entry.path(), to.join(below)).map_err(ChoreError::File)?;
        }
    }
    Ok(())
}
