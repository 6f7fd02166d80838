//! A workspace in a temporary directory. All dependencies are paths, so that no test needs a network.

use camino::Utf8Path;
use cargo_conda_test_support::{TempWorkspace, withheld_variables};
use cargo_conda_workspace::{LoadError, LoadOptions, Workspace};

pub(crate) struct Fixture(TempWorkspace);

impl Fixture {
    pub(crate) fn empty() -> Self {
        Self(TempWorkspace::empty())
    }

    /// A virtual workspace with this `[workspace]` table.
    pub(crate) fn workspace(table: &str) -> Self {
        let fixture = Self::empty();
        fixture.0.write_workspace(table);
        fixture
    }

    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.0.write(path, text);
    }

    /// A library named like its directory; `rest` continues the `[package]` table.
    pub(crate) fn package(self, directory: &str, rest: &str) -> Self {
        self.0.write_package(directory, rest);
        self.file(&format!("{directory}/src/lib.rs"), "")
    }

    pub(crate) fn locked(self) -> Self {
        self.0.lock();
        self
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        self.0.root()
    }

    /// Runs cargo at the root and returns what it prints.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> String {
        self.0.cargo(arguments)
    }

    pub(crate) fn options(&self) -> LoadOptions {
        LoadOptions {
            cargo: "cargo".into(),
            directory: self.root().to_owned(),
            manifest_path: None,
            offline: true,
            cargo_home: None,
            lock_file: None,
            withheld: withheld_variables(),
        }
    }

    pub(crate) fn try_load(&self) -> Result<Workspace, LoadError> {
        Workspace::load(&self.options())
    }

    pub(crate) fn load(&self) -> Workspace {
        self.try_load().unwrap()
    }

    /// Loads from metadata that `edit` has changed, for states that would need a registry otherwise.
    pub(crate) fn load_edited(&self, edit: impl FnOnce(&mut serde_json::Value)) -> Workspace {
        let json = self.cargo(&["metadata", "--format-version", "1", "--all-features", "--offline"]);
        let mut metadata = serde_json::from_str(&json).unwrap();
        edit(&mut metadata);
        Workspace::from_metadata_json(&metadata.to_string(), |path| fs_err::read_to_string(path)).unwrap()
    }

    /// An error with all its causes, without parts that differ from run to run.
    pub(crate) fn render(&self, error: &dyn std::error::Error) -> String {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str("\ncaused by: ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        // Tests that run at the same time may wait for each other.
        text.replace("Blocking waiting for file lock on package cache\n", "")
            .replace(self.root().as_str(), "<root>")
    }
}

/// The names of members.
pub(crate) fn names<'a>(
    members: impl IntoIterator<Item = &'a cargo_conda_workspace::Member>,
) -> Vec<&'a str> {
    members.into_iter().map(cargo_conda_workspace::Member::name).collect()
}
