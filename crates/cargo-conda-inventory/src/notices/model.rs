//! The list of licence texts as data, and the file that it is written to.

use serde::Serialize;

/// The licence texts of all crates in a program that are not its own.
///
/// The form is that of [cargo-bundle-licenses](https://github.com/sstadick/cargo-bundle-licenses), which
/// conda-forge's packages ship and its reviewers know; `file` and `note` are additions that its readers skip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notices {
    /// The name of the crate that the program is built from.
    pub root_name: String,
    /// The other crates, sorted by name, version and source.
    pub third_party_libraries: Vec<Notice>,
}

/// A crate with its licence texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The name of the crate.
    pub package_name: String,
    /// The version.
    pub package_version: String,
    /// `package.repository`; empty if the manifest gives none.
    pub repository: String,
    /// The SPDX expression of the licence.
    pub license: String,
    /// The texts, in the order of their files.
    pub licenses: Vec<NoticeText>,
}

/// One licence text of a crate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeText {
    /// The SPDX expression of the text: `NOASSERTION` if neither the name of the file nor the manifest tells.
    pub license: String,
    /// The text, with `\n` at the end of lines and without tabs.
    pub text: String,
    /// The path of the file in the crate's sources; `None` for a text that the crate does not ship.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where a text comes from that the crate does not ship; `None` for the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Notices {
    /// The file as YAML.
    pub fn to_yaml(&self) -> Result<String, serde_yaml::Error> {
        serde_yaml::to_string(self)
    }

    /// The crates that ship no licence text, so that the text of SPDX stands in for it.
    pub fn without_own_text(&self) -> impl Iterator<Item = &Notice> {
        self.third_party_libraries
            .iter()
            .filter(|notice| notice.licenses.iter().any(|text| text.note.is_some()))
    }
}
