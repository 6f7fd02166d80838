//! A database of advisories, and where it is from.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::AdvisoryDatabase;
use cargo_conda_report::DatabaseOrigin;
use jiff::{Timestamp, ToSpan as _};

use super::error::AdvisoriesError;
use super::fetch::Clone;
use crate::git;

/// RustSec's database of advisories about crates of crates.io.
const RUSTSEC: &str = "https://github.com/RustSec/advisory-db";

/// After how many days without a commit a database counts as old, as in cargo-audit.
const OLD: i64 = 90;

/// A database of advisories.
#[derive(Debug)]
pub struct Advisories {
    /// The advisories.
    pub database: AdvisoryDatabase,
    /// Where they are from.
    pub origin: DatabaseOrigin,
}

impl Advisories {
    /// Opens the database at a place, which is a directory or the URL of a git repository; `None` for
    /// RustSec's. A repository is fetched, unless `offline` is true, into a directory in `home`; `None` if
    /// cargo has no home. Relative paths start at `directory`.
    pub(crate) fn open(
        place: Option<&str>,
        directory: &Utf8Path,
        home: Option<&Utf8Path>,
        offline: bool,
    ) -> Result<Self, AdvisoriesError> {
        let place = place.unwrap_or(RUSTSEC);
        if !place.contains("://") {
            let path = directory.join(place);
            return Self::read(&path, path.to_string());
        }
        let clone = Clone::of(place, home.ok_or(AdvisoriesError::NoHome)?);
        let fetched = clone.fetch(offline)?;
        Self::read(&fetched, clone.shown())
    }

    fn read(path: &Utf8Path, place: String) -> Result<Self, AdvisoriesError> {
        let database = AdvisoryDatabase::open(path).map_err(AdvisoriesError::Database)?;
        let (commit, committed) = commit_of(path).unzip();
        let origin = DatabaseOrigin { place, commit, committed, advisories: database.count() };
        Ok(Self { database, origin })
    }

    /// A warning if the database is so old that it says little; `None` if it is not, or if its age is not
    /// known.
    pub fn warning(&self, now: Timestamp) -> Option<String> {
        let DatabaseOrigin { place, committed, .. } = &self.origin;
        let committed: Timestamp = committed.as_ref()?.parse().ok()?;
        let old = now.checked_sub((OLD * 24).hours()).ok()?;
        let day = committed.strftime("%Y-%m-%d");
        (committed < old).then(|| {
            format!(
                "the advisories of {place} are of {day}: what was reported in the last {OLD} days is missing"
            )
        })
    }
}

/// The commit that is checked out in a directory, and its time; `None` if the directory is not the root of a
/// git repository.
fn commit_of(path: &Utf8Path) -> Option<(String, String)> {
    let prefix = git::answer(path, &["rev-parse", "--show-prefix"])?;
    if !prefix.trim().is_empty() {
        return None;
    }
    let answer = git::answer(path, &["log", "-1", "--format=%H %cI"])?;
    let (commit, time) = answer.trim().split_once(' ')?;
    let time: Timestamp = time.parse().ok()?;
    Some((commit.to_owned(), time.to_string()))
}

/// Where a home of cargo has what this program keeps there.
pub(crate) fn kept_in(home: &Utf8Path) -> Utf8PathBuf {
    home.join("cargo-conda")
}
