//! The record of a package in the channel: what it was made from.
//!
//! A record is written when the archive is finished and deleted before the package is built again. So a
//! record that exists describes an archive that exists: in the channel, or among those that wait for the
//! end of a run.

use std::io;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::read_inputs::ReadInputs;
use super::requested_inputs::RequestedInputs;
use crate::api::Tested;
use crate::system::{Digest, kept_file, remove};

/// Version of the file's format. It is raised whenever a field's meaning changes.
const SCHEMA: u32 = 3;

/// What a package was made from, and the archive that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Record {
    pub(crate) archive: ArchiveRecord,
    pub(crate) requested: RequestedInputs,
    pub(crate) read: ReadInputs,
}

/// The archive in the channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ArchiveRecord {
    /// File name.
    pub(crate) file: String,
    /// Digest of the archive's bytes.
    pub(crate) sha256: Digest,
    /// Size in bytes.
    pub(crate) size: u64,
    pub(crate) build_string: String,
    /// Run requirements, as match specs.
    pub(crate) depends: Vec<String>,
    #[serde(with = "tested")]
    pub(crate) tested: Tested,
}

impl Record {
    pub(crate) fn new(archive: ArchiveRecord, requested: RequestedInputs, read: ReadInputs) -> Self {
        Self { archive, requested, read }
    }

    /// Reads a record. `None` if it is missing, damaged or of another schema; the package is then built
    /// again.
    pub(crate) fn load(path: &Utf8Path) -> Option<Self> {
        kept_file::read(path, SCHEMA).ok()?
    }

    /// Writes the record.
    pub(crate) fn write(&self, path: &Utf8Path) -> io::Result<()> {
        kept_file::write(path, SCHEMA, self)
    }

    /// Deletes the record of a package that is about to be built.
    pub(crate) fn remove(path: &Utf8Path) -> io::Result<()> {
        remove::file_if_present(path)
    }
}

/// The words for [`Tested`] in records.
mod tested {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::api::Tested;

    const WORDS: [(Tested, &str); 3] = [
        (Tested::Passed, "passed"),
        (Tested::NotAskedFor, "not-asked-for"),
        (Tested::CannotRunHere, "cannot-run-here"),
    ];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(tested: &Tested, serializer: S) -> Result<S::Ok, S::Error> {
        let word = WORDS.iter().find(|(value, _)| value == tested).map_or("", |(_, word)| word);
        serializer.serialize_str(word)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tested, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = WORDS.iter().find(|(_, word)| *word == text).map(|(value, _)| *value);
        value.ok_or_else(|| serde::de::Error::custom(format!("unknown test result `{text}`")))
    }
}

#[cfg(test)]
mod tests {
    use fs_err as fs;

    use super::*;

    fn record(tested: Tested) -> Record {
        let archive = ArchiveRecord {
            file: "a-1-0.conda".into(),
            sha256: Digest::of_text(""),
            size: 1,
            build_string: "0".into(),
            depends: Vec::new(),
            tested,
        };
        Record::new(archive, RequestedInputs::default(), ReadInputs::default())
    }

    #[test]
    fn half_a_record_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("records").join("a.json");
        for tested in [Tested::Passed, Tested::NotAskedFor, Tested::CannotRunHere] {
            record(tested).write(&path).unwrap();
            assert_eq!(Record::load(&path), Some(record(tested)));
        }
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert_eq!(Record::load(&path), None);
        fs::write(&path, text.replace("\"schema\":3", "\"schema\":2")).unwrap();
        assert_eq!(Record::load(&path), None);
        Record::remove(&path).unwrap();
        Record::remove(&path).unwrap();
    }
}
