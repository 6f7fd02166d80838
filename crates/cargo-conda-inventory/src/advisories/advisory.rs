//! An advisory, as far as reports show it.

use rustsec::advisory::Informational as RustSecInformational;

/// A security advisory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisory {
    /// Its id, such as `RUSTSEC-2020-0071`.
    pub id: String,
    /// The name of the crate that it is about.
    pub crate_name: String,
    /// One line that says what is wrong.
    pub title: String,
    /// The day on which it was reported, as `YYYY-MM-DD`.
    pub date: String,
    /// Its ids in other databases, such as `CVE-2020-26235`, in the order of the advisory.
    pub aliases: Vec<String>,
    /// Where to read more; `None` if the advisory names no address.
    pub url: Option<String>,
    /// How severe it is: `none`, `low`, `medium`, `high` or `critical`; `None` if that was not assessed.
    pub severity: Option<String>,
    /// What it informs of, if it is about no vulnerability; `None` if it is about one.
    pub informational: Option<Informational>,
    /// Requirements of the versions that have a remedy, such as `>=0.2.23`; empty if there are none.
    pub patched: Vec<String>,
    /// The functions that are affected, sorted; empty if the advisory does not say, or if all are.
    pub functions: Vec<String>,
    /// True if it was withdrawn, so that it concerns nothing any more.
    pub is_withdrawn: bool,
}

/// What an advisory informs of that is about no vulnerability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Informational {
    /// The crate is not maintained.
    Unmaintained,
    /// The crate lets safe code cause undefined behaviour.
    Unsound,
    /// Something else to know about the crate, in the database's word for it.
    Other(String),
}

impl Informational {
    /// RustSec's word for it, such as `unmaintained`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unmaintained => "unmaintained",
            Self::Unsound => "unsound",
            Self::Other(word) => word,
        }
    }
}

impl Advisory {
    /// Whether an id names the advisory: its own, or one of another database.
    pub fn is_named(&self, id: &str) -> bool {
        self.id == id || self.aliases.iter().any(|alias| alias == id)
    }

    pub(super) fn of(advisory: &rustsec::Advisory) -> Self {
        let metadata = &advisory.metadata;
        let functions = advisory.affected.iter().flat_map(|affected| affected.functions.keys());
        Self {
            id: metadata.id.to_string(),
            crate_name: metadata.package.to_string(),
            title: metadata.title.clone(),
            date: metadata.date.as_str().to_owned(),
            aliases: metadata.aliases.iter().map(ToString::to_string).collect(),
            url: metadata.url.as_ref().map(ToString::to_string),
            severity: advisory.severity().map(|severity| severity.as_str().to_owned()),
            informational: metadata.informational.as_ref().map(|informational| match informational {
                RustSecInformational::Unmaintained => Informational::Unmaintained,
                RustSecInformational::Unsound => Informational::Unsound,
                other => Informational::Other(other.as_str().to_owned()),
            }),
            patched: advisory.versions.patched().iter().map(ToString::to_string).collect(),
            functions: functions.map(ToString::to_string).collect(),
            is_withdrawn: advisory.withdrawn(),
        }
    }
}
