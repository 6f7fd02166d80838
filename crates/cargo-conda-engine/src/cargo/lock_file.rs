//! Digests of the entries of `Cargo.lock`, so that a package depends only on the entries of its own crates.

use cargo_conda_workspace::LockFile;

use crate::system::{Digest, Hasher};

/// The digest of an entry, which covers the crate's checksum and the versions that it depends on; `None` if
/// there is no entry.
pub(crate) fn entry_digest(lock_file: &LockFile, name: &str, version: &str) -> Option<Digest> {
    let mut entries =
        lock_file.entries_named(name).filter(|(package, _)| package.version == version).peekable();
    entries.peek()?;
    // Two sources can have the same name and version, which is rare; both entries count then.
    let mut hasher = Hasher::default();
    entries.for_each(|(_, text)| hasher.add(Digest::of_text(text)));
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_covers_the_checksum() {
        let digest = |checksum: &str, version: &str| {
            let text = format!("[[package]]\nname = 'itoa'\nversion = '1.0.1'\nchecksum = '{checksum}'\n");
            entry_digest(&LockFile::parse(&text), "itoa", version)
        };
        assert!(digest("aa", "1.0.1").is_some());
        assert_ne!(digest("aa", "1.0.1"), digest("bb", "1.0.1"));
        assert_eq!(digest("aa", "1.0.2"), None);
    }
}
