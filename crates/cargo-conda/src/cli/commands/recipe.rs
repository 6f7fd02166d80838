//! `cargo conda recipe`

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::plan::{PackagePlan, RustChoice, Toolchain};
use cargo_conda::recipe::{MultiOutputRecipe, Recipe, SourceLayout, VARIANTS};
use fs_err as fs;

use super::Planned;
use crate::cli::args::RecipeArgs;
use crate::cli::diagnostic::{Failure, OutsideWorkspace};
use crate::cli::exit_code::Code;
use crate::cli::output;

pub(in crate::cli) fn run(args: &RecipeArgs) -> Result<Code, Failure> {
    // Whoever builds from these recipes takes compilers and libraries from channels.
    let planned = Planned::with(&args.workspace, &args.selection, |request| {
        request.toolchain.get_or_insert(Toolchain::Conda);
        request.rust = RustChoice::Builder;
    })?;
    output::warnings(&args.talk, &planned.plan).map_err(Failure::Write)?;
    let workspace = planned.workspace.root();
    for package in &planned.plan.packages {
        check_is_inside(workspace, package)?;
    }
    let directory = planned.session.absolute(&args.output_dir);
    for (path, text) in files(&planned, &directory, args.multi_output) {
        fs::create_dir_all(path.parent().unwrap_or(&directory)).map_err(Failure::Write)?;
        fs::write(&path, text).map_err(Failure::Write)?;
        output::say(&args.talk, &format!("wrote {path}")).map_err(Failure::Write)?;
    }
    Ok(Code::Success)
}

/// What is written, by path: each folder has its recipe and the variants that go with it.
fn files(planned: &Planned, directory: &Utf8Path, multi_output: bool) -> BTreeMap<Utf8PathBuf, String> {
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

/// The workspace as seen from a recipe; absolute only where no relative path leads there.
fn layout(workspace: &Utf8Path, recipe: &Utf8Path) -> SourceLayout {
    let source = pathdiff::diff_utf8_paths(workspace, recipe).unwrap_or_else(|| workspace.to_owned());
    SourceLayout::Copied { workspace: workspace.to_owned(), source }
}

/// These recipes copy the workspace's directory; what lies outside it would be missing for everybody else.
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
