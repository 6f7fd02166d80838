//! What the files in a channel's platform folders are, by their names.
//!
//! Publishing, joining and cleaning must agree on what an archive is, so only this module decides.

use camino::{Utf8Path, Utf8PathBuf};

use crate::system::Digest;

/// Extensions of conda archives: <https://conda.org/learn/ceps/cep-0035>.
const ARCHIVES: [&str; 2] = [".conda", ".tar.bz2"];

/// Follows the name of an archive in the name of its attestations: `.sigs`, or `.sigs.<sha256>`; see
/// <https://conda.org/learn/ceps/cep-0050>.
const ATTESTATIONS: &str = ".sigs";

/// A kind of file that belongs to a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A package.
    Archive,
    /// The attestations of an archive. They are valid for that archive's bytes alone.
    Attestations,
    /// Part of the index: `repodata.json`, its compressed form and its variants.
    Index,
}

impl FileKind {
    /// The kind of a file; `None` if it is no part of a channel.
    pub(super) fn of(name: &str) -> Option<Self> {
        if ARCHIVES.iter().any(|extension| name.ends_with(extension)) {
            return Some(Self::Archive);
        }
        if name.starts_with("repodata") {
            return Some(Self::Index);
        }
        let archive = name.split_once(ATTESTATIONS).map(|(archive, _digest)| archive)?;
        (Self::of(archive) == Some(Self::Archive)).then_some(Self::Attestations)
    }
}

/// The text of a file with one attestation, which is given as JSON.
pub(crate) fn attestations(attestation: &str) -> String {
    format!("[{attestation}]")
}

/// The paths at which clients look for the attestations of an archive: the one that the index names by the
/// digest of the text, and the one that leads to it.
pub(super) fn paths_of_attestations(archive: &Utf8Path, text: &str) -> [Utf8PathBuf; 2] {
    let [by_digest, plain] = [format!("{ATTESTATIONS}.{}", Digest::of_text(text)), ATTESTATIONS.to_owned()];
    [by_digest, plain].map(|end| Utf8PathBuf::from(format!("{archive}{end}")))
}

/// Whether a file has the attestations of this archive.
pub(crate) fn is_attestation_of(name: &str, archive: &str) -> bool {
    let digest = name.strip_prefix(archive).and_then(|rest| rest.strip_prefix(ATTESTATIONS));
    digest.is_some_and(|digest| digest.is_empty() || digest.starts_with('.'))
}

/// The name that an archive would have in the other format; `None` if the name is that of no archive.
pub(super) fn in_other_format(name: &str) -> Option<String> {
    let [conda, tar_bz2] = ARCHIVES;
    let other = |from, to| Some(format!("{}{to}", name.strip_suffix(from)?));
    other(conda, tar_bz2).or_else(|| other(tar_bz2, conda))
}

#[cfg(test)]
mod tests {
    use super::{FileKind, in_other_format, is_attestation_of};

    #[test]
    fn each_archive_has_a_name_in_the_other_format() {
        assert_eq!(in_other_format("a-1.0-0.conda").as_deref(), Some("a-1.0-0.tar.bz2"));
        assert_eq!(in_other_format("a-1.0-0.tar.bz2").as_deref(), Some("a-1.0-0.conda"));
        assert_eq!(in_other_format("repodata.json"), None);
    }

    #[test]
    fn both_archive_formats_are_archives() {
        for archive in ["a-1.0-0.conda", "a-1.0-0.tar.bz2"] {
            assert_eq!(FileKind::of(archive), Some(FileKind::Archive));
            assert_eq!(FileKind::of(&format!("{archive}.sigs")), Some(FileKind::Attestations));
            assert_eq!(FileKind::of(&format!("{archive}.sigs.e3b0")), Some(FileKind::Attestations));
        }
        for index in ["repodata.json", "repodata.json.zst", "repodata_shards.msgpack.zst"] {
            assert_eq!(FileKind::of(index), Some(FileKind::Index));
        }
        for foreign in ["notes.txt", "thesis.sigs", "a.zip", ".conda.swp"] {
            assert_eq!(FileKind::of(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn attestations_belong_to_one_archive() {
        assert!(is_attestation_of("a-1.0-0.conda.sigs", "a-1.0-0.conda"));
        assert!(is_attestation_of("a-1.0-0.conda.sigs.e3b0", "a-1.0-0.conda"));
        assert!(!is_attestation_of("a-1.0-0.conda", "a-1.0-0.conda"));
        assert!(!is_attestation_of("a-1.0-0.conda.sigs", "a-1.0-0.tar.bz2"));
    }
}
