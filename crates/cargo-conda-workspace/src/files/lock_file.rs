//! Reads `Cargo.lock`, entry by entry, to tell which entries of two lock files differ, and for checksums.
//!
//! Cargo itself resolves dependencies from the file; this parser keeps the entries as text and compares them.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

/// The entries of a `Cargo.lock`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LockFile {
    entries: BTreeMap<LockedPackage, String>,
    checksums: BTreeMap<LockedPackage, String>,
}

/// The key of an entry: each package of a lock file has another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedPackage {
    /// The name of the package.
    pub name: String,
    /// The version, as it is written.
    pub version: String,
    /// The source as cargo writes it, such as `registry+https://…`; `None` for a package in a directory.
    pub source: Option<String>,
}

/// The part of the file that is read.
#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    package: Vec<Table>,
    /// The checksums of lock files of version 1, by `checksum <name> <version> (<source>)`.
    #[serde(default)]
    metadata: BTreeMap<String, Value>,
}

impl LockFile {
    /// The name of the file, in whatever directory it is.
    pub const NAME: &str = "Cargo.lock";

    /// Parses the text of a lock file.
    ///
    /// A text that is not a lock file has no entries: cargo is the one to report what is wrong with it.
    pub fn parse(text: &str) -> Self {
        let File { package: tables, metadata } = toml::from_str(text).unwrap_or_default();
        let mut lock_file = Self::default();
        for table in tables {
            let text = |key| table.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
            let Some((name, version)) = text("name").zip(text("version")) else {
                continue;
            };
            let package = LockedPackage { name, version, source: text("source") };
            if let Some(checksum) = text("checksum").or_else(|| package.checksum_of_version_1(&metadata)) {
                lock_file.checksums.insert(package.clone(), checksum);
            }
            lock_file.entries.insert(package, table.to_string());
        }
        lock_file
    }

    /// All entries, sorted by name, version and source.
    ///
    /// The text of an entry is normalised TOML. It differs between two lock files if the checksum of the
    /// package or one of its dependencies does.
    pub fn entries(&self) -> impl Iterator<Item = (&LockedPackage, &str)> {
        self.entries.iter().map(|(package, text)| (package, text.as_str()))
    }

    /// The entries of one name, sorted by version and source.
    pub fn entries_named(&self, name: &str) -> impl Iterator<Item = (&LockedPackage, &str)> {
        let first = LockedPackage { name: name.to_owned(), version: String::new(), source: None };
        let from_first = self.entries.range(first.clone()..);
        from_first
            .take_while(move |(package, _)| package.name == first.name)
            .map(|(package, text)| (package, text.as_str()))
    }

    /// The SHA-256 of a crate file in hexadecimal digits; `None` for packages that come from git or from a
    /// directory.
    pub fn checksum(&self, package: &LockedPackage) -> Option<&str> {
        self.checksums.get(package).map(String::as_str)
    }

    /// The text of an entry; `None` if the file has no such entry.
    pub fn entry(&self, package: &LockedPackage) -> Option<&str> {
        self.entries.get(package).map(String::as_str)
    }
}

impl LockedPackage {
    /// The checksum in the table `[metadata]`, where lock files of version 1 have it.
    fn checksum_of_version_1(&self, metadata: &BTreeMap<String, Value>) -> Option<String> {
        let Self { name, version, source } = self;
        let key = format!("checksum {name} {version} ({})", source.as_ref()?);
        // Packages without a checksum have `<none>` there.
        metadata.get(&key).and_then(Value::as_str).filter(|text| *text != "<none>").map(ToOwned::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        version = 4
        [[package]]
        name = "itoa"
        version = "1.0.1"
        source = "registry+https://e.org/index"
        checksum = "aa"
        [[package]]
        name = "tool"
        version = "0.1.0"
        dependencies = ["itoa"]
    "#;

    #[test]
    fn an_entry_has_its_checksum_and_its_dependencies() {
        let text = |lock: &str, name: &str| {
            let lock = LockFile::parse(lock);
            let mut entries = lock.entries_named(name);
            entries.next().map(|(_, text)| text.to_owned())
        };
        let other_checksum = LOCK.replace("aa", "bb");
        assert_ne!(text(LOCK, "itoa"), text(&other_checksum, "itoa"));
        assert_eq!(text(LOCK, "tool"), text(&other_checksum, "tool"));
        let more_dependencies = LOCK.replace(r#"["itoa"]"#, r#"["itoa", "ryu"]"#);
        assert_ne!(text(LOCK, "tool"), text(&more_dependencies, "tool"));
    }

    #[test]
    fn entries_are_found_by_the_whole_name() {
        let lock = LockFile::parse(LOCK);
        let versions = |name| lock.entries_named(name).map(|(package, _)| package.version.as_str());
        assert_eq!(versions("itoa").collect::<Vec<_>>(), ["1.0.1"]);
        assert_eq!(versions("it").count(), 0);
        let tool = LockedPackage { name: "tool".into(), version: "0.1.0".into(), source: None };
        assert!(lock.entry(&tool).is_some());
        assert_eq!(lock.entry(&LockedPackage { version: "0.2.0".into(), ..tool }), None);
    }

    #[test]
    fn checksums_are_read_in_the_old_form_too() {
        let itoa = LockedPackage {
            name: "itoa".into(),
            version: "1.0.1".into(),
            source: Some("registry+https://e.org/index".into()),
        };
        assert_eq!(LockFile::parse(LOCK).checksum(&itoa), Some("aa"));
        let key = r#""checksum itoa 1.0.1 (registry+https://e.org/index)""#;
        let old = LOCK.replace("version = 4", "").replace("checksum = \"aa\"", "");
        let with = |value: &str| LockFile::parse(&format!("{old}\n[metadata]\n{key} = \"{value}\""));
        assert_eq!(with("aa").checksum(&itoa), Some("aa"));
        assert_eq!(with("<none>").checksum(&itoa), None);
    }

    #[test]
    fn what_is_no_lock_file_has_no_entries() {
        assert_eq!(LockFile::parse("[[package]]\nname = 3"), LockFile::default());
        assert_eq!(LockFile::parse("no TOML"), LockFile::default());
    }
}
