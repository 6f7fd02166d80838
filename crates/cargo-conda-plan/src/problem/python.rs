//! Problems of Python extensions, and how to fix each.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{Platform, PythonDependencyError, PythonVersionError, SpecifierError};
use thiserror::Error;

/// What keeps a member from being a package for Python.
#[derive(Debug, Error)]
pub enum PythonProblem {
    /// `python = true` for a member without a `pyproject.toml`.
    #[error("`{member}` has no `pyproject.toml`, which names the Python project and has maturin build it")]
    NoPyproject {
        /// The name of the crate.
        member: String,
    },
    /// `python = true` for a project that is not built by maturin.
    #[error("`{path}` {}, and only wheels of maturin become packages", match .backend { Some(backend) => format!("is built by `{backend}`"), None => "names no build backend".to_owned() })]
    OtherBackend {
        /// Absolute path of the `pyproject.toml`.
        path: Utf8PathBuf,
        /// `build-system.build-backend`; `None` if the file has no such key.
        backend: Option<String>,
    },
    /// `python = true` for a project with other bindings than pyo3's.
    #[error("`bindings = \"{bindings}\"` makes no module with pyo3, and no other becomes a package")]
    OtherBindings {
        /// As the user wrote it.
        bindings: String,
    },
    /// `python = true` for a crate whose library is not a shared one.
    #[error("the library of `{member}` is no `cdylib`, which Python could load")]
    NoCdylib {
        /// The name of the crate.
        member: String,
    },
    /// `python = true` for a crate that does not depend on pyo3.
    #[error("`{member}` does not use pyo3, so its library is no module of Python")]
    NoPyo3 {
        /// The name of the crate.
        member: String,
    },
    /// `python = true` for an extension that is compiled for one Python at a time, with the machine's
    /// toolchain.
    #[error("`{member}` is compiled for one Python at a time, which has to be one of conda's")]
    NeedsConda {
        /// The name of the crate.
        member: String,
    },
    /// An extension that is compiled for one Python at a time, for another platform than the one that builds.
    #[error(
        "`{member}` is compiled for one Python at a time, and that of {platform} does not run on this machine"
    )]
    OtherPlatform {
        /// The name of the crate.
        member: String,
        /// The platform of the package.
        platform: Platform,
    },
    /// A feature of `tool.maturin` that is only for some Pythons.
    #[error("this feature is only for some Pythons, and a package has the same features for all of them")]
    ConditionalFeature,
    /// A version that Python's tools do not allow.
    #[error(transparent)]
    Version(PythonVersionError),
    /// A `requires-python` that cannot be read.
    #[error("`requires-python`: {0}")]
    RequiresPython(SpecifierError),
    /// A dependency that conda cannot have.
    #[error(transparent)]
    Dependency(PythonDependencyError),
    /// A name in `python-dependencies` that is none of the project's dependencies.
    #[error("the Python project has no dependency `{name}`")]
    NoSuchDependency {
        /// The name in its normal form.
        name: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// A module that Python cannot import.
    #[error("`{module}` is no name of a module that Python can import")]
    Module {
        /// The module, as the files name it.
        module: String,
    },
    /// The Python files are not below the directory of the project.
    #[error(
        "`python-source` is `{directory}`, which is not below the directory of `pyproject.toml`; maturin would leave the Python \
         files there out of the wheel"
    )]
    SourceOutside {
        /// The directory, as the file names it.
        directory: String,
    },
    /// A command that names no function.
    #[error("`{entry_point}` names no function of a module")]
    EntryPoint {
        /// The command with its function.
        entry_point: String,
    },
}

impl PythonProblem {
    /// What to write instead; `None` if the message says so already.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::NoPyproject { .. } => Some(
                "add one with `[build-system] requires = [\"maturin>=1,<2\"]` and `build-backend = \"maturin\"`, or \
                 remove `python = true`"
                    .to_owned(),
            ),
            Self::OtherBackend { .. } => Some(
                "write `requires = [\"maturin>=1,<2\"]` and `build-backend = \"maturin\"` in its `[build-system]`, or \
                 remove `python = true`"
                    .to_owned(),
            ),
            Self::OtherBindings { .. } => Some("remove `python = true`".to_owned()),
            Self::NoCdylib { .. } => {
                Some("write `crate-type = [\"cdylib\"]` in `[lib]`, or remove `python = true`".to_owned())
            }
            Self::NoPyo3 { .. } => Some("depend on `pyo3`, or remove `python = true`".to_owned()),
            Self::NeedsConda { .. } => Some(
                "build with `--toolchain conda`, or have one build serve all Pythons: turn a feature of pyo3 such \
                 as `abi3-py39` on"
                    .to_owned(),
            ),
            Self::OtherPlatform { .. } => Some(
                "build it on that platform, or have one build serve all Pythons: turn a feature of pyo3 such as \
                 `abi3-py39` on; `python = false` makes no package"
                    .to_owned(),
            ),
            Self::ConditionalFeature => Some(
                "name the feature without a condition, or leave the package out: `[package.metadata.conda] python = \
                 false`"
                    .to_owned(),
            ),
            Self::Dependency(error) => {
                let name = error.name.as_deref()?;
                Some(format!(
                    "say what conda has for it: `[package.metadata.conda.python-dependencies] {name} = \"…\"`, or \
                     `{name} = false` for nothing"
                ))
            }
            Self::NoSuchDependency { nearest, .. } => {
                nearest.as_ref().map(|nearest| format!("did you mean `{nearest}`?"))
            }
            Self::Module { .. } => Some(
                "write letters, digits and `_`, with dots between the names: `module-name = \"package._native\"` in \
                 `[tool.maturin]`"
                    .to_owned(),
            ),
            Self::SourceOutside { .. } => Some(
                "move `pyproject.toml` to a directory above both, and name the manifest there: `manifest-path = \"…\"` in \
                 `[tool.maturin]`"
                    .to_owned(),
            ),
            Self::EntryPoint { .. } => Some("write `module:function`".to_owned()),
            // The messages of these say what to write.
            Self::Version(_) | Self::RequiresPython(_) => None,
        }
    }
}
