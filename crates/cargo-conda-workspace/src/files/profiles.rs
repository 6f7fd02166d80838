//! Reads the settings of cargo's profiles from the root manifest.

use toml::{Table, Value};

/// The `[profile]` tables of a workspace's root manifest.
///
/// Profiles of cargo's configuration are not among them; see
/// [`CargoConfig::profiles`](crate::CargoConfig::profiles).
#[derive(Debug, Clone, Copy)]
pub struct Profiles<'a> {
    /// The table `profile`; `None` if the manifest has none.
    tables: Option<&'a Table>,
}

impl<'a> Profiles<'a> {
    pub(crate) fn of(root_manifest: &'a Table) -> Self {
        Self { tables: root_manifest.get("profile").and_then(Value::as_table) }
    }

    /// The settings of a profile and of the profiles that it inherits from: dotted keys and values as TOML,
    /// such as `profile.release.lto` and `"fat"`. The profile's own come first, then those of the nearest
    /// parent.
    pub fn settings(self, profile: &str) -> Vec<(String, String)> {
        let mut settings = Vec::new();
        for name in self.with_parents(profile) {
            let table = self.tables.and_then(|tables| tables.get(name));
            table.inspect(|table| flatten(&format!("profile.{name}"), table, &mut settings));
        }
        settings
    }

    /// The name of a profile and of those that it inherits from, the nearest first.
    pub fn with_parents<'b>(self, profile: &'b str) -> Vec<&'b str>
    where
        'a: 'b,
    {
        let mut names = vec![profile];
        // Cargo refuses profiles that inherit in a circle; the bound ends the loop for such a manifest too.
        while let Some(parent) = names.last().and_then(|name| self.parent(name))
            && names.len() <= self.tables.map_or(0, Table::len) + 1
        {
            names.push(parent);
        }
        names
    }

    fn parent(self, name: &str) -> Option<&'a str> {
        let table = self.tables.and_then(|tables| tables.get(name));
        let written = table.and_then(|table| table.get("inherits")).and_then(Value::as_str);
        written.or_else(|| built_in_parent(name))
    }

    /// One setting of a profile as TOML, its own or an inherited one; `None` if no manifest sets it.
    pub fn setting(self, profile: &str, key: &str) -> Option<String> {
        let is_meant = |name: &str| name.split('.').skip(2).eq([key]);
        self.settings(profile).into_iter().find(|(name, _)| is_meant(name)).map(|(_, value)| value)
    }
}

/// The parent of a profile that cargo defines; see <https://doc.rust-lang.org/cargo/reference/profiles.html>.
fn built_in_parent(profile: &str) -> Option<&'static str> {
    match profile {
        "bench" => Some("release"),
        "test" => Some("dev"),
        _ => None,
    }
}

/// Adds all values at and below `path`, by dotted key.
fn flatten(path: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                flatten(&format!("{path}.{key}"), value, into);
            }
        }
        other => into.push((path.to_owned(), other.to_string())),
    }
}
