//! Vendored crates: those that cargo takes from a directory instead of a registry or a git repository.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

/// The file that makes a directory a vendored crate; see
/// <https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources>.
const CHECKSUMS: &str = ".cargo-checksum.json";

/// The path whose contents show whether the crate in a directory has changed; `None` if the crate is not
/// vendored.
///
/// cargo refuses to compile a crate with a file that has another checksum than the list says, so the list
/// stands for the files. Distributions and build systems leave the list empty, and then the files themselves
/// count.
pub(crate) fn evidence_of(directory: &Utf8Path) -> io::Result<Option<Utf8PathBuf>> {
    let list = directory.join(CHECKSUMS);
    let text = match fs::read(&list) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let checksums: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    let is_guarded = checksums["files"].as_object().is_some_and(|files| !files.is_empty());
    Ok(Some(if is_guarded { list } else { directory.to_owned() }))
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{CHECKSUMS, evidence_of};

    #[test]
    fn the_list_of_checksums_stands_for_the_files_that_it_names() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        assert_eq!(evidence_of(directory).unwrap(), None);
        let list = directory.join(CHECKSUMS);
        fs_err::write(&list, r#"{"files":{"src/lib.rs":"e3b0"},"package":"e3b0"}"#).unwrap();
        assert_eq!(evidence_of(directory).unwrap(), Some(list.clone()));
        for empty in [r#"{"files":{},"package":"e3b0"}"#, r#"{"package":"e3b0"}"#, "{"] {
            fs_err::write(&list, empty).unwrap();
            assert_eq!(evidence_of(directory).unwrap().as_deref(), Some(directory), "{empty}");
        }
    }
}
