//! Reads a [`ManifestConfig`] from the text of a manifest, every value with its span.
//!
//! The tables are walked by hand rather than deserialised: each mistake is then reported with the spelling
//! that would have been right, and reading goes on, so that all mistakes are reported at once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use cargo_conda_mapping::{Platform, Selector, nearest};
use toml_edit::{Document, Item, Key, TableLike};

use self::values::described;
use super::keys::{OUTER_KEYS, PACKAGE_KEYS, PLANNED_KEYS, WORKSPACE_KEYS};
use super::layer::{ConfigLayer, ManifestConfig, OuterConfig, WorkspaceKeys};
use crate::model::Toolchain;
use crate::problem::{Findings, Problem, ProblemKind, Problems, Warning};
use crate::source::{Located, Location, Source};

mod arguments;
mod dependencies;
mod values;
mod variables;

/// The kind of manifest that a table is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableOwner {
    /// A member's `Cargo.toml`: `[package.metadata.conda]`.
    Package,
    /// The root `Cargo.toml`: `[workspace.metadata.conda]`.
    Workspace,
    /// An outer manifest, which is not Cargo's.
    Outer,
}

/// Reads the configuration table of a manifest. A manifest without one gives an empty configuration.
pub(crate) fn read_manifest(
    source: &Arc<Source>,
    owner: TableOwner,
    findings: &mut Findings,
) -> ManifestConfig {
    let mut reader = Reader { source, owner, findings };
    let Some(document) = reader.document() else {
        return ManifestConfig::default();
    };
    let section = if owner == TableOwner::Workspace { "workspace" } else { "package" };
    match item_at(document.as_item(), &[section, "metadata", "conda"]) {
        None => ManifestConfig::default(),
        Some(item) => reader.manifest_config(item),
    }
}

impl OuterConfig {
    /// Reads `config` and `target.<selector>.config` of the table at a path, such as `["package", "build"]`.
    ///
    /// # Errors
    ///
    /// All problems of these tables at once.
    pub fn read(source: &Arc<Source>, table: &[&str]) -> Result<(Self, Vec<Warning>), Problems> {
        let mut findings = Findings::default();
        let config = read_outer(source, table, &mut findings);
        Ok((config, findings.into_warnings()?))
    }
}

/// Reads the tables `config` and `target.<selector>.config` below a table of another manifest.
fn read_outer(source: &Arc<Source>, table: &[&str], findings: &mut Findings) -> OuterConfig {
    let mut reader = Reader { source, owner: TableOwner::Outer, findings };
    let mut outer = OuterConfig::default();
    let Some(document) = reader.document() else {
        return outer;
    };
    let Some(table) = item_at(document.as_item(), table) else {
        return outer;
    };
    if let Some(item) = table.get("config") {
        outer.base = reader.manifest_config(item);
        if let Some(packages) = item.get("packages") {
            outer.packages = reader.packages(packages);
        }
    }
    if let Some(targets) = table.get("target") {
        outer.base.targets.extend(reader.targets(targets, |target| target.get("config")));
    }
    outer
}

