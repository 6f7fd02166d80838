//! Walks tables key by key.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use cargo_conda_mapping::{Platform, Selector, nearest};
use toml_edit::{Document, Item, Key, TableLike};

use super::manifest::TableOwner;
use super::values::described;
use crate::config::keys::{
    FILE_TABLES, OUTER_KEYS, PACKAGE_KEYS, WORKSPACE_KEYS, is_package_key, is_workspace_key,
};
use crate::config::layer::{ConfigLayer, ManifestConfig, WorkspaceKeys};
use crate::model::Toolchain;
use crate::problem::{Findings, Problem, ProblemKind, Warning};
use crate::source::{Located, Location, Source};

/// Reads the tables of one manifest.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) owner: TableOwner,
    /// Where problems and warnings go.
    pub(super) findings: &'a mut Findings,
}

impl<'a> Reader<'a> {
    pub(super) fn document(&mut self) -> Option<Document<&'a str>> {
        match Document::parse(self.source.text.as_str()) {
            Ok(document) => Some(document),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                self.report(span, ProblemKind::InvalidToml { reason: error.message().to_owned() });
                None
            }
        }
    }

    /// Reads a table of keys with its tables `target.<selector>`; `name` is the last part of its own name.
    pub(super) fn manifest_config(&mut self, name: &str, item: &Item) -> ManifestConfig {
        let mut config = ManifestConfig::default();
        let Some(table) = self.table(name, item) else {
            return config;
        };
        for (key, item) in table.iter() {
            if key == "target" {
                config.targets = self.targets(item, |table| Some(table));
            } else if key == "packages" && self.owner == TableOwner::Outer {
                // `read_outer` reads this table itself.
            } else if is_workspace_key(key) && self.owner.is_workspace() {
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

    /// Reads a table that has, for each crate name, a table like that of a whole manifest.
    pub(super) fn packages(&mut self, key: &str, item: &Item) -> BTreeMap<String, Located<ManifestConfig>> {
        let mut packages = BTreeMap::new();
        let Some(table) = self.table(key, item) else {
            return packages;
        };
        for (name, item) in table.iter() {
            if self.owner == TableOwner::PackageInFile && name == "metadata" && item.get("conda").is_some() {
                let (written, instead) = ("[package.metadata.conda]", "[package.<crate>]");
                self.report(key_span(table, name), ProblemKind::TableOfManifest { written, instead });
                continue;
            }
            let config = self.manifest_config(name, item);
            packages.insert(name.to_owned(), self.located(config, table.key(name).and_then(Key::span)));
        }
        packages
    }

    /// Reads `target`: for each selector, the table that `table_of` finds in its item.
    pub(super) fn targets(
        &mut self,
        item: &Item,
        table_of: fn(&Item) -> Option<&Item>,
    ) -> Vec<(Selector, ConfigLayer)> {
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
            "version" => layer.version = self.string(key, item),
            "license" => layer.license = self.string(key, item),
            "summary" => layer.summary = self.text(key, item),
            "description" => layer.description = self.text(key, item),
            "homepage" => layer.homepage = self.url("homepage", item),
            "repository" => layer.repository = self.url("repository", item),
            "documentation" => layer.documentation = self.url("documentation", item),
            "skip" => layer.skip = self.boolean(key, item),
            "binaries" => layer.binaries = self.strings(key, item),
            "features" => layer.features = self.strings(key, item),
            "all-features" => layer.all_features = self.boolean(key, item).map(|flag| flag.value),
            "no-default-features" => {
                layer.no_default_features = self.boolean(key, item).map(|flag| flag.value);
            }
            "features-of" => layer.features_of = self.features_of(key, item),
            "profile" => layer.profile = self.string(key, item),
            "glibc" => layer.glibc = self.glibc(key, item),
            "rust-target" => layer.rust_target = self.rust_target(key, item),
            "strip" => layer.strip = self.strip(key, item),
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
            "build-number" => layer.build_number = self.build_number(key, item),
            "license-files" => layer.license_files = self.strings(key, item),
            "python" => layer.python = self.boolean(key, item),
            "python-dependencies" => layer.python_dependencies = self.python_dependencies(key, item),
            "tests" => layer.tests = self.strings(key, item).map(|tests| values(tests).collect()),
            "third-party-licenses" => {
                layer.third_party_licenses = self.third_party_licenses(key, item);
            }
            "auditable" => layer.auditable = self.boolean(key, item),
            "sbom" => layer.sbom = self.boolean(key, item).map(|flag| flag.value),
            "provenance" => layer.provenance = self.boolean(key, item).map(|flag| flag.value),
            "c-library" => layer.c_library = self.c_library(key, item),
            "files" => layer.files = self.files(key, item),
            "completions" => layer.completions = self.completions(key, item),
            "man-pages" => layer.man_pages = self.man_pages(key, item),
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
            "against" => keys.against = self.channels(key, item),
            "channels" => keys.channels = self.channels(key, item),
            "name-prefix" => keys.name_prefix = self.name_prefix(key, item),
            "remap-paths" => keys.remap_paths = self.boolean(key, item).map(|flag| flag.value),
            "toolchain" => keys.toolchain = self.string(key, item).and_then(|name| self.toolchain(&name)),
            "target-platforms" => {
                keys.target_platforms = self
                    .strings(key, item)
                    .map(|names| names.iter().filter_map(|name| self.platform(name)).collect());
            }
            _ => unreachable!("the caller passes the keys of WORKSPACE_KEYS"),
        }
    }

    /// Reports a key that does not belong into this table: it belongs elsewhere or is misspelt.
    fn foreign_key(&mut self, key: &str, span: Range<usize>) {
        let kind = if self.owner == TableOwner::WorkspaceInFile && key == "metadata" {
            let (written, instead) = ("[workspace.metadata.conda]", "[workspace]");
            ProblemKind::TableOfManifest { written, instead }
        } else if is_workspace_key(key) {
            ProblemKind::WorkspaceOnlyKey { key: key.to_owned(), table: self.owner.workspace_table() }
        } else if OUTER_KEYS.contains(&key) {
            ProblemKind::OuterOnlyKey { key: key.to_owned() }
        } else {
            let known = PACKAGE_KEYS.iter().chain(WORKSPACE_KEYS).map(|key| key.name);
            let known = known.chain(OUTER_KEYS.iter().copied()).chain(["target"]);
            let nearest = nearest(key, known).map(ToOwned::to_owned);
            ProblemKind::UnknownKey { key: key.to_owned(), nearest }
        };
        self.report(span, kind);
    }

    /// Reports a table that configuration files do not have.
    pub(super) fn foreign_table(&mut self, key: &str, span: Option<Range<usize>>) {
        let kind = if is_workspace_key(key) {
            ProblemKind::KeyOutsideTables { key: key.to_owned(), tables: "`[workspace]`" }
        } else if is_package_key(key) || key == "target" {
            let tables = "`[workspace]`, for all packages, or into `[package.<crate>]`, for one";
            ProblemKind::KeyOutsideTables { key: key.to_owned(), tables }
        } else {
            let nearest = nearest(key, FILE_TABLES).map(ToOwned::to_owned);
            ProblemKind::UnknownKey { key: key.to_owned(), nearest }
        };
        self.report(span.unwrap_or(0..0), kind);
    }

    fn channels(&mut self, key: &str, item: &Item) -> Option<Vec<String>> {
        let names = self.strings(key, item)?;
        Some(values(names).map(|name| self.channel(name)).collect())
    }

    /// A channel that is written as a relative path is relative to the directory of the file that names it.
    fn channel(&self, name: String) -> String {
        let directory = self.source.path.parent();
        match directory.filter(|_| is_relative_path(&name, cfg!(windows))) {
            Some(directory) => directory.join(name).into_string(),
            None => name,
        }
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

    pub(super) fn located<T>(&self, value: T, span: Option<Range<usize>>) -> Located<T> {
        Located { value, location: self.location(span.unwrap_or(0..0)) }
    }

    pub(super) fn location(&self, span: Range<usize>) -> Location {
        Location { source: Arc::clone(self.source), span }
    }

    pub(super) fn wrong_type(&mut self, key: &str, item: &Item, expected: &'static str) {
        let kind = ProblemKind::WrongType { key: key.to_owned(), expected, found: described(item) };
        self.report(item.span().unwrap_or(0..0), kind);
    }

    pub(super) fn report(&mut self, span: Range<usize>, kind: ProblemKind) {
        let location = self.location(span);
        self.findings.problems.push(Problem { location, kind });
    }
}

pub(super) fn key_span(table: &dyn TableLike, key: &str) -> Range<usize> {
    table.key(key).and_then(Key::span).unwrap_or(0..0)
}

pub(super) fn values<T>(located: Vec<Located<T>>) -> impl Iterator<Item = T> {
    located.into_iter().map(|located| located.value)
}

/// Whether a channel is a path relative to the file that names it, rather than a name. On other systems than
/// Windows, names may begin with `.\`.
pub(super) fn is_relative_path(channel: &str, on_windows: bool) -> bool {
    let rest = channel.strip_prefix("..").or_else(|| channel.strip_prefix('.'));
    rest.is_some_and(|rest| rest.starts_with('/') || (on_windows && rest.starts_with('\\')))
}
