//! Marks directories whose contents can be made again.

use std::io;

use camino::Utf8Path;
use fs_err as fs;

/// The text of the file, by the [specification](https://bford.info/cachedir/).
const TEXT: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # Scratch of cargo-conda; see https://bford.info/cachedir/\n";

/// Makes a directory, with a `CACHEDIR.TAG` that keeps backup programs out of it. Cargo cleans a target
/// directory only if it has one, and writes one only where it has made the directory itself.
pub(super) fn create_dir(directory: &Utf8Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let tag = directory.join("CACHEDIR.TAG");
    // A killed run may have left half of it, and cargo writes another text.
    let is_tag = |text: String| text.lines().next() == TEXT.lines().next();
    if fs::read_to_string(&tag).is_ok_and(is_tag) { Ok(()) } else { fs::write(tag, TEXT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_written_once_and_completed_after_a_kill() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap().join("target");
        let tag = directory.join("CACHEDIR.TAG");
        for (before, after) in [
            (None, TEXT),
            (Some("Signature: 8a47"), TEXT),
            (
                Some("Signature: 8a477f597d28d172789f06886806bc55\n# by cargo\n"),
                "Signature: 8a477f597d28d172789f06886806bc55\n# by cargo\n",
            ),
        ] {
            if let Some(before) = before {
                fs::write(&tag, before).unwrap();
            }
            create_dir(&directory).unwrap();
            assert_eq!(fs::read_to_string(&tag).unwrap(), after);
        }
    }
}
