//! A database of advisories, and the question which of them concern a list of crates.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::error_chain;
use fs_err as fs;
use rustsec::database::Query;
use rustsec::{Collection, Database, SourceId};
use thiserror::Error;

use super::advisory::Advisory;
use crate::listed::CrateList;

/// The directory of a database that has the advisories about crates.
const CRATES: &str = "crates";

/// The highest number that a version can have, in decimal digits.
const LAST_NUMBER: &str = "18446744073709551615";

/// Follows the part of an advisory that programs read.
const END_OF_FRONT: &str = "\n```\n";

/// The advisories about crates of crates.io.
#[derive(Debug)]
pub struct AdvisoryDatabase(Database);

/// Why a directory is no database of advisories.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// The directory has not the form of RustSec's database.
    #[error(
        "`{path}` is no database of advisories: it has no directory `{CRATES}` with a directory for each crate"
    )]
    NoDatabase {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// There is not one advisory in it. A database that is empty finds nothing, which would be taken for a
    /// good answer.
    #[error("`{path}` is no database of advisories: there is not one in its directory `{CRATES}`")]
    Empty {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// An advisory in it cannot be read.
    #[error("failed to read the advisories in `{path}`")]
    Unreadable {
        /// The directory.
        path: Utf8PathBuf,
        /// What is wrong, and with which file.
        #[source]
        source: UnreadAdvisory,
    },
}

/// What RustSec's reader says of an advisory that it cannot read.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct UnreadAdvisory(String);

impl UnreadAdvisory {
    fn of(error: &rustsec::Error) -> Self {
        let text = error.to_string();
        let kind = format!("{}: ", error.kind());
        let mut text = text.strip_prefix(&kind).unwrap_or(&text).to_owned();
        // The last error of the chain says everything that those between say.
        let last = error_chain(error).last();
        if let Some(last) = last.map(ToString::to_string).filter(|last| !text.ends_with(last.as_str())) {
            text = format!("{text}:\n{last}");
        }
        Self(text)
    }
}

/// The machine that a program is for. An advisory about other machines does not concern it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine<'a> {
    /// Rust's name of the operating system, such as `linux`.
    pub os: &'a str,
    /// Rust's name of the processor, such as `x86_64`.
    pub arch: &'a str,
}

/// An advisory that concerns a crate of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// The advisory.
    pub advisory: Advisory,
    /// The index of the crate in the list.
    pub index: usize,
}

impl AdvisoryDatabase {
    /// Reads a database in the form of [RustSec's](https://github.com/RustSec/advisory-db).
    pub fn open(path: &Utf8Path) -> Result<Self, DatabaseError> {
        if !path.join(CRATES).is_dir() {
            return Err(DatabaseError::NoDatabase { path: path.to_owned() });
        }
        let unreadable = |source| DatabaseError::Unreadable { path: path.to_owned(), source };
        if let Some(file) = with_last_number(path) {
            let what =
                format!("`{file}` names a version with the number {LAST_NUMBER}, after which there is none");
            return Err(unreadable(UnreadAdvisory(what)));
        }
        let database = Database::open(path.as_std_path());
        let database = database.map_err(|error| unreadable(UnreadAdvisory::of(&error)))?;
        if database.iter().len() == 0 {
            return Err(DatabaseError::Empty { path: path.to_owned() });
        }
        Ok(Self(database))
    }

    /// How many advisories there are, withdrawn ones included.
    pub fn count(&self) -> usize {
        self.0.iter().len()
    }

    /// The advisory with an id of this database or of another one; `None` if there is none.
    pub fn find(&self, id: &str) -> Option<Advisory> {
        self.0.iter().map(Advisory::of).find(|advisory| advisory.is_named(id))
    }

    /// The advisories that concern a list, each with the crate that it is about, in the order of the list and
    /// then of their ids. Withdrawn ones concern nothing. `machine` is that of the program; `None` if it is
    /// not known, and then advisories about all machines count.
    pub fn concerns(&self, list: &CrateList, machine: Option<Machine<'_>>) -> Vec<Concern> {
        let mut concerns = Vec::new();
        for (index, listed) in list.crates().iter().enumerate().filter(|(_, listed)| listed.is_from_crates_io)
        {
            // A name that cannot be the name of a crate is in no advisory.
            let Ok(name) = listed.name.parse() else { continue };
            let mut query = Query::new()
                .collection(Collection::Crates)
                .withdrawn(false)
                .package_name(name)
                .package_version(listed.version.clone())
                .package_source(SourceId::default());
            if let Some(Machine { os, arch }) = machine {
                query = query.target_os(vec![os.to_owned()]).target_arch(vec![arch.to_owned()]);
            }
            let mut found: Vec<_> = self.0.query(&query).into_iter().map(Advisory::of).collect();
            found.sort_by(|one, other| one.id.cmp(&other.id));
            concerns.extend(found.into_iter().map(|advisory| Concern { advisory, index }));
        }
        concerns
    }
}

/// An advisory whose versions reach the end of numbers; `None` if there is none. rustsec computes the version
/// after the one that a requirement such as `^1` names, and panics where there is none.
fn with_last_number(database: &Utf8Path) -> Option<Utf8PathBuf> {
    let files =
        |directory: Utf8PathBuf| directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    let advisories = files(database.join(CRATES)).flat_map(|folder| files(folder.into_path()));
    // A file that cannot be read is reported by rustsec.
    let reaches = |path: &Utf8PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        text.split(END_OF_FRONT).next().is_some_and(|front| front.contains(LAST_NUMBER))
    };
    advisories.map(camino::Utf8DirEntry::into_path).find(reaches)
}
