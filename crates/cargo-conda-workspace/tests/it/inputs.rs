//! Manifests and profiles: which parts of them decide what is compiled.

use cargo_conda_workspace::{PackageSource, manifest_inputs};

use crate::fixture::Fixture;

const MANIFEST: &str = "description = 'text'\n[dependencies]\nother.path = '../other'\n";

fn inputs_of_tool(rest: &str, table: &str) -> String {
    let fixture = Fixture::workspace(&format!("members = ['tool', 'other']\n{table}"))
        .package("tool", rest)
        .package("other", "")
        .locked();
    let workspace = fixture.load();
    manifest_inputs(&workspace, workspace.member("tool").unwrap())
}

#[test]
fn comments_other_tools_and_the_directory_make_no_difference() {
    // Each call creates its own temporary directory.
    let plain = inputs_of_tool(MANIFEST, "");
    assert_eq!(plain, inputs_of_tool(&format!("# why\n{MANIFEST}"), ""));
    assert_eq!(plain, inputs_of_tool(&format!("{MANIFEST}[package.metadata.dist]\ndist = true\n"), ""));
    assert_eq!(
        plain,
        inputs_of_tool(&format!("{MANIFEST}[dev-dependencies]\nother.path = '../other'\n"), "")
    );
}

#[test]
fn features_descriptions_and_lints_make_a_difference() {
    let plain = inputs_of_tool(MANIFEST, "");
    assert_ne!(plain, inputs_of_tool(&MANIFEST.replace("text", "another"), ""));
    assert_ne!(plain, inputs_of_tool(&format!("{MANIFEST}[features]\nfast = []\n"), ""));
    assert_ne!(plain, inputs_of_tool(&format!("{MANIFEST}[lints.rust]\nunsafe_code = 'forbid'\n"), ""));
    let inherits = format!("{MANIFEST}[lints]\nworkspace = true\n");
    let lints = |level| inputs_of_tool(&inherits, &format!("lints.rust.unsafe_code = '{level}'"));
    assert_ne!(lints("warn"), lints("forbid"));
}

#[test]
fn settings_of_profiles_are_inherited() {
    let profiles =
        "[profile.release]\nlto = 'fat'\ndebug = 1\n[profile.dist]\ninherits = 'release'\ndebug = 0\n";
    let fixture = Fixture::workspace(&format!("members = ['tool']\n{profiles}")).package("tool", "").locked();
    let workspace = fixture.load();
    let settings: Vec<_> = workspace
        .profiles()
        .settings("dist")
        .into_iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    assert_eq!(
        settings,
        [
            "profile.dist.debug = 0",
            "profile.dist.inherits = \"release\"",
            "profile.release.debug = 1",
            "profile.release.lto = \"fat\""
        ]
    );
    assert_eq!(workspace.profiles().setting("dist", "lto").as_deref(), Some("\"fat\""));
    assert_eq!(workspace.profiles().setting("dist", "debug").as_deref(), Some("0"));
    // The built-in profile `bench` inherits from `release` without a key `inherits`.
    assert_eq!(workspace.profiles().setting("bench", "lto").as_deref(), Some("\"fat\""));
    assert!(workspace.profiles().settings("release-with-nothing").is_empty());
}

#[test]
fn files_belong_to_the_innermost_package() {
    let fixture = Fixture::workspace("members = ['tool', 'tool/inner']")
        .package("tool", "")
        .package("tool/inner", "")
        .locked();
    let workspace = fixture.load();
    let owner = |path: &str| workspace.owner_of(path.into()).map(|package| package.name.to_owned());
    assert_eq!(owner("tool/src/main.rs").as_deref(), Some("tool"));
    assert_eq!(owner("tool/inner/build.rs").as_deref(), Some("inner"));
    assert_eq!(owner("README.md"), None);
    let id = workspace.member("inner").unwrap().id().to_owned();
    let package = workspace.package(&id).unwrap();
    assert_eq!(package.name, "inner");
    assert!(matches!(package.source, PackageSource::Path(_)));
}
