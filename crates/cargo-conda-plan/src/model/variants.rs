//! What builds with conda's toolchain are made in several variants of.

use std::fmt;

use camino::Utf8PathBuf;
use indexmap::IndexMap;

use super::StdlibChoice;

/// Values of variant keys, from three places. A package is made for each combination of the values of the keys
/// that its recipe uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variants {
    /// What the workspace itself says; files and values overrule it.
    pub defaults: IndexMap<String, Vec<VariantValue>>,
    /// Files in the format of `variants.yaml` or `conda_build_config.yaml`, by absolute paths; later ones overrule
    /// earlier ones.
    pub files: Vec<Utf8PathBuf>,
    /// Values that overrule those of the files.
    pub values: IndexMap<String, Vec<VariantValue>>,
    /// Whether the C library of conda-forge's packages stands in where nothing else is said.
    pub stdlib: StdlibChoice,
}

/// A value of a variant's key: recipes tell numbers from text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum VariantValue {
    /// Text, such as a version.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

impl From<String> for VariantValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl fmt::Display for VariantValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
        }
    }
}
