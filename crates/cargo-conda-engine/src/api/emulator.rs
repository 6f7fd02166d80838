//! Commands that run programs of other platforms on this machine.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;

use crate::system::runs_programs;

/// A command that runs a program of another platform, such as Wine: the program and its arguments are put
/// after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emulator {
    program: Utf8PathBuf,
    arguments: Vec<String>,
}

impl Emulator {
    /// The command that starts with a program, by its absolute path, and these arguments.
    pub fn new(program: Utf8PathBuf, arguments: Vec<String>) -> Self {
        Self { program, arguments }
    }

    /// Absolute path of the program.
    pub fn program(&self) -> &Utf8Path {
        &self.program
    }

    /// The words of the command.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.program.as_str()).chain(self.arguments.iter().map(String::as_str))
    }
}

/// The emulators that the caller has named, one for a platform. The kernel may have others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Emulators(BTreeMap<Platform, Emulator>);

impl Emulators {
    /// The emulator of a platform; `None` if the caller has named none.
    pub fn of(&self, platform: Platform) -> Option<&Emulator> {
        self.0.get(&platform)
    }

    /// Whether tests of packages for `target` are run on a machine of the platform `own`: by an emulator, or
    /// by the machine itself. The machine must be this one.
    pub(crate) fn run_tests(&self, own: Platform, target: Platform) -> bool {
        self.0.contains_key(&target) || runs_programs(own, target)
    }
}

impl FromIterator<(Platform, Emulator)> for Emulators {
    fn from_iter<T: IntoIterator<Item = (Platform, Emulator)>>(emulators: T) -> Self {
        Self(emulators.into_iter().collect())
    }
}
