//! A workspace with an own crate, foreign crates in directories, and a procedural macro.

use std::sync::LazyLock;

use cargo_conda_test_support::{TempWorkspace, withheld_variables};
use cargo_conda_workspace::{ClosureQuery, FeatureSelection, Inventory, LoadOptions, Workspace};

const LINUX: &str = "x86_64-unknown-linux-gnu";

pub(crate) const MIT: &str = "The MIT text of Ann.";

pub(crate) static WORKSPACE: LazyLock<(TempWorkspace, Workspace)> = LazyLock::new(|| {
    let files = sample();
    let workspace = Workspace::load(&LoadOptions {
        cargo: "cargo".into(),
        directory: files.root().to_owned(),
        manifest_path: None,
        offline: true,
        cargo_home: None,
        lock_file: None,
        withheld: withheld_variables(),
    });
    (files, workspace.unwrap())
});

fn sample() -> TempWorkspace {
    let files = TempWorkspace::empty();
    files.write_workspace("members = ['app', 'core', 'gift', 'forms']\nexclude = ['vendor']");
    files.write("LICENSE", MIT);
    let library = |directory: &str, rest: &str| {
        files.write_package(directory, rest);
        files.write(&format!("{directory}/src/lib.rs"), "");
    };
    files.write_package(
        "app",
        "license = 'MIT'\n[dependencies]\ncore.path = '../core'\ngift.path = '../gift'\nforms.path = '../forms'\n\
         silent.path = '../vendor/silent'\nvendored.path = '../vendor/vendored'",
    );
    files.write("app/src/main.rs", "fn main() {}");
    // Under the licence and the text of the workspace.
    library("core", "license = 'MIT'");
    // Of the same workspace, but under a licence of its own.
    library("gift", "license = 'Zlib'\nauthors = ['Ann <ann@example.org>', 'Ben']");
    files.write("gift/LICENSE-ZLIB", "The Zlib text.");
    // Not linked.
    library("forms", "license = 'MPL-2.0'\n[lib]\nproc-macro = true");
    // Without any text.
    library("vendor/silent", "license = 'MIT/Apache-2.0'\nrepository = 'https://example.org/silent'");
    files.write("vendor/silent/.cargo-ok", "");
    // With C code of other people's.
    library("vendor/vendored", "license = 'BSD-3-Clause'\nauthors = ['Cid']");
    files.write("vendor/vendored/.cargo-ok", "");
    files.write("vendor/vendored/c/COPYING", "The text of the C code.");
    files.lock();
    files
}

pub(crate) fn inventory() -> Inventory<'static> {
    inventory_of(&WORKSPACE.1)
}

pub(crate) fn inventory_of(workspace: &Workspace) -> Inventory<'_> {
    let features = FeatureSelection::default();
    let query = ClosureQuery { member: "app", features: &features, target: LINUX, host: LINUX };
    query.resolve(workspace).unwrap().inventory(&workspace.lock_file())
}
