//! JSON schemas of the configuration, for editors.

use std::io::{self, Write};

use cargo_conda_mapping::Platform;
use cargo_conda_plan::{ConfigKey, Field, PACKAGE_KEYS, ValueShape, WORKSPACE_KEYS};
use serde_json::{Map, Value, json};

/// The newest version of JSON Schema that taplo knows.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The selectors of `target` tables beside platforms.
const SELECTORS: [&str; 5] = ["linux", "macos", "osx", "unix", "win"];

/// The kind of file that a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigFileKind {
    /// A manifest of Cargo's: of it, the tables of cargo-conda.
    Manifest,
    /// A file that is given with `--config`.
    Config,
}

/// Writes the schema of a kind of file.
///
/// # Errors
///
/// The error of the writer.
pub fn write_config_schema(kind: ConfigFileKind, out: &mut dyn Write) -> io::Result<()> {
    let (package, workspace) =
        (json!({ "$ref": "#/definitions/package" }), json!({ "$ref": "#/definitions/workspace" }));
    let (title, mut schema) = match kind {
        ConfigFileKind::Manifest => (
            "The tables of cargo-conda in Cargo.toml",
            json!({ "properties": { "package": below_metadata(&package), "workspace": below_metadata(&workspace) } }),
        ),
        ConfigFileKind::Config => (
            "A configuration file of cargo-conda",
            json!({
                "properties": {
                    "workspace": workspace,
                    "package": {
                        "description": "A table for each crate, by its name",
                        "type": "object",
                        "additionalProperties": package,
                    },
                },
                "additionalProperties": false,
            }),
        ),
    };
    let of_package = properties(PACKAGE_KEYS);
    let of_workspace = PACKAGE_KEYS.iter().chain(WORKSPACE_KEYS).copied().collect::<Vec<_>>();
    schema["$schema"] = DRAFT.into();
    schema["title"] = title.into();
    schema["type"] = "object".into();
    schema["definitions"] = json!({
        "package": with_targets(of_package.clone()),
        "workspace": with_targets(properties(&of_workspace)),
        "target": closed(&of_package),
    });
    schema.sort_all_objects();
    serde_json::to_writer_pretty(&mut *out, &schema)?;
    writeln!(out)?;
    out.flush()
}

/// The table `metadata.conda` of a manifest's table, whose other keys are Cargo's.
fn below_metadata(table: &Value) -> Value {
    let metadata = json!({ "type": "object", "properties": { "conda": table } });
    json!({ "type": "object", "properties": { "metadata": metadata } })
}

fn properties(keys: &[ConfigKey]) -> Map<String, Value> {
    let property = |key: &ConfigKey| {
        let mut value = schema_of(key.shape);
        value["description"] = key.text.into();
        (key.name.to_owned(), value)
    };
    keys.iter().map(property).collect()
}

/// A table of keys, and for each selector one of the keys that may differ by platform.
fn with_targets(mut properties: Map<String, Value>) -> Value {
    let selectors = SELECTORS.iter().map(|name| (*name).to_owned());
    let selectors = selectors.chain(Platform::all().map(|platform| platform.to_string()));
    let tables: Map<_, _> = selectors.map(|name| (name, json!({ "$ref": "#/definitions/target" }))).collect();
    let mut targets = closed(&tables);
    targets["description"] = "Keys for some platforms only, by selectors such as `linux` or `win-64`".into();
    properties.insert("target".to_owned(), targets);
    closed(&properties)
}

fn closed(properties: &Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn schema_of(shape: ValueShape) -> Value {
    match shape {
        ValueShape::Text => json!({ "type": "string" }),
        ValueShape::Url => json!({ "type": "string", "format": "uri" }),
        ValueShape::Flag => json!({ "type": "boolean" }),
        ValueShape::Only(flag) => json!({ "enum": [flag] }),
        ValueShape::Number => json!({ "type": "integer", "minimum": 0 }),
        ValueShape::Word(words) => json!({ "enum": words }),
        ValueShape::Platform => {
            json!({ "enum": Platform::all().map(|platform| platform.to_string()).collect::<Vec<_>>() })
        }
        ValueShape::List(shape) => json!({ "type": "array", "items": schema_of(*shape) }),
        ValueShape::Map(shape) => json!({ "type": "object", "additionalProperties": schema_of(*shape) }),
        ValueShape::Table(fields) => {
            let property = |field: &Field| (field.name.to_owned(), schema_of(field.shape));
            let mut table = closed(&fields.iter().map(property).collect());
            let required: Vec<_> =
                fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
            if !required.is_empty() {
                table["required"] = json!(required);
            }
            table
        }
        ValueShape::Either(shapes) => {
            json!({ "anyOf": shapes.iter().map(|shape| schema_of(*shape)).collect::<Vec<_>>() })
        }
    }
}
