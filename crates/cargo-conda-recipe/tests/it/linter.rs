//! What conda-forge's linter will say about a recipe.

use cargo_conda_recipe::linter_remarks;
use insta::assert_snapshot;

use crate::samples::{disclosing, full, plain};

#[test]
fn a_package_that_says_everything() {
    assert_eq!(linter_remarks(&disclosing(full("tool"))), []);
}

#[test]
fn a_package_that_says_nothing() {
    let remarks: Vec<_> = linter_remarks(&plain("tool")).iter().map(ToString::to_string).collect();
    assert_snapshot!(remarks.join("\n"), @"
    the recipe of `tool` has no homepage, which conda-forge's linter asks for (R-002): write `homepage`, or `homepage.workspace = true` if `[workspace.package]` has it, into /repo/crates/tool/Cargo.toml
    the recipe of `tool` has no licence, which conda-forge's linter asks for (R-002): write `license`, or `license.workspace = true` if `[workspace.package]` has it, into /repo/crates/tool/Cargo.toml
    the recipe of `tool` has no summary, which conda-forge's linter asks for (R-002): write `description`, or `description.workspace = true` if `[workspace.package]` has it, into /repo/crates/tool/Cargo.toml
    the recipe of `tool` has no licence file, which conda-forge's linter asks for (R-013): put the text beside /repo/crates/tool/Cargo.toml, or name it in `license-file`
    the recipe of `tool` has no licences of other people's crates, which conda-forge's linter asks for (R-031): remove `third-party-licenses = false`
    ");
}

#[test]
fn the_repository_is_a_homepage() {
    let mut package = disclosing(full("tool"));
    package.about.homepage = None;
    assert_eq!(linter_remarks(&package), []);
    package.about.repository = None;
    assert_eq!(linter_remarks(&package).len(), 1);
}
