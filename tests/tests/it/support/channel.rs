//! Reads channels.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The platform of the machine that the tests run on, in conda's notation.
pub(crate) fn platform() -> &'static str {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-64",
        ("linux", "aarch64") => "linux-aarch64",
        ("macos", "x86_64") => "osx-64",
        ("macos", "aarch64") => "osx-arm64",
        ("windows", "x86_64") => "win-64",
        (system, processor) => panic!("these tests do not know {system} on {processor}"),
    }
}

/// The name of an archive's package: what stands before the last two hyphens of `NAME-VERSION-BUILD.conda`.
fn package_of(archive: &Utf8Path) -> &str {
    archive.file_name().unwrap().rsplitn(3, '-').nth(2).unwrap()
}

/// A channel in a directory.
pub(crate) struct Channel {
    directory: Utf8PathBuf,
}

impl Channel {
    pub(crate) fn at(directory: &Utf8Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// Name, version and platform of each package in the index.
    pub(crate) fn packages(&self) -> BTreeSet<[String; 3]> {
        let index = self.index(platform());
        let records = index["packages.conda"].as_object().unwrap();
        let word = |record: &Value, key: &str| record[key].as_str().unwrap().to_owned();
        records.values().map(|record| ["name", "version", "subdir"].map(|key| word(record, key))).collect()
    }

    /// The names of the packages in the index.
    pub(crate) fn names(&self) -> Vec<String> {
        self.packages().into_iter().map(|[name, ..]| name).collect()
    }

    /// Paths of all archives for this machine's platform, sorted.
    pub(crate) fn archives(&self) -> Vec<Utf8PathBuf> {
        self.archives_for(platform())
    }

    /// The most recently written archive of a package.
    #[track_caller]
    pub(crate) fn archive(&self, name: &str) -> Utf8PathBuf {
        let named = self.archives().into_iter().filter(|path| package_of(path) == name);
        named.max_by_key(|path| fs_err::metadata(path).unwrap().modified().unwrap()).unwrap()
    }

    /// Paths of all archives for a platform, sorted.
    pub(crate) fn archives_for(&self, platform: &str) -> Vec<Utf8PathBuf> {
        let entries = self.directory.join(platform).read_dir_utf8().unwrap();
        let mut archives: Vec<_> = entries.map(|entry| entry.unwrap().into_path()).collect();
        archives.retain(|path| path.extension() == Some("conda"));
        archives.sort();
        archives
    }

    /// Checks that each index lists exactly the archives in its directory with their hashes and sizes, and
    /// that the channel has no other files.
    #[track_caller]
    pub(crate) fn check(&self) {
        assert!(self.index("noarch")["packages.conda"].as_object().unwrap().is_empty());
        let index = self.index(platform());
        let records = index["packages.conda"].as_object().unwrap();
        let archives = self.archives();
        let files: Vec<_> = archives.iter().map(|path| path.file_name().unwrap()).collect();
        let mut indexed: Vec<_> = records.keys().map(String::as_str).collect();
        indexed.sort_unstable();
        assert_eq!(indexed, files);
        for path in &archives {
            let bytes = fs_err::read(path).unwrap();
            let record = &records[path.file_name().unwrap()];
            assert_eq!(record["sha256"], sha256(&bytes), "{path}");
            assert_eq!(record["size"], bytes.len(), "{path}");
        }
        for entry in self.directory.join(platform()).read_dir_utf8().unwrap() {
            let entry = entry.unwrap();
            let is_expected =
                entry.file_name().starts_with("repodata") || entry.path().extension() == Some("conda");
            assert!(is_expected, "{} has no business in a channel", entry.path());
        }
        let beside =
            self.directory.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
        let lock = cfg!(windows).then_some(".cargo-conda.lock");
        let mut folders: Vec<_> = beside.filter(|name| Some(name.as_str()) != lock).collect();
        folders.sort();
        assert_eq!(folders, [platform(), "noarch"]);
    }

    /// The record of a package in the index, which must have exactly one of this name.
    #[track_caller]
    pub(crate) fn record(&self, platform: &str, name: &str) -> Value {
        let index = self.index(platform);
        let records = index["packages.conda"].as_object().unwrap().values();
        let found: Vec<_> = records.filter(|record| record["name"] == name).collect();
        let [record] = found.as_slice() else { panic!("{name} is there {} times", found.len()) };
        (*record).clone()
    }

    fn index(&self, folder: &str) -> Value {
        let path = self.directory.join(folder).join("repodata.json");
        serde_json::from_str(&fs_err::read_to_string(path).unwrap()).unwrap()
    }
}

/// The SHA-256 digest of some bytes in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
