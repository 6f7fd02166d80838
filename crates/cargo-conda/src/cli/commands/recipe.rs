//! `cargo conda recipe`

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::recipe::{MultiOutputRecipe, Recipe, SourceLayout};
use fs_err as fs;
use indexmap::IndexMap;

use super::Planned;
use crate::cli::args::RecipeArgs;
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;
use crate::cli::output;

pub(in crate::cli) fn run(args: &RecipeArgs) -> Result<Code, Failure> {
    let planned = Planned::new(&args.workspace, &args.selection)?;
    let directory = planned.session.absolute(&args.output_dir);
    let recipes = |folder: &dyn Fn(&str) -> Utf8PathBuf| {
        let recipe = |package: &cargo_conda::plan::PackagePlan| {
            let path = folder(package.name.as_str());
            let recipe =
                Recipe::new(package, &layout(planned.workspace.root(), &path), env(&planned, package));
            (path.join("recipe.yaml"), recipe)
        };
        planned.plan.packages.iter().map(recipe).collect::<Vec<_>>()
    };
    let files: Vec<(Utf8PathBuf, String)> = if args.multi_output {
        let outputs = recipes(&|_name| directory.clone()).into_iter().map(|(_, recipe)| recipe).collect();
        vec![(directory.join("recipe.yaml"), MultiOutputRecipe::new(outputs).to_yaml())]
    } else {
        let single = recipes(&|name| directory.join(name)).into_iter();
        single.map(|(path, recipe)| (path, recipe.to_yaml())).collect()
    };
    for (path, text) in files {
        fs::create_dir_all(path.parent().unwrap_or(&directory)).map_err(Failure::Write)?;
        fs::write(&path, text).map_err(Failure::Write)?;
        output::say(&args.talk, &format!("wrote {path}")).map_err(Failure::Write)?;
    }
    Ok(Code::Success)
}

/// The workspace as seen from a recipe; absolute only where no relative path leads there.
fn layout(workspace: &Utf8Path, recipe: &Utf8Path) -> SourceLayout {
    let source = pathdiff::diff_utf8_paths(workspace, recipe).unwrap_or_else(|| workspace.to_owned());
    SourceLayout::Copied { workspace: workspace.to_owned(), source }
}

fn env(planned: &Planned, package: &cargo_conda::plan::PackagePlan) -> IndexMap<String, String> {
    planned.plan.groups.get(&package.group).map(|group| group.env.clone()).unwrap_or_default()
}
