//! Files of our own that outlive a run: records, notes, timings.
//!
//! A disk, a crash of the machine or a person can change them. Half a file is not JSON any more, but one
//! flipped bit in the name of a file would leave valid JSON that says something else. Each file therefore has
//! a digest of its content, and one that does not match is no more believed than one that is missing.

use std::io;

use camino::Utf8Path;
use fs_err as fs;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::atomic_file;
use super::digest::Digest;

/// Between the digest and the content.
const CONTENT: &[u8] = b"\",\"content\":";

/// The number of hexadecimal digits of a digest.
const DIGITS: usize = 64;

/// Writes the content of a file as JSON, with the version of its format and its digest.
pub(crate) fn write(path: &Utf8Path, schema: u32, content: &impl Serialize) -> io::Result<()> {
    atomic_file::write(path, to_bytes(schema, content)?)
}

/// The bytes of a file with this content. Equal content gives equal bytes.
pub(crate) fn to_bytes(schema: u32, content: &impl Serialize) -> io::Result<Vec<u8>> {
    let content = serde_json::to_string(content)?;
    let digest = Digest::of_text(&content).to_string();
    Ok([start(schema).as_slice(), digest.as_bytes(), CONTENT, content.as_bytes(), b"}"].concat())
}

/// Reads the content of a file; `None` if it is damaged or of another schema.
pub(crate) fn read<T: DeserializeOwned>(path: &Utf8Path, schema: u32) -> io::Result<Option<T>> {
    Ok(content(&fs::read(path)?, schema))
}

/// The version of a file's format; `None` if the bytes are not those of such a file.
pub(crate) fn schema_of(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"{\"schema\":")?.split(|byte| *byte == b',').next()?;
    str::from_utf8(digits).ok()?.parse().ok()
}

/// The content of a file with these bytes; `None` if it is damaged or of another schema.
pub(crate) fn content<T: DeserializeOwned>(bytes: &[u8], schema: u32) -> Option<T> {
    let (digest, rest) = bytes.strip_prefix(start(schema).as_slice())?.split_at_checked(DIGITS)?;
    let content = str::from_utf8(rest.strip_prefix(CONTENT)?.strip_suffix(b"}")?).ok()?;
    let is_whole = digest == Digest::of_text(content).to_string().as_bytes();
    is_whole.then(|| serde_json::from_str(content).ok())?
}

fn start(schema: u32) -> Vec<u8> {
    format!("{{\"schema\":{schema},\"sha256\":\"").into_bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use cargo_conda_test_support::fuzz;

    use super::*;

    type Names = BTreeMap<String, u32>;

    #[test]
    fn only_what_was_written_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("notes").join("a.json");
        let names = Names::from([("a".to_owned(), 1), ("é".to_owned(), 2)]);
        write(&path, 7, &names).unwrap();
        assert_eq!(read(&path, 7).unwrap(), Some(names.clone()));
        assert_eq!(read::<Names>(&path, 8).unwrap(), None);
        assert_eq!(read::<Vec<String>>(&path, 7).unwrap(), None);
        assert_eq!(
            read::<Names>(&path.with_file_name("b.json"), 7).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
        let bytes = fs::read(&path).unwrap();
        assert_eq!(schema_of(&bytes), Some(7));
        assert_eq!(schema_of(&bytes[1..]), None);
        assert!(serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(), "people can look at it");
        fuzz(&[&bytes], 3000, |input| {
            let read = content::<Names>(input, 7);
            assert_eq!(read.is_some(), input == bytes, "a changed file is believed");
            assert!(read.is_none_or(|read| read == names));
        });
    }
}
