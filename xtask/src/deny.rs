//! `cargo xtask deny`: what `deny.toml` says about dependencies, checked without a network.
//!
//! cargo-deny reads the same file and checks more. This chore needs nothing that is not here already, so it
//! is part of every run of `ci`.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, LicenseReq, Licensee, ParseMode};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Value as TomlValue};

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{announce, output_of};

/// The only registry that dependencies come from, as `cargo metadata` names it.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What `deny.toml` says.
struct Rules {
    /// Licences that every crate may have.
    allowed: Vec<Licensee>,
    /// A crate, and a licence that it alone may have.
    exceptions: Vec<(String, Licensee)>,
    /// Names of crates that must not be there.
    denied: BTreeSet<String>,
}

/// Checks licences, names, sources and Rust versions of everything that the workspace depends on.
pub(crate) fn check(repository: &Repository) -> Result<(), ChoreError> {
    let path = repository.root().join("deny.toml");
    let text = fs_err::read_to_string(&path).map_err(ChoreError::File)?;
    let document: DocumentMut =
        text.parse().map_err(|source| ChoreError::Manifest { path, source: Box::new(source) })?;
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--locked", "--offline", "--format-version", "1"]);
    let metadata = output_of(cargo.current_dir(repository.root()))?;
    let unread = || ChoreError::Denied(vec!["`cargo metadata` has printed no packages".to_owned()]);
    let metadata: Value = serde_json::from_str(&metadata).map_err(|_source| unread())?;
    let packages = metadata["packages"].as_array().filter(|all| !all.is_empty()).ok_or_else(unread)?;
    let rules = Rules::read(&document).map_err(|unread| ChoreError::Denied(vec![unread]))?;
    let wrong = complaints(&rules, packages);
    if wrong.is_empty() {
        announce(&format!("{} packages have known licences and come from crates.io", packages.len()));
        return Ok(());
    }
    Err(ChoreError::Denied(wrong))
}

impl Rules {
    /// Reads the rules. An entry that cannot be understood is an error, because it would allow or deny
    /// nothing.
    fn read(document: &DocumentMut) -> Result<Self, String> {
        let licenses = document.get("licenses");
        let mut exceptions = Vec::new();
        for (name, table) in tables(licenses.and_then(|table| table.get("exceptions")))? {
            let allowed = licensees(table.get("allow").and_then(TomlValue::as_array))?;
            exceptions.extend(allowed.into_iter().map(|licensee| (name.clone(), licensee)));
        }
        let denied = tables(document.get("bans").and_then(|table| table.get("deny")))?;
        Ok(Self {
            allowed: licensees(licenses.and_then(|table| table.get("allow")).and_then(Item::as_array))?,
            exceptions,
            denied: denied.into_iter().map(|(name, _)| name).collect(),
        })
    }

    fn allow(&self, name: &str, required: &LicenseReq) -> bool {
        let own = self.exceptions.iter().filter(|(crate_name, _)| crate_name == name).map(|(_, own)| own);
        self.allowed.iter().chain(own).any(|licensee| licensee.satisfies(required))
    }
}

/// A line for each package that breaks a rule, and for each exception that no package needs.
fn complaints(rules: &Rules, packages: &[Value]) -> Vec<String> {
    let ours = packages.iter().find(|package| package["source"].is_null());
    let newest = ours.and_then(|package| version(&package["rust_version"]));
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let label = format!("{name} {}", package["version"].as_str().unwrap_or_default());
        if rules.denied.contains(name) {
            wrong.push(format!("{label}: deny.toml denies it; `cargo tree -i {name}` says who wants it"));
        }
        if package["source"].as_str().is_some_and(|source| source != CRATES_IO) {
            wrong.push(format!("{label}: comes from another source than crates.io"));
        }
        if version(&package["rust_version"]) > newest {
            wrong.push(format!("{label}: needs a newer Rust than the `rust-version` of this workspace"));
        }
        let license = package["license"].as_str().unwrap_or_default();
        let is_allowed = Expression::parse_mode(license, ParseMode::LAX)
            .is_ok_and(|license| license.evaluate(|required| rules.allow(name, required)));
        if !is_allowed {
            wrong.push(format!("{label}: deny.toml does not allow the licence `{license}`"));
        }
    }
    let names: BTreeSet<_> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let stale = rules.exceptions.iter().filter(|(name, _)| !names.contains(name.as_str()));
    wrong.extend(stale.map(|(name, _)| format!("deny.toml: no dependency is called `{name}`")));
    wrong
}

