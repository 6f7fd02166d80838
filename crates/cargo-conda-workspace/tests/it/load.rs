//! Finding and loading a workspace, and the errors of both.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{LoadError, LoadOptions, Position, Workspace};

use crate::fixture::{Fixture, names};

fn error(fixture: &Fixture) -> LoadError {
    fixture.try_load().unwrap_err()
}

fn workspace_of_two() -> Fixture {
    Fixture::workspace("members = ['a', 'b']")
        .package("a", "[dependencies]\nb.path = '../b'")
        .package("b", "")
}

#[test]
fn a_workspace_is_found_from_below() {
    let fixture = workspace_of_two().locked();
    let options = LoadOptions { directory: fixture.root().join("a/src"), ..fixture.options() };
    let workspace = Workspace::load(&options).unwrap();
    assert_eq!(workspace.root(), fixture.root());
    assert_eq!(workspace.lock_file_path(), fixture.root().join("Cargo.lock"));
    assert_eq!(workspace.root_manifest().path, fixture.root().join("Cargo.toml"));
    assert!(workspace.root_manifest().text.starts_with("[workspace]"));
    assert_eq!(names(workspace.members()), ["a", "b"]);
}

#[test]
fn a_manifest_of_a_member_leads_to_the_workspace() {
    let fixture = workspace_of_two().locked();
    let elsewhere = Fixture::empty();
    let options = LoadOptions {
        directory: elsewhere.root().to_owned(),
        manifest_path: Some(fixture.root().join("a/Cargo.toml")),
        ..fixture.options()
    };
    assert_eq!(Workspace::load(&options).unwrap().root(), fixture.root());
}

#[test]
fn the_target_directory_is_that_of_the_directory_that_cargo_would_run_in() {
    let fixture = workspace_of_two().locked();
    fixture.write("a/.cargo/config.toml", "[build]\ntarget-dir = 'out'\n");
    let target_from = |directory: &Utf8Path, manifest_path: Option<Utf8PathBuf>| {
        let directory = directory.to_owned();
        let options = LoadOptions { directory, manifest_path, ..fixture.options() };
        let workspace = Workspace::load(&options).unwrap();
        assert_eq!(workspace.build_directory(), workspace.target_directory());
        workspace.target_directory().to_owned()
    };
    let root = fixture.root();
    assert_eq!(target_from(root, None), root.join("target"));
    assert_eq!(target_from(&root.join("a/src"), None), root.join("a/out"));
    assert_eq!(target_from(&root.join("b"), None), root.join("target"));

    let elsewhere = Fixture::empty();
    elsewhere.write(".cargo/config.toml", "[build]\ntarget-dir = 'theirs'\n");
    let manifest = Some(root.join("a/Cargo.toml"));
    assert_eq!(target_from(elsewhere.root(), manifest), elsewhere.root().join("theirs"));
}

#[test]
fn no_manifest_anywhere() {
    let fixture = Fixture::empty();
    let error = error(&fixture);
    assert!(matches!(&error, LoadError::NoManifest { directory } if directory == fixture.root()));
    insta::assert_snapshot!(fixture.render(&error), @"there is no Cargo.toml in `<root>` or in any directory above it; go to a Cargo workspace or name its manifest with `--manifest-path <path>`");
}

#[test]
fn manifest_paths_that_cargo_refuses() {
    let fixture = workspace_of_two();
    fixture.write("a/other.toml", "");
    let error = |path: &str| {
        let manifest_path = Some(fixture.root().join(path));
        fixture.render(&Workspace::load(&LoadOptions { manifest_path, ..fixture.options() }).unwrap_err())
    };
    insta::assert_snapshot!(error("c/Cargo.toml"), @"there is no file `<root>/c/Cargo.toml`");
    insta::assert_snapshot!(error("a/other.toml"), @"`<root>/a/other.toml` is not named Cargo.toml; cargo reads no manifest with another name");
    insta::assert_snapshot!(error("a"), @"`<root>/a` is a directory; write `--manifest-path <root>/a/Cargo.toml`");
}

#[test]
fn a_missing_directory() {
    let fixture = Fixture::empty();
    let options = LoadOptions { directory: fixture.root().join("gone"), ..fixture.options() };
    insta::assert_snapshot!(fixture.render(&Workspace::load(&options).unwrap_err()), @"there is no directory `<root>/gone`");
}