fn item_at<'i>(root: &'i Item, keys: &[&str]) -> Option<&'i Item> {
    keys.iter().try_fold(root, |item, key| item.get(key))
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    owner: TableOwner,
    findings: &'a mut Findings,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Option<Document<&'a str>> {
        match Document::parse(self.source.text.as_str()) {
            Ok(document) => Some(document),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                self.report(span, ProblemKind::InvalidToml { reason: error.message().to_owned() });
                None
            }
        }
    }

    fn manifest_config(&mut self, item: &Item) -> ManifestConfig {
        let mut config = ManifestConfig::default();
        let Some(table) = self.table("conda", item) else {
            return config;
        };
        for (key, item) in table.iter() {
            if key == "target" {
                config.targets = self.targets(item, |table| Some(table));
            } else if key == "packages" && self.owner == TableOwner::Outer {
                // `read_outer` reads this table itself.
            } else if WORKSPACE_KEYS.contains(&key) && self.owner == TableOwner::Workspace {
                self.workspace_key(&mut config.workspace, key, item);
            } else {
                self.package_key(&mut config.base, key, table, item);
            }
        }
        if self.owner == TableOwner::Outer {
            Self::lift_arguments(&mut config.base);
        }
        config
    }

    /// Reads `packages`: for each crate name, a table like that of a whole manifest.
    fn packages(&mut self, item: &Item) -> BTreeMap<String, Located<ManifestConfig>> {
        let mut packages = BTreeMap::new();
        let Some(table) = self.table("packages", item) else {
            return packages;
        };
        for (name, item) in table.iter() {
            let config = self.manifest_config(item);
            packages.insert(name.to_owned(), self.located(config, table.key(name).and_then(Key::span)));
        }
        packages
    }

    /// Reads `target`: for each selector, the table that `table_of` finds in its item.
    fn targets(&mut self, item: &Item, table_of: fn(&Item) -> Option<&Item>) -> Vec<(Selector, ConfigLayer)> {
        let mut targets = Vec::new();
        let Some(table) = self.table("target", item) else {
            return targets;
        };
        for (key, item) in table.iter().filter_map(|(key, item)| Some((key, table_of(item)?))) {
            match key.parse::<Selector>() {
                Ok(selector) => targets.push((selector, self.layer(key, item))),
                Err(error) => self.report(key_span(table, key), ProblemKind::UnknownSelector(error)),
            }
        }
        targets
    }

    fn layer(&mut self, name: &str, item: &Item) -> ConfigLayer {
        let mut layer = ConfigLayer::default();
        if let Some(table) = self.table(name, item) {
            for (key, item) in table.iter() {
                self.package_key(&mut layer, key, table, item);
            }
        }
        if self.owner == TableOwner::Outer {
            Self::lift_arguments(&mut layer);
        }
        layer
    }

    fn package_key(&mut self, layer: &mut ConfigLayer, key: &str, table: &dyn TableLike, item: &Item) {
        match key {
            "name" => layer.name = self.string(key, item),
            "skip" => layer.skip = self.boolean(key, item),
            "binaries" => layer.binaries = self.strings(key, item),
            "features" => layer.features = self.strings(key, item),
            "all-features" => layer.all_features = self.boolean(key, item).map(|flag| flag.value),
            "no-default-features" => {
                layer.no_default_features = self.boolean(key, item).map(|flag| flag.value);
            }
            "profile" => layer.profile = self.string(key, item),
            "extra-args" => layer.extra_args = self.strings(key, item),
            "env" => layer.env = self.environment(key, item),
            "secrets" => layer.secrets = self.variable_names(key, item),
            "compilers" => layer.compilers = self.languages(key, item),
            "build-dependencies" => layer.build_dependencies = self.dependencies(key, table, item),
            "host-dependencies" => layer.host_dependencies = self.dependencies(key, table, item),
            "native-dependencies" => layer.native_dependencies = self.native_overrides(key, table, item),
            "ignore-run-exports" => layer.ignore_run_exports = self.ignore_run_exports(key, table, item),
            "run-dependencies" => layer.run_dependencies = self.requirements(key, item),
            "run-constraints" => layer.run_constraints = self.requirements(key, item),
            "build-number" => layer.build_number = self.natural_number(key, item),
            "license-files" => layer.license_files = self.strings(key, item),
            "tests" => layer.tests = self.strings(key, item).map(|tests| values(tests).collect()),
            "extra-input-globs" if self.owner == TableOwner::Outer => {
                layer.extra_input_globs = self.strings(key, item).map(|globs| values(globs).collect());
            }
            "ignore-cargo-manifest" if self.owner == TableOwner::Outer => {
                layer.ignore_cargo_manifest = self.boolean(key, item).map(|flag| flag.value);
            }
            // pixi's own backends accept both spellings.
            "debug-dir" | "debug_dir" => {
                let location = self.location(key_span(table, key));
                self.findings.warn(Warning::DeprecatedKey { key: key.to_owned(), location });
            }
            _ => self.foreign_key(key, key_span(table, key)),
        }
    }

    fn workspace_key(&mut self, keys: &mut WorkspaceKeys, key: &str, item: &Item) {
        match key {
            "channels" => keys.channels = self.strings(key, item).map(|channels| values(channels).collect()),
            "toolchain" => keys.toolchain = self.string(key, item).and_then(|name| self.toolchain(&name)),
            "target-platforms" => {
                keys.target_platforms = self
                    .strings(key, item)
                    .map(|names| names.iter().filter_map(|name| self.platform(name)).collect());
            }
            _ => unreachable!("the caller passes the keys of WORKSPACE_KEYS"),
        }
    }

    /// Reports a key that does not belong into this table: it belongs elsewhere, is not implemented yet, or
    /// is misspelt.
    fn foreign_key(&mut self, key: &str, span: Range<usize>) {
        let kind = if WORKSPACE_KEYS.contains(&key) {
            ProblemKind::WorkspaceOnlyKey { key: key.to_owned() }
        } else if OUTER_KEYS.contains(&key) {
            ProblemKind::OuterOnlyKey { key: key.to_owned() }
        } else if PLANNED_KEYS.contains(&key) {
            ProblemKind::UnsupportedKey { key: key.to_owned() }
        } else {
            let known = PACKAGE_KEYS.iter().chain(WORKSPACE_KEYS).chain(OUTER_KEYS).chain(PLANNED_KEYS);
            let known = known.copied().chain(["target"]);
            let nearest = nearest(key, known).map(ToOwned::to_owned);
            ProblemKind::UnknownKey { key: key.to_owned(), nearest }
        };
        self.report(span, kind);
    }

    fn toolchain(&mut self, name: &Located<String>) -> Option<Toolchain> {
        if let Some(toolchain) = Toolchain::ALL.into_iter().find(|known| known.as_str() == name.value) {
            return Some(toolchain);
        }
        self.findings.problems.push(Problem {
            location: name.location.clone(),
            kind: ProblemKind::UnknownToolchain { name: name.value.clone() },
        });
        None
    }

    fn platform(&mut self, name: &Located<String>) -> Option<Platform> {
        match name.value.parse() {
            Ok(platform) => Some(platform),
            Err(error) => {
                let kind = ProblemKind::UnknownPlatform(error);
                self.findings.problems.push(Problem { location: name.location.clone(), kind });
                None
            }
        }
    }

    fn located<T>(&self, value: T, span: Option<Range<usize>>) -> Located<T> {
        Located { value, location: self.location(span.unwrap_or(0..0)) }
    }

    fn location(&self, span: Range<usize>) -> Location {
        Location { source: Arc::clone(self.source), span }
    }

    fn wrong_type(&mut self, key: &str, item: &Item, expected: &'static str) {
        let kind = ProblemKind::WrongType { key: key.to_owned(), expected, found: described(item) };
        self.report(item.span().unwrap_or(0..0), kind);
    }

    fn report(&mut self, span: Range<usize>, kind: ProblemKind) {
        let location = self.location(span);
        self.findings.problems.push(Problem { location, kind });
    }
}

fn key_span(table: &dyn TableLike, key: &str) -> Range<usize> {
    table.key(key).and_then(Key::span).unwrap_or(0..0)
}

fn values<T>(located: Vec<Located<T>>) -> impl Iterator<Item = T> {
    located.into_iter().map(|located| located.value)
}

#[cfg(test)]
mod tests;
