//! Keys about a package as a whole: its texts, its addresses, and the beginning of its name.

use cargo_conda_mapping::CondaName;
use toml_edit::Item;
use url::Url;

use super::tables::Reader;
use crate::problem::{Problem, ProblemKind};
use crate::source::Located;

impl Reader<'_> {
    pub(super) fn text(&mut self, key: &str, item: &Item) -> Option<String> {
        self.string(key, item).map(|text| text.value)
    }

    /// Reads a URL. rattler-build would refuse the whole recipe for a text that is none.
    pub(super) fn url(&mut self, key: &'static str, item: &Item) -> Option<String> {
        let text = self.string(key, item)?;
        match Url::parse(&text.value) {
            Ok(_) => Some(text.value),
            Err(error) => {
                let (value, reason) = (text.value.clone(), error.to_string());
                self.refuse(text, ProblemKind::InvalidUrl { key, value, reason });
                None
            }
        }
    }

    pub(super) fn name_prefix(&mut self, key: &str, item: &Item) -> Option<Located<String>> {
        let prefix = self.string(key, item)?;
        match CondaName::check_prefix(&prefix.value) {
            Ok(()) => Some(prefix),
            Err(error) => {
                self.refuse(prefix, ProblemKind::InvalidNamePrefix(error));
                None
            }
        }
    }

    fn refuse(&mut self, text: Located<String>, kind: ProblemKind) {
        self.findings.problems.push(Problem { location: text.location, kind });
    }
}
