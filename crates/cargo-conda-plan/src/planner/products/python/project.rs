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
    /// `tool.maturin`.
    pub(super) maturin: Maturin,
}

/// The table `tool.maturin`: <https://www.maturin.rs/config>.
#[derive(Default)]
pub(super) struct Maturin {
    pub(super) module_name: Option<Located<String>>,
    pub(super) python_source: Option<String>,
    pub(super) python_packages: Vec<String>,
    pub(super) data: Option<String>,
    pub(super) include: Vec<String>,
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

    /// The files besides those of the crate that maturin puts into the wheel: patterns below the directory.
    pub(super) fn inputs(&self, module: &str) -> Vec<String> {
        let Maturin { python_source, python_packages, data, include, .. } = &self.maturin;
        let below = |directory: &str, name: &str| format!("{directory}{name}/**");
        let top = module.split('.').next().unwrap_or(module);
        // Without the key, maturin also looks into `src`.
        let sources = match python_source {
            Some(source) => vec![format!("{}/", source.trim_matches('/'))],
            None => vec![String::new(), "src/".to_owned()],
        };
        let packages = python_packages.iter().map(String::as_str).chain([top]);
        let modules = packages.flat_map(|name| sources.iter().map(move |source| below(source, name)));
        let stubs = sources.iter().map(|source| format!("{source}{top}.pyi"));
        let data = data.clone().unwrap_or_else(|| format!("{module}.data"));
        let texts = ["LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*", "pyproject.toml"];
        let mut inputs: Vec<_> = modules.chain(stubs).collect();
        inputs.push(below("", data.trim_matches('/')));
        inputs.extend(include.iter().chain(&self.readme).chain(&self.license_files).cloned());
        inputs.extend(texts.map(ToOwned::to_owned));
        inputs.sort();
        inputs.dedup();
        inputs
    }
}
