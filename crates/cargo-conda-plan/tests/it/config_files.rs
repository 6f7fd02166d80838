//! Configuration files: the same keys as in manifests, over them, without a change to the workspace.

use std::sync::Arc;

use cargo_conda_plan::{PackagePlan, PlanRequest, Source};
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux};

/// A request with configuration files beside the workspace, called `0.toml`, `1.toml` and so on.
fn with_files(fixture: &Fixture, texts: &[&str]) -> PlanRequest {
    let directory = fixture.root().parent().unwrap();
    let file = |(number, text): (usize, &&str)| {
        Arc::new(Source { path: directory.join(format!("{number}.toml")), text: (*text).to_owned() })
    };
    PlanRequest { config_files: texts.iter().enumerate().map(file).collect(), ..linux() }
}

fn package(fixture: &Fixture, texts: &[&str], name: &str) -> PackagePlan {
    let plan = fixture.plan(&with_files(fixture, texts));
    plan.packages.into_iter().find(|package| package.crate_name == name).unwrap()
}

fn error(text: &str) -> String {
    let fixture = Fixture::workspace("").tool("tool", "[features]\nfancy = []").tool("other", "");
    fixture.error_for(&with_files(&fixture, &[text]))
}

/// The names of the packages in the plan, with their versions.
fn names(fixture: &Fixture, texts: &[&str]) -> Vec<String> {
    let plan = fixture.plan(&with_files(fixture, texts));
    plan.packages.iter().map(|package| format!("{} {}", package.name, package.version)).collect()
}

fn warnings(fixture: &Fixture, texts: &[&str]) -> String {
    let plan = fixture.plan(&with_files(fixture, texts));
    let warnings = plan.warnings.iter().map(ToString::to_string);
    warnings.filter(|warning| !warning.contains("licen")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_file_overrules_the_manifests_and_later_files_overrule_earlier_ones() {
    let fixture =
        Fixture::workspace("[workspace.metadata.conda]\nbuild-number = 1\nenv = { A = '1', B = '1' }")
            .tool("tool", "[package.metadata.conda]\nbuild-number = 2\nenv.B = '2'");
    let number = |texts: &[&str]| package(&fixture, texts, "tool").build.number;
    assert_eq!(number(&[]), 2);
    assert_eq!(number(&["[workspace]\nbuild-number = 3"]), 3);
    assert_eq!(number(&["[workspace]\nbuild-number = 3\n[package.tool]\nbuild-number = 4"]), 4);
    assert_eq!(number(&["[package.tool]\nbuild-number = 4", "[workspace]\nbuild-number = 5"]), 5);
    assert_eq!(
        number(&["[workspace.target.linux]\nbuild-number = 6\n[workspace.target.win]\nbuild-number = 7"]),
        6
    );
    let plan =
        fixture.plan(&with_files(&fixture, &["[workspace.env]\nB = '3'", "[package.tool.env]\nC = '4'"]));
    let env: Vec<_> = plan.groups[&plan.packages[0].group].env.clone().into_iter().collect();
    assert_eq!(env, [("A", "1"), ("B", "3"), ("C", "4")].map(|(name, value)| (name.into(), value.into())));
}

#[test]
fn the_request_overrules_files() {
    let fixture = Fixture::workspace("").tool("tool", "");
    let file = "[workspace]\nprofile = 'dev'\nchannels = ['a']\ntarget-platforms = ['win-64']";
    let request = with_files(&fixture, &[file]);
    let plan = fixture.plan(&request);
    assert_eq!(
        (plan.packages[0].install.profile.as_str(), plan.packages[0].platform.as_str()),
        ("dev", "win-64")
    );
    assert_eq!(plan.channels, ["a"]);
    let plan = fixture.plan(&PlanRequest {
        profile: Some("release".to_owned()),
        channels: vec!["b".to_owned()],
        target_platforms: vec!["osx-64".parse().unwrap()],
        ..request
    });
    assert_eq!(
        (plan.packages[0].install.profile.as_str(), plan.packages[0].platform.as_str()),
        ("release", "osx-64")
    );
    assert_eq!(plan.channels, ["b"]);
}

#[test]
fn keys_of_the_workspace_come_from_the_last_file_that_has_them() {
    let fixture =
        Fixture::workspace("[workspace.metadata.conda]\nchannels = ['manifest']\nname-prefix = 'm-'")
            .tool("tool", "");
    let plan = |texts: &[&str]| {
        let plan = fixture.plan(&with_files(&fixture, texts));
        format!("{} {}", plan.packages[0].name, plan.channels.join(" "))
    };
    assert_eq!(plan(&["[workspace]\nname-prefix = ''"]), "tool manifest");
    assert_eq!(plan(&["[workspace]\nchannels = ['a', './b']", "[workspace]\nname-prefix = 'f-'"]), {
        format!("f-tool a {}", fixture.root().parent().unwrap().join("./b"))
    });
}

#[test]
fn texts_and_version_of_the_package() {
    let fixture = Fixture::workspace("").tool(
        "tool",
        "license = 'MIT'\ndescription = 'Of the manifest. With more.'\nhomepage = 'https://manifest.example'",
    );
    let plain = package(&fixture, &[], "tool");
    let changed = package(
        &fixture,
        &[
            "[package.tool]\nversion = '2024.5'\nlicense = 'Apache-2.0'\nsummary = \"Of the\\nfile\"\nrepository = 'https://file.example'",
        ],
        "tool",
    );
    assert_eq!(changed.version.as_str(), "2024.5");
    assert_eq!(changed.about.license.expression.unwrap().as_str(), "Apache-2.0");
    assert_eq!(changed.about.summary.as_deref(), Some("Of the file"));
    assert_eq!(changed.about.description, plain.about.description);
    assert_eq!(changed.about.homepage, plain.about.homepage);
    assert_eq!(changed.about.repository.as_deref(), Some("https://file.example"));
    let described = package(&fixture, &["[workspace]\ndescription = 'One. Two.'"], "tool");
    assert_eq!(described.about.summary.as_deref(), Some("One."));
    assert_eq!(described.about.description.as_deref(), Some("One. Two."));
}

#[test]
fn the_same_keys_stand_in_manifests() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nname-prefix = 'acme-'\nversion = '7'").tool(
        "tool",
        "[package.metadata.conda]\nlicense = 'MIT'\nsummary = 'Short'\ndocumentation = 'https://docs.example'",
    );
    let package = fixture.package("tool");
    assert_eq!((package.name.as_str(), package.version.as_str()), ("acme-tool", "7"));
    assert_eq!(package.about.license.expression.unwrap().as_str(), "MIT");
    assert_eq!(package.about.summary.as_deref(), Some("Short"));
    assert_eq!(package.about.documentation.as_deref(), Some("https://docs.example"));
}

