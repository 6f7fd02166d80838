//! Reads `Cargo.lock`, entry by entry, so that a package depends only on the entries of its own crates.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use crate::system::{Digest, Hasher};

/// The entries of a lock file.
#[derive(Debug, Default)]
pub(crate) struct LockFile {
    /// By name, version and source.
    entries: BTreeMap<Entry, Digest>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    name: String,
    version: String,
    source: Option<String>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    package: Vec<Table>,
}

impl LockFile {
    /// Reads a lock file. One that is no TOML has no entries here; cargo reports the mistake.
    pub(crate) fn parse(text: &str) -> Self {
        let file: File = toml::from_str(text).unwrap_or(File { package: Vec::new() });
        let entry = |table: Table| {
            let text = |key| table.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
            let entry = Entry { name: text("name")?, version: text("version")?, source: text("source") };
            Some((entry, Digest::of_text(&table.to_string())))
        };
        Self { entries: file.package.into_iter().filter_map(entry).collect() }
    }

    /// The digest of an entry, which covers the crate's checksum and the versions that it depends on; `None`
    /// if there is no entry.
    pub(crate) fn digest(&self, name: &str, version: &str) -> Option<Digest> {
        let mut entries = self.named(name).filter(|(entry, _)| entry.version == version).peekable();
        entries.peek()?;
        // Two sources can have the same name and version, which is rare; both entries count then.
        let mut hasher = Hasher::default();
        entries.for_each(|(_, digest)| hasher.add(digest));
        Some(hasher.finish())
    }

    /// The versions of a crate in the file, sorted as text.
    pub(crate) fn versions<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        self.named(name).map(|(entry, _)| entry.version.as_str()).collect()
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a Entry, &'a Digest)> {
        let first = Entry { name: name.to_owned(), version: String::new(), source: None };
        self.entries.range(first..).take_while(move |(entry, _)| entry.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::LockFile;

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
        let (old, new) = (LockFile::parse(LOCK), LockFile::parse(&LOCK.replace("aa", "bb")));
        assert_ne!(old.digest("itoa", "1.0.1"), new.digest("itoa", "1.0.1"));
        assert_eq!(old.digest("tool", "0.1.0"), new.digest("tool", "0.1.0"));
        assert_eq!(old.digest("itoa", "1.0.2"), None);
        assert_eq!(old.versions("itoa"), ["1.0.1"]);
        assert!(old.versions("it").is_empty());
        let more = LockFile::parse(&LOCK.replace(r#"["itoa"]"#, r#"["itoa", "ryu"]"#));
        assert_ne!(old.digest("tool", "0.1.0"), more.digest("tool", "0.1.0"));
    }
}
