//! The text of pixi's manifest, for the places of mistakes.
//!
//! pixi sends the content of the manifest without places, so the file is read once more to find them.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::Source;
use cargo_conda::backend::{Located, Location};
use fs_err as fs;
use indexmap::IndexMap;
use serde_json::Value;
use toml_edit::{Document, DocumentMut, Item, Table};

/// A manifest that pixi has read.
pub(crate) struct Manifest {
    /// The path and the text.
    source: Arc<Source>,
    /// The path of the table that describes the package.
    table: &'static [&'static str],
}

/// The path of the package's table in `pixi.toml`.
const PIXI_TABLE: &[&str] = &["package"];

/// The path of the package's table in `pyproject.toml`.
const PYPROJECT_TABLE: &[&str] = &["tool", "pixi", "package"];

impl Manifest {
    /// Reads a manifest. A file that is not there, because the package is defined inline, has an empty text.
    pub(crate) fn read(path: &Utf8Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let is_pyproject = path.file_name() == Some("pyproject.toml");
        let table = if is_pyproject { PYPROJECT_TABLE } else { PIXI_TABLE };
        Self { source: Arc::new(Source { path: path.to_owned(), text }), table }
    }

    /// The source of the configuration that pixi sent, and the path of the table in it.
    ///
    /// The source is the manifest if the same configuration is written there. Otherwise the file has changed
    /// since pixi read it, or the package is defined inline; then the source is a text that is made from what
    /// pixi sent.
    pub(crate) fn with_configuration(
        &self,
        configuration: Option<&Value>,
        targets: Option<&IndexMap<String, Value>>,
    ) -> (Arc<Source>, Vec<&'static str>) {
        let path = [self.table, &["build"]].concat();
        let sent = build_table(configuration, targets);
        let written = self.item(&["build"]).map(|build| configuration_of(&build));
        if written.unwrap_or_default() == configuration_of(&Item::Table(sent.clone())) {
            return (Arc::clone(&self.source), path);
        }
        let mut document = DocumentMut::new();
        let mut table = Item::Table(sent);
        for key in path.iter().skip(1).rev() {
            let mut above = Table::new();
            above.set_implicit(true);
            above.insert(key, table);
            table = Item::Table(above);
        }
        document.insert(path[0], table);
        let text = document.to_string();
        (Arc::new(Source { path: self.source.path.clone(), text }), path)
    }

    /// A value with its place: that of the key in the package's table.
    pub(crate) fn located<T>(&self, key: &str, value: T) -> Located<T> {
        Located { value, location: self.location(key) }
    }

    /// The place of a key in the package's table; the start of the file if the key is not there.
    fn location(&self, key: &str) -> Location {
        let span = self.item(&[key]).and_then(|item| item.span()).unwrap_or(0..0);
        Location { source: Arc::clone(&self.source), span }
    }

    /// The item at a path in the package's table. `None` if it is not there, or the text is not TOML.
    fn item(&self, path: &[&str]) -> Option<Item> {
        let document = Document::parse(self.source.text.as_str()).ok()?;
        let mut keys = self.table.iter().chain(path);
        keys.try_fold(document.as_item(), |item, key| item.get(key)).cloned()
    }

    /// The directory of the manifest.
    pub(crate) fn directory(&self) -> Utf8PathBuf {
        self.source.path.parent().unwrap_or(Utf8Path::new(".")).to_owned()
    }
}

/// The table `build` as it is written in a manifest that has this configuration.
fn build_table(configuration: Option<&Value>, targets: Option<&IndexMap<String, Value>>) -> Table {
    let mut build = Table::new();
    if let Some(config) = configuration.and_then(json_to_toml) {
        build.insert("config", config);
    }
    let mut selectors = Table::new();
    for (selector, configuration) in targets.into_iter().flatten() {
        if let Some(config) = json_to_toml(configuration) {
            let mut target = Table::new();
            target.insert("config", config);
            selectors.insert(selector, Item::Table(target));
        }
    }
    if !selectors.is_empty() {
        build.insert("target", Item::Table(selectors));
    }
    build
}

