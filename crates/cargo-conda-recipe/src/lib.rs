//! A planned package as a [rattler-build recipe].
//!
//! The central type is [`Recipe`]: typed, built from a [`PackagePlan`](cargo_conda_plan::PackagePlan), and
//! turned into YAML only at the edge. The same value serves the build on this machine and the file that
//! `cargo conda recipe` writes for others; what differs is the [`SourceLayout`].
//!
//! The script is the standard flow: one `cargo install --locked --path <member> --root <prefix>`, so that
//! what is packaged is what a person would have installed.
//!
//! Deliberately absent: running anything, reading or writing files.
//!
//! [rattler-build recipe]: https://rattler.build/latest/reference/recipe_file/

mod built_in;
mod layout;
mod model;
mod recipe;
mod script;
mod shell;
mod text;
mod variants;

pub use layout::SourceLayout;
pub use recipe::{MultiOutputRecipe, Recipe};
pub use variants::{COMPILERS, VARIANTS};
