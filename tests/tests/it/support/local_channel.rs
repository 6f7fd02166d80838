//! The channels that `cargo xtask channel` makes of this machine's toolchain.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use super::project::repository;
use super::skipped::skipped;

/// A channel with compilers and libraries.
pub(crate) struct LocalChannel {
    directory: Utf8PathBuf,
}

impl LocalChannel {
    /// The one that compiles for this machine. `None`, and says so, if nobody made it. In CI that is an error.
    pub(crate) fn find() -> Option<Self> {
        let found = Self::made("channel", "cargo xtask channel");
        // It is made for Linux only.
        let must_be_there = cfg!(target_os = "linux") && std::env::var_os("CI").is_some();
        assert!(found.is_some() || !must_be_there, "CI makes the channel before the tests");
        found
    }

    /// The one that compiles for 64-bit ARM on x86-64. It is made of Debian's packages, which few machines have.
    pub(crate) fn find_cross() -> Option<Self> {
        Self::made("channel-cross", "cargo xtask channel cross")
    }

    fn made(name: &str, how: &str) -> Option<Self> {
        let directory = repository().join("target").join(name);
        // Written last.
        if directory.join(".stamp").is_file() {
            return Some(Self { directory });
        }
        skipped(&format!("{directory} is not there: make it with `{how}`"));
        None
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// The file with the values of variant keys that go with it.
    pub(crate) fn variants(&self) -> Utf8PathBuf {
        self.directory.join("variants.yaml")
    }

    /// The version of the C library that it compiles for.
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
