//! Mistakes in manifests and arguments: the whole of standard error, and the exit code.

use camino::Utf8Path;

use crate::support::{CargoConda, Python, TempProject};

/// A workspace with one program; `rest` continues its `[package]` table.
fn with_manifest(rest: &str) -> TempProject {
    TempProject::workspace().program("alpha", rest).ready()
}

/// Standard error of a `plan` that ends with the exit code for wrong input.
#[track_caller]
fn refusal(project: &TempProject, arguments: &str) -> String {
    refused(project.cargo_conda("plan").args(arguments))
}

#[track_caller]
fn refused(call: CargoConda) -> String {
    let ran = call.run().code(2);
    assert_eq!(ran.stdout, "");
    ran.redacted_stderr()
}

#[test]
fn no_manifest() {
    insta::assert_snapshot!(refusal(&TempProject::empty(), ""), @"error: there is no Cargo.toml in `[ROOT]` or in any directory above it; go to a Cargo workspace or name its manifest with `--manifest-path <path>`");
}

#[test]
fn a_manifest_path_that_does_not_exist() {
    let project = with_manifest("");
    insta::assert_snapshot!(refusal(&project, "--manifest-path elsewhere/Cargo.toml"), @"error: there is no file `[ROOT]/elsewhere/Cargo.toml`");
}

