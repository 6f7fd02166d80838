//! A module for Python that maturin makes a wheel of.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{CondaVersion, PythonVersion, Requirement};
use cargo_conda_workspace::FeatureSelection;

use crate::model::assets::FilePattern;

/// The endings of byte code.
const BYTE_CODE: [&str; 2] = ["pyc", "pyo"];

/// The endings of what a linker writes, and of what it writes about it.
const LINKED: [&str; 6] = ["so", "pyd", "dll", "dylib", "pdb", "dwp"];

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
    /// The files besides those of the crate that the wheel is made from, sorted. Files that
    /// [`is_made`](Self::is_made) tells are none of them.
    pub inputs: Vec<FilePattern>,
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

    /// Whether a file among the Python files is no source: byte code, or the module itself as `maturin
    /// develop` puts it there. maturin leaves the module out of wheels by this rule, and byte code is not
    /// packaged.
    pub fn is_made(&self, file: &Utf8Path) -> bool {
        let name = file.file_name().unwrap_or_default();
        let own = self.own_names().iter().any(|own| name.starts_with(own));
        let in_cache = file.components().any(|part| part.as_str() == "__pycache__");
        let ending = file.extension().unwrap_or_default();
        in_cache || BYTE_CODE.contains(&ending) || (own && LINKED.contains(&ending))
    }

    /// Patterns, for any directory, of the files that [`is_made`](Self::is_made) tells.
    pub(super) fn made_patterns(&self) -> Vec<String> {
        let byte_code = BYTE_CODE.map(|ending| format!("**/*.{ending}"));
        let own = self.own_names().into_iter();
        let own = own.flat_map(|own| LINKED.map(|ending| format!("**/{own}*.{ending}")));
        ["**/__pycache__/**".to_owned()].into_iter().chain(byte_code).chain(own).collect()
    }

    /// How the names of the files of the module begin.
    fn own_names(&self) -> [String; 2] {
        let name = self.module.rsplit('.').next().unwrap_or(&self.module);
        [name.to_owned(), format!("lib{name}")]
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

#[cfg(test)]
mod tests {
    use cargo_conda_mapping::{CondaVersion, PythonVersion, Requirement};
    use globset::GlobBuilder;

    use super::*;

    #[test]
    fn the_module_itself_and_byte_code_are_made() {
        let extension = PythonExtension {
            project: "hello".to_owned(),
            version: CondaVersion::from_conda("1.0").unwrap(),
            directory: "/p".into(),
            module: "hello._native".to_owned(),
            artifact: "lib_native".to_owned(),
            abi: PythonAbi::Stable(PythonVersion { minor: 9 }),
            python: Requirement::parse("python").unwrap(),
            dependencies: Vec::new(),
            entry_points: Vec::new(),
            maturin: Requirement::parse("maturin").unwrap(),
            features: FeatureSelection::default(),
            inputs: Vec::new(),
        };
        let matchers: Vec<_> = extension
            .made_patterns()
            .iter()
            .map(|pattern| {
                GlobBuilder::new(pattern).literal_separator(true).build().unwrap().compile_matcher()
            })
            .collect();
        for (file, is_made) in [
            ("hello/_native.cpython-312-x86_64-linux-gnu.so", true),
            ("hello/_native.pyd", true),
            ("hello/deep/__pycache__/a.cpython-312.pyc", true),
            ("hello/__pycache__/note.txt", true),
            ("hello/old.pyc", true),
            ("hello/vendored/libother.so", false),
            ("hello/_native.pyi", false),
            ("hello/target/code.py", false),
        ] {
            assert_eq!(extension.is_made(Utf8Path::new(file)), is_made, "{file}");
            assert_eq!(matchers.iter().any(|matcher| matcher.is_match(file)), is_made, "{file}");
        }
    }
}
