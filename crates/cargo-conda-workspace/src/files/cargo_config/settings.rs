//! Reads the settings of a `.cargo/config.toml` that cargo-conda needs.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use super::include::ConfigFile;
use super::string_or_list::StringOrList;
use crate::error::LoadError;

/// Whether a condition of Cargo's tables `target.<condition>`, which is a Rust target triple or `cfg(…)`,
/// holds for a Rust target triple; `None` if that cannot be told.
pub fn condition_holds(condition: &str, triple: &str) -> Option<bool> {
    target_spec::eval(condition, triple).ok().flatten()
}

/// Settings of one `.cargo/config.toml`.
///
/// The settings are those of a single file and the files that it includes. Cargo merges the files of parent
/// directories and of the user's home into it, but these belong to the machine and not to the workspace. For
/// the keys see <https://doc.rust-lang.org/cargo/reference/config.html>.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CargoConfig {
    /// `[alias]`: the words of each alias, by its name. Like cargo, we split an alias written as one string
    /// at white space.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// `build.target`: the triples (or files of target specifications) that `cargo build` without `--target`
    /// builds for, in the order of the file. A single string is a list of one. Empty without the key.
    pub build_targets: Vec<String>,
    /// The keys of the `target.<triple or cfg>` tables that set `rustflags`, sorted.
    pub rustflags_targets: Vec<String>,
    /// True if `build.rustflags` is set.
    pub has_build_rustflags: bool,
    /// The names of the `[profile.<name>]` tables, sorted. The root manifest may define further profiles.
    pub profiles: Vec<String>,
    /// The names of the `[profile.<name>]` tables that set `strip`, sorted.
    pub stripped_profiles: Vec<String>,
    /// The absolute path of the file; `None` if the directory has none.
    pub path: Option<Utf8PathBuf>,
    /// The absolute paths of the files that it includes, in ascending priority. A file may be missing.
    pub included: Vec<Utf8PathBuf>,
}

impl CargoConfig {
    /// The names of the file within cargo's home. Where both exist, cargo reads the first, the older name.
    pub const NAMES: [&str; 2] = ["config", "config.toml"];

    /// The paths of the file relative to a directory of a project, in the order of [`Self::NAMES`].
    pub const PATHS: [&str; 2] = [".cargo/config", ".cargo/config.toml"];

    /// Reads the configuration that lies in `directory`; the default if there is none.
    pub(crate) fn read(
        directory: &Utf8Path,
        read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
    ) -> Result<Self, LoadError> {
        for path in Self::PATHS.map(|path| directory.join(path)) {
            let files = ConfigFile::read_with(&path, read)?;
            if files.last().is_some_and(|file| file.text.is_some()) {
                return Self::parse(path, &files);
            }
        }
        Ok(Self::default())
    }

    /// The settings of one configuration file, wherever it is, and of the files that it includes; the default
    /// if it does not exist.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or understood.
    pub fn of_file(path: &Utf8Path) -> Result<Self, LoadError> {
        let files = ConfigFile::with_includes(path)?;
        match files.last() {
            Some(ConfigFile { text: Some(_), .. }) => Self::parse(path.to_owned(), &files),
            _ => Ok(Self::default()),
        }
    }

    /// Whether a `target` table that applies to this Rust triple sets `rustflags`. Cargo then ignores
    /// `build.rustflags`.
    pub fn has_rustflags_for(&self, triple: &str) -> bool {
        // A condition that we cannot evaluate may hold.
        let applies = |key: &String| condition_holds(key, triple).unwrap_or(true);
        self.rustflags_targets.iter().any(applies)
    }

    /// The settings of `path`, the last of `files`, and of the files that it includes.
    fn parse(path: Utf8PathBuf, files: &[ConfigFile]) -> Result<Self, LoadError> {
        // Each file by itself first, because only its own text has the line of a wrong value.
        for ConfigFile { path, text } in files {
            let settings = toml::from_str::<Settings>(text.as_deref().unwrap_or_default());
            settings.map_err(|source| LoadError::BrokenCargoConfig { path: path.clone(), source })?;
        }
        let merged = ConfigFile::merge(files.iter().map(ConfigFile::table));
        let Settings { alias, build, profile, target } = match merged.try_into() {
            Ok(settings) => settings,
            Err(source) => return Err(LoadError::BrokenCargoConfig { path, source }),
        };
        let has_rustflags =
            |value: &toml::Value| value.as_table().is_some_and(|table| table.contains_key("rustflags"));
        Ok(Self {
            aliases: alias.into_iter().map(|(name, words)| (name, words.into_words())).collect(),
            has_build_rustflags: build.rustflags.is_some(),
            build_targets: build.target.map(StringOrList::into_list).unwrap_or_default(),
            rustflags_targets: target
                .into_iter()
                .filter(|(_, value)| has_rustflags(value))
                .map(|(key, _)| key)
                .collect(),
            stripped_profiles: profile
                .iter()
                .filter(|(_, table)| table.contains_key("strip"))
                .map(|(name, _)| name.clone())
                .collect(),
            profiles: profile.into_keys().collect(),
            included: files
                .iter()
                .map(|file| file.path.clone())
                .filter(|included| *included != path)
                .collect(),
            path: Some(path),
        })
    }
}

