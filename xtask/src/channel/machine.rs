//! Programs and files of this machine that a channel is made of.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::ChoreError;
use crate::step::output_of;

/// The path of a program on `PATH`; `None` if it is not there.
pub(super) fn program(name: &str) -> Option<PathBuf> {
    let directories = std::env::var_os("PATH")?;
    std::env::split_paths(&directories).map(|directory| directory.join(name)).find(|path| path.is_file())
}

/// The version of a program: the last word of the first line that it prints.
pub(super) fn version_of(program: &Path, arguments: &[&str]) -> Result<String, ChoreError> {
    let output = output_of(Command::new(program).args(arguments))?;
    let last = output.lines().next().and_then(|line| line.split_whitespace().last());
    let version = last.filter(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    version.map(str::to_owned).ok_or_else(|| ChoreError::NoVersion { program: program.display().to_string() })
}

/// The version of this machine's glibc.
pub(super) fn glibc() -> Result<String, ChoreError> {
    version_of("getconf".as_ref(), &["GNU_LIBC_VERSION"])
}

/// A script that runs a program by its absolute path, so that a package's program of the same name is not
/// found.
pub(super) fn script(program: &Path) -> String {
    format!("#!/bin/sh\nexec {} \"$@\"\n", program.display())
}

/// Collects the names of missing programs and files, so that one error lists all of them.
#[derive(Default)]
pub(super) struct Wanted {
    missing: Vec<String>,
}

impl Wanted {
    /// Requires a file or directory.
    pub(super) fn path(&mut self, path: impl Into<PathBuf>) {
        let path = path.into();
        if !path.exists() {
            self.note(&path.display().to_string());
        }
    }

    /// Requires a program on `PATH`.
    pub(super) fn program(&mut self, name: &str) {
        if program(name).is_none() {
            self.note(name);
        }
    }

    /// Adds a missing name, once even if it is required twice.
    fn note(&mut self, name: &str) {
        let name = format!("`{name}`");
        if !self.missing.contains(&name) {
            self.missing.push(name);
        }
    }

    /// Fails if something is missing; `remedy` is the command that installs it.
    pub(super) fn check(self, remedy: &str) -> Result<(), ChoreError> {
        if self.missing.is_empty() {
            return Ok(());
        }
        Err(ChoreError::Missing { missing: self.missing, remedy: remedy.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn all_missing_names_are_in_one_error() {
        let mut wanted = Wanted::default();
        wanted.path("/");
        wanted.path("/nowhere/a");
        wanted.program("no-such-program");
        wanted.program("no-such-program");
        let error = wanted.check("apt-get install a b").unwrap_err().to_string();
        assert_eq!(
            error,
            "`/nowhere/a`, `no-such-program` are missing; on Debian and Ubuntu: `apt-get install a b`"
        );
    }
}
