//! Keys about variables of the build: `env` has values, `secrets` only names.

use indexmap::IndexMap;
use toml_edit::Item;

use super::tables::Reader;
use crate::problem::{Problem, ProblemKind};
use crate::source::Located;

/// Variables that the build sets itself to place its files.
const RESERVED_VARIABLES: [&str; 6] = [
    "CARGO_BUILD_BUILD_DIR",
    "CARGO_BUILD_JOBS",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_NET_OFFLINE",
    "CARGO_TARGET_DIR",
    "PREFIX",
];

/// The variable that names the target of cargo's builds.
const CARGO_TARGET: &str = "CARGO_BUILD_TARGET";

impl Reader<'_> {
    /// Reads variables and their values.
    pub(super) fn environment(&mut self, key: &str, item: &Item) -> Option<IndexMap<String, String>> {
        let table = self.table(key, item)?;
        let mut variables = IndexMap::new();
        for (name, item) in table.iter() {
            let Some(value) = self.string(&format!("{key}.{name}"), item) else {
                continue;
            };
            if let Some(reason) = variable_problem(name, &value.value) {
                let kind = ProblemKind::InvalidVariable { name: name.to_owned(), reason };
                self.findings.problems.push(Problem { location: value.location, kind });
            } else {
                variables.insert(name.to_owned(), value.value);
            }
        }
        Some(variables)
    }

    /// Reads the names of variables whose values are secret.
    pub(super) fn variable_names(&mut self, key: &str, item: &Item) -> Option<Vec<Located<String>>> {
        let mut names = self.strings(key, item)?;
        names.retain(|name| {
            let Some(reason) = name_problem(&name.value) else {
                return true;
            };
            let kind = ProblemKind::InvalidSecret { name: name.value.clone(), reason };
            self.findings.problems.push(Problem { location: name.location.clone(), kind });
            false
        });
        Some(names)
    }
}

/// The reason why a variable cannot reach a build; `None` if it can. rattler-build writes variables into a
/// shell script, refuses values of several lines, and silently drops empty ones.
fn variable_problem(name: &str, value: &str) -> Option<&'static str> {
    if let Some(reason) = name_problem(name) {
        Some(reason)
    } else if value.is_empty() {
        Some("it is empty; builds see only variables that have a value")
    } else if value.contains(['\n', '\r']) {
        Some("its value has several lines; write it as one")
    } else {
        None
    }
}

/// The reason why a variable cannot have a name; `None` if it can.
fn name_problem(name: &str) -> Option<&'static str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_name) || name.starts_with(|c: char| c.is_ascii_digit()) {
        Some("its name must be letters, digits and `_`, and not start with a digit")
    } else if RESERVED_VARIABLES.contains(&name) {
        Some("the build itself sets it")
    } else if name == CARGO_TARGET {
        Some("write `rust-target` instead, which the whole plan follows")
    } else {
        None
    }
}
