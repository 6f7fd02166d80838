//! Members that differ from an earlier state of a lock file or a root manifest.

use cargo_conda_workspace::{Changes, Workspace};

use crate::fixture::{Fixture, names};

const SHARED: &str = "dependencies.inner.path = 'inner'\ndependencies.outer.path = 'outer'\n\
    package.description = 'text'\nlints.rust.unsafe_code = 'warn'\n";

/// `one` inherits a dependency, `two` the description, `three` lints; `four` uses `one`.
fn workspace(shared: &str) -> (Fixture, Workspace) {
    let members = "members = ['one', 'two', 'three', 'four']\nexclude = ['inner', 'outer']\n";
    let fixture = Fixture::workspace(&format!("{members}{shared}"))
        .package("one", "[dependencies]\ninner.workspace = true")
        .package("two", "description.workspace = true")
        .package("three", "[lints]\nworkspace = true")
        .package("four", "[dependencies]\none.path = '../one'\n[dev-dependencies]\nouter.path = '../outer'")
        .package("inner", "")
        .package("outer", "")
        .locked();
    let workspace = fixture.load();
    (fixture, workspace)
}

/// The members affected by a root manifest that was `change` of the present one.
fn by_manifest(change: impl FnOnce(&str) -> String) -> Vec<String> {
    let (_fixture, workspace) = workspace(SHARED);
    let root_manifest = Some(change(&workspace.root_manifest().text));
    let files = vec!["Cargo.toml".into()];
    let affected = Changes { files, root_manifest, ..Changes::default() }.affected_members(&workspace);
    names(affected).into_iter().map(ToOwned::to_owned).collect()
}

/// The members affected by a lock file that was `change` of the present one.
fn by_lockfile(change: impl FnOnce(&str) -> String) -> Vec<String> {
    let (fixture, workspace) = workspace(SHARED);
    let lockfile = Some(change(&fs_err::read_to_string(fixture.root().join("Cargo.lock")).unwrap()));
    let files = vec!["Cargo.lock".into()];
    let affected = Changes { files, lockfile, ..Changes::default() }.affected_members(&workspace);
    names(affected).into_iter().map(ToOwned::to_owned).collect()
}

#[test]
fn comments_and_other_tools_affect_no_member() {
    assert_eq!(by_manifest(|text| format!("# why\n{text}")), [""; 0]);
    assert_eq!(by_manifest(|text| format!("{text}metadata.dist.key = 1\n")), [""; 0]);
}

#[test]
fn an_inherited_value_affects_its_heirs_and_their_dependents() {
    assert_eq!(by_manifest(|text| text.replace("'inner'", "'former'")), ["four", "one"]);
    assert_eq!(by_manifest(|text| text.replace("'outer'", "'former'")), [""; 0]);
    assert_eq!(by_manifest(|text| text.replace("'text'", "'former'")), ["two"]);
    assert_eq!(by_manifest(|text| text.replace("'warn'", "'deny'")), ["three"]);
}

#[test]
fn profiles_the_resolver_and_the_configuration_of_cargo_conda_affect_all() {
    let all = ["four", "one", "three", "two"];
    assert_eq!(by_manifest(|text| format!("{text}[profile.release]\nlto = true\n")), all);
    assert_eq!(by_manifest(|text| text.replace("resolver = '3'", "resolver = '2'")), all);
    assert_eq!(by_manifest(|text| format!("{text}metadata.conda.build-number = 1\n")), all);
    assert_eq!(by_manifest(|_| "no TOML".to_owned()), all);
}

#[test]
fn an_entry_of_the_lock_file_affects_the_members_that_compile_it() {
    assert_eq!(by_lockfile(ToOwned::to_owned), [""; 0]);
    let other = |name: &str| {
        let entry = format!("name = \"{name}\"\nversion = \"0.1.0\"");
        move |text: &str| text.replace(&entry, &entry.replace("0.1.0", "0.0.9"))
    };
    assert_eq!(by_lockfile(other("inner")), ["four", "one"]);
    assert_eq!(by_lockfile(other("outer")), [""; 0], "only tests use it");
    assert_eq!(by_lockfile(other("two")), ["two"]);
}

#[test]
fn other_files_affect_their_package() {
    let (_fixture, workspace) = workspace(SHARED);
    let files = vec!["one/src/lib.rs".into(), "README.md".into()];
    let affected = Changes { files, ..Changes::default() }.affected_members(&workspace);
    assert_eq!(names(affected), ["four", "one"]);
}
