//! The line of a manifest that declares a dependency, with more features.

use toml::{Table, Value};

use super::member::Member;

/// The tables of dependencies that programs are compiled with. Cargo accepts the second spelling of the last
/// up to edition 2021.
const TABLES: [&str; 3] = ["dependencies", "build-dependencies", "build_dependencies"];

impl Member {
    /// The declaration of a dependency in this member's manifest with these features added, as a line of its
    /// table, such as `common = { path = "../common", features = ["extra"] }`. `None` if the manifest does
    /// not declare it outside of `[dev-dependencies]`.
    ///
    /// `package` is the name of the package that is depended upon; the line has the name that the member
    /// uses.
    pub fn dependency_with_features(&self, package: &str, features: &[&str]) -> Option<String> {
        let mut names = self.declared_dependencies().iter().filter(|declared| declared.name == package);
        let name = names.next().map(|declared| declared.rename.as_ref().unwrap_or(&declared.name))?;
        let manifest: Table = self.manifest().text.parse().ok()?;
        let of_platforms = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
        let of_platforms = of_platforms.filter_map(|(_, platform)| platform.as_table());
        let mut places = std::iter::once(&manifest).chain(of_platforms);
        let declared = places.find_map(|place| {
            let mut tables = TABLES.iter().filter_map(|table| place.get(*table)?.as_table());
            tables.find_map(|table| table.get(name))
        })?;
        Some(format!("{name} = {{ {} }}", entries(declared, features).join(", ")))
    }
}

/// The entries of a dependency's inline table. `features` comes last, after what was there before.
fn entries(declared: &Value, features: &[&str]) -> Vec<String> {
    let mut all: Vec<Value> = Vec::new();
    let mut entries = Vec::new();
    if let Value::Table(table) = declared {
        let other = table.iter().filter(|(key, _)| *key != "features");
        entries.extend(other.map(|(key, value)| format!("{key} = {value}")));
        all.extend(table.get("features").and_then(Value::as_array).into_iter().flatten().cloned());
    } else {
        entries.push(format!("version = {declared}"));
    }
    all.extend(features.iter().map(|feature| Value::from(*feature)));
    entries.push(format!("features = {}", Value::Array(all)));
    entries
}
