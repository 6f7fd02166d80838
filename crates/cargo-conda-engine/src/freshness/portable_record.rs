//! The record that a package carries: what it was made from, in a form that means the same on every machine.
//!
//! The record in the scratch directory serves one machine and may name its directories. This one is published
//! with the package, so that a run elsewhere can tell whether it would make the same package: it has no
//! absolute path and no value of the caller's variables, and it is equal on two machines with equal input.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

use super::observer::Observer;
use super::read_inputs::ReadInputs;
use super::requested_inputs::RequestedInputs;
use crate::api::{Cause, Change, InputKind, InputsUnknown, NotComparable};
use crate::system::kept_file;

/// The path of the record in a package. [CEP 34](https://conda.org/learn/ceps/cep-0034) leaves build tools
/// `info/recipe` for what is needed to make the package again.
pub(crate) const PORTABLE_RECORD: &str = "info/recipe/cargo-conda-record.json";

/// Version of the record's format. It is raised whenever a field's meaning changes.
const SCHEMA: u32 = 1;

/// What a package was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PortableRecord {
    pub(super) package: Subject,
    pub(super) requested: RequestedInputs,
    pub(super) read: ReadInputs,
}

/// The package that a record is about, so that a record does not pass for that of another package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) build: String,
    pub(crate) subdir: String,
}

impl PortableRecord {
    /// The record of a package with these inputs.
    pub(crate) fn new(package: Subject, requested: &RequestedInputs, read: &ReadInputs) -> Self {
        Self { package, requested: requested.portable(), read: read.portable() }
    }

    /// The same record of a package that was compiled for the processor of one machine.
    pub(crate) fn for_one_processor(self) -> Self {
        let read = ReadInputs { unknown: Some(InputsUnknown::ForOneProcessor), ..self.read };
        Self { read, ..self }
    }

    /// The bytes of the record's file.
    pub(crate) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        kept_file::to_bytes(SCHEMA, self)
    }

    /// Reads the record of a package from the bytes of its file.
    pub(crate) fn parse(bytes: &[u8], package: &Subject) -> Result<Self, NotComparable> {
        let found = kept_file::schema_of(bytes).ok_or(NotComparable::DamagedRecord)?;
        if found != SCHEMA {
            return Err(NotComparable::OtherFormat { found, known: SCHEMA });
        }
        let record: Self = kept_file::content(bytes, SCHEMA).ok_or(NotComparable::DamagedRecord)?;
        if record.package != *package {
            return Err(NotComparable::RecordOfAnother { package: record.package.to_string() });
        }
        Ok(record)
    }

    /// Compares what a package would be made from today with what this one was made from. `observer` looks at
    /// the workspace of today.
    pub(crate) fn differences_to(
        &self,
        requested: &RequestedInputs,
        observer: &Observer<'_>,
        numbers: Numbers,
    ) -> Vec<Cause> {
        let mut causes = requested.portable().differences_from(&self.requested);
        if numbers == Numbers::Ignored {
            causes.retain(|cause| !is_of_number(cause));
        }
        let now = observer.observe_again(&self.read).portable();
        causes.extend(now.differences_from(&self.read, observer.lock_file));
        causes.into_iter().map(without_digests).collect()
    }
}

/// Whether build numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// The number is one of the settings.
    Compared,
    /// The number is about to be chosen.
    Ignored,
}

fn is_of_number(cause: &Cause) -> bool {
    matches!(cause, Cause::Input { kind: InputKind::Setting, name, .. } if name == "build.number")
}

/// Takes away the values for which a record has digests only. They would tell a reader nothing.
fn without_digests(cause: Cause) -> Cause {
    match cause {
        Cause::Input { kind: kind @ (InputKind::Variable | InputKind::Checkout), name, change } => {
            let change = match change {
                Change::Added(_) => Change::Added(None),
                Change::Removed(_) => Change::Removed(None),
                Change::Changed { .. } => Change::Changed { before: None, now: None },
            };
            Cause::Input { kind, name, change }
        }
        other => other,
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version, build, subdir } = self;
        write!(f, "{name} {version} {build} for {subdir}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::freshness::file_state::FileState;
    use crate::system::Digest;

    fn record(root: &str, outside: Option<&str>) -> PortableRecord {
        let subject = Subject {
            name: "demo".to_owned(),
            version: "1.0".to_owned(),
            build: "h0_0".to_owned(),
            subdir: "linux-64".to_owned(),
        };
        let requested = RequestedInputs {
            variables: BTreeMap::from([("RUSTFLAGS".to_owned(), "-Cmetadata=hush".to_owned())]),
            ..RequestedInputs::default()
        };
        let files = ["src/main.rs", "../beside/src/lib.rs"].into_iter().chain(outside);
        let read = ReadInputs {
            files: files.map(|path| (path.into(), FileState::Present(Digest::of_text(path)))).collect(),
            checkout: Some(root.into()),
            ..ReadInputs::default()
        };
        PortableRecord::new(subject, &requested, &read)
    }

    #[test]
    fn a_record_tells_nothing_of_its_machine() {
        let directory = tempfile::tempdir().unwrap();
        let directory = camino::Utf8Path::from_path(directory.path()).unwrap();
        let outside = directory.join("ann").join("data.txt");
        let record = record(directory.join("work").as_str(), Some(outside.as_str()));
        let text = String::from_utf8(record.to_bytes().unwrap()).unwrap();
        for word in [directory.as_str(), "ann", "hush"] {
            assert!(!text.contains(word), "{word} is in {text}");
        }
        assert!(
            text.contains("src/main.rs")
                && text.contains("../beside/src/lib.rs")
                && text.contains("RUSTFLAGS")
        );
        assert_eq!(record.read.unknown, Some(InputsUnknown::FilesOfMachine { files: 1 }));
    }

    #[test]
    fn only_the_record_of_this_package_is_read() {
        let record = record("/work", None);
        let bytes = record.to_bytes().unwrap();
        assert_eq!(PortableRecord::parse(&bytes, &record.package), Ok(record.clone()));
        let other = Subject { build: "h0_1".to_owned(), ..record.package.clone() };
        let package = "demo 1.0 h0_0 for linux-64".to_owned();
        assert_eq!(PortableRecord::parse(&bytes, &other), Err(NotComparable::RecordOfAnother { package }));
        let parse = |text: &str| PortableRecord::parse(text.as_bytes(), &record.package);
        let text = String::from_utf8(bytes).unwrap();
        let newer = text.replace("\"schema\":1,", "\"schema\":2,");
        assert_eq!(parse(&newer), Err(NotComparable::OtherFormat { found: 2, known: 1 }));
        for damaged in
            ["", "{}", "no record", &text[..text.len() - 1], &text.replace("src/main.rs", "src/main.rt")]
        {
            assert_eq!(parse(damaged), Err(NotComparable::DamagedRecord), "{damaged}");
        }
    }

    #[test]
    fn a_portable_record_stays_as_it_is() {
        let record = record("/work", None);
        assert_eq!(record.read.unknown, None);
        assert_eq!(record.read.checkout, Some(Digest::of_text("/work").to_string().into()));
    }
}
