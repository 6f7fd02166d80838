//! What configuration is proposed for a workspace, and that it is read back without a problem.

use std::sync::Arc;

use cargo_conda_plan::{
    FileChange, PlanError, PlanInput, PlanRequest, ProposalDestination, Proposals, Source,
};
use insta::assert_snapshot;

use crate::fixture::{Disk, Fixture, linux};

fn mit() -> &'static str {
    spdx::license_id("MIT").unwrap().text()
}

fn proposals(fixture: &Fixture) -> Proposals {
    let (workspace, request) = (fixture.load(), linux());
    Proposals::of(
        PlanInput { workspace: &workspace, files: &Disk, request: &request },
        ProposalDestination::Manifests,
    )
    .unwrap()
}

/// What is proposed for each file and left open, as text. Checks that the changed manifests are read without
/// a problem and that nothing more is proposed then.
fn proposed(fixture: &Fixture) -> String {
    let found = proposals(fixture);
    let workspace = fixture.load();
    let changes = found.changes(&workspace).unwrap();
    let relative = |change: &FileChange| change.path.strip_prefix(workspace.root()).unwrap().to_string();
    let shown = |change: &FileChange| {
        let before = change.before.clone().unwrap();
        let added: Vec<_> =
            change.after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
        let reasons: Vec<_> = change.reasons.iter().map(|reason| format!("# {reason}\n")).collect();
        format!("== {}\n{}{}\n", relative(change), reasons.concat(), added.join("\n"))
    };
    let mut text: String = changes.iter().map(shown).collect();
    text.extend(found.open.iter().map(|open| format!("{}: {}\n", open.crate_names.join(", "), open.lack)));
    for FileChange { path, after, .. } in changes {
        fs_err::write(path, after).unwrap();
    }
    let plan = fixture.plan(&linux());
    let names: std::collections::BTreeSet<_> =
        plan.packages.iter().map(|package| package.name.as_str().to_owned()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), found.packages);
    let again = proposals(fixture);
    assert_eq!((again.proposals, again.open), (Vec::new(), found.open), "there is more to say");
    text
}

const GOOD: &str = "license = 'MIT'\ndescription = 'A tool.'";

#[test]
fn nothing_where_nothing_is_needed() {
    let fixture = Fixture::workspace("").tool("a", GOOD).lib_crate("b", GOOD).file("LICENSE", mit());
    assert_eq!(proposed(&fixture), "");
}

#[test]
fn members_for_the_workspace_itself_are_left_out() {
    let fixture = Fixture::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['crates/*', 'examples/*']\n")
        .tool("a", GOOD)
        .tool("a-bench", GOOD)
        .tool("gen", GOOD)
        .tool("cargo-test", GOOD)
        .tool("decided-bench", &format!("{GOOD}\nmetadata.conda.skip = false"))
        .tool("targets", &format!("{GOOD}\nmetadata.cargo-fuzz = true"))
        .file("examples/hello/Cargo.toml", &format!("[package]\nname = 'hello'\nversion = '1.0.0'\n{GOOD}"))
        .file("examples/hello/src/main.rs", "fn main() {}")
        .file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @"
    == crates/a-bench/Cargo.toml
    # `skip`: its name has the word `bench`, as crates for the workspace itself have

    [package.metadata.conda]
    skip = true
    == crates/targets/Cargo.toml
    # `skip`: it has fuzz targets for `cargo fuzz`

    [package.metadata.conda]
    skip = true
    == examples/hello/Cargo.toml
    # `skip`: it lies in `examples`, where crates are for the workspace itself

    [package.metadata.conda]
    skip = true
    ");
}

#[test]
fn a_workspace_of_nothing_but_samples_is_one_of_products() {
    let fixture =
        Fixture::workspace("").tool("example-a", GOOD).tool("example-b", GOOD).file("LICENSE", mit());
    assert_eq!(proposed(&fixture), "");
}

#[test]
fn binaries_for_the_workspace_itself_are_left_out() {
    let fixture = Fixture::workspace("")
        .tool("a", GOOD)
        .file("crates/a/src/bin/gen-docs.rs", "fn main() {}")
        .file("crates/a/src/bin/a-server.rs", "fn main() {}")
        .tool("b", &format!("{GOOD}\nmetadata.conda.binaries = ['b', 'gen-more']"))
        .file("crates/b/src/bin/gen-more.rs", "fn main() {}")
        .file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @r#"
    == crates/a/Cargo.toml
    # `binaries`: `gen-docs` is called like a program for the workspace itself

    [package.metadata.conda]
    binaries = ["a", "a-server"]
    "#);
}

#[test]
fn a_workspace_that_would_have_no_package_gets_its_programs() {
    let fixture = Fixture::workspace("")
        .lib_crate("a", GOOD)
        .tool("b", &format!("{GOOD}\npublish = false"))
        .tool("b-test", &format!("{GOOD}\npublish = false"))
        .file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @"
    == crates/b/Cargo.toml
    # `skip`: without it, no crate of the workspace becomes a package: it has `publish = false`

    [package.metadata.conda]
    skip = false
    ");
}

