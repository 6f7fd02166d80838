//! What this machine has.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::ChoreError;
use crate::step::output_of;

/// The path of a program, if it can be found.
pub(super) fn program(name: &str) -> Option<PathBuf> {
    let directories = std::env::var_os("PATH")?;
    std::env::split_paths(&directories).map(|directory| directory.join(name)).find(|path| path.is_file())
}

/// The version that a program tells at the end of its first line, as most do.
pub(super) fn version_of(program: &Path, arguments: &[&str]) -> Result<String, ChoreError> {
    let output = output_of(Command::new(program).args(arguments))?;
    let last = output.lines().next().and_then(|line| line.split_whitespace().last());
    let version = last.filter(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    version.map(str::to_owned).ok_or_else(|| ChoreError::NoVersion { program: program.display().to_string() })
}

/// The version of the C library.
pub(super) fn glibc() -> Result<String, ChoreError> {
    version_of("getconf".as_ref(), &["GNU_LIBC_VERSION"])
}

/// A script that runs a program of the machine, whatever else there is of that name.
pub(super) fn script(program: &Path) -> String {
    format!("#!/bin/sh\nexec {} \"$@\"\n", program.display())
}

/// What is asked for and may not be there: found out first, told at once.
#[derive(Default)]
pub(super) struct Wanted {
    missing: Vec<String>,
}

impl Wanted {
    /// Notes a file or directory that has to be there.
    pub(super) fn path(&mut self, path: impl Into<PathBuf>) {
        let path = path.into();
        if !path.exists() {
            self.note(&path.display().to_string());
        }
    }

    /// Notes a program that has to be there.
    pub(super) fn program(&mut self, name: &str) {
        if program(name).is_none() {
            self.note(name);
        }
    }

    /// Asked for twice, missing once.
    fn note(&mut self, name: &str) {
        let name = format!("`{name}`");
        if !self.missing.contains(&name) {
            self.missing.push(name);
        }
    }

    /// An error if something is missing.
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
    fn all_that_is_missing_is_told_at_once() {
        let mut wanted = Wanted::default();
        wanted.path("/");
        wanted.path("/nowhere/a");
        wanted.program("no-such-program");
        wanted.program("no-such-program");
        let error = wanted.check("apt-get install a b").unwrap_err().to_string();
        assert_eq!(
            error,
            "`/nowhere/a`, `no-such-program` are not there; on Debian and Ubuntu: `apt-get install a b`"
        );
    }
}
