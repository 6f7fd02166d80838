//! `cargo conda recipe`

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::{PackagePlan, Toolchain};
use cargo_conda_plan::RustChoice;
use cargo_conda_recipe::{MultiOutputRecipe, Recipe, SourceLayout, VARIANTS};
use clap::Args;
use fs_err as fs;

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{PlanningArgs, TalkArgs};
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, OutsideWorkspace};
use crate::cli::output;

/// Write recipes for rattler-build
///
/// The recipes copy the workspace and take their compilers from channels, as recipes of conda-forge do.
#[derive(Debug, Args)]
pub(crate) struct RecipeCommand {
    #[command(flatten)]
    planning: PlanningArgs,
    /// Where to write: `<DIR>/<package>/recipe.yaml`, or `<DIR>/recipe.yaml` with `--multi-output`
    #[arg(long, value_name = "DIR", default_value = "recipes", help_heading = "Output")]
    output_dir: Utf8PathBuf,
    /// Write one recipe with an output for each package
    #[arg(long, help_heading = "Output")]
    multi_output: bool,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &RecipeCommand) -> Result<Code, Failure> {
    let RecipeCommand { planning, output_dir, multi_output, talk } = command;
    // These recipes are built with compilers and libraries from channels.
    let planned = PlannedWorkspace::with(planning, |request| {
        request.toolchain.get_or_insert(Toolchain::Conda);
        request.variants.rust = RustChoice::Builder;
    })?;
    output::warnings(talk, &planned.plan).map_err(Failure::Write)?;
    planned.workspace.check_lock_file_of_install().map_err(Failure::LockFile)?;
    let workspace = planned.workspace.root();
    for package in &planned.plan.packages {
        check_is_inside(workspace, package)?;
    }
    let directory = planned.session.absolute(output_dir);
    for (path, text) in files(&planned, &directory, *multi_output) {
        fs::create_dir_all(path.parent().unwrap_or(&directory)).map_err(Failure::Write)?;
        fs::write(&path, text).map_err(Failure::Write)?;
        output::say(talk, &format!("wrote {path}")).map_err(Failure::Write)?;
    }
    Ok(Code::Success)
}

/// The texts to write, by path: in each folder a recipe and the variants that it is built with.
fn files(
    planned: &PlannedWorkspace,
    directory: &Utf8Path,
    multi_output: bool,
) -> BTreeMap<Utf8PathBuf, String> {
    let recipe = |package: &PackagePlan, folder: &Utf8Path| {
        Recipe::new(package, planned.plan.group_of(package), &layout(planned.workspace.root(), folder))
    };
    let packages = &planned.plan.packages;
    let recipes: Vec<_> = if multi_output {
        let outputs = packages.iter().map(|package| recipe(package, directory)).collect();
        vec![(directory.to_owned(), MultiOutputRecipe::new(outputs).to_yaml())]
    } else {
        let folder = |package: &PackagePlan| directory.join(package.name.as_str());
        packages
            .iter()
            .map(|package| (folder(package), recipe(package, &folder(package)).to_yaml()))
            .collect()
    };
    recipes
        .into_iter()
        .flat_map(|(folder, text)| {
            [(folder.join("recipe.yaml"), text), (folder.join("variants.yaml"), VARIANTS.to_owned())]
        })
        .collect()
}

/// The workspace as seen from a recipe: a relative path, or an absolute one if none leads there.
fn layout(workspace: &Utf8Path, recipe: &Utf8Path) -> SourceLayout {
    let source = pathdiff::diff_utf8_paths(workspace, recipe).unwrap_or_else(|| workspace.to_owned());
    SourceLayout::Copied { workspace: workspace.to_owned(), source }
}

/// Refuses a package that needs a file outside the workspace's directory: the recipe copies that directory
/// and nothing else, so the file would be missing on any other machine.
fn check_is_inside(workspace: &Utf8Path, package: &PackagePlan) -> Result<(), Failure> {
    let licenses = package.about.license.files.iter().map(|file| &file.source);
    match licenses.chain([&package.directory]).find(|path| !path.starts_with(workspace)) {
        None => Ok(()),
        Some(path) => {
            let (package, path) = (package.crate_name.clone(), path.clone());
            Err(Failure::Recipe(OutsideWorkspace { package, path }))
        }
    }
}
