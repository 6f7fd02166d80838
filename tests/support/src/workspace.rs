//! Cargo workspaces in temporary directories.

use std::env;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use crate::environment::{clean_environment, is_in_new_layout};

/// A directory for a Cargo workspace, which is removed when the value is dropped. It is kept if the variable
/// `KEEP_TEMP_DIR` is set.
pub struct TempWorkspace {
    root: Utf8PathBuf,
    /// The directory to remove; `None` if the workspace stays.
    directory: Option<TempDir>,
}

impl TempWorkspace {
    /// Makes an empty directory.
    pub fn empty() -> Self {
        Self::below("")
    }

    /// Makes an empty directory inside of another one of this name, so that a test can write outside of the
    /// workspace.
    pub fn below(folder: &str) -> Self {
        let directory = TempDir::new().expect("a temporary directory can be made");
        // On macOS the path leads through a link, and cargo reports paths without links. On Windows, cargo
        // does not report `\\\\?\\C:\\…`, which is what the standard library makes of a path.
        let root = dunce::canonicalize(directory.path()).expect("the temporary directory is there");
        let root = Utf8PathBuf::from_path_buf(root).expect("paths of temporary directories are UTF-8");
        // Cargo reads this for every workspace below it, and no test has to know of it.
        let folder = if is_in_new_layout() {
            let config = root.join(".cargo/config.toml");
            fs_err::create_dir_all(root.join(".cargo"))
                .expect("a directory can be made in the temporary one");
            fs_err::write(config, "[unstable]\nbuild-dir-new-layout = true\n")
                .expect("a file can be written");
            Utf8Path::new("workspace").join(folder)
        } else {
            folder.into()
        };
        let root = if folder.as_str().is_empty() { root } else { root.join(folder) };
        fs_err::create_dir_all(&root).expect("a directory can be made in the temporary one");
        Self { root, directory: Some(directory) }
    }

    /// Makes an empty directory at a path of the caller's. It is emptied now if it exists, and never removed.
    pub fn at(root: &Utf8Path) -> Self {
        if root.exists() {
            fs_err::remove_dir_all(root).expect("the directory of an earlier run can be removed");
        }
        fs_err::create_dir_all(root).expect("the directory can be made");
        Self { root: root.to_owned(), directory: None }
    }

    /// Absolute path of the workspace, without links.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Writes a file, and the directories that it is in.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        let directory = path.parent().expect("a file is in a directory");
        fs_err::create_dir_all(directory).expect("the directory of a file can be made");
        fs_err::write(path, text).expect("a file can be written");
    }

    /// Adds lines to an existing file.
    pub fn append(&self, path: &str, text: &str) {
        let before = fs_err::read_to_string(self.root.join(path)).expect("the file exists");
        self.write(path, &format!("{before}\n{text}\n"));
    }

    /// Writes the manifest of a virtual workspace; `rest` continues its `[workspace]` table.
    pub fn write_workspace(&self, rest: &str) {
        self.write("Cargo.toml", &format!("[workspace]\nresolver = '3'\n{rest}"));
    }

    /// Writes the manifest of a package that is named like its directory; `rest` continues its `[package]`
    /// table.
    pub fn write_package(&self, directory: &str, rest: &str) {
        let name = Utf8Path::new(directory).file_name().expect("a package has a directory");
        let manifest = format!("[package]\nname = '{name}'\nversion = '0.1.0'\nedition = '2024'\n{rest}");
        self.write(&format!("{directory}/Cargo.toml"), &manifest);
    }

    /// Writes the lock file. It needs no network as long as all dependencies are paths.
    pub fn lock(&self) {
        self.cargo(&["generate-lockfile", "--offline"]);
    }

    /// Runs cargo at the root and returns its standard output.
    pub fn cargo(&self, arguments: &[&str]) -> String {
        let mut cargo = Command::new("cargo");
        clean_environment(&mut cargo);
        let output = cargo.args(arguments).current_dir(&self.root).output().expect("cargo can be started");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {arguments:?}: {stderr}");
        String::from_utf8(output.stdout).expect("cargo writes UTF-8")
    }
}

impl Drop for TempWorkspace {
    fn drop(&mut self) {
        if env::var_os("KEEP_TEMP_DIR").is_some()
            && let Some(directory) = &mut self.directory
        {
            directory.disable_cleanup(true);
        }
    }
}
