//! Reads a `pyproject.toml`.
//!
//! Python's own tools check the file when they use it. So values of a wrong type count as missing, except for
//! the few that a package is made from.

use std::sync::Arc;

use toml_edit::{Document, Item, Key, TableLike};

use super::Mistake;
use super::project::{Maturin, Project};
use crate::model::EntryPoint;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Located, Location, Source};

/// Reads the file.
///
/// # Errors
///
/// The file is not TOML.
pub(super) fn read(source: Arc<Source>) -> Result<Project, Mistake> {
    let document = match Document::parse(source.text.clone()) {
        Ok(document) => document,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let kind = ProblemKind::InvalidToml { reason: error.message().to_owned() };
            return Err(Mistake::new(Problem { location: Location { source, span }, kind }));
        }
    };
    let reader = Reader { source: &source };
    let root: &dyn TableLike = document.as_table();
    let system = table(root, "build-system");
    let project = table(root, "project");
    let maturin = table(root, "tool").and_then(|tool| table(tool, "maturin"));
    let in_project = |key: &str| project.and_then(|project| reader.string(project, key));
    let mut entry_points: Vec<_> = ["scripts", "gui-scripts"]
        .into_iter()
        .filter_map(|key| table(project?, key))
        .flat_map(|scripts| reader.entry_points(scripts))
        .collect();
    entry_points.sort_by(|one, other| one.value.cmp(&other.value));
    let license = project.and_then(|project| project.get("license")).and_then(|license| license.get("file"));
    let license_files = project.map(|project| reader.strings(project, "license-files")).unwrap_or_default();
    let license = license.and_then(Item::as_str).map(ToOwned::to_owned);
    Ok(Project {
        backend: system.and_then(|system| reader.string(system, "build-backend")),
        build_requires: system.map(|system| reader.strings(system, "requires")).unwrap_or_default(),
        name: in_project("name"),
        version: in_project("version"),
        requires_python: in_project("requires-python"),
        dependencies: project.map(|project| reader.strings(project, "dependencies")).unwrap_or_default(),
        entry_points,
        readme: project.and_then(readme),
        has_readme_of_crate: project.is_none_or(|project| {
            reader.strings(project, "dynamic").iter().any(|name| name.value == "readme")
        }),
        license_files: license_files.into_iter().map(|file| file.value).chain(license).collect(),
        maturin: maturin.map(|maturin| reader.maturin(maturin)).unwrap_or_default(),
        source,
    })
}

struct Reader<'a> {
    source: &'a Arc<Source>,
}

impl Reader<'_> {
    fn maturin(&self, table: &dyn TableLike) -> Maturin {
        let text = |key: &str| self.string(table, key).map(|text| text.value);
        let texts = |key: &str| self.values(table, key);
        let flag = |key: &str| table.get(key).and_then(Item::as_bool).unwrap_or(false);
        let elements = |key: &str| table.get(key).and_then(Item::as_array).into_iter().flatten();
        let paths =
            elements("include").filter_map(|element| element.as_inline_table()?.get("path")?.as_str());
        let conditional = elements("features").find(|element| element.is_inline_table());
        Maturin {
            module_name: self.string(table, "module-name"),
            python_source: self.string(table, "python-source"),
            python_packages: texts("python-packages"),
            data: text("data"),
            include: texts("include").into_iter().chain(paths.map(ToOwned::to_owned)).collect(),
            sboms: self::table(table, "sbom").map(|sbom| self.values(sbom, "include")).unwrap_or_default(),
            manifest_path: text("manifest-path"),
            bindings: self.string(table, "bindings"),
            features: self.strings(table, "features"),
            conditional_feature: conditional.map(|element| self.location(element.span())),
            all_features: flag("all-features"),
            no_default_features: flag("no-default-features"),
        }
    }

    fn string(&self, table: &dyn TableLike, key: &str) -> Option<Located<String>> {
        let item = table.get(key)?;
        Some(Located { value: item.as_str()?.to_owned(), location: self.location(item.span()) })
    }

    /// The elements of a list that are strings.
    fn strings(&self, table: &dyn TableLike, key: &str) -> Vec<Located<String>> {
        let elements = table.get(key).and_then(Item::as_array).into_iter().flatten();
        let string = |element: &toml_edit::Value| {
            let location = self.location(element.span());
            Some(Located { value: element.as_str()?.to_owned(), location })
        };
        elements.filter_map(string).collect()
    }

    fn values(&self, table: &dyn TableLike, key: &str) -> Vec<String> {
        self.strings(table, key).into_iter().map(|text| text.value).collect()
    }

    /// Commands with their functions, without extras, which conda does not have: `name = "module:function"`.
    fn entry_points(&self, scripts: &dyn TableLike) -> Vec<Located<EntryPoint>> {
        let entry_point = |(command, item): (&str, &Item)| {
            let function = item.as_str()?.split('[').next().unwrap_or_default();
            let function = function.split_whitespace().collect();
            let location = self.location(scripts.key(command).and_then(Key::span));
            Some(Located { value: EntryPoint { command: command.to_owned(), function }, location })
        };
        scripts.iter().filter_map(entry_point).collect()
    }

    fn location(&self, span: Option<std::ops::Range<usize>>) -> Location {
        Location { source: Arc::clone(self.source), span: span.unwrap_or(0..0) }
    }
}

fn table<'t>(table: &'t dyn TableLike, key: &str) -> Option<&'t dyn TableLike> {
    table.get(key).and_then(Item::as_table_like)
}

/// `readme = "README.md"`, or `readme = { file = "README.md" }`.
fn readme(project: &dyn TableLike) -> Option<String> {
    let readme = project.get("readme")?;
    readme.as_str().or_else(|| readme.get("file")?.as_str()).map(ToOwned::to_owned)
}
