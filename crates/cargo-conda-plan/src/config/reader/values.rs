//! Values of one type. A value of another type is reported together with the type that was expected.

use cargo_conda_mapping::{RustTarget, SymbolVersion, nearest};
use cargo_conda_workspace::FeaturesOf;
use toml_edit::{Item, TableLike};

use super::tables::{Reader, key_span};
use crate::config::BuildNumber;
use crate::model::Strip;
use crate::problem::ProblemKind;
use crate::source::Located;

impl Reader<'_> {
    pub(super) fn table<'i>(&mut self, key: &str, item: &'i Item) -> Option<&'i dyn TableLike> {
        let table = item.as_table_like();
        if table.is_none() {
            self.wrong_type(key, item, "a table");
        }
        table
    }

    /// Reports a key that a table of a few known keys does not have.
    pub(super) fn unknown_key(&mut self, table: &dyn TableLike, key: &str, known: &[&'static str]) {
        let nearest = nearest(key, known.iter().copied()).map(ToOwned::to_owned);
        self.report(key_span(table, key), ProblemKind::UnknownKey { key: key.to_owned(), nearest });
    }

    pub(super) fn string(&mut self, key: &str, item: &Item) -> Option<Located<String>> {
        let Some(text) = item.as_str() else {
            self.wrong_type(key, item, "a string");
            return None;
        };
        Some(self.located(text.to_owned(), item.span()))
    }

    pub(super) fn boolean(&mut self, key: &str, item: &Item) -> Option<Located<bool>> {
        let Some(flag) = item.as_bool() else {
            self.wrong_type(key, item, "`true` or `false`");
            return None;
        };
        Some(self.located(flag, item.span()))
    }

    pub(super) fn glibc(&mut self, key: &str, item: &Item) -> Option<Located<SymbolVersion>> {
        let Located { value, location } = self.string(key, item)?;
        match SymbolVersion::parse_version(&value) {
            Ok(value) => Some(Located { value, location }),
            Err(error) => {
                self.report(location.span, ProblemKind::InvalidGlibc(error));
                None
            }
        }
    }

    pub(super) fn rust_target(&mut self, key: &str, item: &Item) -> Option<Located<RustTarget>> {
        let Located { value, location } = self.string(key, item)?;
        match value.parse() {
            Ok(value) => Some(Located { value, location }),
            Err(error) => {
                self.report(location.span, ProblemKind::UnknownRustTarget(error));
                None
            }
        }
    }

    pub(super) fn features_of(&mut self, key: &str, item: &Item) -> Option<Located<FeaturesOf>> {
        let Located { value: name, location } = self.string(key, item)?;
        let value = match name.as_str() {
            "package" => FeaturesOf::Package,
            "workspace" => FeaturesOf::Workspace,
            _ => {
                self.report(location.span, ProblemKind::UnknownFeaturesOf { name });
                return None;
            }
        };
        Some(Located { value, location })
    }

    pub(super) fn strip(&mut self, key: &str, item: &Item) -> Option<Strip> {
        let Located { value: name, location } = self.string(key, item)?;
        let strip = Strip::ALL.into_iter().find(|strip| strip.as_str() == name);
        if strip.is_none() {
            self.report(location.span, ProblemKind::UnknownStrip { name });
        }
        strip
    }

    pub(super) fn build_number(&mut self, key: &str, item: &Item) -> Option<BuildNumber> {
        let number = match item.as_str() {
            Some("auto") => Some(BuildNumber::Automatic),
            _ => item.as_integer().and_then(|number| u64::try_from(number).ok()).map(BuildNumber::Written),
        };
        if number.is_none() {
            self.wrong_type(key, item, "a whole number, 0 or more, or \"auto\"");
        }
        number
    }

    pub(super) fn strings(&mut self, key: &str, item: &Item) -> Option<Vec<Located<String>>> {
        let texts = item.as_array().and_then(|array| {
            let located = |value: &toml_edit::Value| {
                value.as_str().map(|text| self.located(text.to_owned(), value.span()))
            };
            array.iter().map(located).collect::<Option<Vec<_>>>()
        });
        if texts.is_none() {
            self.wrong_type(key, item, "an array with strings only");
        }
        texts
    }
}

/// Describes a value for the end of a sentence.
pub(super) fn described(item: &Item) -> String {
    match item.type_name() {
        "integer" => item.as_integer().map(|number| number.to_string()).unwrap_or_default(),
        "array" => "an array".to_owned(),
        "inline table" => "an inline table".to_owned(),
        other => format!("a {other}"),
    }
}
