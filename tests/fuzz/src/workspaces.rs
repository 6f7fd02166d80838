//! Targets that read the files of a workspace.

use cargo_conda_workspace::{LockFile, Workspace};

use crate::files::{Files, METADATA};
use crate::plans;

/// Manifests, cargo's configuration with what it includes, and the toolchain file: from the texts to recipes.
pub fn workspace(input: &[u8]) {
    let files = Files::of(&String::from_utf8_lossy(input));
    load(METADATA, &files);
}

/// The output of `cargo metadata`.
pub fn metadata(input: &[u8]) {
    load(&String::from_utf8_lossy(input), &Files::of(""));
}

fn load(metadata: &str, files: &Files) {
    match Workspace::from_metadata_json(metadata, |path| files.read(path)) {
        Ok(workspace) => plans::plan(&workspace, files),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// `Cargo.lock`.
pub fn lock_file(input: &[u8]) {
    let lock_file = LockFile::parse(&String::from_utf8_lossy(input));
    for (package, text) in lock_file.entries() {
        assert_eq!(lock_file.entry(package), Some(text));
        assert!(lock_file.entries_named(&package.name).any(|(named, _)| named == package));
    }
}
