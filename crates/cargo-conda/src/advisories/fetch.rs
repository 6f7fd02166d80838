//! A database that is fetched with git. Each repository has one clone on this machine, without its history.

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use super::error::{AdvisoriesError, SaidByGit};
use super::source::kept_in;
use crate::process::Process;
use crate::remote::public_url;

/// The clone of a repository.
pub(super) struct Clone {
    url: String,
    directory: Utf8PathBuf,
}

impl Clone {
    /// The clone of a repository in a home of cargo.
    pub(super) fn of(url: &str, home: &Utf8Path) -> Self {
        let shown = shown(url);
        let address = shown.split_once("://").map_or(shown.as_str(), |(_scheme, address)| address);
        let name: String =
            address.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
        let directory = kept_in(home).join("advisories").join(name);
        Self { url: url.to_owned(), directory }
    }

    /// The address of the repository, without user and password.
    pub(super) fn shown(&self) -> String {
        shown(&self.url)
    }

    /// Brings the clone up to date, unless `offline` is true. Returns its directory.
    pub(super) fn fetch(&self, offline: bool) -> Result<Utf8PathBuf, AdvisoriesError> {
        let Self { url, directory } = self;
        let is_there = || directory.join(".git").is_dir();
        if offline {
            return if is_there() {
                Ok(directory.clone())
            } else {
                Err(AdvisoriesError::NotHere { url: self.shown() })
            };
        }
        let parent = directory.parent().unwrap_or(directory);
        let prepare = |path: &Utf8Path, source| AdvisoriesError::Prepare { path: path.to_owned(), source };
        fs::create_dir_all(parent).map_err(|source| prepare(parent, source))?;
        let lock = Utf8PathBuf::from(format!("{directory}.lock"));
        let file = fs::File::create(&lock).map_err(|source| prepare(&lock, source))?;
        // Another run may be fetching the same.
        file.file().lock().map_err(|source| prepare(&lock, source))?;
        if is_there() {
            self.git(directory, &["fetch", "--quiet", "--depth", "1", "origin", "HEAD"])?;
            self.git(directory, &["reset", "--quiet", "--hard", "FETCH_HEAD"])?;
            return Ok(directory.clone());
        }
        let temporary = tempfile::tempdir_in(parent).map_err(|source| prepare(parent, source))?;
        let clone = temporary.path().join("clone");
        let clone = Utf8Path::from_path(&clone).unwrap_or(parent);
        self.git(parent, &["clone", "--quiet", "--depth", "1", "--", url, clone.as_str()])?;
        // What is left of something else is no clone.
        if directory.exists() {
            fs::remove_dir_all(directory).map_err(|source| prepare(directory, source))?;
        }
        fs::rename(clone, directory).map_err(|source| prepare(directory, source))?;
        Ok(directory.clone())
    }

    fn git(&self, directory: &Utf8Path, arguments: &[&str]) -> Result<(), AdvisoriesError> {
        let process = Process { program: "git", directory, arguments };
        let output = process.run().map_err(AdvisoriesError::NotStarted)?;
        if output.status.success() {
            return Ok(());
        }
        let message = String::from_utf8_lossy(&output.stderr).trim().replace(&self.url, &self.shown());
        let message = message.trim_start_matches("fatal: ").to_owned();
        Err(AdvisoriesError::NotFetched { url: self.shown(), said: SaidByGit(message) })
    }
}

/// An address as messages may show it. One on this machine has no secrets.
fn shown(url: &str) -> String {
    public_url(url).unwrap_or_else(|| url.to_owned())
}
