//! Workspaces in temporary directories.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

use super::cargo_conda::{CargoConda, clean_environment};
use super::channel::Channel;

/// Where this project's own sources are.
pub(crate) fn repository() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A workspace that is deleted in the end, unless `KEEP_TEMP_DIR` is set.
pub(crate) struct TempProject {
    root: Utf8PathBuf,
    directory: Option<TempDir>,
}

impl TempProject {
    /// A directory with nothing in it.
    pub(crate) fn empty() -> Self {
        Self::below("")
    }

    /// The same in a folder of this name.
    pub(crate) fn below(folder: &str) -> Self {
        let directory = TempDir::new().unwrap();
        // On macOS the temporary directory is a link, and cargo names where it leads.
        let root = Utf8PathBuf::from_path_buf(fs_err::canonicalize(directory.path()).unwrap()).unwrap();
        let root = if folder.is_empty() { root } else { root.join(folder) };
        fs_err::create_dir_all(&root).unwrap();
        Self { root, directory: Some(directory) }
    }

    /// A copy of a sample workspace at a place of the caller's, which stays.
    pub(crate) fn sample_at(name: &str, root: &Utf8Path) -> Self {
        if root.exists() {
            fs_err::remove_dir_all(root).unwrap();
        }
        let project = Self { root: root.to_owned(), directory: None };
        project.copy_sample(name);
        project
    }

    /// A copy of a sample workspace.
    pub(crate) fn sample(name: &str) -> Self {
        let project = Self::empty();
        project.copy_sample(name);
        project
    }

    /// The same in a directory that was chosen before.
    pub(crate) fn with_sample(self, name: &str) -> Self {
        self.copy_sample(name);
        self
    }

    fn copy_sample(&self, name: &str) {
        let sample = repository().join("examples").join(name);
        let entries = WalkDir::new(&sample).into_iter().filter_entry(|entry| entry.file_name() != "target");
        for entry in entries {
            let entry = entry.unwrap();
            let path = Utf8Path::from_path(entry.path()).unwrap();
            let copy = self.root.join(path.strip_prefix(&sample).unwrap());
            if entry.file_type().is_dir() {
                fs_err::create_dir_all(copy).unwrap();
            } else {
                fs_err::copy(path, copy).unwrap();
            }
        }
    }

    /// A virtual workspace of all directories at its root.
    pub(crate) fn workspace() -> Self {
        Self::empty().with_workspace("")
    }

    /// The manifest of a virtual workspace; `rest` continues the `[workspace]` table.
    pub(crate) fn with_workspace(self, rest: &str) -> Self {
        self.file(
            "Cargo.toml",
            &format!("[workspace]\nresolver = '3'\nmembers = ['*']\nexclude = ['.pixi', 'target']\n{rest}\n"),
        )
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

    /// Goes on with a file that is there.
    pub(crate) fn append(self, path: &str, text: &str) -> Self {
        let before = fs_err::read_to_string(self.root.join(path)).unwrap();
        self.file(path, &format!("{before}\n{text}\n"))
    }

    /// A program that greets and knows `--version`; `rest` continues its `[package]` table.
    pub(crate) fn program(self, name: &str, rest: &str) -> Self {
        let main =
            "fn main() { println!(\"{} {}\", env!(\"CARGO_BIN_NAME\"), env!(\"CARGO_PKG_VERSION\")); }\n";
        self.program_with(name, rest, main)
    }

    /// A program with this `main.rs`.
    pub(crate) fn program_with(self, name: &str, rest: &str, main: &str) -> Self {
        let manifest = format!(
            "[package]\nname = '{name}'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n\
             description = 'A program'\n{rest}\n"
        );
        self.file(&format!("{name}/Cargo.toml"), &manifest).file(&format!("{name}/src/main.rs"), main)
    }

    /// A licence, as packages should have one, and the lock file.
    pub(crate) fn ready(self) -> Self {
        self.file("LICENSE", "Do what you want.\n").locked()
    }

    pub(crate) fn locked(self) -> Self {
        let mut cargo = Command::new("cargo");
        clean_environment(&mut cargo);
        let output = cargo.args(["generate-lockfile", "--offline"]).current_dir(&self.root).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The names in one of its directories, sorted.
    pub(crate) fn entries(&self, directory: &str) -> Vec<String> {
        let entries = self.root.join(directory).read_dir_utf8().unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().to_owned()).collect();
        names.sort();
        names
    }

    /// A call of `cargo conda`; arguments are separated by spaces.
    pub(crate) fn cargo_conda(&self, arguments: &str) -> CargoConda {
        CargoConda::new(self).args(arguments)
    }

    /// The channel that builds put packages into.
    pub(crate) fn channel(&self) -> Channel {
        Channel::at(&self.root.join("target/conda"))
    }
}

impl Drop for TempProject {
    fn drop(&mut self) {
        if let Some(directory) = self.directory.take()
            && std::env::var_os("KEEP_TEMP_DIR").is_some()
        {
            println!("kept {}", directory.keep().display());
        }
    }
}
