//! Whether the texts that a package would ship are those of its licence.

use std::cell::RefCell;
use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_inventory::{LicenseWords, has_known_texts};
use cargo_conda_mapping::SpdxExpression;

use crate::model::LicenseFile;
use crate::source::SourceTree;

/// A file of at least so many bytes holds a licence, or more. A shorter one that is no known licence points
/// to the licence, or names the holders.
const LICENSE_LENGTH: usize = 1_000;

/// What the texts of a package are, compared with its licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextJudgement {
    /// One of them is the text of a licence in the expression.
    Fits,
    /// All are the texts of other licences.
    Other {
        /// The absolute path of the first of them.
        file: Utf8PathBuf,
        /// The licence that it is the text of.
        license: SpdxExpression,
    },
    /// It cannot be told.
    Unknown,
}

/// Compares texts with licences, and remembers the answers: most members of a workspace have the same texts.
#[derive(Debug, Default)]
pub(super) struct TextJudge {
    known: RefCell<BTreeMap<(SpdxExpression, Vec<String>), Comparison>>,
}

/// What texts are, by their indices.
#[derive(Debug, Clone)]
enum Comparison {
    Fits,
    Other(usize, SpdxExpression),
    Unknown,
}

impl TextJudge {
    /// Compares the texts in `files` with a licence.
    pub(super) fn judge(
        &self,
        tree: &dyn SourceTree,
        files: &[LicenseFile],
        license: &SpdxExpression,
    ) -> TextJudgement {
        let files: Vec<_> = files.iter().map(|file| &file.source).filter(|file| !is_notice(file)).collect();
        let texts = files.iter().map(|file| tree.text(file).unwrap_or_default()).collect();
        let mut known = self.known.borrow_mut();
        let comparison = known
            .entry((license.clone(), texts))
            .or_insert_with_key(|(license, texts)| Comparison::of(texts, license));
        match comparison {
            Comparison::Fits => TextJudgement::Fits,
            Comparison::Other(index, license) => {
                TextJudgement::Other { file: files[*index].clone(), license: license.clone() }
            }
            Comparison::Unknown => TextJudgement::Unknown,
        }
    }
}

impl Comparison {
    fn of(texts: &[String], license: &SpdxExpression) -> Self {
        if !has_known_texts(license) {
            return Self::Unknown;
        }
        let words: Vec<_> = texts.iter().map(|text| LicenseWords::new(text)).collect();
        if words.iter().any(|words| words.is_of(license)) {
            return Self::Fits;
        }
        let mut other = None;
        for (index, words) in words.iter().enumerate() {
            match words.license() {
                Some(license) => other = other.or(Some(Self::Other(index, license))),
                // It may be the text of the licence with changes.
                None if texts[index].len() >= LICENSE_LENGTH => return Self::Unknown,
                None => {}
            }
        }
        other.unwrap_or(Self::Unknown)
    }
}

/// Whether a file is no licence but goes with one, as Apache-2.0 asks.
fn is_notice(file: &Utf8Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    name.get(.."notice".len()).is_some_and(|start| start.eq_ignore_ascii_case("notice"))
}
