//! A `pyproject.toml`, as far as packages for Python follow from it.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::EntryPoint;
use crate::source::{Located, Location, Source};

/// A `pyproject.toml`: <https://packaging.python.org/en/latest/specifications/pyproject-toml/>. A field is
/// `None` if the file does not have the key.
pub(super) struct Project {
    pub(super) source: Arc<Source>,
    /// `build-system.build-backend`.
    pub(super) backend: Option<Located<String>>,
    /// `build-system.requires`.
    pub(super) build_requires: Vec<Located<String>>,
    /// `project.name`.
    pub(super) name: Option<Located<String>>,
    /// `project.version`.
    pub(super) version: Option<Located<String>>,
    /// `project.requires-python`.
    pub(super) requires_python: Option<Located<String>>,
    /// `project.dependencies`.
    pub(super) dependencies: Vec<Located<String>>,
    /// `project.scripts` and `project.gui-scripts`, by name.
    pub(super) entry_points: Vec<Located<EntryPoint>>,
    /// `project.readme`: the file.
    pub(super) readme: Option<String>,
    /// `project.license-files`, and the file of an older `project.license`.
    pub(super) license_files: Vec<String>,
    /// True if maturin takes the description from what Cargo's manifest names: `project.dynamic` has
    /// `readme`, or there is no `project`.
    pub(super) has_readme_of_crate: bool,
    /// `tool.maturin`.
    pub(super) maturin: Maturin,
}

/// The table `tool.maturin`: <https://www.maturin.rs/config>.
#[derive(Default)]
pub(super) struct Maturin {
    pub(super) module_name: Option<Located<String>>,
    pub(super) python_source: Option<Located<String>>,
    pub(super) python_packages: Vec<String>,
    pub(super) data: Option<String>,
    pub(super) include: Vec<String>,
    /// `sbom.include`.
    pub(super) sboms: Vec<String>,
    pub(super) manifest_path: Option<String>,
    pub(super) bindings: Option<Located<String>>,
    pub(super) features: Vec<Located<String>>,
    /// The first feature that is only for some Pythons; `None` if there is none.
    pub(super) conditional_feature: Option<Location>,
    pub(super) all_features: bool,
    pub(super) no_default_features: bool,
}

impl Project {
    /// The directory of the file.
    pub(super) fn directory(&self) -> &Utf8Path {
        self.source.path.parent().unwrap_or(Utf8Path::new(""))
    }

    /// The beginning of the file, for problems about what it lacks.
    pub(super) fn start(&self) -> Location {
        Location { source: Arc::clone(&self.source), span: 0..0 }
    }

    /// Whether maturin makes the wheel.
    pub(super) fn uses_maturin(&self) -> bool {
        self.backend.as_ref().is_some_and(|backend| backend.value == "maturin")
    }

    /// The path of the manifest that the project names; `None` if it names none.
    pub(super) fn manifest(&self) -> Option<Utf8PathBuf> {
        let path = self.maturin.manifest_path.as_ref()?;
        Some(cargo_conda_workspace::normalize(&self.directory().join(path)))
    }

    /// The module that Python imports, by maturin's order: the key, the library, the project, the crate.
    pub(super) fn module(&self, library: Option<&str>, crate_name: &str) -> String {
        let key = self.maturin.module_name.as_ref().map(|name| name.value.as_str()).or(library);
        key.or(self.name.as_ref().map(|name| name.value.as_str())).unwrap_or(crate_name).to_owned()
    }
}