/// A version of Rust as numbers; `None` if a package states none.
fn version(value: &Value) -> Option<(u32, u32)> {
    let mut parts = value.as_str()?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// The licences of an array.
fn licensees(names: Option<&Array>) -> Result<Vec<Licensee>, String> {
    let licensee = |name: &TomlValue| {
        let licensee = name.as_str().and_then(|name| Licensee::parse(name).ok());
        licensee.ok_or_else(|| format!("deny.toml: `{}` is no licence of SPDX", name.to_string().trim()))
    };
    names.into_iter().flatten().map(licensee).collect()
}

/// The tables of an array, with their `crate`.
fn tables(item: Option<&Item>) -> Result<Vec<(String, InlineTable)>, String> {
    let table = |value: &TomlValue| {
        let table = value.as_inline_table();
        let named = table.and_then(|table| Some((table.get("crate")?.as_str()?.to_owned(), table.clone())));
        named.ok_or_else(|| {
            format!("deny.toml: write `{{ crate = \"…\" }}` for `{}`", value.to_string().trim())
        })
    };
    item.and_then(Item::as_array).into_iter().flatten().map(table).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use toml_edit::DocumentMut;

    use super::{CRATES_IO, Rules, complaints};

    fn read(rules: &str) -> Result<Rules, String> {
        Rules::read(&rules.parse::<DocumentMut>().unwrap())
    }

    fn wrong(package: &Value) -> Vec<String> {
        let rules = "[licenses]\nallow = ['MIT', 'Apache-2.0']\nexceptions = [{ crate = 'soft', allow = ['MPL-2.0'] }]\n\
                     [bans]\ndeny = [{ crate = 'native-tls' }]";
        let own = json!({ "name": "soft", "version": "1.0.0", "license": "MPL-2.0", "source": null, "rust_version": "1.90" });
        complaints(&read(rules).unwrap(), &[own, package.clone()])
    }

    #[test]
    fn licences_names_sources_and_versions_are_checked() {
        let package = |name: &str, license: &str| json!({ "name": name, "version": "1.0.0", "license": license, "source": CRATES_IO });
        assert_eq!(wrong(&package("a", "MIT/Apache-2.0")), [""; 0]);
        assert_eq!(wrong(&package("a", "GPL-3.0-only OR MIT")), [""; 0]);
        assert_eq!(wrong(&package("a", "MIT AND GPL-3.0-only")).len(), 1);
        assert_eq!(wrong(&package("a", "MPL-2.0")).len(), 1);
        assert_eq!(wrong(&package("a", "")).len(), 1);
        assert_eq!(wrong(&package("native-tls", "MIT")).len(), 1);
        let mut other = package("a", "MIT");
        other["source"] = json!("git+https://example.com/a");
        other["rust_version"] = json!("1.91");
        assert_eq!(wrong(&other).len(), 2);
    }

    #[test]
    fn an_exception_that_nothing_needs_is_found() {
        let rules = "[licenses]\nallow = []\nexceptions = [{ crate = 'gone', allow = ['MIT'] }]";
        assert_eq!(complaints(&read(rules).unwrap(), &[]), ["deny.toml: no dependency is called `gone`"]);
    }

    #[test]
    fn a_rule_that_cannot_be_understood_is_an_error() {
        let unread = |rules: &str| read(rules).err().unwrap();
        assert_eq!(unread("[bans]\ndeny = ['git2']"), "deny.toml: write `{ crate = \"…\" }` for `'git2'`");
        assert_eq!(unread("[licenses]\nallow = ['MTI']"), "deny.toml: `'MTI'` is no licence of SPDX");
    }
}
