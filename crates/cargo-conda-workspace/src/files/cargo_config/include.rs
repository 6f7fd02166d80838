//! The `include` key of cargo's configuration, stable since cargo 1.94.
//!
//! The rules are cargo's: paths are relative to the file that includes them and end with `.toml`, included
//! files may include others, a later file of the list wins over an earlier one, and the including file wins
//! over all of them. See
//! <https://doc.rust-lang.org/cargo/reference/config.html#including-extra-configuration-files>.
//!
//! Cargo has no stable command that prints its merged configuration, and no crate on crates.io resolves
//! `include`, so we read the files ourselves.

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

use crate::error::LoadError;
use crate::files::paths::{normalize, parent, read_if_there};

/// A file of cargo's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigFile {
    /// Absolute path.
    pub path: Utf8PathBuf,
    /// Text of the file; `None` if there is no such file. An optional include may be missing.
    pub text: Option<String>,
}

impl ConfigFile {
    /// The configuration file at `path` with all files that it includes, in ascending priority: the file
    /// itself is last.
    ///
    /// Cargo refuses files that include each other in a circle, and required files that are missing. Neither
    /// is an error here: each file is listed once, a missing one without text.
    ///
    /// # Errors
    ///
    /// A file that exists and cannot be read.
    pub fn with_includes(path: &Utf8Path) -> Result<Vec<Self>, LoadError> {
        Self::read_with(path, &mut |path| fs_err::read_to_string(path))
    }

    /// The same with files that `read` gives.
    pub(in crate::files) fn read_with(
        path: &Utf8Path,
        read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
    ) -> Result<Vec<Self>, LoadError> {
        let mut files = Vec::new();
        add(path, read, &mut BTreeSet::new(), &mut files)?;
        Ok(files)
    }

    /// Merges tables of configuration files in ascending priority, as cargo does: tables are merged key by
    /// key, lists are joined, and any other value of a later table replaces that of an earlier one.
    pub fn merge(tables: impl IntoIterator<Item = Table>) -> Table {
        let mut merged = Table::new();
        for table in tables {
            merge_into(&mut merged, table);
        }
        merged.remove("include");
        merged
    }

    /// The keys of the file; empty if the file is missing or no TOML.
    pub fn table(&self) -> Table {
        self.text.as_deref().and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    /// The directory that relative paths in the file are relative to: the parent of the one that holds it.
    /// See <https://doc.rust-lang.org/cargo/reference/config.html#config-relative-paths>.
    pub fn base(&self) -> &Utf8Path {
        parent(parent(&self.path))
    }
}

fn add(
    path: &Utf8Path,
    read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
    seen: &mut BTreeSet<Utf8PathBuf>,
    files: &mut Vec<ConfigFile>,
) -> Result<(), LoadError> {
    if !seen.insert(path.to_owned()) {
        return Ok(());
    }
    let text = read_if_there(path.to_owned(), read)?.map(|(_, text)| text);
    let file = ConfigFile { path: path.to_owned(), text };
    for included in includes(&file.table()) {
        add(&normalize(&parent(path).join(included)), read, seen, files)?;
    }
    files.push(file);
    Ok(())
}

/// The paths in the `include` key: strings, or tables with a `path`.
fn includes(table: &Table) -> Vec<Utf8PathBuf> {
    let entries = table.get("include").and_then(Value::as_array).into_iter().flatten();
    let path = |entry: &Value| {
        let path = entry.as_str().or_else(|| entry.get("path")?.as_str())?;
        let path = Utf8Path::new(path);
        (path.extension() == Some("toml")).then(|| path.to_owned())
    };
    entries.filter_map(path).collect()
}

fn merge_into(table: &mut Table, higher: Table) {
    for (key, value) in higher {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(known)), Value::Table(value)) => merge_into(known, value),
            (Some(Value::Array(known)), Value::Array(value)) => known.extend(value),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io;

    use camino::Utf8Path;

    use toml::Table;

    use super::ConfigFile;

    /// The paths of these files, in the order of priority, and what they say together.
    fn read(files: &[(&str, &str)]) -> (Vec<String>, String) {
        let files: BTreeMap<_, _> = files.iter().copied().collect();
        let read = &mut |path: &Utf8Path| {
            let text = files.get(path.as_str());
            text.map(|text| (*text).to_owned()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        };
        let files = ConfigFile::read_with(Utf8Path::new("/w/.cargo/config.toml"), read).unwrap();
        let paths = files.iter().map(|file| file.path.to_string()).collect();
        (paths, ConfigFile::merge(files.iter().map(ConfigFile::table)).to_string())
    }

    #[test]
    fn the_including_file_wins_and_of_its_includes_the_last() {
        let (paths, merged) = read(&[
            (
                "/w/.cargo/config.toml",
                "include = ['one.toml', { path = '../two.toml', optional = true }]\nbuild.jobs = 3\nbuild.rustflags = ['c']",
            ),
            ("/w/.cargo/one.toml", "build.jobs = 1\nbuild.target-dir = 'one'\nbuild.rustflags = ['a']"),
            ("/w/two.toml", "build.jobs = 2\nbuild.target-dir = 'two'\nbuild.rustflags = ['b']"),
        ]);
        assert_eq!(paths, ["/w/.cargo/one.toml", "/w/two.toml", "/w/.cargo/config.toml"]);
        // The order of keys depends on a feature of the crate `toml`.
        let expected = "build.jobs = 3\nbuild.target-dir = 'two'\nbuild.rustflags = ['a', 'b', 'c']";
        assert_eq!(merged.parse::<Table>(), expected.parse());
    }

    #[test]
    fn includes_nest_and_are_relative_to_the_file_that_names_them() {
        let (paths, merged) = read(&[
            ("/w/.cargo/config.toml", "include = ['more/outer.toml']"),
            ("/w/.cargo/more/outer.toml", "include = ['inner.toml']\nalias.a = 'outer'"),
            ("/w/.cargo/more/inner.toml", "alias.a = 'inner'\nalias.b = 'inner'"),
        ]);
        assert_eq!(paths.len(), 3);
        insta::assert_snapshot!(merged, @r#"
        [alias]
        a = "outer"
        b = "inner"
        "#);
    }

    #[test]
    fn a_circle_ends_and_a_missing_file_is_listed() {
        let (paths, _) = read(&[
            ("/w/.cargo/config.toml", "include = ['a.toml', 'gone.toml', 'no-toml.json']"),
            ("/w/.cargo/a.toml", "include = ['config.toml']"),
        ]);
        assert_eq!(paths, ["/w/.cargo/a.toml", "/w/.cargo/gone.toml", "/w/.cargo/config.toml"]);
    }
}
