//! A workspace in a temporary directory. All dependencies are paths, so that no test needs a network.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{LoadError, LoadOptions, Workspace};
use tempfile::TempDir;

pub(crate) struct Fixture {
    root: Utf8PathBuf,
    // Deletes the directory when dropped.
    _directory: TempDir,
}

impl Fixture {
    pub(crate) fn empty() -> Self {
        let directory = TempDir::new().unwrap();
        // Cargo and macOS disagree about the name of the temporary directory unless links are resolved.
        let root = Utf8PathBuf::from_path_buf(fs_err::canonicalize(directory.path()).unwrap()).unwrap();
        Self { root, _directory: directory }
    }

    /// A virtual workspace with this `[workspace]` table.
    pub(crate) fn workspace(table: &str) -> Self {
        Self::empty().file("Cargo.toml", &format!("[workspace]\nresolver = '3'\n{table}"))
    }

    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }

    /// A library named like its directory; `rest` continues the `[package]` table.
    pub(crate) fn package(self, directory: &str, rest: &str) -> Self {
        let name = Utf8Path::new(directory).file_name().unwrap().to_owned();
        let manifest = format!("[package]\nname = '{name}'\nversion = '0.1.0'\nedition = '2024'\n{rest}");
        self.file(&format!("{directory}/Cargo.toml"), &manifest).file(&format!("{directory}/src/lib.rs"), "")
    }

    pub(crate) fn locked(self) -> Self {
        self.cargo(&["generate-lockfile", "--offline"]);
        self
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Runs cargo at the root and returns what it prints.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> String {
        let output = Command::new("cargo").args(arguments).current_dir(&self.root).output().unwrap();
        assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn options(&self) -> LoadOptions {
        LoadOptions {
            cargo: "cargo".into(),
            directory: self.root.clone(),
            manifest_path: None,
            offline: true,
            withheld: Vec::new(),
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
            .replace(self.root.as_str(), "<root>")
    }
}

/// The names of members.
pub(crate) fn names<'a>(
    members: impl IntoIterator<Item = &'a cargo_conda_workspace::Member>,
) -> Vec<&'a str> {
    members.into_iter().map(cargo_conda_workspace::Member::name).collect()
}
