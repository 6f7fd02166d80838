//! SHA-256 digests, in hexadecimal.

use std::io::{self, BufRead as _, BufReader};

use camino::Utf8Path;
use fs_err as fs;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a text.
pub(crate) fn of_text(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// The SHA-256 of a file.
pub(crate) fn file(path: &Utf8Path) -> io::Result<String> {
    let mut reader = BufReader::with_capacity(64 * 1024, fs::File::open(path)?);
    let mut hasher = Sha256::new();
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(bytes);
        let read = bytes.len();
        reader.consume(read);
    }
}
