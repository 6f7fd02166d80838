//! Workspaces in temporary directories.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::TempWorkspace;
use walkdir::WalkDir;

use super::cargo_conda::CargoConda;
use super::channel::Channel;

/// The root of this repository.
pub(crate) fn repository() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A workspace to run `cargo conda` in. Its methods build it up file by file.
pub(crate) struct TempProject(TempWorkspace);

impl TempProject {
    /// An empty directory.
    pub(crate) fn empty() -> Self {
        Self(TempWorkspace::empty())
    }

    /// An empty directory inside of another one of this name.
    pub(crate) fn below(folder: &str) -> Self {
        Self(TempWorkspace::below(folder))
    }

    /// A copy of a sample workspace in a directory that is never removed.
    pub(crate) fn sample_at(name: &str, root: &Utf8Path) -> Self {
        let project = Self(TempWorkspace::at(root));
        project.copy_sample(name);
        project
    }

    /// A copy of a sample workspace.
    pub(crate) fn sample(name: &str) -> Self {
        let project = Self::empty();
        project.copy_sample(name);
        project
    }

    /// Copies a sample workspace into the directory.
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
            let copy = self.root().join(path.strip_prefix(&sample).unwrap());
            if entry.file_type().is_dir() {
                fs_err::create_dir_all(copy).unwrap();
            } else {
                fs_err::copy(path, copy).unwrap();
            }
        }
    }

    /// A virtual workspace whose members are all directories at its root.
    pub(crate) fn workspace() -> Self {
        Self::empty().with_workspace("")
    }

    /// Writes the manifest of a virtual workspace; `rest` continues its `[workspace]` table.
    pub(crate) fn with_workspace(self, rest: &str) -> Self {
        self.0.write_workspace(&format!("members = ['*']\nexclude = ['.pixi', 'target']\n{rest}\n"));
        self
    }

    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.0.write(path, text);
    }

    /// Adds lines to an existing file.
    pub(crate) fn append(self, path: &str, text: &str) -> Self {
        self.0.append(path, text);
        self
    }

    /// A program that prints its name and version; `rest` continues its `[package]` table.
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

    /// Writes a licence file, without which each plan has a warning, and the lock file.
    pub(crate) fn ready(self) -> Self {
        self.file("LICENSE", "Do what you want.\n").locked()
    }

    pub(crate) fn locked(self) -> Self {
        self.0.lock();
        self
    }

    /// The files of a library that builds have left in all target directories, one for each unit that was
    /// compiled.
    pub(crate) fn units_of(&self, library: &str) -> Vec<Utf8PathBuf> {
        let directory = self.root().join("target/conda-build/target");
        let start = format!("lib{library}-");
        let entries = WalkDir::new(directory).into_iter().map(Result::unwrap);
        let files = entries.map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).unwrap());
        let is_unit = |file: &Utf8PathBuf| {
            file.extension() == Some("rlib") && file.file_name().is_some_and(|name| name.starts_with(&start))
        };
        files.filter(is_unit).collect()
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        self.0.root()
    }

    /// The names of the entries of a directory, sorted.
    pub(crate) fn entries(&self, directory: &str) -> Vec<String> {
        let entries = self.root().join(directory).read_dir_utf8().unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().to_owned()).collect();
        names.sort();
        names
    }

    /// A call of `cargo conda`; arguments are separated by spaces.
    pub(crate) fn cargo_conda(&self, arguments: &str) -> CargoConda {
        CargoConda::new(self).args(arguments)
    }

    /// The channel that builds write to by default.
    pub(crate) fn channel(&self) -> Channel {
        Channel::at(&self.root().join("target/conda"))
    }
}
