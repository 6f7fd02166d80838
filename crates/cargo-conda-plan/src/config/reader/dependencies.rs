//! Keys about other conda packages: requirements, native libraries, compilers, run exports.

use cargo_conda_mapping::{Requirement, normalized_name};
use indexmap::IndexMap;
use toml_edit::{Item, TableLike};

use super::tables::{Reader, key_span, values};
use super::values::described;
use crate::config::layer::{NativeOverrides, PythonDependencies};
use crate::model::IgnoreRunExports;
use crate::problem::{Problem, ProblemKind};
use crate::source::Located;

impl Reader<'_> {
    pub(super) fn requirements(&mut self, key: &str, item: &Item) -> Option<Vec<Requirement>> {
        let specs = self.strings(key, item)?;
        Some(self.parsed(specs))
    }

    /// The requirements of match specs; wrong ones are reported and left out.
    fn parsed(&mut self, specs: Vec<Located<String>>) -> Vec<Requirement> {
        let mut requirements = Vec::new();
        for spec in specs {
            match Requirement::parse(&spec.value) {
                Ok(requirement) => requirements.push(requirement),
                Err(error) => self
                    .findings
                    .problems
                    .push(Problem { location: spec.location, kind: ProblemKind::InvalidRequirement(error) }),
            }
        }
        requirements
    }

    /// Reads requirements of a key that has no effect with the machine's toolchain. The location is that of
    /// the key, for the warning that says so.
    pub(super) fn dependencies(
        &mut self,
        key: &str,
        table: &dyn TableLike,
        item: &Item,
    ) -> Option<Located<Vec<Requirement>>> {
        let requirements = self.requirements(key, item)?;
        Some(self.at_key(requirements, table, key))
    }

    pub(super) fn native_overrides(
        &mut self,
        key: &str,
        table: &dyn TableLike,
        item: &Item,
    ) -> Option<Located<NativeOverrides>> {
        let overrides = match (item.as_bool(), item.as_table_like()) {
            (Some(true), _) => NativeOverrides::UseBuiltIn,
            (Some(false), _) => NativeOverrides::IgnoreBuiltIn,
            (None, Some(crates)) => NativeOverrides::Crates(self.crates(key, crates)),
            (None, None) => {
                let kind = ProblemKind::WrongType {
                    key: key.to_owned(),
                    expected: "`false`, or a table with an array of requirements for each crate",
                    found: described(item),
                };
                self.report(item.span().unwrap_or(0..0), kind);
                return None;
            }
        };
        Some(self.at_key(overrides, table, key))
    }

    /// Reads languages, which become arguments of the function `compiler` in recipes.
    pub(super) fn languages(&mut self, key: &str, item: &Item) -> Option<Vec<Located<String>>> {
        let mut languages = self.strings(key, item)?;
        let is_language = |word: &str| {
            let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
            !word.is_empty() && word.chars().all(letters)
        };
        languages.retain(|language| {
            let valid = is_language(&language.value);
            if !valid {
                let kind = ProblemKind::InvalidLanguage { word: language.value.clone() };
                self.findings.problems.push(Problem { location: language.location.clone(), kind });
            }
            valid
        });
        Some(languages)
    }

    fn crates(&mut self, key: &str, crates: &dyn TableLike) -> IndexMap<String, Located<Vec<Requirement>>> {
        let mut read = IndexMap::new();
        for (name, item) in crates.iter() {
            if let Some(requirements) = self.requirements(&format!("{key}.{name}"), item) {
                read.insert(name.to_owned(), self.at_key(requirements, crates, name));
            }
        }
        read
    }

    /// Reads what becomes of dependencies of a Python project: a requirement, several, or `false` for none.
    pub(super) fn python_dependencies(&mut self, key: &str, item: &Item) -> Option<PythonDependencies> {
        let table = self.table(key, item)?;
        let mut read = PythonDependencies::new();
        for (name, item) in table.iter() {
            let full = format!("{key}.{name}");
            let requirements = if item.as_bool() == Some(false) {
                Some(Vec::new())
            } else if item.is_str() {
                self.string(&full, item).map(|spec| self.parsed(vec![spec]))
            } else if item.is_array() {
                self.requirements(&full, item)
            } else {
                self.wrong_type(&full, item, "a requirement, an array of requirements or `false`");
                None
            };
            let place = self.at_key(requirements.unwrap_or_default(), table, name);
            read.insert(normalized_name(name), place);
        }
        Some(read)
    }

    pub(super) fn ignore_run_exports(
        &mut self,
        key: &str,
        table: &dyn TableLike,
        item: &Item,
    ) -> Option<Located<IgnoreRunExports>> {
        let mut ignored = IgnoreRunExports::default();
        let own = self.table(key, item)?;
        for (name, item) in own.iter() {
            let names = |reader: &mut Self| reader.strings(&format!("{key}.{name}"), item).map(values);
            match name {
                "by-name" => ignored.by_name = names(self)?.collect(),
                "from-package" => ignored.from_package = names(self)?.collect(),
                _ => {
                    let nearest = cargo_conda_mapping::nearest(name, ["by-name", "from-package"]);
                    let nearest = nearest.map(ToOwned::to_owned);
                    let kind = ProblemKind::UnknownKey { key: name.to_owned(), nearest };
                    self.report(key_span(own, name), kind);
                }
            }
        }
        Some(self.at_key(ignored, table, key))
    }

    fn at_key<T>(&self, value: T, table: &dyn TableLike, key: &str) -> Located<T> {
        self.located(value, Some(key_span(table, key)))
    }
}
