//! The index of a channel: `repodata.json` and `run_exports.json` of each subdirectory.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::archive::Written;
use super::package::CondaPackage;
use crate::error::ChoreError;

/// The records of all packages, by subdirectory.
pub(super) struct Index {
    directories: BTreeMap<&'static str, Directory>,
}

#[derive(Default)]
struct Directory {
    records: Map<String, Value>,
    run_exports: Map<String, Value>,
}

impl Index {
    /// An empty index. `noarch` and the directory of each platform get files even if they have no packages,
    /// because clients fetch them in any case.
    pub(super) fn new(platforms: &[&'static str]) -> Self {
        let names = platforms.iter().copied().chain(["noarch"]);
        Self { directories: names.map(|name| (name, Directory::default())).collect() }
    }

    pub(super) fn add(&mut self, package: &CondaPackage, written: Written) {
        let directory = self.directories.entry(package.subdir()).or_default();
        let run_exports = json!({ "run_exports": package.run_exports() });
        directory.run_exports.insert(written.file_name.clone(), run_exports);
        directory.records.insert(written.file_name, written.record);
    }

    /// Writes `repodata.json` and `run_exports.json` into each subdirectory.
    pub(super) fn write(self, channel: &Path) -> Result<(), ChoreError> {
        for (name, Directory { records, run_exports }) in self.directories {
            let directory = channel.join(name);
            fs_err::create_dir_all(&directory).map_err(ChoreError::File)?;
            let repodata = json!({
                "info": { "subdir": name },
                "packages": {},
                "packages.conda": records,
                "removed": [],
                "repodata_version": 1,
            });
            let run_exports =
                json!({ "info": { "subdir": name }, "packages": {}, "packages.conda": run_exports });
            for (file, value) in [("repodata.json", repodata), ("run_exports.json", run_exports)] {
                fs_err::write(directory.join(file), format!("{value:#}\n")).map_err(ChoreError::File)?;
            }
        }
        Ok(())
    }
}
