//! The keys of cargo-c's table, and those that it does not know.
//!
//! cargo-c skips a key that it does not know, and a misspelt one has no effect.

use cargo_conda_mapping::nearest;
use serde_json::{Map, Value};

/// The keys of each table, by its path; `*` stands for any name.
const KEYS: [(&[&str], &[&str]); 8] = [
    (&[], &["header", "header_name", "install", "library", "min_version", "pkg_config"]),
    (&["header"], &["emit_version_constants", "enabled", "generation", "name", "subdirectory"]),
    (&["install"], &["data", "include"]),
    (&["install", "data"], &["asset", "generated", "subdirectory"]),
    (&["install", "include"], &["asset", "generated"]),
    (
        &["library"],
        &[
            "import_library",
            "install_subdir",
            "name",
            "rustflags",
            "target",
            "version",
            "version_suffix_components",
            "versioning",
        ],
    ),
    (&["library", "target", "*"], &["rustflags"]),
    (
        &["pkg_config"],
        &[
            "description",
            "filename",
            "name",
            "requires",
            "requires_private",
            "strip_include_path_components",
            "version",
        ],
    ),
];

/// A key that cargo-c does not know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnknownKey {
    /// The path of the key below `[package.metadata.capi]`.
    pub(super) path: Vec<String>,
    /// The key of the same table whose name is most like it; `None` if none is.
    pub(super) nearest: Option<&'static str>,
}

/// The keys of the table that cargo-c does not know, in the order of the tables.
pub(super) fn unknown_keys(table: &Value) -> Vec<UnknownKey> {
    let mut unknown = Vec::new();
    for (path, known) in KEYS {
        for (path, table) in tables(table, path) {
            for key in table.keys().filter(|key| !known.contains(&key.as_str())) {
                let path = path.iter().chain([key]).cloned().collect();
                unknown.push(UnknownKey { path, nearest: nearest(key, known.iter().copied()) });
            }
        }
    }
    unknown
}

/// The tables at a path of [`KEYS`], with their own paths.
fn tables<'v>(table: &'v Value, path: &[&str]) -> Vec<(Vec<String>, &'v Map<String, Value>)> {
    let mut found: Vec<_> = table.as_object().into_iter().map(|table| (Vec::new(), table)).collect();
    for part in path {
        let below = found.into_iter().flat_map(|(path, table)| {
            let chosen = table.iter().filter(|(key, _)| *part == "*" || key == part);
            let chosen = chosen.filter_map(|(key, value)| Some((key, value.as_object()?)));
            chosen
                .map(move |(key, table)| (path.iter().chain([key]).cloned().collect(), table))
                .collect::<Vec<_>>()
        });
        found = below.collect();
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::unknown_keys;

    #[test]
    fn keys_that_cargo_c_does_not_know_are_named() {
        let table = json!({
            "min_version": "0.9", "headers": {}, "header": { "generate": false },
            "library": { "target": { "cfg(unix)": { "rustflag": "" } } },
            "install": { "include": { "subdirectory": "" }, "data": 1 },
        });
        let found: Vec<_> = unknown_keys(&table)
            .into_iter()
            .map(|unknown| format!("{} {}", unknown.path.join("."), unknown.nearest.unwrap_or("-")))
            .collect();
        assert_eq!(
            found,
            [
                "headers header",
                "header.generate generation",
                "install.include.subdirectory -",
                "library.target.cfg(unix).rustflag rustflags",
            ]
        );
        assert!(unknown_keys(&json!("no table")).is_empty());
    }
}
