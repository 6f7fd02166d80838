//! What pixi said of the package in `initialize`, read once for all requests of a conversation.

use std::error::Error;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::Session;
use cargo_conda::Warning;
use cargo_conda::backend::{AddedRequirements, OuterConfig};

use super::manifest::Manifest;
use super::naming;
use crate::convert::{SourceSpecs, added_requirements};
use crate::failure::Failure;
use crate::wire::{InitializeParams, ProjectModel};

/// The package of one manifest of pixi's.
pub(crate) struct Project {
    /// The machine and its environment variables.
    pub(super) session: Session,
    /// The parameters of `initialize`.
    pub(super) params: InitializeParams,
    /// The table `[package]` of the manifest.
    pub(super) model: ProjectModel,
    /// The text of the manifest.
    pub(super) manifest: Manifest,
    /// The configuration of the backend.
    pub(super) config: OuterConfig,
    /// Warnings about the configuration.
    pub(super) warnings: Vec<Warning>,
    /// The dependencies of the model, which every package of the workspace gets.
    pub(super) added: AddedRequirements,
    /// The source packages among the dependencies.
    pub(crate) sources: SourceSpecs,
}

impl Project {
    /// Reads what pixi said, and the manifest to find its places in.
    pub(crate) fn new(params: InitializeParams) -> Result<Self, Failure> {
        let session = Session::here().map_err(|error| Failure::of(&error, Utf8Path::new(".")))?;
        let manifest = Manifest::read(&params.manifest_path);
        let model = params.project_model.clone().ok_or_else(|| {
            Failure::with_help(
                format!("`{}` has no table `[package]`", params.manifest_path),
                "add the table; it may be empty",
            )
        })?;
        check_build_string(model.build_string_prefix.as_deref())?;
        let directory = manifest.directory();
        let (source, table) =
            manifest.with_configuration(params.configuration.as_ref(), params.target_configuration.as_ref());
        let (config, warnings) =
            OuterConfig::read(&source, &table).map_err(|error| Failure::of(&error, &directory))?;
        let (added, sources) = added_requirements(&model).map_err(|error| Failure::of(&error, &directory))?;
        Ok(Self { session, params, model, manifest, config, warnings, added, sources })
    }

    /// The directory of the sources, to which paths in results are relative.
    pub(crate) fn source_directory(&self) -> Utf8PathBuf {
        self.params.source_directory.clone().unwrap_or_else(|| self.manifest.directory())
    }

    /// The path of the manifest.
    pub(crate) fn manifest_path(&self) -> &Utf8Path {
        &self.params.manifest_path
    }

    /// Whether the package is defined inline, in the manifest of another workspace or on the command line.
    /// Then there is no file at the path of the manifest.
    pub(super) fn is_inline(&self) -> bool {
        !self.manifest_path().exists()
    }

    /// The platform of this machine.
    pub(crate) fn platform(&self) -> cargo_conda::Platform {
        self.session.platform()
    }

    /// The failure that an error means to pixi.
    pub(crate) fn failure(&self, error: &(dyn Error + 'static)) -> Failure {
        Failure::of(error, &self.manifest.directory())
    }

    /// The name that pixi gave the package, in lower case. `None` if it gave none.
    pub(super) fn name(&self) -> Option<String> {
        naming::stated_name(self.model.name.as_deref())
    }
}

/// Refuses a beginning of build strings with characters that a build string, and so the name of an archive,
/// cannot have: <https://conda.org/learn/ceps/cep-0026>.
fn check_build_string(prefix: Option<&str>) -> Result<(), Failure> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_.+".contains(c);
    match prefix.and_then(|prefix| prefix.chars().find(|c| !is_allowed(*c))) {
        None => Ok(()),
        Some(wrong) => Err(Failure::with_help(
            format!(
                "the build string prefix contains `{}`, which build strings cannot have",
                wrong.escape_debug()
            ),
            "use letters, digits, `_`, `.` and `+` only",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::check_build_string;

    #[test]
    fn a_prefix_stays_in_the_name_of_the_archive() {
        for prefix in [None, Some(""), Some("cuda_12.4+x")] {
            assert!(check_build_string(prefix).is_ok());
        }
        for prefix in ["../../x", "a-b", "a\nb", "${{ 1 }}"] {
            assert!(check_build_string(Some(prefix)).is_err(), "{prefix}");
        }
    }
}
