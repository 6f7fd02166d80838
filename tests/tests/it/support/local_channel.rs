//! The channels that `cargo xtask channel` makes.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use super::project::repository;

/// A channel with compilers and libraries.
pub(crate) struct LocalChannel {
    directory: Utf8PathBuf,
}

impl LocalChannel {
    /// The channel that compiles for this machine, for tests with `has = "channel"` or anything that includes
    /// it.
    pub(crate) fn native() -> Self {
        Self::made("channel", "cargo xtask channel")
    }

    /// The channel that compiles for 64-bit ARM on x86-64, for tests with `has = "cross"`.
    pub(crate) fn cross() -> Self {
        Self::made("channel-cross", "cargo xtask channel cross")
    }

    /// The channel that compiles for macOS on Linux, for tests with `has = "macos"`.
    pub(crate) fn macos() -> Self {
        Self::made("channel-macos", "cargo xtask channel macos")
    }

    /// The channel that compiles for Windows on this machine, for tests with `has = "wine"`.
    pub(crate) fn windows() -> Self {
        Self::made("channel-win-64", "cargo xtask channel cross win-64")
    }

    fn made(name: &str, how: &str) -> Self {
        let directory = repository().join("target").join(name);
        // The stamp is written last, when the channel is complete.
        assert!(directory.join(".stamp").is_file(), "{directory} is not there: make it with `{how}`");
        Self { directory }
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// The variants file of the channel.
    pub(crate) fn variants(&self) -> Utf8PathBuf {
        self.directory.join("variants.yaml")
    }

    /// The version of glibc that its compilers link with.
    pub(crate) fn c_library(&self) -> String {
        let variants = fs_err::read_to_string(self.variants()).unwrap();
        let line = variants.lines().find(|line| line.starts_with("c_stdlib_version:")).unwrap();
        line.split('"').nth(1).unwrap().to_owned()
    }

    /// The newest version of a package for this machine.
    pub(crate) fn version_of(&self, name: &str) -> String {
        let index = self.directory.join(super::platform()).join("repodata.json");
        let index: Value = serde_json::from_str(&fs_err::read_to_string(index).unwrap()).unwrap();
        let records = index["packages.conda"].as_object().unwrap().values();
        let versions = records.filter(|record| record["name"] == name);
        versions.map(|record| record["version"].as_str().unwrap().to_owned()).max().unwrap()
    }
}