#[test]
fn a_missing_program() {
    let fixture = workspace_of_two();
    let options = LoadOptions { cargo: "cargo-that-is-not-there".into(), ..fixture.options() };
    insta::assert_snapshot!(fixture.render(&Workspace::load(&options).unwrap_err()), @"cannot find the program `cargo-that-is-not-there`; install Rust from https://rustup.rs, or put cargo on PATH");
}

#[cfg(unix)]
#[test]
fn a_program_that_cannot_be_started() {
    let fixture = workspace_of_two();
    fixture.write("cargo", "");
    let options = LoadOptions { cargo: fixture.root().join("cargo"), ..fixture.options() };
    let error = Workspace::load(&options).unwrap_err();
    assert!(matches!(error, LoadError::CargoNotStarted { .. }), "{error:?}");
}

#[test]
fn no_lock_file_is_an_error_with_a_remedy() {
    let fixture = workspace_of_two();
    let error = error(&fixture);
    assert!(
        matches!(&error, LoadError::NoLockfile { path, .. } if path == &fixture.root().join("Cargo.lock"))
    );
    insta::assert_snapshot!(fixture.render(&error), @"the workspace has no lock file `<root>/Cargo.lock`; run `cargo generate-lockfile --manifest-path <root>/Cargo.toml`");
}

#[test]
fn a_broken_manifest_is_reported_before_the_missing_lock_file() {
    let fixture = workspace_of_two();
    fixture.write("b/Cargo.toml", "[package]\nname = 'b'\nversion = 3\n");
    assert!(matches!(error(&fixture), LoadError::BrokenManifest { .. }));
}

