//! What `cargo conda init` shows and writes, and when it writes nothing.

use std::io::Write as _;
use std::process::{Command, Stdio};

use cargo_conda_test_support::clean_environment;

use crate::support::{TempProject, program, validated_workflow};

/// A workspace with a page, a sample and a program without a summary.
fn workspace() -> TempProject {
    TempProject::empty()
        .file(
            "Cargo.toml",
            "[workspace]\nresolver = '3'\nmembers = ['alpha', 'examples/*'] # ours\nexclude = ['target']\n",
        )
        .program("alpha", "")
        .program("examples/hello", "")
        .file("examples/hello/Cargo.toml", "[package]\nname = 'hello'\nversion = '0.1.0'\nlicense = 'MIT'\n")
        .file("man/alpha.1", ".TH ALPHA 1\n")
        .ready()
}

fn read(project: &TempProject, path: &str) -> String {
    fs_err::read_to_string(project.root().join(path)).unwrap()
}

#[test]
fn what_is_shown_is_written_and_then_there_is_nothing_to_do() {
    let project = workspace();
    let before = read(&project, "alpha/Cargo.toml");
    let shown = project.cargo_conda("init --dry-run").run().success().redacted_stdout();
    insta::assert_snapshot!(shown, @r#"
    alpha/Cargo.toml
      `man-pages`: called like its programs: `man/alpha.1`

    --- alpha/Cargo.toml
    +++ alpha/Cargo.toml
    @@ -5,3 +5,6 @@
     license = 'MIT'
     description = 'A program'
     
    +[package.metadata.conda]
    +man-pages = ["../man/alpha.1"]
    +

    examples/hello/Cargo.toml
      `skip`: it lies in `examples`, where crates are for the workspace itself

    --- examples/hello/Cargo.toml
    +++ examples/hello/Cargo.toml
    @@ -2,3 +2,6 @@
     name = 'hello'
     version = '0.1.0'
     license = 'MIT'
    +
    +[package.metadata.conda]
    +skip = true
    "#);
    assert_eq!(read(&project, "alpha/Cargo.toml"), before, "a dry run has written");
    let ran = project.cargo_conda("init --yes").run().success();
    assert_eq!(ran.redacted_stdout(), shown);
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    wrote [ROOT]/alpha/Cargo.toml
    wrote [ROOT]/examples/hello/Cargo.toml
    ");
    assert!(read(&project, "alpha/Cargo.toml").starts_with(&before), "the rest of the manifest has changed");
    let again = project.cargo_conda("init --yes").run().success();
    assert_eq!(again.stdout, "there is nothing to do: the packages need no further configuration\n");
    assert_eq!(again.stderr, "");
    // The program reads it, and does what it says.
    let plan: serde_json::Value =
        serde_json::from_str(&project.cargo_conda("plan --format json").run().success().stdout).unwrap();
    let names: Vec<_> = plan["packages"].as_array().unwrap().iter().map(|package| &package["name"]).collect();
    assert_eq!(names, ["alpha"]);
}

#[test]
fn without_a_terminal_it_has_to_be_told() {
    let project = workspace();
    let before = read(&project, "alpha/Cargo.toml");
    let ran = project.cargo_conda("init").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: `init` asks before it writes, and standard input is no terminal: pass `--yes` to write what is shown, or `--dry-run` to look at it");
    assert!(ran.stdout.contains("+man-pages = "), "the proposal is not shown: {}", ran.stdout);
    assert_eq!(read(&project, "alpha/Cargo.toml"), before);
    // Nothing is asked where nothing is to be written.
    TempProject::workspace().program("alpha", "").ready().cargo_conda("init").run().success();
}

/// Runs the command on a terminal and types an answer. Returns what the terminal shows.
fn answered(project: &TempProject, answer: &str) -> String {
    let mut script = Command::new("script");
    clean_environment(&mut script);
    let command = format!("{} init", program("cargo-conda").display());
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).current_dir(project.root());
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{answer}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_asks() {
    let project = workspace();
    let before = read(&project, "alpha/Cargo.toml");
    let shown = answered(&project, "n");
    assert!(shown.contains("Write this? [y/N] ") && shown.contains("nothing was written"), "{shown}");
    assert_eq!(read(&project, "alpha/Cargo.toml"), before);
    let shown = answered(&project, "y");
    assert!(shown.contains("wrote ") && !shown.contains("nothing was written"), "{shown}");
    assert_ne!(read(&project, "alpha/Cargo.toml"), before);
}

#[test]
fn pixi_gets_a_manifest_of_all_packages() {
    let project =
        workspace().append("Cargo.toml", "[workspace.metadata.conda]\ntarget-platforms = ['linux-64']\n");
    let ran = project.cargo_conda("init --yes --pixi").run().success();
    assert!(ran.stdout.contains("--- /dev/null\n+++ pixi.toml\n"), "{}", ran.stdout);
    insta::assert_snapshot!(read(&project, "pixi.toml"), @r#"
    # Builds the packages of the Cargo workspace in this directory. Written by `cargo conda init`.
    [workspace]
    channels = ["conda-forge"]
    platforms = ["linux-64"]
    preview = ["pixi-build"]

    [package.build]
    backend = { name = "pixi-build-cargo", version = "*" }

    [dependencies]
    alpha = { path = "." }
    "#);
    let again = project.cargo_conda("init --pixi").run().success();
    assert_eq!(again.stdout, "there is nothing to do: the packages need no further configuration\n");
    // A manifest that a person has written stays.
    project.write("pixi.toml", "[workspace]\n");
    let ran = project.cargo_conda("init --yes --pixi").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: there is a `[ROOT]/pixi.toml` already, and `init` changes no such file; move it away, run `init` again, and join the two");
    assert_eq!(read(&project, "pixi.toml"), "[workspace]\n");
}

/// The text of the workflow for a channel.
fn workflow(project: &TempProject, arguments: &str) -> String {
    project.cargo_conda(&format!("init --yes --ci github {arguments}")).run().success();
    let path = ".github/workflows/conda.yml";
    let text = read(project, path);
    fs_err::remove_file(project.root().join(path)).unwrap();
    text
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn github_knows_each_workflow() {
    let keys = "[workspace.metadata.conda]\ntarget-platforms = ['linux-64', 'osx-arm64']\n";
    let project = workspace().append("Cargo.toml", keys);
    let text = workflow(&project, "--publish-to https://prefix.dev/acme");
    insta::assert_snapshot!(text, @"
    # Builds the conda packages of this workspace that the channel lacks, and publishes those of `main` there.
    # Written by `cargo conda init`.
    name: conda packages
    on:
      pull_request:
      push:
        branches: [main]

    # Two runs at once would choose the same build numbers.
    concurrency:
      group: conda-packages-${{ github.event_name == 'push' && 'publish' || github.ref }}
      cancel-in-progress: ${{ github.event_name != 'push' }}

    permissions:
      contents: read
      # By which prefix.dev knows this workflow, if it trusts it.
      id-token: write

    jobs:
      packages:
        strategy:
          matrix:
            include:
              - { platform: linux-64, machine: ubuntu-latest }
              - { platform: osx-arm64, machine: macos-latest }
        runs-on: ${{ matrix.machine }}
        steps:
          - uses: actions/checkout@v6
          - uses: cargo-conda/cargo-conda@main
            with:
              # The channel that has the package `cargo-conda`.
              cargo-conda-channel: https://prefix.dev/acme
              arguments: --target-platform ${{ matrix.platform }}
              against: https://prefix.dev/acme
              publish-to: ${{ github.event_name == 'push' && 'https://prefix.dev/acme' || '' }}
            env:
              PREFIX_API_KEY: ${{ secrets.PREFIX_API_KEY }}
    ");
    assert!(read(&project, "Cargo.toml").contains("\nbuild-number = \"auto\"\n"));
    let check = |text: &str| validated_workflow(&project, text);
    for channel in ["https://anaconda.org/acme", "quetz://conda.example.org/acme", "s3://acme/channel"] {
        let checked = check(&workflow(&project, &format!("--publish-to {channel}")));
        assert!(checked.status.success(), "{channel}: {}", String::from_utf8_lossy(&checked.stdout));
    }
    assert!(check(&text).status.success());
    assert!(!check(&text.replace("runs-on", "runs-in")).status.success());
}

/// The inputs that a workflow gives to the action are those that the action has.
#[test]
fn the_action_takes_what_the_workflow_gives() {
    let project = TempProject::below("tools").with_workspace("").program("alpha", "").ready();
    let top = project.root().parent().unwrap();
    let git = |arguments: &str| {
        let mut git = Command::new("git");
        clean_environment(&mut git);
        let output = git.args(arguments.split(' ')).current_dir(top).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git("init --quiet --initial-branch master");
    project.cargo_conda("init --yes --ci github --publish-to https://prefix.dev/acme").run().success();
    // The workflow belongs to the repository, which begins above the workspace.
    let text = fs_err::read_to_string(top.join(".github/workflows/conda.yml")).unwrap();
    assert!(text.contains("branches: [master]\n"), "{text}");
    assert!(text.contains("working-directory: tools\n"), "{text}");
    let action = fs_err::read_to_string(crate::support::repository().join("action.yml")).unwrap();
    let inputs = text.lines().skip_while(|line| line.trim() != "with:").skip(1);
    let inputs = inputs.take_while(|line| line.trim() != "env:").filter(|line| !line.trim().starts_with('#'));
    let names: Vec<_> = inputs.map(|line| line.trim().split(':').next().unwrap()).collect();
    assert!(names.len() > 4, "{names:?}");
    for name in names {
        assert!(action.contains(&format!("\n  {name}:\n    description:")), "the action has no input {name}");
    }
}

#[test]
fn a_workflow_needs_a_channel_on_a_server() {
    let project = workspace();
    let refusal = |arguments: &str| project.cargo_conda(arguments).run().code(2).redacted_stderr();
    insta::assert_snapshot!(refusal("init --yes --ci github"), @"error: a workflow needs a channel to publish to, which has the package `cargo-conda` too: `--publish-to CHANNEL`; or name one in the key `against`");
    insta::assert_snapshot!(refusal("init --yes --ci github --publish-to ./channel"), @"error: GitHub's machines do not have the directory `./channel`: name a channel on a server");
    assert!(!project.root().join(".github").exists());
}

#[test]
fn where_nothing_can_be_written() {
    let empty = TempProject::empty();
    insta::assert_snapshot!(empty.cargo_conda("init --yes").run().code(2).redacted_stderr(), @"error: there is no Cargo.toml in `[ROOT]` or in any directory above it; go to a Cargo workspace or name its manifest with `--manifest-path <path>`");

    let project = workspace();
    let path = project.root().join("alpha/Cargo.toml");
    let mut permissions = fs_err::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs_err::set_permissions(&path, permissions).unwrap();
    insta::assert_snapshot!(project.cargo_conda("init --yes").run().code(2).redacted_stderr(), @"error: `[ROOT]/alpha/Cargo.toml` is read-only; make it writable, then run `cargo conda init` again");
    assert!(!read(&project, "examples/hello/Cargo.toml").contains("conda"), "another file was written");

    let unknown = TempProject::workspace().program("alpha", "metadata.conda.skp = true").ready();
    let refusal = unknown.cargo_conda("init --yes").run().code(2).redacted_stderr();
    assert!(refusal.contains("unknown key `skp`"), "{refusal}");

    let project = TempProject::workspace()
        .program("alpha", "[package.metadata.conda]\nman-pages = false")
        .file("alpha/man/alpha.1", "")
        .ready();
    let ran = project.cargo_conda("init --yes").run().success();
    assert_eq!(ran.stdout, "there is nothing to do: the packages need no further configuration\n");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let project = workspace();
    let [path, real] = ["alpha/Cargo.toml", "alpha/manifest.toml"].map(|path| project.root().join(path));
    fs_err::rename(&path, &real).unwrap();
    fs_err::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("manifest.toml", &path).unwrap();
    project.cargo_conda("init --yes").run().success();
    assert!(path.is_symlink());
    assert!(fs_err::read_to_string(&real).unwrap().contains("man-pages"));
    assert_eq!(fs_err::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    // Nothing is left beside it.
    assert_eq!(project.entries("alpha"), ["Cargo.toml", "manifest.toml", "src"]);
}

#[test]
fn a_file_of_its_own_leaves_manifests_alone() {
    let project = workspace();
    let before = read(&project, "alpha/Cargo.toml");
    project.write("packaging/cargo-conda.schema.json", "{}");
    let ran = project.cargo_conda("init --yes --config packaging/conda.toml").run().success();
    insta::assert_snapshot!(ran.redacted_stdout(), @r#"
    packaging/conda.toml
      `package.alpha.man-pages`: called like its programs: `man/alpha.1`
      `package.hello.skip`: it lies in `examples`, where crates are for the workspace itself
      commands read this file if told to: `cargo conda build --config packaging/conda.toml`

    --- /dev/null
    +++ packaging/conda.toml
    @@ -0,0 +1,7 @@
    +#:schema ./cargo-conda.schema.json
    +
    +[package.alpha]
    +man-pages = ["../man/alpha.1"]
    +
    +[package.hello]
    +skip = true
    "#);
    assert_eq!(read(&project, "alpha/Cargo.toml"), before);
    // Other commands read it, and `init` adds nothing to it.
    let planned = project.cargo_conda("plan --format json --config packaging/conda.toml").run().success();
    let plan: serde_json::Value = serde_json::from_str(&planned.stdout).unwrap();
    let names: Vec<_> = plan["packages"].as_array().unwrap().iter().map(|package| &package["name"]).collect();
    assert_eq!(names, ["alpha"]);
    let again = project.cargo_conda("init --config packaging/conda.toml").run().success();
    assert_eq!(again.stdout, "there is nothing to do: the packages need no further configuration\n");
    // Without the file, it is as if nobody had run `init`.
    assert!(project.cargo_conda("init --dry-run").run().success().stdout.contains("+++ alpha/Cargo.toml"));
}

#[test]
fn a_file_with_mistakes_is_refused() {
    let project = workspace().file("conda.toml", "[package.alpha]\nskp = true\n");
    let refusal = project.cargo_conda("init --yes --config conda.toml").run().code(2).redacted_stderr();
    insta::assert_snapshot!(refusal, @"
    error: unknown key `skp`
     --> [ROOT]/conda.toml:2:1
      |
    2 | skp = true
      | ^^^
      help: did you mean `skip`?
    ");
    let refusal = project.cargo_conda("init --config conda.toml --pixi").run().code(2).stderr;
    assert!(refusal.contains("cannot be used with '--pixi'"), "{refusal}");
}

#[test]
fn programs_read_json() {
    let project = workspace();
    let asked = project.cargo_conda("init --format json").run().code(2);
    insta::assert_snapshot!(asked.redacted_stderr(), @"error: with `--format json`, `init` does not ask: pass `--yes` to write what is proposed, or `--dry-run` to look at it");
    let document = |arguments: &str| -> serde_json::Value {
        serde_json::from_str(&project.cargo_conda(arguments).run().success().redacted_stdout()).unwrap()
    };
    let shown = document("init --dry-run --format json");
    let path = |number: usize| shown["changes"][number]["path"].as_str().unwrap().to_owned();
    assert_eq!([path(0), path(1)], ["[ROOT]/alpha/Cargo.toml", "[ROOT]/examples/hello/Cargo.toml"]);
    let mut written = document("init --yes --format json");
    assert_eq!((&shown["written"], &written["written"]), (&false.into(), &true.into()));
    assert_eq!(written["changes"][1]["text"], read(&project, "examples/hello/Cargo.toml"));
    written["written"] = false.into();
    assert_eq!(shown, written);
    insta::assert_snapshot!(document("init --yes --format json"), @r#"{"schema":1,"changes":[],"open":[],"written":false}"#);
}