#[test]
fn a_manifest_of_nothing() {
    let project = TempProject::empty().file("Cargo.toml", "[profile.release]\nlto = true\n");
    insta::assert_snapshot!(refusal(&project, ""), @"
    error: cannot understand the manifest `[ROOT]/Cargo.toml`
      cause: failed to parse manifest at `[ROOT]/Cargo.toml`

             Caused by:
               manifest is missing either a `[package]` or a `[workspace]`
    ");
}

#[test]
fn broken_toml() {
    let project = TempProject::empty().file("Cargo.toml", "[package\nname = 'alpha'\n");
    insta::assert_snapshot!(refusal(&project, ""), @"
    error: cannot understand the manifest `[ROOT]/Cargo.toml`, line 1, column 9
      cause: unclosed table, expected `]`
              --> Cargo.toml:1:9
               |
             1 | [package
               |         ^
    ");
}

#[test]
fn an_unknown_key() {
    let project = with_manifest("[package.metadata.conda]\nbinarys = ['alpha']");
    insta::assert_snapshot!(refusal(&project, ""), @"
    error: unknown key `binarys`
     --> [ROOT]/alpha/Cargo.toml:8:1
      |
    8 | binarys = ['alpha']
      | ^^^^^^^
      help: did you mean `binaries`?
    ");
}

#[test]
fn several_problems_at_once() {
    let project = with_manifest("[package.metadata.conda]\nskip = 'yes'\nbuild-number = -1\nname = 'Al pha'");
    insta::assert_snapshot!(refusal(&project, ""), @r#"
    error: `skip` must be `true` or `false`, not a string
     --> [ROOT]/alpha/Cargo.toml:8:8
      |
    8 | skip = 'yes'
      |        ^^^^^

    error: `build-number` must be a whole number, 0 or more, or "auto", not -1
     --> [ROOT]/alpha/Cargo.toml:9:16
      |
    9 | build-number = -1
      |                ^^

    error: `Al pha` cannot be the name of a conda package: it contains `A`, but only lower-case ASCII letters, digits, `-`, `_` and `.` are allowed; write `al-pha` or the like
      --> [ROOT]/alpha/Cargo.toml:10:8
       |
    10 | name = 'Al pha'
       |        ^^^^^^^^
    "#);
}

#[test]
fn no_lock_file() {
    let project = TempProject::workspace().program("alpha", "").file("LICENSE", "Yours.\n");
    insta::assert_snapshot!(refusal(&project, ""), @"error: the workspace has no lock file `[ROOT]/Cargo.lock`; run `cargo generate-lockfile --manifest-path [ROOT]/Cargo.toml`");
    assert!(!project.root().join("Cargo.lock").exists(), "planning writes nothing");
}

#[test]
fn a_stale_lock_file() {
    let project = with_manifest("").program("beta", "");
    let before = fs_err::read_to_string(project.root().join("Cargo.lock")).unwrap();
    insta::assert_snapshot!(refusal(&project, ""), @"
    error: the lock file `[ROOT]/Cargo.lock` does not agree with the manifests; run `cargo update --workspace --manifest-path [ROOT]/Cargo.toml`
      cause: cannot update the lock file [ROOT]/Cargo.lock because --locked was passed to prevent this
             help: to generate the lock file without accessing the network, remove the --locked flag and use --offline instead.
    ");
    assert_eq!(fs_err::read_to_string(project.root().join("Cargo.lock")).unwrap(), before);
}

#[test]
#[cfg_attr(not(has = "rustup"), ignore = "needs rustup, which alone reads `rust-toolchain.toml`")]
fn a_toolchain_that_is_not_installed() {
    let project = with_manifest("").file("rust-toolchain.toml", "[toolchain]\nchannel = '1.2.3'\n");
    let stderr = refused(project.cargo_conda("plan").env_remove("RUSTUP_TOOLCHAIN"));
    assert!(stderr.contains("1.2.3"), "{stderr}");
    assert!(stderr.contains("not installed"), "{stderr}");
    assert!(!stderr.contains("backtrace"), "{stderr}");
}

#[test]
fn a_bad_licence() {
    let project = TempProject::workspace()
        .file("alpha/Cargo.toml", "[package]\nname = 'alpha'\nversion = '0.1.0'\nlicense = 'MIT or Apache'\n")
        .file("alpha/src/main.rs", "fn main() {}\n")
        .ready();
    insta::assert_snapshot!(refusal(&project, ""), @"
    error: cannot read the licence `MIT or Apache` as an SPDX expression: `Apache` is not in the SPDX list; write `Apache-2.0`
     --> [ROOT]/alpha/Cargo.toml:4:11
      |
    4 | license = 'MIT or Apache'
      |           ^^^^^^^^^^^^^^^
    ");
}

#[test]
fn a_rust_version_above_the_toolchain() {
    let project = with_manifest("rust-version = '1.999'").program("beta", "").locked();
    let needed = "`alpha` needs Rust 1.999, but the toolchain is 1.";
    let planned = project.cargo_conda("plan").run().success();
    let shown = planned.redacted_stdout();
    assert!(shown.contains("[ROOT]/alpha/Cargo.toml:"), "{shown}");
    assert!(shown.contains(needed) && shown.contains("--toolchain conda"), "{shown}");
    let planned = project.cargo_conda("plan --format json").run().success();
    let document: serde_json::Value = serde_json::from_str(&planned.stdout).unwrap();
    let mut warnings = document["warnings"].as_array().unwrap().iter();
    let warning = warnings.find(|warning| warning["message"].as_str().unwrap().contains(needed)).unwrap();
    assert!(warning["file"].as_str().unwrap().ends_with("alpha/Cargo.toml") && warning["line"].is_u64());
    let refusal = refused(project.cargo_conda("build"));
    assert!(refusal.contains(needed) && refusal.contains("(`rustc -V` in `[ROOT]`)"), "{refusal}");
    assert!(refusal.contains("--toolchain conda"), "{refusal}");
    assert!(!project.root().join("target/conda").exists(), "nothing is built");
}

#[test]
fn a_licence_file_that_is_missing() {
    let project = TempProject::workspace()
        .file("alpha/Cargo.toml", "[package]\nname = 'alpha'\nversion = '0.1.0'\nlicense-file = 'TERMS'\n")
        .file("alpha/src/main.rs", "fn main() {}\n")
        .ready();
    insta::assert_snapshot!(refusal(&project, ""), @"
    error: there is no licence file at `[ROOT]/alpha/TERMS`
     --> [ROOT]/alpha/Cargo.toml:4:16
      |
    4 | license-file = 'TERMS'
      |                ^^^^^^^
      help: paths are relative to the manifest that names them; correct the path or add the file
    ");
}

#[test]
fn two_packages_of_one_name() {
    let project = with_manifest("").program("beta", "[package.metadata.conda]\nname = 'alpha'").locked();
    insta::assert_snapshot!(refusal(&project, ""), @r#"
    error: `alpha` and `beta` would both be the conda package `alpha`
     --> [ROOT]/beta/Cargo.toml:1:1
      |
    1 | [package]
      | ^^^^^^^^^
      help: give one a name of its own: `[package.metadata.conda] name = "…"` in `beta`, or `[package.beta] name = "…"` in a file for `--config`
    "#);
}

#[test]
fn two_packages_with_one_file() {
    let shared = "[[bin]]\nname = 'shared'\npath = 'src/main.rs'";
    let project = with_manifest(shared).program("beta", shared).locked();
    // Both are built: the conflict matters only to an environment with both.
    let ran = project.cargo_conda("plan").run().success();
    insta::assert_snapshot!(ran.redacted_stdout(), @"
    package  version  from   binaries  licence
    alpha    0.1.0    alpha  shared    MIT
    beta     0.1.0    beta   shared    MIT

    warning: alpha and beta both install `bin/shared`, so they cannot be installed together; leave it out of one with `[package.metadata.conda] binaries = […]`
    ");
}

#[test]
fn a_binary_behind_a_feature() {
    let project = with_manifest(
        "[features]\nextra = []\n[[bin]]\nname = 'alpha'\npath = 'src/main.rs'\nrequired-features = ['extra']\n\
         [package.metadata.conda]\nbinaries = ['alpha']",
    );
    insta::assert_snapshot!(refusal(&project, ""), @r#"
    error: binary `alpha` needs the feature `extra`
      --> [ROOT]/alpha/Cargo.toml:14:13
       |
    14 | binaries = ['alpha']
       |             ^^^^^^^
      help: turn it on: `features = ["extra"]`
    "#);
}

#[test]
fn nothing_to_package() {
    let project = with_manifest(
        "[features]\nextra = []\n[[bin]]\nname = 'alpha'\npath = 'src/main.rs'\nrequired-features = ['extra']",
    );
    insta::assert_snapshot!(refusal(&project, ""), @r#"
    error: no crate of this workspace becomes a package
      help: alpha: each of its binaries needs a feature that is off: `alpha` needs the feature `extra`; to include it: `[package.metadata.conda] features = ["extra"]` in alpha/Cargo.toml
    "#);
}

#[test]
fn a_package_that_nobody_has() {
    insta::assert_snapshot!(refusal(&with_manifest(""), "-p alhpa"), @"error: no member of the workspace matches `alhpa`; did you mean `alpha`?");
}

#[test]
fn an_unknown_feature() {
    insta::assert_snapshot!(refusal(&with_manifest("[features]\nextra = []"), "--features exrta"), @"error: no selected package has a feature `exrta`; did you mean `extra`?");
}

#[test]
fn an_unknown_profile() {
    insta::assert_snapshot!(refusal(&with_manifest(""), "--profile disst"), @"error: profile `disst` is not defined");
}

#[test]
fn an_unknown_flag() {
    insta::assert_snapshot!(refusal(&with_manifest(""), "--packages alpha"), @"
    error: unexpected argument '--packages' found

      tip: a similar argument exists: '--package'

    Usage: cargo conda plan --package <SPEC>

    For more information, try '--help'.
    ");
}

#[cfg(unix)]
#[test]
fn a_target_directory_too_deep_for_conda() {
    let project = with_manifest("");
    let deep = project.root().join("d".repeat(200));
    let stderr = refused(project.cargo_conda("build").env("CARGO_TARGET_DIR", deep.as_str()));
    // The number of excess characters depends on the length of the temporary directory's path.
    let stderr = regex::Regex::new(r"by \d+").unwrap().replace(&stderr, "by [N]").into_owned();
    insta::assert_snapshot!(stderr.replace(&"d".repeat(200), "[DEEP]"), @"
    error: `[ROOT]/[DEEP]/conda-build/packages/alpha-[PLATFORM]` lies too deep: a build prefix below it would be longer than conda's 255 characters, by [N]
      help: choose a shorter target directory: set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`
    ");
}

#[test]
fn an_output_directory_that_is_a_file() {
    let project = with_manifest("").file("taken", "");
    insta::assert_snapshot!(refused(project.cargo_conda("build --output-dir taken")), @"
    error: failed to prepare `[ROOT]/taken/[PLATFORM]`
      cause: failed to create directory `[ROOT]/taken/[PLATFORM]`: Not a directory (os error [N])
      help: choose another directory: pass `--output-dir`, set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`
    ");
    assert!(!project.root().join("target/conda-build/target").exists(), "nothing was compiled for nothing");
}

#[test]
fn an_output_directory_below_a_file() {
    let project = with_manifest("").file("taken", "");
    insta::assert_snapshot!(refused(project.cargo_conda("build --output-dir taken/channel")), @"
    error: failed to prepare `[ROOT]/taken/channel/[PLATFORM]`
      cause: failed to create directory `[ROOT]/taken/channel/[PLATFORM]`: Not a directory (os error [N])
      help: choose another directory: pass `--output-dir`, set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`
    ");
}

/// Directories that cannot be made on any machine.
#[cfg(target_os = "linux")]
#[test]
fn a_directory_that_the_machine_refuses() {
    let project = with_manifest("");
    let stderr = |call: CargoConda| call.run().code(1).redacted_stderr();
    insta::assert_snapshot!(stderr(project.cargo_conda("build").env("CARGO_TARGET_DIR", "/proc/nope")), @"
    error: failed to prepare `/proc/nope/conda-build`
      cause: failed to create directory `/proc/nope/conda-build`: No such file or directory (os error [N])
      help: this machine does not allow it: check permissions and free space, or choose another directory: pass `--output-dir`, set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`
    ");
    insta::assert_snapshot!(stderr(project.cargo_conda("build --output-dir /proc/nope")), @"
    error: failed to prepare `/proc/nope/[PLATFORM]`
      cause: failed to create directory `/proc/nope/[PLATFORM]`: No such file or directory (os error [N])
      help: this machine does not allow it: check permissions and free space, or choose another directory: pass `--output-dir`, set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`
    ");
    project.cargo_conda("recipe --output-dir /proc/nope").run().code(1);
}

#[test]
fn a_platform_that_this_toolchain_cannot_build_for() {
    let project = with_manifest("");
    let other = if cfg!(windows) { "linux-64" } else { "win-64" };
    let stderr = refused(project.cargo_conda("build --target-platform").arg(other));
    insta::assert_snapshot!(stderr.replace(other, "[OTHER]"), @"
    error: the `system` toolchain builds for this machine ([PLATFORM]), not for [OTHER]
      help: build with `--toolchain conda`, whose compilers also build for other platforms
    ");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_path_with_spaces_and_letters_of_all_kinds_is_fine() {
    let project =
        TempProject::below("Ünter lagen/日本 'eins' (2) & 3").with_workspace("").program("alpha", "").ready();
    project.cargo_conda("build").run().success();
    let channel = project.channel();
    channel.check();
    let python = Python::of_venv();
    let prefix = project.root().join("target/ein Präfix");
    python.install(channel.directory(), &prefix, &["alpha"]);
    assert_eq!(greeting(&prefix.join("bin/alpha")), "alpha 0.1.0\n");
}

fn greeting(program: &Utf8Path) -> String {
    let output = std::process::Command::new(program).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