#[test]
fn a_package_that_no_workspace_lists_is_refused() {
    let fixture = workspace_of_two().package("stray", "").locked();
    let options = LoadOptions { directory: fixture.root().join("stray"), ..fixture.options() };
    insta::assert_snapshot!(fixture.render(&Workspace::load(&options).unwrap_err()), @"
    cargo cannot describe the workspace
    caused by: error: current package believes it's in a workspace when it's not:
    current:   <root>/stray/Cargo.toml
    workspace: <root>/Cargo.toml

    this may be fixable by adding `stray` to the `workspace.members` array of the manifest located at: <root>/Cargo.toml
    Alternatively, to keep it out of the workspace, add the package to the `workspace.exclude` array, or add an empty `[workspace]` table to the package's manifest.
    ");
}

#[test]
fn a_stale_lock_file_is_an_error_with_a_remedy() {
    let fixture = workspace_of_two().locked();
    fixture.write("b/Cargo.toml", "[package]\nname = 'b'\nversion = '0.2.0'\nedition = '2024'");
    insta::assert_snapshot!(fixture.render(&error(&fixture)), @"
    the lock file `<root>/Cargo.lock` does not agree with the manifests; run `cargo update --workspace --manifest-path <root>/Cargo.toml`
    caused by: error: cannot update the lock file <root>/Cargo.lock because --locked was passed to prevent this
    help: to generate the lock file without accessing the network, remove the --locked flag and use --offline instead.
    ");
}

#[test]
fn a_broken_manifest_is_shown_with_its_place() {
    let fixture = workspace_of_two();
    fixture.write("b/Cargo.toml", "[package]\nname = 'b'\nversion = 3\n");
    let options = LoadOptions { directory: fixture.root().join("a"), ..fixture.options() };
    let error = Workspace::load(&options).unwrap_err();
    let LoadError::BrokenManifest { file, position, .. } = &error else { panic!("{error:?}") };
    assert_eq!(file, &fixture.root().join("b/Cargo.toml"));
    assert_eq!(*position, Some(Position { line: 3, column: 11 }));
    insta::assert_snapshot!(fixture.render(&error), @"
    cannot understand the manifest `<root>/b/Cargo.toml`, line 3, column 11
    caused by: error: invalid type: integer `3`, expected SemVer version
     --> b/Cargo.toml:3:11
      |
    3 | version = 3
      |           ^
    error: failed to load manifest for workspace member `<root>/a`
    referenced by workspace at `<root>/Cargo.toml`

    Caused by:
      failed to load manifest for dependency `b`
    ");
}

#[test]
fn a_manifest_that_means_nothing_is_shown_without_a_place() {
    let fixture = workspace_of_two();
    fixture.write(
        "b/Cargo.toml",
        "[package]\nname = 'b'\nedition = '2024'\nfeatures = {}\n[features]\nx = ['y']",
    );
    let error = error(&fixture);
    let LoadError::BrokenManifest { file, position: None, .. } = &error else { panic!("{error:?}") };
    assert_eq!(file, &fixture.root().join("b/Cargo.toml"));
}

#[test]
fn a_failure_of_another_kind_is_kept_whole() {
    let fixture = Fixture::workspace("members = ['a']")
        .package("a", "[dependencies]\nb.path = '../b'")
        .package("b", "[workspace]")
        .file("Cargo.lock", "version = 4\n");
    fixture.write("b/Cargo.toml", "[package]\nname = 'c'\nversion = '1.0.0'\nedition = '2024'");
    // No dependency comes from a registry, so no network is asked.
    let options = LoadOptions { offline: false, withheld: Vec::new(), ..fixture.options() };
    insta::assert_snapshot!(fixture.render(&Workspace::load(&options).unwrap_err()), @"
    cargo cannot describe the workspace
    caused by: error: no matching package found
    searched package name: `b`
    perhaps you meant:      c
    location searched: <root>/b
    required by package `a v0.1.0 (<root>/a)`
    ");
}

#[test]
fn crates_that_are_missing_offline() {
    let fixture = Fixture::workspace("members = ['a']")
        .package("a", "[dependencies]\nno-such-crate-here = '1'")
        .file("Cargo.lock", "version = 4\n\n[[package]]\nname = 'a'\nversion = '0.1.0'\n");
    let error = error(&fixture);
    assert!(matches!(error, LoadError::MissingOffline { .. }), "{error:?}");
    let text = error.to_string().replace(fixture.root().as_str(), "<root>");
    insta::assert_snapshot!(text, @"cargo cannot find all dependencies without a network; if they were never downloaded, run `cargo fetch --locked --manifest-path <root>/Cargo.toml` once with a network");
}

/// The failure of a script that stands in for cargo.
#[cfg(unix)]
fn error_of_script(fixture: &Fixture, script: &str, withheld: &[&str]) -> LoadError {
    use std::os::unix::fs::PermissionsExt as _;

    fixture.write("cargo", &format!("#!/bin/sh\n{script}\nexit 1\n"));
    let cargo = fixture.root().join("cargo");
    fs_err::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
    let withheld = withheld.iter().map(ToString::to_string).collect();
    Workspace::load(&LoadOptions { cargo, withheld, ..fixture.options() }).unwrap_err()
}

// The real rustup heeds the variable that `cargo test` sets, not the file.
#[cfg(unix)]
#[test]
fn a_toolchain_that_is_not_installed() {
    let fixture = workspace_of_two().locked();
    let script = "echo \"error: toolchain '1.60.0' is not installed\" >&2";
    let error = error_of_script(&fixture, script, &[]);
    assert!(matches!(&error, LoadError::ToolchainNotInstalled { toolchain, .. } if toolchain == "1.60.0"));
    insta::assert_snapshot!(fixture.render(&error), @"
    the toolchain `1.60.0` is not installed; run `rustup toolchain install 1.60.0`
    caused by: error: toolchain '1.60.0' is not installed
    ");
}

#[cfg(unix)]
#[test]
fn withheld_variables_are_not_seen() {
    let fixture = workspace_of_two().locked();
    // `cargo test` sets both.
    let script = "echo \"[$CARGO_PKG_NAME] [$CARGO_MANIFEST_DIR]\" >&2";
    let error = error_of_script(&fixture, script, &["CARGO_MANIFEST_DIR"]);
    insta::assert_snapshot!(fixture.render(&error), @"
    cargo cannot describe the workspace
    caused by: [cargo-conda-workspace] []
    ");
}

#[test]
fn metadata_without_resolution() {
    let fixture = workspace_of_two().locked();
    let json = fixture.cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let error = Workspace::from_metadata_json(&json, |path| fs_err::read_to_string(path)).unwrap_err();
    insta::assert_snapshot!(fixture.render(&error), @"the metadata has no resolved dependencies; make it without `--no-deps`");
}

#[test]
fn metadata_that_is_none() {
    let error = Workspace::from_metadata_json("{}", |_| Ok(String::new())).unwrap_err();
    assert!(matches!(error, LoadError::UnreadableMetadata { .. }), "{error:?}");
}
