//! What a workspace and its members say of themselves.

use camino::Utf8Path;
use cargo_conda_workspace::{DefaultMembers, Member, Workspace};

use crate::fixture::{Fixture, names};

fn member<'a>(workspace: &'a Workspace, name: &str) -> &'a Member {
    workspace.member(name).unwrap()
}

#[test]
fn inherited_values_are_resolved() {
    let fixture = Fixture::workspace(
        "members = ['crates/a', 'crates/b']\n\
         metadata.conda = { channels = ['x'] }\n\
         [workspace.package]\nversion = '1.2.3'\nlicense-file = 'docs/LICENSE'\nauthors = ['A <a@b.c>']\n\
         description = 'D'\nhomepage = 'https://h.org'\nrepository = 'https://r.org'\n\
         documentation = 'https://d.org'\nrust-version = '1.85'\npublish = false\n",
    )
    .file(
        "crates/a/Cargo.toml",
        "[package]\nname = 'a'\nedition = '2024'\nlinks = 'z'\nbuild = 'build.rs'\n\
         version.workspace = true\nlicense-file.workspace = true\nauthors.workspace = true\n\
         description.workspace = true\nhomepage.workspace = true\nrepository.workspace = true\n\
         documentation.workspace = true\nrust-version.workspace = true\npublish.workspace = true\n\
         metadata.conda.name = 'the-a'\n",
    )
    .file("crates/a/src/lib.rs", "")
    .file("crates/a/build.rs", "fn main() {}")
    .file(
        "crates/b/Cargo.toml",
        "[package]\nname = 'b'\nedition = '2024'\nlicense = 'MIT'\nlicense-file = 'L'\n",
    )
    .file("crates/b/src/lib.rs", "")
    .locked();
    let workspace = fixture.load();
    assert_eq!(workspace.metadata()["conda"]["channels"][0], "x");

    let a = member(&workspace, "a");
    assert_eq!((a.version().to_string().as_str(), a.has_version()), ("1.2.3", true));
    assert_eq!(a.license_file(), Some(fixture.root().join("docs/LICENSE").as_path()));
    assert_eq!(
        (a.description(), a.homepage(), a.repository(), a.documentation()),
        (Some("D"), Some("https://h.org"), Some("https://r.org"), Some("https://d.org"))
    );
    assert_eq!(a.rust_version().unwrap().to_string(), "1.85.0");
    assert_eq!((a.license(), a.links(), a.is_publishable()), (None, Some("z"), false));
    assert_eq!(a.metadata()["conda"]["name"], "the-a");
    assert_eq!(a.directory(), fixture.root().join("crates/a"));
    assert!(a.manifest().text.contains("the-a"));

    let b = member(&workspace, "b");
    assert_eq!((b.version().to_string().as_str(), b.has_version()), ("0.0.0", false));
    assert_eq!(
        (b.license(), b.license_file()),
        (Some("MIT"), Some(fixture.root().join("crates/b/L").as_path()))
    );
    assert!(!b.is_publishable(), "cargo does not publish a package without a version");
    assert!(b.metadata().is_null());
    assert!(workspace.member("c").is_none());
}

#[test]
fn the_target_directory_is_that_of_the_metadata() {
    // Edited, because an environment variable may have moved the real one.
    let fixture = Fixture::workspace("members = ['a']").package("a", "").locked();
    let workspace = fixture.load_edited(|metadata| metadata["target_directory"] = "/elsewhere/target".into());
    assert_eq!(workspace.target_directory(), "/elsewhere/target");
}

#[test]
fn publish_is_a_list_or_a_bool() {
    let workspace = Fixture::workspace("members = ['none', 'empty', 'some', 'yes']")
        .package("none", "publish = false")
        .package("empty", "publish = []")
        .package("some", "publish = ['internal']")
        .package("yes", "")
        .locked()
        .load();
    let publishable = workspace.members().filter(|member| member.is_publishable());
    assert_eq!(names(publishable), ["some", "yes"]);
}

#[test]
fn binaries_are_sorted_and_without_examples() {
    let fixture = Fixture::workspace("members = ['a']")
        .package(
            "a",
            "[features]\ncli = []\n[[bin]]\nname = 'z'\npath = 'src/z.rs'\nrequired-features = ['cli']",
        )
        .file("a/src/z.rs", "fn main() {}")
        .file("a/src/main.rs", "fn main() {}")
        .file("a/src/bin/m.rs", "fn main() {}")
        .file("a/examples/e.rs", "fn main() {}")
        .locked();
    let workspace = fixture.load();
    let binaries: Vec<_> = member(&workspace, "a")
        .binaries()
        .iter()
        .map(|binary| {
            let source = binary.source.strip_prefix(fixture.root()).unwrap();
            (binary.name.as_str(), source, binary.required_features.join(","))
        })
        .collect();
    assert_eq!(
        binaries,
        [
            ("a", Utf8Path::new("a/src/main.rs"), String::new()),
            ("m", Utf8Path::new("a/src/bin/m.rs"), String::new()),
            ("z", Utf8Path::new("a/src/z.rs"), "cli".to_owned()),
        ]
    );
}

