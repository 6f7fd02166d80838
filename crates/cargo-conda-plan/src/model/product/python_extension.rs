//! A module for Python that maturin makes a wheel of.

use std::fmt;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{CondaVersion, PythonVersion, Requirement};
use cargo_conda_workspace::FeatureSelection;

use crate::model::assets::FilePattern;

/// A module for Python, with the Python files beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonExtension {
    /// The name of the project, as its files write it.
    pub project: String,
    /// The version of the project, in its normal form.
    pub version: CondaVersion,
    /// Absolute path of the directory of `pyproject.toml`.
    pub directory: Utf8PathBuf,
    /// The module as Python imports it, such as `package._native`.
    pub module: String,
    /// The stem of the file that cargo writes for the crate's library, such as `lib_native`.
    pub artifact: String,
    /// Which Pythons can import one build of the module.
    pub abi: PythonAbi,
    /// The requirement on Python itself.
    pub python: Requirement,
    /// The requirements of an installed package on other packages, by name; Python is not among them.
    pub dependencies: Vec<Requirement>,
    /// The commands that are installed with the module, by name.
    pub entry_points: Vec<EntryPoint>,
    /// The requirement on maturin.
    pub maturin: Requirement,
    /// The features of the member, including those that the Python project asks for.
    pub features: FeatureSelection,
    /// The files besides those of the crate that the wheel is made from: glob patterns below `directory`.
    pub inputs: Vec<String>,
}

/// Which Pythons can import one build of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PythonAbi {
    /// This one and all later ones: the module uses the stable ABI.
    Stable(PythonVersion),
    /// The one that it was compiled for.
    OfOneVersion,
}

/// A command that calls a function of a module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryPoint {
    /// The name of the command.
    pub command: String,
    /// The function, such as `package.module:main`.
    pub function: String,
}

impl PythonExtension {
    /// True if one package is for all Pythons.
    pub fn is_version_independent(&self) -> bool {
        matches!(self.abi, PythonAbi::Stable(_))
    }

    /// The patterns of the files in [`inputs`](Self::inputs).
    pub(super) fn source_patterns(&self) -> Vec<FilePattern> {
        let pattern = |pattern: &String| FilePattern {
            directory: self.directory.clone(),
            pattern: pattern.trim_start_matches("./").to_owned(),
        };
        self.inputs.iter().map(pattern).collect()
    }

    /// The path of the module without its ending, relative to Python's directory of modules.
    pub fn module_path(&self) -> Utf8PathBuf {
        self.module.split('.').collect()
    }

    /// The package that Python imports: the first part of [`module`](Self::module).
    pub fn top_module(&self) -> &str {
        self.module.split('.').next().unwrap_or(&self.module)
    }
}

impl fmt::Display for PythonAbi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stable(oldest) => write!(f, "Python {oldest} and later"),
            Self::OfOneVersion => f.write_str("one Python at a time"),
        }
    }
}

impl fmt::Display for EntryPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.command, self.function)
    }
}
