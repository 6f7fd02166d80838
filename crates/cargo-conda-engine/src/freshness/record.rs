//! What is written down of a package when it is published.

use std::io;

use camino::Utf8Path;
use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::inputs::Given;
use super::observed::Observed;
use crate::api::Tested;
use crate::system::atomic_file;

/// Counts the meanings that the file has had: a record of another one is none.
const SCHEMA: u32 = 2;

/// What a package was made from, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    schema: u32,
    pub(crate) archive: ArchiveRecord,
    pub(crate) given: Given,
    pub(crate) observed: Observed,
}

/// The archive in the channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ArchiveRecord {
    /// Its file name.
    pub(crate) file: String,
    pub(crate) sha256: String,
    /// In bytes.
    pub(crate) size: u64,
    /// The build string.
    pub(crate) build: String,
    /// What it needs when installed.
    pub(crate) depends: Vec<String>,
    #[serde(with = "tested")]
    pub(crate) tested: Tested,
}

impl Record {
    pub(crate) fn new(archive: ArchiveRecord, given: Given, observed: Observed) -> Self {
        Self { schema: SCHEMA, archive, given, observed }
    }

    /// Reads a record. One that is missing, damaged or of another time is none: the package is made again.
    pub(crate) fn read(path: &Utf8Path) -> Option<Self> {
        let record: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        (record.schema == SCHEMA).then_some(record)
    }

    /// Writes the record aside and renames it.
    pub(crate) fn write(&self, path: &Utf8Path) -> io::Result<()> {
        atomic_file::write(path, serde_json::to_vec(self)?)
    }

    /// Removes the record of a package that is about to be made.
    pub(crate) fn remove(path: &Utf8Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }
}

mod tested {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::api::Tested;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(tested: &Tested, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match tested {
            Tested::Passed => "passed",
            Tested::NotAskedFor => "not-asked-for",
            Tested::CannotRunHere => "cannot-run-here",
        })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tested, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "passed" => Ok(Tested::Passed),
            "not-asked-for" => Ok(Tested::NotAskedFor),
            "cannot-run-here" => Ok(Tested::CannotRunHere),
            other => {
                Err(serde::de::Error::unknown_variant(other, &["passed", "not-asked-for", "cannot-run-here"]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_record_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("records").join("a.json");
        let archive = ArchiveRecord {
            file: "a-1-0.conda".into(),
            sha256: "aa".into(),
            size: 1,
            build: "0".into(),
            depends: Vec::new(),
            tested: Tested::CannotRunHere,
        };
        let record = Record::new(archive, Given::default(), Observed::default());
        record.write(&path).unwrap();
        assert_eq!(Record::read(&path), Some(record));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert_eq!(Record::read(&path), None);
        fs::write(&path, text.replace("\"schema\":2", "\"schema\":1")).unwrap();
        assert_eq!(Record::read(&path), None);
        Record::remove(&path).unwrap();
        Record::remove(&path).unwrap();
    }
}
