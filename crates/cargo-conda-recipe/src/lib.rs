//! Turns planned packages into [rattler-build recipes].
//!
//! # Types
//!
//! The central type is [`Recipe`]. It is made from a [`PackagePlan`], the [`BuildGroup`] that the package is
//! compiled in, and a [`SourceLayout`], which says where the build script finds the workspace. The same type
//! serves the build on this machine ([`SourceLayout::InPlace`]) and the file that `cargo conda recipe` writes
//! for conda-forge and its like ([`SourceLayout::Copied`]).
//!
//! A recipe is a typed value until [`Recipe::to_yaml`] writes it. A [`MultiOutputRecipe`] joins several
//! recipes in one file. [`VARIANTS`] and [`COMPILERS`] are variant files to go with recipes.
//!
//! The build script of a recipe is one `cargo install --locked --path <member> --root <prefix>`, so that a
//! package has exactly what a person would have installed.
//!
//! Deliberately absent: running anything, reading or writing files.
//!
//! ```
//! use cargo_conda_recipe::{Recipe, SourceLayout};
//!
//! # use cargo_conda_test_support::plans;
//! # let package = plans::package("ripgrep", "14.1.0");
//! # let group = plans::group(package.platform);
//! // `package` and `group` come from a plan.
//! let layout = SourceLayout::Copied { workspace: "/repo".into(), source: "..".into() };
//! let yaml = Recipe::new(&package, &group, &layout).to_yaml();
//! assert!(yaml.contains("cargo install --locked --no-track --force --root \"$PREFIX\" --path ripgrep"));
//! ```
//!
//! [rattler-build recipes]: https://rattler.build/latest/reference/recipe_file/
//! [`BuildGroup`]: cargo_conda_plan::BuildGroup
//! [`PackagePlan`]: cargo_conda_plan::PackagePlan

mod assets;
mod built_commands;
mod built_in;
mod file_commands;
mod layout;
mod linter;
mod model;
mod multi_output;
mod products;
mod recipe;
mod script;
mod shell;
mod text;
mod variants;
mod words;

pub use layout::{RecipeSource, SourceLayout};
pub use linter::{LinterRemark, linter_remarks};
pub use multi_output::MultiOutputRecipe;
pub use products::{WHEELS, WORK_VARIABLE};
pub use recipe::{Recipe, variable_value};
pub use shell::{CARGO_WRAPPER, quote_for_bash};
pub use variants::{COMPILERS, VARIANTS};