/// The part of the file that we read.
#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    alias: BTreeMap<String, StringOrList>,
    #[serde(default)]
    build: BuildTable,
    #[serde(default)]
    profile: BTreeMap<String, toml::Table>,
    #[serde(default)]
    target: toml::Table,
}

#[derive(Deserialize, Default)]
struct BuildTable {
    target: Option<StringOrList>,
    rustflags: Option<StringOrList>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<CargoConfig, LoadError> {
        CargoConfig::read(Utf8Path::new("/w"), &mut |path| match path.as_str() {
            "/w/.cargo/config.toml" => Ok(text.to_owned()),
            "/w/.cargo/more.toml" => Ok("alias.more = 'run'\n[profile.more]\ninherits = 'dev'".to_owned()),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        })
    }

    #[test]
    fn settings_of_included_files_count() {
        let config = parse("include = ['more.toml']\nalias.own = 'run'").unwrap();
        assert_eq!(config.aliases.keys().collect::<Vec<_>>(), ["more", "own"]);
        assert_eq!(config.profiles, ["more"]);
        assert_eq!(config.included, ["/w/.cargo/more.toml"]);
        assert_eq!(config.path.as_deref(), Some(Utf8Path::new("/w/.cargo/config.toml")));
    }

    #[test]
    fn aliases_are_strings_or_lists() {
        let config = parse(
            r#"
            [alias]
            xtask = "run  --package xtask --"
            space = ["run", "--", "a b"]
            [net]
            offline = true
            [profile.release]
            lto = "fat"
            [profile.dist]
            inherits = "release"
            "#,
        )
        .unwrap();
        assert_eq!(config.aliases["xtask"], ["run", "--package", "xtask", "--"]);
        assert_eq!(config.aliases["space"], ["run", "--", "a b"]);
        assert!(config.build_targets.is_empty());
        assert_eq!(config.profiles, ["dist", "release"]);
    }

    #[test]
    fn build_target_is_a_string_or_a_list() {
        assert_eq!(parse("build.target = 'wasm32-wasip1'").unwrap().build_targets, ["wasm32-wasip1"]);
        assert_eq!(parse("[build]\ntarget = ['a', 'b']").unwrap().build_targets, ["a", "b"]);
    }

    #[test]
    fn flags_for_targets_are_noticed() {
        let applies = |text| parse(text).unwrap().has_rustflags_for("x86_64-unknown-linux-gnu");
        assert!(applies("[target.'cfg(unix)']\nrustflags = '-Cdebuginfo=0'"));
        assert!(applies("target.x86_64-unknown-linux-gnu.rustflags = []"));
        assert!(!applies("target.x86_64-unknown-linux-gnu.linker = 'lld'"));
        assert!(!applies("[target.'cfg(windows)']\nrustflags = '-Cdebuginfo=0'"));
        assert!(!applies("target.x86_64-pc-windows-msvc.rustflags = []"));
        assert!(!applies("build.rustflags = []"));
    }

    #[test]
    fn a_wrong_value_names_the_place() {
        let error = parse("[build]\ntarget = 3").unwrap_err();
        assert_eq!(error.to_string(), "cannot understand `/w/.cargo/config.toml`");
        insta::assert_snapshot!(std::error::Error::source(&error).unwrap(), @"
        TOML parse error at line 2, column 10
          |
        2 | target = 3
          |          ^
        invalid type: integer `3`, expected a string or a list of strings
        ");
    }

    #[test]
    fn the_old_file_name_wins_as_in_cargo() {
        let mut asked = Vec::new();
        let config = CargoConfig::read(Utf8Path::new("/w"), &mut |path| {
            asked.push(path.to_owned());
            Ok("alias.a = 'b'".to_owned())
        })
        .unwrap();
        assert_eq!(config.path.as_deref(), Some(Utf8Path::new("/w/.cargo/config")));
        assert_eq!(asked, ["/w/.cargo/config"]);
    }
}