#[test]
fn members_are_at_below_or_outside_the_root() {
    let fixture = Fixture::empty()
        .package("w", "[workspace]\nmembers = ['inner', '../outer']\nexclude = ['left-out']\n[dependencies]\nbeside.path = '../beside'")
        .package("w/inner", "")
        .package("w/left-out", "")
        .package("beside", "")
        .package("outer", "workspace = '../w'");
    fixture.cargo(&["generate-lockfile", "--offline", "--manifest-path", "w/Cargo.toml"]);
    let options =
        cargo_conda_workspace::LoadOptions { directory: fixture.root().join("outer"), ..fixture.options() };
    let workspace = Workspace::load(&options).unwrap();
    assert_eq!(workspace.root(), fixture.root().join("w"));
    assert_eq!(names(workspace.members()), ["inner", "outer", "w"]);
    assert_eq!(member(&workspace, "outer").directory(), fixture.root().join("outer"));
    assert_eq!(member(&workspace, "w").directory(), workspace.root());
}

#[test]
fn a_nested_workspace_is_its_own() {
    let fixture = Fixture::workspace("members = ['a']\nexclude = ['a/nested']")
        .package("a", "")
        .package("a/nested", "[workspace]")
        .locked();
    fixture.cargo(&["generate-lockfile", "--offline", "--manifest-path", "a/nested/Cargo.toml"]);
    assert_eq!(names(fixture.load().members()), ["a"]);
    let options = cargo_conda_workspace::LoadOptions {
        directory: fixture.root().join("a/nested"),
        ..fixture.options()
    };
    let nested = Workspace::load(&options).unwrap();
    assert_eq!(names(nested.members()), ["nested"]);
    assert_eq!(nested.root(), nested.member("nested").unwrap().directory());
}

#[test]
fn default_members_are_a_choice_only_when_written() {
    let chosen = |fixture: Fixture| match fixture.locked().load().default_members() {
        DefaultMembers::All => None,
        DefaultMembers::Chosen(members) => Some(names(members).join(" ")),
    };
    let members = "members = ['c', 'b', 'a']";
    let packages = |fixture: Fixture| fixture.package("a", "").package("b", "").package("c", "");

    assert_eq!(chosen(packages(Fixture::workspace(members))), None, "virtual, without the key");
    let with_key = Fixture::workspace(&format!("{members}\ndefault-members = ['c', 'a']"));
    assert_eq!(chosen(packages(with_key)).as_deref(), Some("a c"));

    let root_package = |key: &str| {
        let text = format!("[package]\nname = 'r'\nedition = '2024'\n[workspace]\n{members}\n{key}");
        packages(Fixture::empty().file("Cargo.toml", &text).file("src/lib.rs", ""))
    };
    assert_eq!(chosen(root_package("")), None, "cargo would take the root package alone");
    assert_eq!(chosen(root_package("default-members = ['.', 'b']")).as_deref(), Some("b r"));
}

#[test]
fn each_directory_has_its_own_cargo_configuration() {
    let root_package = Fixture::package(Fixture::empty(), "w", "[workspace]\nmembers = ['plugin']");
    let fixture = root_package
        .package("w/plugin", "")
        .file("w/.cargo/config.toml", "[alias]\nxtask = 'run --package xtask --'")
        .file("w/plugin/.cargo/config.toml", "build.target = 'wasm32-wasip1'");
    fixture.cargo(&["generate-lockfile", "--offline", "--manifest-path", "w/Cargo.toml"]);
    let options =
        cargo_conda_workspace::LoadOptions { directory: fixture.root().join("w"), ..fixture.options() };
    let workspace = Workspace::load(&options).unwrap();

    assert_eq!(workspace.cargo_config().aliases["xtask"], ["run", "--package", "xtask", "--"]);
    assert_eq!(workspace.cargo_config().path, Some(fixture.root().join("w/.cargo/config.toml")));
    assert_eq!(member(&workspace, "plugin").cargo_config().build_targets, ["wasm32-wasip1"]);
    let root = member(&workspace, "w");
    assert_eq!(*root.cargo_config(), cargo_conda_workspace::CargoConfig::default(), "the workspace has it");
}