#[test]
fn a_workspace_of_libraries_has_nothing_to_propose() {
    let fixture = Fixture::workspace("").lib_crate("a", GOOD);
    let (workspace, request) = (fixture.load(), linux());
    let input = PlanInput { workspace: &workspace, files: &Disk, request: &request };
    assert!(
        matches!(Proposals::of(input, ProposalDestination::Manifests), Err(PlanError::NothingSelected(skipped)) if skipped.len() == 1)
    );
}

#[test]
fn the_only_text_tells_the_licence() {
    let fixture = Fixture::workspace("").tool("a", "").tool("b", "").file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @r#"
    == Cargo.toml
    # `license`: the manifest gives no `license`, and `LICENSE` is its text

    [workspace.metadata.conda]
    license = "MIT"
    a, b: `description`, of which conda shows the first sentence in lists of packages
    "#);
    let fixture = Fixture::workspace("").tool("a", "").tool("b", GOOD).file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @r#"
    == crates/a/Cargo.toml
    # `license`: the manifest gives no `license`, and `LICENSE` is its text

    [package.metadata.conda]
    license = "MIT"
    a: `description`, of which conda shows the first sentence in lists of packages
    "#);
}

#[test]
fn several_texts_do_not_tell_which_of_them_hold() {
    let fixture = Fixture::workspace("")
        .tool("a", "")
        .file("LICENSE-MIT", mit())
        .file("LICENSE-OURS", "Do what you want.");
    assert_snapshot!(proposed(&fixture), @"
    a: `license`, which the manifest does not give and no file tells
    a: `description`, of which conda shows the first sentence in lists of packages
    ");
}

#[test]
fn texts_elsewhere_in_the_repository_are_found() {
    let fixture =
        Fixture::workspace("").tool("a", GOOD).file("LICENSES/MIT.txt", mit()).file("LICENSES/X.txt", "X");
    assert_snapshot!(proposed(&fixture), @r#"
    == crates/a/Cargo.toml
    # `license-files`: no licence file lies beside the manifest or at the workspace's root, and `LICENSES/MIT.txt` is the text of `MIT`

    [package.metadata.conda]
    license-files = ["../../LICENSES/MIT.txt"]
    "#);
    let fixture = Fixture::workspace("").tool("a", GOOD).file("../LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @"a: a licence text beside the manifest or at the workspace's root, or `license-files`");
    let fixture = Fixture::workspace("").tool("a", GOOD).file("../LICENSE", mit()).file("../.git/HEAD", "");
    assert_snapshot!(proposed(&fixture), @r#"
    == crates/a/Cargo.toml
    # `license-files`: no licence file lies beside the manifest or at the workspace's root, and `../LICENSE` is the text of `MIT`

    [package.metadata.conda]
    license-files = ["../../../LICENSE"]
    "#);
}

#[test]
fn the_documentation_of_a_program_is_its_summary() {
    let fixture = Fixture::workspace("")
        .tool("a", "license = 'MIT'")
        .file("crates/a/src/main.rs", "//! Prints the tides. Of all seas.\n\nfn main() {}")
        .tool("b", "license = 'MIT'")
        .file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @r#"
    == crates/a/Cargo.toml
    # `summary`: the manifest gives no `description`, and the documentation of `crates/a/src/main.rs` begins so

    [package.metadata.conda]
    summary = "Prints the tides."
    b: `description`, of which conda shows the first sentence in lists of packages
    "#);
}

#[test]
fn pages_and_scripts_in_the_sources_are_found() {
    let fixture = Fixture::workspace("")
        .tool("a", GOOD)
        .file("crates/a/doc/a.1", "")
        .file("crates/a/doc/other.1", "")
        .file("contrib/completion/_a", "#compdef a")
        .file("contrib/completion/a.fish", "")
        .tool("b", GOOD)
        .file("crates/b/src/bin/c.rs", "fn main() {}")
        .file("completions/bash/b", "")
        .file("completions/c.fish", "")
        .file("man/b.1", "")
        .file("man/b-list.1", "")
        .file("man/b-push.1", "")
        .file("man/c.1", "")
        .file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @r#"
    == crates/a/Cargo.toml
    # `completions`: called like its programs: `contrib/completion/_a`, `contrib/completion/a.fish`
    # `man-pages`: called like its programs: `crates/a/doc/a.1`

    [package.metadata.conda]
    completions = { zsh = "../../contrib/completion/_a", fish = "../../contrib/completion/a.fish" }
    man-pages = ["doc/a.1"]
    == crates/b/Cargo.toml
    # `completions`: called like its programs: `completions/bash/b`, `completions/c.fish`
    # `man-pages`: called like its programs: `man/*.1`

    [package.metadata.conda]
    completions = [{ program = "b", bash = "../../completions/bash/b" }, { program = "c", fish = "../../completions/c.fish" }]
    man-pages = ["../../man/*.1"]
    "#);
}

#[test]
fn pages_of_a_debian_package_are_pages_of_a_conda_package() {
    let deb = "metadata.deb.assets = [['pages/a.1', 'usr/share/man/man1/', '644']]";
    let fixture = Fixture::workspace("")
        .tool("a", &format!("{GOOD}\n{deb}"))
        .file("crates/a/pages/a.1", "")
        .file("LICENSE", mit());
    assert_snapshot!(proposed(&fixture), @r#"
    == crates/a/Cargo.toml
    # `man-pages`: `package.metadata.deb` installs these pages

    [package.metadata.conda]
    man-pages = ["pages/a.1"]
    "#);
}

#[test]
fn what_is_configured_is_not_proposed() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nman-pages = false\n")
        .tool("a", &format!("{GOOD}\nmetadata.conda.target.linux.completions = false"))
        .file("man/a.1", "")
        .file("completions/a.fish", "")
        .file("LICENSE", mit());
    assert_eq!(proposed(&fixture), "");
}

#[test]
fn published_packages_have_numbers() {
    let number = |fixture: &Fixture| {
        let workspace = fixture.load();
        let mut found = proposals(fixture);
        found.number_builds(&workspace);
        let changes = found.changes(&workspace).unwrap();
        changes.iter().map(|change| change.after.clone()).collect::<String>()
    };
    let licensed = |fixture: Fixture| fixture.file("LICENSE", mit());
    let text = number(&licensed(Fixture::workspace("").tool("a", GOOD)));
    assert!(text.ends_with("\n\n[workspace.metadata.conda]\nbuild-number = \"auto\"\n"), "{text}");
    let alone = Fixture::empty()
        .file("Cargo.toml", &format!("[package]\nname = 'a'\n{GOOD}\n"))
        .file("src/main.rs", "fn main() {}");
    let text = number(&licensed(alone));
    assert!(text.ends_with("\n\n[package.metadata.conda]\nbuild-number = \"auto\"\n"), "{text}");
    let numbered = Fixture::workspace("").tool("a", &format!("{GOOD}\nmetadata.conda.build-number = 3"));
    assert_eq!(number(&licensed(numbered)), "");
}

/// What is proposed for a file with configuration that lies below the workspace's root; `before` is its text.
fn in_file(fixture: &Fixture, path: &str, before: Option<&str>) -> Vec<FileChange> {
    let workspace = fixture.load();
    let root = workspace.root();
    let path = match path.strip_prefix("../") {
        Some(above) => root.parent().unwrap().join(above),
        None => root.join(path),
    };
    let written = before.map(|text| Arc::new(Source { path: path.clone(), text: text.to_owned() }));
    let request = PlanRequest { config_files: written.into_iter().collect(), ..linux() };
    let input = PlanInput { workspace: &workspace, files: &Disk, request: &request };
    let destination =
        ProposalDestination::File { path, before: before.map(str::to_owned), start: "# Ours.\n".to_owned() };
    let mut found = Proposals::of(input, destination).unwrap();
    found.number_builds(&workspace);
    found.changes(&workspace).unwrap()
}

#[test]
fn a_file_has_what_manifests_would_have() {
    let fixture = Fixture::workspace("")
        .tool("a", GOOD)
        .tool("b-bench", GOOD)
        .file("man/a.1", ".TH A 1")
        .file("LICENSE", mit());
    let changes = in_file(&fixture, "packaging/conda.toml", None);
    let [FileChange { before: None, after, reasons, .. }] = changes.as_slice() else {
        panic!("one new file: {changes:?}");
    };
    assert_snapshot!(after, @r#"
    # Ours.

    [package.a]
    man-pages = ["../man/a.1"]

    [package.b-bench]
    skip = true

    [workspace]
    build-number = "auto"
    "#);
    assert_snapshot!(reasons.join("\n"), @"
    `package.a.man-pages`: called like its programs: `man/a.1`
    `package.b-bench.skip`: its name has the word `bench`, as crates for the workspace itself have
    `workspace.build-number`: a change that is published under the same version needs a higher number
    ");
    // The file is read, and nothing more is proposed for it.
    assert_eq!(in_file(&fixture, "packaging/conda.toml", Some(after)), []);
    // Somewhere else, paths start at the root, where they are looked for too.
    let [FileChange { after, .. }] = in_file(&fixture, "../conda.toml", None).try_into().unwrap();
    assert!(after.contains("[\"man/a.1\"]"), "{after}");
}

#[test]
fn a_file_keeps_what_it_has() {
    let fixture = Fixture::workspace("").tool("a", GOOD).file("man/a.1", ".TH A 1").file("LICENSE", mit());
    let before = "# Theirs.\n[package.a.target.linux]\nman-pages = false\n\n[workspace]\nbuild-number = 3\n";
    assert_eq!(in_file(&fixture, "conda.toml", Some(before)), []);
    let before = "[package.a]\nname = 'an-a' # for a reason\n";
    let [FileChange { after, .. }] = in_file(&fixture, "conda.toml", Some(before)).try_into().unwrap();
    assert_snapshot!(after, @r#"
    [package.a]
    name = 'an-a' # for a reason
    man-pages = ["man/a.1"]

    [workspace]
    build-number = "auto"
    "#);
}