#[test]
fn a_licence_file_is_beside_the_configuration_file_or_at_the_root() {
    let fixture = Fixture::workspace("").tool("tool", "").file("texts/LICENSE", "of the workspace");
    let file = "[workspace]\nlicense-files = ['texts/LICENSE']";
    let texts = |fixture: &Fixture| package(fixture, &[file], "tool").about.license.files;
    assert_eq!(texts(&fixture)[0].source, fixture.root().join("texts/LICENSE"));
    let fixture = fixture.file("../texts/LICENSE", "of the packager");
    assert_eq!(texts(&fixture)[0].source, fixture.root().parent().unwrap().join("texts/LICENSE"));
    assert_eq!(texts(&fixture)[0].packaged_as, "LICENSE");
    assert_snapshot!(error("[package.tool]\nlicense-files = ['COPYING']"), @"
    a problem in the manifests
    <outside>/0.toml:2:18 at 'COPYING'
      there is no licence file at `<outside>/COPYING` or `COPYING`
      help: paths are relative to the file that names them or to the workspace's root; correct the path or add the file
    ");
}

#[test]
fn a_prefix_is_for_packages_without_a_configured_name() {
    let fixture = Fixture::workspace("")
        .tool("acme", "")
        .tool("git", "")
        .tool("acme-sdk", "")
        .tool("named", "[package.metadata.conda]\nname = 'own'");
    let names = names(&fixture, &["[workspace]\nname-prefix = 'acme-'"]);
    assert_eq!(names, ["acme 0.1.0", "acme-sdk 0.1.0", "acme-git 0.1.0", "own 0.1.0"]);
}

#[test]
fn names_that_are_known_for_something_else_give_a_warning() {
    let fixture = Fixture::workspace("").tool("git", "").tool("npm", "").tool("Ls", "").tool("fuzz", "");
    assert_snapshot!(warnings(&fixture, &[]), @"
    Ls: the package is called `ls`, as a program that every Unix system has; give it another name with `name`, or all packages of the workspace a `name-prefix`
    git: the package is called `git`, as another one of conda-forge, and an environment can have only one of them; give it another name with `name`, or all packages of the workspace a `name-prefix`
    npm: the package is called `npm`, as a program that conda-forge's package `nodejs` installs; give it another name with `name`, or all packages of the workspace a `name-prefix`
    ");
    assert_eq!(warnings(&fixture, &["[workspace]\nname-prefix = 'acme-'"]), "");
    assert_eq!(
        warnings(&fixture, &["[package]\ngit.name = 'acme-git'\nnpm.name = 'npm'\nLs.skip = true"]),
        ""
    );
}

#[test]
fn a_version_that_conda_orders_otherwise_gives_a_warning() {
    let manifest = "[package]\nname = 'tool'\nversion = '1.0.0-1'\nedition = '2024'";
    let fixture = Fixture::workspace("").file("crates/tool/src/main.rs", "fn main() {}");
    let fixture = fixture.file("crates/tool/Cargo.toml", manifest);
    assert_eq!(warnings(&fixture, &["[package.tool]\nversion = '1.0.0'"]), "");
    assert_snapshot!(warnings(&fixture, &["[package.tool]\nversion = '2.0.0-1'"]), @"tool: the pre-release starts with the digit of `1`, which conda can take for a part of the release: conda puts `1.0.0-1` above `1.0.0`; start it with a word, such as `rc.1`");
}

#[test]
fn files_decide_which_crates_become_packages() {
    let fixture =
        Fixture::workspace("").tool("tool", "").tool("internal", "publish = false").tool("other", "");
    let request = with_files(&fixture, &["[package.internal]\nskip = false\n\n[package.other]\nskip = true"]);
    assert_snapshot!(fixture.decisions_with(&request), @"
    internal: internal
    tool: tool
    other: skipped, its configuration says `skip = true` [remove `skip = true` from <outside>/0.toml:5]
    ");
    assert_snapshot!(fixture.decisions_with(&with_files(&fixture, &[""])), @"
    other: other
    tool: tool
    internal: skipped, it has `publish = false` [`[package.internal] skip = false` in <outside>/0.toml]
    ");
}

#[test]
fn features_and_binaries_of_another_crate_are_refused() {
    assert_snapshot!(error("[package.tool]\nfeatures = ['fancyy']\nbinaries = ['other']"), @"
    2 problems in the manifests
    <outside>/0.toml:2:13 at 'fancyy'
      `tool` has no feature `fancyy`
      help: did you mean `fancy`?
    <outside>/0.toml:3:13 at 'other'
      `tool` has no binary `other`
    ");
    assert_snapshot!(error("[workspace]\nfeatures = ['fancyy']"), @"
    a problem in the manifests
    <outside>/0.toml:2:13 at 'fancyy'
      no member of the workspace has a feature `fancyy`
      help: did you mean `fancy`?
    ");
}

#[test]
fn crates_that_do_not_exist() {
    assert_snapshot!(error("[package.tol]\nskip = true\n[package.unheard-of]\nskip = true"), @"
    2 problems in the manifests
    <outside>/0.toml:1:10 at tol
      the workspace has no member `tol`
      help: did you mean `tool`?
    <outside>/0.toml:3:10 at unheard-of
      the workspace has no member `unheard-of`
    ");
}

#[test]
fn mistakes_in_the_tables_of_a_file() {
    assert_snapshot!(error("toolchain = 'conda'\nskip = true\n[packages.tool]\n[unheard-of]"), @"
    4 problems in the manifests
    <outside>/0.toml:1:1 at toolchain
      `toolchain` stands outside of the tables of this file
      help: move `toolchain` into `[workspace]`
    <outside>/0.toml:2:1 at skip
      `skip` stands outside of the tables of this file
      help: move `skip` into `[workspace]`, for all packages, or into `[package.<crate>]`, for one
    <outside>/0.toml:3:2 at packages
      unknown key `packages`
      help: did you mean `package`?
    <outside>/0.toml:4:2 at unheard-of
      unknown key `unheard-of`
    ");
    assert_snapshot!(error("[workspace.metadata.conda]\nskip = true\n[package.metadata.conda]\nskip = true"), @"
    2 problems in the manifests
    <outside>/0.toml:1:12 at metadata
      `[workspace.metadata.conda]` is a table of manifests
      help: write `[workspace]` in this file
    <outside>/0.toml:3:10 at metadata
      `[package.metadata.conda]` is a table of manifests
      help: write `[package.<crate>]` in this file
    ");
    assert_snapshot!(error("[package.tool]\ntoolchain = 'conda'\nlicense-file = 'x'\nskip = 1"), @"
    3 problems in the manifests
    <outside>/0.toml:2:1 at toolchain
      `toolchain` is a key of the whole workspace, not of a package
      help: move `toolchain` to `[workspace]`
    <outside>/0.toml:3:1 at license-file
      unknown key `license-file`
      help: did you mean `license-files`?
    <outside>/0.toml:4:8 at 1
      `skip` must be `true` or `false`, not 1
    ");
    assert_snapshot!(error("[package]\ntool = 'conda'\n[workspace]\ntarget.linus = {}"), @"
    2 problems in the manifests
    <outside>/0.toml:2:8 at 'conda'
      `tool` must be a table, not a string
    <outside>/0.toml:4:8 at linus
      `linus` is not a selector; did you mean `linux`? write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`
    ");
    assert_snapshot!(error("package = 'tool'"), @"
    a problem in the manifests
    <outside>/0.toml:1:11 at 'tool'
      `package` must be a table, not a string
    ");
    assert_snapshot!(error("[workspace"), @"
    a problem in the manifests
    <outside>/0.toml:1:11 at 
      this is not valid TOML: unclosed table, expected `]`
    ");
}

#[test]
fn mistakes_in_texts_and_version() {
    assert_snapshot!(
        error("[package.tool]\nversion = 'v1.2'\nlicense = 'Apache 2.0'\nhomepage = 'example.org'\nsummary = 1"),
        @"
    4 problems in the manifests
    <outside>/0.toml:2:11 at 'v1.2'
      `v1.2` begins with a letter, and conda puts such a version below all others
      help: write `1.2`
    <outside>/0.toml:3:11 at 'Apache 2.0'
      cannot read the licence `Apache 2.0` as an SPDX expression: `Apache` is not in the SPDX list; write `Apache-2.0`
    <outside>/0.toml:4:12 at 'example.org'
      `homepage` must be a URL such as `https://example.org/tool`, not `example.org`: relative URL without a base
    <outside>/0.toml:5:11 at 1
      `summary` must be a string, not 1
    "
    );
    assert_snapshot!(error("[workspace]\nname-prefix = 'Acme-'\nversion = 1.2"), @"
    2 problems in the manifests
    <outside>/0.toml:2:15 at 'Acme-'
      as a `name-prefix`: `Acme-` cannot be the name of a conda package: it contains `A`, but only lower-case ASCII letters, digits, `-`, `_` and `.` are allowed; write `acme-` or the like
    <outside>/0.toml:3:11 at 1.2
      `version` must be a string, not a float
    ");
    let long = "x".repeat(63);
    let fixture = Fixture::workspace("").tool("tool", "");
    assert_snapshot!(fixture.error_for(&with_files(&fixture, &[&format!("[workspace]\nname-prefix = '{long}'")])), @"
    a problem in the manifests
    <outside>/0.toml:2:15 at 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
      as a `name-prefix`: `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxtool` cannot be the name of a conda package: it has 67 characters, but at most 64 are allowed
    ");
}

#[test]
fn problems_of_all_files_are_said_at_once() {
    let fixture = Fixture::workspace("").tool("tool", "[package.metadata.conda]\nskip = 1");
    let request = with_files(&fixture, &["[workspace]\nskip = 2", "[workspace]\nskip = 3"]);
    assert_snapshot!(fixture.error_for(&request), @"
    3 problems in the manifests
    <outside>/0.toml:2:8 at 2
      `skip` must be `true` or `false`, not 2
    <outside>/1.toml:2:8 at 3
      `skip` must be `true` or `false`, not 3
    crates/tool/Cargo.toml:6:8 at 1
      `skip` must be `true` or `false`, not 1
    ");
}
