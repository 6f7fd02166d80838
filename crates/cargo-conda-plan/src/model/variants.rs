//! Variants: the values with which one package is built several times.

use std::fmt;

use camino::Utf8PathBuf;
use indexmap::IndexMap;

use super::{RustChoice, StdlibChoice};

/// Values of variant keys, from three places. A package is built for each combination of the values of those
/// keys that its recipe uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variants {
    /// Values from the workspace, by key; files and values overrule them.
    pub defaults: IndexMap<String, Vec<VariantValue>>,
    /// Absolute paths of files in the format of `variants.yaml` or `conda_build_config.yaml`; later ones
    /// overrule earlier ones.
    pub files: Vec<Utf8PathBuf>,
    /// Values that overrule those of the files, by key.
    pub values: IndexMap<String, Vec<VariantValue>>,
    /// When packages are compiled against the C library of conda-forge's packages.
    pub stdlib: StdlibChoice,
}

/// The variants that a request asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariantRequest {
    /// Absolute paths of variant files; later ones overrule earlier ones.
    pub files: Vec<Utf8PathBuf>,
    /// Values that overrule those of the files, by key.
    pub values: IndexMap<String, Vec<VariantValue>>,
    /// Which Rust of the channels compiles.
    pub rust: RustChoice,
    /// When packages are compiled against a C library of the channels.
    pub stdlib: StdlibChoice,
}

impl VariantRequest {
    /// Whether the request names neither files nor values.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.values.is_empty()
    }
}

/// A value of a variant key. Recipes tell numbers and flags from text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum VariantValue {
    /// Text, such as a version.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
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
