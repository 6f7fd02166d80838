//! `cargo conda recipe`

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::{PackagePlan, Toolchain};
use cargo_conda_mapping::CondaName;
use cargo_conda_plan::{ProgramRuns, RustChoice};
use cargo_conda_recipe::{MultiOutputRecipe, Recipe, RecipeSource, SourceLayout, VARIANTS, linter_remarks};
use clap::Args;
use fs_err as fs;
use url::Url;

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{PlanningArgs, TalkArgs};
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, OutsideWorkspace};
use crate::cli::output;

/// Stands in recipes for the people who look after them.
const UNKNOWN_MAINTAINER: &str = "your-name-on-github";

/// Write recipes for rattler-build
///
/// The recipes copy the workspace, or take the archive of `--source-url`. Their compilers are from channels,
/// as in recipes of conda-forge.
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
    source: SourceArgs,
    /// Someone who looks after the recipe, by the name on GitHub; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Recipe")]
    maintainer: Vec<String>,
    #[command(flatten)]
    talk: TalkArgs,
}

/// Where recipes take the workspace from.
#[derive(Debug, Args)]
struct SourceArgs {
    /// The archive of a release, which recipes take the workspace from [default: the workspace's directory]
    #[arg(long, value_name = "URL", requires = "sha256", help_heading = "Recipe")]
    source_url: Option<Url>,
    /// The SHA-256 of that archive
    #[arg(long, value_name = "HEX", requires = "source_url", value_parser = sha256, help_heading = "Recipe")]
    sha256: Option<String>,
}

/// Reads a SHA-256.
fn sha256(text: &str) -> Result<String, String> {
    let is_digest = text.len() == 64 && text.chars().all(|digit| digit.is_ascii_hexdigit());
    if is_digest {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("a SHA-256 has 64 hexadecimal digits, as `sha256sum` prints it".to_owned())
    }
}

pub(in crate::cli) fn run(command: &RecipeCommand) -> Result<Code, Failure> {
    let RecipeCommand { planning, output_dir, talk, .. } = command;
    // These recipes are built with compilers and libraries from channels.
    let planned = PlannedWorkspace::with(planning, |request| {
        request.toolchain.get_or_insert(Toolchain::Conda);
        request.variants.rust = RustChoice::Builder;
        request.runs = ProgramRuns::OnTheirPlatform;
    })?;
    output::warnings(talk, &planned.plan).map_err(Failure::Write)?;
    planned.workspace.check_lock_file_of_install().map_err(Failure::LockFile)?;
    let workspace = planned.workspace.root();
    for package in &planned.plan.packages {
        check_is_inside(workspace, package)?;
    }
    for remark in remarks(&planned, command) {
        output::say(talk, &format!("warning: {remark}")).map_err(Failure::Write)?;
    }
    let directory = planned.session.absolute(output_dir);
    for (path, text) in files(&planned, &directory, command) {
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
    command: &RecipeCommand,
) -> BTreeMap<Utf8PathBuf, String> {
    let recipe = |package: &PackagePlan, folder: &Utf8Path| {
        let layout = layout(planned.workspace.root(), folder, &command.source);
        Recipe::new(package, planned.plan.group_of(package), &layout)
    };
    let packages = &planned.plan.packages;
    let maintainers = maintainers(command);
    let recipes: Vec<_> = if command.multi_output {
        let outputs = packages.iter().map(|package| recipe(package, directory)).collect();
        let joined = MultiOutputRecipe::copied(&name_of_all(planned), outputs);
        vec![(directory.to_owned(), joined.maintained_by(&maintainers).to_yaml())]
    } else {
        let folder = |package: &PackagePlan| directory.join(package.name.as_str());
        packages
            .iter()
            .map(|package| {
                (folder(package), recipe(package, &folder(package)).maintained_by(&maintainers).to_yaml())
            })
            .collect()
    };
    recipes
        .into_iter()
        .flat_map(|(folder, text)| {
            [(folder.join("recipe.yaml"), text), (folder.join("variants.yaml"), VARIANTS.to_owned())]
        })
        .collect()
}

/// The name of a recipe for all packages: that of the package at the workspace's root, or of the only
/// package, or of the workspace's directory.
fn name_of_all(planned: &PlannedWorkspace) -> String {
    let (root, packages) = (planned.workspace.root(), &planned.plan.packages);
    let at_root = packages.iter().find(|package| package.directory == root);
    let only = packages.first().filter(|_| packages.len() == 1);
    let directory = root.file_name().and_then(|name| CondaName::from_crate_name(name).ok());
    let name = at_root.or(only).map(|package| package.name.to_string());
    name.or(directory.map(|name| name.to_string())).unwrap_or_else(|| packages[0].name.to_string())
}

/// The people who look after a recipe, or something to be replaced by them.
fn maintainers(command: &RecipeCommand) -> Vec<String> {
    if command.maintainer.is_empty() {
        vec![UNKNOWN_MAINTAINER.to_owned()]
    } else {
        command.maintainer.clone()
    }
}

/// What still has to be written before conda-forge takes the recipes, a line each.
fn remarks(planned: &PlannedWorkspace, command: &RecipeCommand) -> Vec<String> {
    let packages = &planned.plan.packages;
    let mut remarks: Vec<_> =
        packages.iter().flat_map(linter_remarks).map(|remark| remark.to_string()).collect();
    let all_features = packages.iter().filter(|package| package.install.features.all_features);
    remarks.extend(all_features.map(|package| {
        format!(
            "the recipe of `{}` collects licences without those of its optional features: cargo-bundle-licenses \
             cannot turn all features on; name them in `features`",
            package.name
        )
    }));
    if command.maintainer.is_empty() {
        remarks.push(format!(
            "the recipes name no maintainer, which conda-forge's linter asks for (R-003): replace \
             `{UNKNOWN_MAINTAINER}`, or use `--maintainer NAME`"
        ));
    }
    remarks
}

/// The workspace as seen from a recipe: an archive, or else a relative path, or an absolute one if none leads
/// there.
fn layout(workspace: &Utf8Path, recipe: &Utf8Path, source: &SourceArgs) -> SourceLayout {
    let archive = source.source_url.clone().zip(source.sha256.clone());
    let path = || pathdiff::diff_utf8_paths(workspace, recipe).unwrap_or_else(|| workspace.to_owned());
    let source = match archive {
        Some((url, sha256)) => RecipeSource::Archive { url: url.to_string(), sha256 },
        None => RecipeSource::Path(path()),
    };
    SourceLayout::Copied { workspace: workspace.to_owned(), source }
}

/// Refuses a package that needs a file outside the workspace's directory: the recipe copies that directory
/// and nothing else, so the file would be missing on any other machine.
fn check_is_inside(workspace: &Utf8Path, package: &PackagePlan) -> Result<(), Failure> {
    let licenses = package.about.license.files.iter().map(|file| &file.source);
    let assets = package.assets.files.values().map(|file| &file.source);
    match licenses.chain(assets).chain([&package.directory]).find(|path| !path.starts_with(workspace)) {
        None => Ok(()),
        Some(path) => {
            let (package, path) = (package.crate_name.clone(), path.clone());
            Err(Failure::Recipe(OutsideWorkspace { package, path }))
        }
    }
}
