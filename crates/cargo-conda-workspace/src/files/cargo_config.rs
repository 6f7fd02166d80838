//! Reads the settings of a `.cargo/config.toml` that cargo-conda needs.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::paths::read_if_there;
use crate::error::LoadError;

/// Settings of one `.cargo/config.toml`.
///
/// The settings are those of a single file. Cargo merges the files of parent directories and of the user's
/// home into it, but these belong to the machine and not to the workspace. For the keys see
/// <https://doc.rust-lang.org/cargo/reference/config.html>.
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
    /// The names of the `[profile.<name>]` tables, sorted. The root manifest may define further profiles.
    pub profiles: Vec<String>,
    /// The absolute path of the file; `None` if the directory has none.
    pub path: Option<Utf8PathBuf>,
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
            if let Some((path, text)) = read_if_there(path, read)? {
                return Self::parse(&text, path);
            }
        }
        Ok(Self::default())
    }

    /// Whether a `target` table that applies to this Rust triple sets `rustflags`. Cargo then ignores
    /// `build.rustflags`.
    pub fn has_rustflags_for(&self, triple: &str) -> bool {
        // A condition that we cannot evaluate may hold.
        let applies = |key: &String| target_spec::eval(key, triple).ok().flatten().unwrap_or(true);
        self.rustflags_targets.iter().any(applies)
    }

    fn parse(text: &str, path: Utf8PathBuf) -> Result<Self, LoadError> {
        match toml::from_str::<ConfigFile>(text) {
            Ok(ConfigFile { alias, build, profile, target }) => Ok(Self {
                aliases: alias.into_iter().map(|(name, words)| (name, words.into_words())).collect(),
                build_targets: build.target.map(StringOrList::into_list).unwrap_or_default(),
                rustflags_targets: target
                    .into_iter()
                    .filter(|(_, value)| {
                        value.as_table().is_some_and(|table| table.contains_key("rustflags"))
                    })
                    .map(|(key, _)| key)
                    .collect(),
                profiles: profile.into_keys().collect(),
                path: Some(path),
            }),
            Err(source) => Err(LoadError::BrokenCargoConfig { path, source }),
        }
    }
}

/// The part of the file that we read.
#[derive(Deserialize)]
struct ConfigFile {
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
}

/// A value that cargo accepts as `"a b"` and as `["a", "b"]`.
enum StringOrList {
    One(String),
    List(Vec<String>),
}

impl StringOrList {
    fn into_words(self) -> Vec<String> {
        match self {
            Self::One(text) => text.split_whitespace().map(str::to_owned).collect(),
            Self::List(list) => list,
        }
    }

    fn into_list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::List(list) => list,
        }
    }
}

impl<'de> Deserialize<'de> for StringOrList {
    // Written by hand because an untagged enum would lose the position of a wrong value.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = StringOrList;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or a list of strings")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(StringOrList::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(StringOrList::List(list))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<CargoConfig, LoadError> {
        CargoConfig::parse(text, Utf8PathBuf::from("/w/.cargo/config.toml"))
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
