//! A file for `--config` that proposals are written into.

use std::io;

use camino::Utf8Path;
use cargo_conda::{FileChange, PlanRequest, Session};
use cargo_conda_plan::ProposalDestination;
use cargo_conda_workspace::canonicalize;

use crate::cli::failure::Failure;

/// The name of the schema's file, as the book has it.
const SCHEMA: &str = "cargo-conda.schema.json";

/// The file, with its text if it is there. The plan then follows it, and what it says is not proposed again.
pub(super) fn destination(
    session: &Session,
    path: &Utf8Path,
    request: &mut PlanRequest,
) -> Result<ProposalDestination, Failure> {
    match session.config_file(path) {
        Ok(source) => {
            request.config_files.push(source.clone());
            let (path, before) = (source.path.clone(), Some(source.text.clone()));
            Ok(ProposalDestination::File { path, before, start: String::new() })
        }
        Err(error) if error.reason.kind() == io::ErrorKind::NotFound => {
            let absolute = session.absolute(path);
            let directory = absolute.parent().map(|directory| canonicalize(directory).ok());
            let absolute = match (directory.flatten(), absolute.file_name()) {
                (Some(directory), Some(name)) => directory.join(name),
                _ => absolute,
            };
            // Editors say that a schema is missing which is not there.
            let has_schema = absolute.with_file_name(SCHEMA).is_file();
            let schema = if has_schema { format!("#:schema ./{SCHEMA}\n") } else { String::new() };
            Ok(ProposalDestination::File { path: absolute, before: None, start: schema })
        }
        Err(error) => Err(Failure::ConfigFile(error)),
    }
}

/// Says of a new file how it takes effect: nothing reads it by itself.
pub(super) fn explain(path: &Utf8Path, changes: &mut [FileChange]) {
    for change in changes.iter_mut().filter(|change| change.before.is_none()) {
        change
            .reasons
            .push(format!("commands read this file if told to: `cargo conda build --config {path}`"));
    }
}
