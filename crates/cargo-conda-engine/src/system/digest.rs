//! SHA-256 digests of texts and files.
//!
//! Records of packages, the channel's index and notes of target directories all compare digests, so the type
//! has one text form: 64 hexadecimal digits.

use std::fmt;
use std::io::{self, BufRead as _, BufReader};

use camino::Utf8Path;
use fs_err as fs;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    /// The digest of a text.
    pub(crate) fn of_text(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// The digest of a file's contents.
    pub(crate) fn of_file(path: &Utf8Path) -> io::Result<Self> {
        let mut reader = BufReader::with_capacity(64 * 1024, fs::File::open(path)?);
        let mut hasher = Hasher::default();
        loop {
            let bytes = reader.fill_buf()?;
            if bytes.is_empty() {
                return Ok(hasher.finish());
            }
            hasher.add(bytes);
            let read = bytes.len();
            reader.consume(read);
        }
    }

    /// The digest that 64 hexadecimal digits stand for; `None` if the text is anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The first twelve digits, for people to tell two digests apart.
    pub(crate) fn abbreviated(self) -> String {
        hex::encode(&self.0[..6])
    }
}

/// Computes the digest of several pieces in a row.
#[derive(Default)]
pub(crate) struct Hasher(Sha256);

impl Hasher {
    pub(crate) fn add(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{Digest, Hasher};

    /// Of the empty text, from FIPS 180-4's examples.
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn a_text_a_file_and_its_pieces_have_one_digest() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("a.txt");
        fs_err::write(&path, "one two").unwrap();
        let mut hasher = Hasher::default();
        hasher.add("one ");
        hasher.add("two");
        assert_eq!(Digest::of_file(&path).unwrap(), Digest::of_text("one two"));
        assert_eq!(hasher.finish(), Digest::of_text("one two"));
    }

    #[test]
    fn a_digest_reads_what_it_writes_and_nothing_shorter() {
        let digest = Digest::of_text("");
        assert_eq!(digest.to_string(), EMPTY);
        assert_eq!(Digest::parse(EMPTY), Some(digest));
        assert_eq!(Digest::parse(&EMPTY[2..]), None);
        assert_eq!(serde_json::from_str::<Digest>(&format!("{EMPTY:?}")).unwrap(), digest);
        assert!(serde_json::from_str::<Digest>("\"absent\"").is_err());
    }
}