/// The configuration in a table `build`, without places and comments; `null` if there is none.
fn configuration_of(build: &Item) -> Value {
    let config = build.get("config").map(toml_to_json).filter(|config| !is_empty(config));
    let targets = build.get("target").and_then(Item::as_table_like);
    let targets = targets.into_iter().flat_map(|targets| targets.iter()).filter_map(|(selector, target)| {
        let config = toml_to_json(target.get("config")?);
        // A manifest may have either spelling; pixi sends this one.
        let selector = if selector == "osx" { "macos" } else { selector };
        (!is_empty(&config)).then(|| (selector.to_owned(), config))
    });
    let targets: serde_json::Map<_, _> = targets.collect();
    let targets = (!targets.is_empty()).then_some(Value::Object(targets));
    let fields = [("config", config), ("target", targets)];
    let fields: serde_json::Map<_, _> =
        fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
    if fields.is_empty() { Value::Null } else { Value::Object(fields) }
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// TOML as the JSON that pixi makes from it.
fn toml_to_json(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), toml_to_json(item))).collect();
    }
    match item.as_value() {
        Some(toml_edit::Value::Array(array)) => {
            array.iter().map(|value| toml_to_json(&Item::Value(value.clone()))).collect()
        }
        Some(toml_edit::Value::String(text)) => text.value().as_str().into(),
        Some(toml_edit::Value::Integer(number)) => (*number.value()).into(),
        Some(toml_edit::Value::Float(number)) => (*number.value()).into(),
        Some(toml_edit::Value::Boolean(flag)) => (*flag.value()).into(),
        Some(toml_edit::Value::Datetime(time)) => time.value().to_string().into(),
        _ => Value::Null,
    }
}

/// JSON as TOML. `None` for `null`, which TOML does not have.
fn json_to_toml(value: &Value) -> Option<Item> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => toml_edit::value(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => toml_edit::value(number),
            None => toml_edit::value(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => toml_edit::value(text),
        Value::Array(values) => {
            let values = values.iter().filter_map(json_to_toml).filter_map(|item| item.into_value().ok());
            toml_edit::value(values.collect::<toml_edit::Array>())
        }
        Value::Object(fields) => {
            let fields = fields.iter().filter_map(|(key, value)| Some((key, json_to_toml(value)?)));
            Item::Table(fields.collect())
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn manifest(name: &str, text: &str) -> (Manifest, tempfile::TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join(name);
        fs::write(&path, text).unwrap();
        (Manifest::read(&path), directory)
    }

    fn targets(selector: &str, config: Value) -> IndexMap<String, Value> {
        IndexMap::from([(selector.to_owned(), config)])
    }

    #[test]
    fn a_configuration_that_the_file_has_is_shown_in_the_file() {
        let text = "[package]\nname = 'x'\n[package.build.config]\nprofile = 'dist' # small\nenv = { A = '1' }\n\
                    [package.build.target.osx.config]\nextra-args = ['-v', '-v']\n";
        let (manifest, _directory) = manifest("pixi.toml", text);
        let config = json!({ "env": { "A": "1" }, "profile": "dist" });
        let targets = targets("macos", json!({ "extra-args": ["-v", "-v"] }));
        let (source, table) = manifest.with_configuration(Some(&config), Some(&targets));
        assert!(Arc::ptr_eq(&source, &manifest.source));
        assert_eq!(table, ["package", "build"]);
        assert_eq!(manifest.located("name", ()).location.span, 17..20);
    }

    #[test]
    fn a_configuration_that_the_file_does_not_have_gets_a_text_of_its_own() {
        let (manifest, _directory) =
            manifest("pyproject.toml", "[tool.pixi.package.build.config]\nprofile = 'dist'\n");
        let config = json!({ "profile": "release", "skip": null, "packages": { "a.b": { "skip": true } } });
        let (source, table) = manifest.with_configuration(Some(&config), None);
        assert_eq!(table, ["tool", "pixi", "package", "build"]);
        let read = Manifest { source, table: PYPROJECT_TABLE };
        let config = json!({ "profile": "release", "packages": { "a.b": { "skip": true } } });
        assert_eq!(toml_to_json(&read.item(&["build", "config"]).unwrap()), config);
    }

    #[test]
    fn a_file_that_is_not_there_has_an_empty_text() {
        let manifest = Manifest::read(Utf8Path::new("/nowhere/pixi.toml"));
        let (source, _) = manifest.with_configuration(None, None);
        assert_eq!(source.text, "");
        assert_eq!(manifest.located("name", 1).location.span, 0..0);
    }

    /// JSON that TOML can have too: no `null`.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~é\\n\"'\\\\]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            let fields = proptest::collection::btree_map("[a-z. \"'é-]{1,5}", inner.clone(), 0..4);
            prop_oneof![
                proptest::collection::vec(inner, 0..4).prop_map(Value::from),
                fields.prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Mistakes are looked for in the text, so the text must say what pixi sent.
        #[test]
        fn a_configuration_is_written_as_it_was_sent(
            fields in proptest::collection::btree_map("[a-z][a-z-]{0,5}", value(), 1..4),
        ) {
            let sent = Value::Object(fields.into_iter().collect());
            let manifest = Manifest::read(Utf8Path::new("/nowhere/pixi.toml"));
            let (source, _) = manifest.with_configuration(Some(&sent), None);
            let read = Manifest { source, table: PIXI_TABLE };
            prop_assert_eq!(toml_to_json(&read.item(&["build", "config"]).unwrap()), sent);
        }
    }
}
