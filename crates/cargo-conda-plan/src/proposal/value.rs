//! Values of proposed keys.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::normalize;
use toml_edit::{Array, InlineTable, Value};

use crate::model::CompletionShell;

/// The value of a proposed key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposedValue {
    /// `true` or `false`.
    Flag(bool),
    /// A text.
    Text(String),
    /// Texts, in their order.
    Texts(Vec<String>),
    /// Files and patterns of files, by absolute paths. They are written relative to the manifest.
    Paths(Vec<Utf8PathBuf>),
    /// Completion scripts, an entry for each program.
    Completions(Vec<CompletionScripts>),
}

/// The completion scripts of a program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompletionScripts {
    /// The name of the program; `None` if the package has no other.
    pub program: Option<String>,
    /// The absolute paths of the scripts.
    pub scripts: BTreeMap<CompletionShell, Utf8PathBuf>,
}

impl ProposedValue {
    /// The value as it is written in a file in a directory.
    pub(super) fn to_toml(&self, directory: &Utf8Path) -> Value {
        match self {
            Self::Flag(flag) => (*flag).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Texts(texts) => texts.iter().map(String::as_str).collect::<Array>().into(),
            Self::Paths(paths) => {
                paths.iter().map(|path| relative(path, directory)).collect::<Array>().into()
            }
            Self::Completions(programs) => match programs.as_slice() {
                [only] => only.to_toml(directory).into(),
                several => several.iter().map(|scripts| scripts.to_toml(directory)).collect::<Array>().into(),
            },
        }
    }
}

impl CompletionScripts {
    fn to_toml(&self, directory: &Utf8Path) -> InlineTable {
        let Self { program, scripts } = self;
        let program = program.iter().map(|program| ("program", program.clone()));
        let scripts = scripts.iter().map(|(shell, path)| (shell.name(), relative(path, directory)));
        program.chain(scripts).collect()
    }
}

/// A path as it is written in a file in a directory: with slashes, and `..` where it leads out.
pub(super) fn relative(path: &Utf8Path, directory: &Utf8Path) -> String {
    // Manifests name files of other members by paths with `..`.
    let path = normalize(path);
    let shared = path.components().zip(directory.components()).take_while(|(a, b)| a == b).count();
    let up = directory.components().skip(shared).map(|_| "..");
    let down = path.components().skip(shared).map(|component| component.as_str());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_manifest() {
        let relative = |path: &str| relative(path.into(), "/w/crates/a".into());
        assert_eq!(relative("/w/crates/a/man/a.1"), "man/a.1");
        assert_eq!(relative("/w/LICENSE"), "../../LICENSE");
        assert_eq!(relative("/LICENSE"), "../../../LICENSE");
        assert_eq!(relative("/w/crates/b/../../LICENSE"), "../../LICENSE");
    }

    #[test]
    fn values_are_written_in_a_line() {
        let scripts = |program: &str| CompletionScripts {
            program: Some(program.to_owned()),
            scripts: [(CompletionShell::Zsh, Utf8PathBuf::from(format!("/w/complete/_{program}")))].into(),
        };
        let written = |value: ProposedValue| value.to_toml("/w".into()).to_string();
        assert_eq!(written(ProposedValue::Flag(true)), "true");
        assert_eq!(written(ProposedValue::Text("say \"hi\"".to_owned())), "'say \"hi\"'");
        assert_eq!(
            written(ProposedValue::Paths(vec!["/w/a.1".into(), "/w/b.1".into()])),
            r#"["a.1", "b.1"]"#
        );
        assert_eq!(
            written(ProposedValue::Completions(vec![scripts("a"), scripts("b")])),
            r#"[{ program = "a", zsh = "complete/_a" }, { program = "b", zsh = "complete/_b" }]"#
        );
    }
}
