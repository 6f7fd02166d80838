//! The key `third-party-licenses`: which licence texts of other people's crates a package ships.

use camino::Utf8Path;
use cargo_conda_mapping::{SpdxExpression, license_expression};
use cargo_conda_workspace::normalize;
use semver::VersionReq;
use toml_edit::{Item, Key, TableLike};

use super::tables::Reader;
use crate::config::layer::{ClarifyKeys, ThirdPartyLicenses};
use crate::problem::{Problem, ProblemKind};
use crate::source::Located;

/// The keys of the table `third-party-licenses`.
const KEYS: [&str; 3] = ["build", "std", "clarify"];

/// The keys of an entry of `clarify`.
const CLARIFY_KEYS: [&str; 2] = ["license", "files"];

impl Reader<'_> {
    /// Reads `true`, `false`, or a table, which means `true` too.
    pub(super) fn third_party_licenses(&mut self, key: &str, item: &Item) -> Option<ThirdPartyLicenses> {
        if let Some(are_shipped) = item.as_bool() {
            return Some(ThirdPartyLicenses { are_shipped: Some(are_shipped), ..Default::default() });
        }
        let Some(table) = item.as_table_like() else {
            self.wrong_type(key, item, "`true`, `false` or a table");
            return None;
        };
        let mut licenses = ThirdPartyLicenses { are_shipped: Some(true), ..Default::default() };
        for (name, item) in table.iter() {
            match name {
                "build" => licenses.with_build = self.boolean(name, item).map(|flag| flag.value),
                "std" => licenses.with_standard_library = self.boolean(name, item).map(|flag| flag.value),
                "clarify" => self.clarify(&mut licenses, item),
                _ => self.unknown_key(table, name, &KEYS),
            }
        }
        Some(licenses)
    }

    fn clarify(&mut self, licenses: &mut ThirdPartyLicenses, item: &Item) {
        let Some(table) = self.table("clarify", item) else {
            return;
        };
        for (name, item) in table.iter() {
            let location = table.key(name).and_then(Key::span);
            let Some(entry) = self.clarification(name, item) else {
                continue;
            };
            licenses.clarify.insert(name.to_owned(), self.located(entry, location));
        }
    }

    /// Reads the entry `<crate>` or `<crate>@<requirement>`.
    fn clarification(&mut self, name: &str, item: &Item) -> Option<ClarifyKeys> {
        let table = self.table(name, item)?;
        let (crate_name, versions) = name.split_once('@').unwrap_or((name, "*"));
        let Ok(versions) = VersionReq::parse(versions) else {
            let kind = ProblemKind::InvalidClarification { name: name.to_owned() };
            self.report(table_span(table, item), kind);
            return None;
        };
        let mut entry =
            ClarifyKeys { crate_name: crate_name.to_owned(), versions, license: None, files: Vec::new() };
        for (key, item) in table.iter() {
            match key {
                "license" => entry.license = self.license(key, item),
                "files" => {
                    let directory = self.source.path.parent().unwrap_or(Utf8Path::new("")).to_owned();
                    let files = self.strings(key, item).unwrap_or_default().into_iter();
                    let absolute = |Located { value, location }| Located {
                        value: normalize(&directory.join(value)),
                        location,
                    };
                    entry.files = files.map(absolute).collect();
                }
                _ => self.unknown_key(table, key, &CLARIFY_KEYS),
            }
        }
        Some(entry)
    }

    fn license(&mut self, key: &str, item: &Item) -> Option<SpdxExpression> {
        let Located { value, location } = self.string(key, item)?;
        match license_expression(&value) {
            Ok(expression) => Some(expression),
            Err(error) => {
                self.findings.problems.push(Problem { location, kind: ProblemKind::InvalidLicense(error) });
                None
            }
        }
    }
}

/// The place of a table, or of its first key where the table itself has none.
fn table_span(table: &dyn TableLike, item: &Item) -> std::ops::Range<usize> {
    let first_key = || table.iter().next().and_then(|(key, _)| table.key(key)).and_then(Key::span);
    item.span().or_else(first_key).unwrap_or(0..0)
}
