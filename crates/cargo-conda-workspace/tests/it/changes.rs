//! Which members differ from what they were.

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

/// Who is affected if the root manifest was something else.
fn by_manifest(change: impl FnOnce(&str) -> String) -> Vec<String> {
    let (_fixture, workspace) = workspace(SHARED);
    let root_manifest = Some(change(&workspace.root_manifest().text));
    let files = vec!["Cargo.toml".into()];
    let affected = Changes { files, root_manifest, ..Changes::default() }.affected_members(&workspace);
    names(affected).into_iter().map(ToOwned::to_owned).collect()
}

/// Who is affected if the lock file was something else.
fn by_lockfile(change: impl FnOnce(&str) -> String) -> Vec<String> {
    let (fixture, workspace) = workspace(SHARED);
    let lockfile = Some(change(&fs_err::read_to_string(fixture.root().join("Cargo.lock")).unwrap()));
    let files = vec!["Cargo.lock".into()];
    let affected = Changes { files, lockfile, ..Changes::default() }.affected_members(&workspace);
    names(affected).into_iter().map(ToOwned::to_owned).collect()
}

#[test]
fn a_remark_in_the_root_manifest_concerns_nobody() {
    assert_eq!(by_manifest(|text| format!("# why\n{text}")), [""; 0]);
    assert_eq!(by_manifest(|text| format!("{text}metadata.dist.key = 1\n")), [""; 0]);
}

#[test]
fn what_is_inherited_concerns_the_heirs_and_those_that_use_them() {
    assert_eq!(by_manifest(|text| text.replace("'inner'", "'former'")), ["four", "one"]);
    assert_eq!(by_manifest(|text| text.replace("'outer'", "'former'")), [""; 0]);
    assert_eq!(by_manifest(|text| text.replace("'text'", "'former'")), ["two"]);
    assert_eq!(by_manifest(|text| text.replace("'warn'", "'deny'")), ["three"]);
}

#[test]
fn profiles_resolvers_and_our_own_configuration_concern_all() {
    let all = ["four", "one", "three", "two"];
    assert_eq!(by_manifest(|text| format!("{text}[profile.release]\nlto = true\n")), all);
    assert_eq!(by_manifest(|text| text.replace("resolver = '3'", "resolver = '2'")), all);
    assert_eq!(by_manifest(|text| format!("{text}metadata.conda.build-number = 1\n")), all);
    assert_eq!(by_manifest(|_| "no TOML".to_owned()), all);
}

#[test]
fn an_entry_of_the_lock_file_concerns_those_that_compile_it() {
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
fn files_count_as_ever() {
    let (_fixture, workspace) = workspace(SHARED);
    let files = vec!["one/src/lib.rs".into(), "README.md".into()];
    let affected = Changes { files, ..Changes::default() }.affected_members(&workspace);
    assert_eq!(names(affected), ["four", "one"]);
}
