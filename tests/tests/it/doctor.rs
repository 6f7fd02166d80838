//! What `cargo conda doctor` finds, on machines and in workspaces that lack something.

use serde_json::Value;

use crate::support::{CargoConda, TempProject};

fn alpha() -> TempProject {
    TempProject::workspace().program("alpha", "").ready()
}

/// Runs an examination that ends with a code. Returns what is not as it should be: severity, subject,
/// message and remedy of each finding, a line each.
#[track_caller]
fn wrong(call: CargoConda, code: i32) -> String {
    let ran = call.args("--format json").run().code(code);
    let document: Value = serde_json::from_str(&ran.redacted_stdout()).unwrap();
    assert_eq!(document["schema"], 1);
    let findings = document["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    let line = |finding: &Value| {
        let [severity, check, message, help] =
            ["severity", "check", "message", "help"].map(|key| text(&finding[key]));
        format!("{severity}: {check}: {message} => {help}")
    };
    let lines: Vec<_> = findings.filter(|finding| finding["severity"] != "ok").map(line).collect();
    let number = |word: &str| lines.iter().filter(|line| line.starts_with(word)).count();
    assert_eq!(document["errors"], number("error"));
    assert_eq!(document["warnings"], number("warning"));
    lines.join("\n")
}

/// A directory with cargo and rustc alone, as the only one on `PATH`.
#[cfg(unix)]
fn only_rust(project: &TempProject) -> String {
    let sysroot = std::process::Command::new("rustc").args(["--print", "sysroot"]).output().unwrap();
    let sysroot = String::from_utf8(sysroot.stdout).unwrap();
    let programs = project.root().join("alpha/programs");
    fs_err::create_dir_all(&programs).unwrap();
    for name in ["cargo", "rustc"] {
        std::os::unix::fs::symlink(format!("{}/bin/{name}", sysroot.trim()), programs.join(name)).unwrap();
    }
    programs.into_string()
}

#[test]
fn where_nothing_is_missing() {
    let project = alpha();
    let ran = project.cargo_conda("doctor").run().success();
    assert!(ran.stdout.contains("ok: cargo compiles and links a program\n"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("nothing was found that would keep a build from working\n"));
    assert!(!project.root().join("target").exists(), "something was built");
    let quiet = project.cargo_conda("doctor -q").run().success().stdout;
    assert_eq!(quiet, "nothing was found that would keep a build from working\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_a_linker() {
    let project = alpha();
    let path = only_rust(&project);
    insta::assert_snapshot!(wrong(project.cargo_conda("doctor").env("PATH", &path), 1), @"error: linker: cargo cannot compile and link a program: linker `cc` not found => run `apt install gcc libc6-dev` (Debian) or `dnf install gcc` (Fedora), or build with `--toolchain conda`");
    // A build says the same when it comes to it. It needs a shell beside cargo.
    std::os::unix::fs::symlink("/bin/bash", format!("{path}/bash")).unwrap();
    let ran = project.cargo_conda("build").env("PATH", &path).run().code(1);
    assert!(ran.stderr.contains("help: run `apt install gcc libc6-dev`"), "{}", ran.stderr);
}

/// The package of a compiler does not help who has named another linker.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_the_linker_that_is_named() {
    let project = alpha();
    let call = |command: &str| project.cargo_conda(command).env("RUSTFLAGS", "-Clinker=nowhere");
    insta::assert_snapshot!(wrong(call("doctor"), 1), @"error: linker: cargo cannot compile and link a program: linker `nowhere` not found => install `nowhere`, or name another linker where this one is named: in `CARGO_TARGET_<TARGET>_LINKER`, in `linker` of cargo's configuration, or in `-Clinker` among the flags for rustc");
    let ran = call("build").run().code(1);
    assert!(ran.stderr.contains("help: install `nowhere`, or name another linker"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_machine_without_cargo() {
    let project = alpha();
    let path = project.root().join("alpha/src").into_string();
    insta::assert_snapshot!(wrong(project.cargo_conda("doctor").env("PATH", &path), 2), @"error: toolchain: cannot find the program `cargo`; install Rust from https://rustup.rs, or put cargo on PATH => –");
}

/// The workspace has crates of these names, of which the table knows what their build scripts look for.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_what_crates_look_for() {
    let library = |name: &str, rest: &str| {
        format!("[package]\nname = '{name}'\nversion = '0.9.0'\nedition = '2021'\n{rest}\n[workspace]\n")
    };
    let uses = "[dependencies]\nopenssl-sys.path = '../vendor/openssl-sys'\ncc.path = '../vendor/cc'";
    let project = TempProject::empty()
        .with_workspace("")
        .file("vendor/openssl-sys/Cargo.toml", &library("openssl-sys", ""))
        .file("vendor/openssl-sys/src/lib.rs", "")
        .file("vendor/cc/Cargo.toml", &library("cc", ""))
        .file("vendor/cc/src/lib.rs", "")
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['alpha']\nexclude = ['vendor']\n")
        .program("alpha", uses)
        .file("programs/pkg-config", "#!/bin/sh\n[ \"$1\" = --version ]\n")
        .file("programs/broken-cc", "#!/bin/sh\nexit 1\n")
        .ready();
    let programs = project.root().join("programs");
    for name in ["pkg-config", "broken-cc"] {
        use std::os::unix::fs::PermissionsExt as _;
        fs_err::set_permissions(programs.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let doctor = || project.cargo_conda("doctor").env("PATH", &path).env("CC", "broken-cc");
    insta::assert_snapshot!(wrong(doctor(), 0), @"
    warning: c-compiler: `broken-cc` compiles no C code, which crates of `alpha` may have => run `apt install gcc libc6-dev` (Debian) or `dnf install gcc` (Fedora), or build with `--toolchain conda`
    warning: native-libraries: the machine has no `openssl` that `openssl-sys` looks for, as far as can be told => `openssl-sys` needs a native library: `--toolchain conda` brings `openssl`; with its feature `vendored` it compiles a copy; for the machine's toolchain run `apt install libssl-dev` (Debian) or `dnf install openssl-devel` (Fedora), and have the library linked statically: packages must not load libraries of the machine
    ");
    // One that is there is linked, and the package is refused.
    project.write("programs/pkg-config", "#!/bin/sh\n");
    insta::assert_snapshot!(wrong(doctor(), 0).lines().last().unwrap(), @"warning: native-libraries: `openssl-sys` links `openssl` of this machine, and a package whose programs load it is refused: other machines may not have it => `--toolchain conda` brings `openssl`, or its feature `vendored`, which compiles a copy; nothing is wrong if the library is linked statically");
    // Who says where the library is needs no pkg-config to find it.
    let led = wrong(doctor().env("OPENSSL_DIR", "/opt/openssl"), 0);
    assert!(!led.contains("openssl"), "{led}");
}

#[test]
fn a_workspace_that_cannot_be_read() {
    let project = TempProject::workspace().program("alpha", "");
    insta::assert_snapshot!(wrong(project.cargo_conda("doctor"), 2), @"error: lock-file: the workspace has no lock file `[ROOT]/Cargo.lock`; run `cargo generate-lockfile --manifest-path [ROOT]/Cargo.toml` => –");
    let project = TempProject::empty();
    insta::assert_snapshot!(wrong(project.cargo_conda("doctor"), 2), @"error: workspace: there is no Cargo.toml in `[ROOT]` or in any directory above it; go to a Cargo workspace or name its manifest with `--manifest-path <path>` => –");
}

#[test]
fn a_workspace_with_mistakes() {
    let tables = "[package.metadata.conda]\nfeaturs = []\nprofile = 'fast'";
    let project = TempProject::workspace().program("alpha", tables).ready();
    insta::assert_snapshot!(wrong(project.cargo_conda("doctor"), 2), @"
    error: manifests: [ROOT]/alpha/Cargo.toml:8:1: unknown key `featurs` => did you mean `features`?
    error: manifests: [ROOT]/alpha/Cargo.toml:9:11: profile `fast` is not defined => –
    ");
}

/// A build ends with the first of these; an examination has them all.
#[test]
fn everything_that_a_build_refuses() {
    let rest = "rust-version = '1.999'\n[package.metadata.conda]\nsecrets = ['ALPHA_TOKEN', 'BETA_TOKEN']";
    let project = TempProject::workspace().program("alpha", rest).ready();
    let found = wrong(project.cargo_conda("doctor"), 2);
    let found: Vec<_> =
        found.lines().map(|line| line.split(", but the toolchain is").next().unwrap()).collect();
    insta::assert_snapshot!(found.join("\n"), @"
    error: toolchain: `alpha` needs Rust 1.999
    error: secrets: the secret `ALPHA_TOKEN` is not set => set the environment variable `ALPHA_TOKEN`, or remove it from `secrets` in the manifests
    error: secrets: the secret `BETA_TOKEN` is not set => set the environment variable `BETA_TOKEN`, or remove it from `secrets` in the manifests
    ");
    let refused = project.cargo_conda("build").run().code(2).stderr;
    assert!(refused.starts_with("error: the secret `ALPHA_TOKEN` is not set\n"), "{refused}");
}

#[test]
fn what_packages_lack() {
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['alpha']\n")
        .file(".cargo/config.toml", "[build]\nrustflags = ['-Copt-level=1']\n")
        .program("alpha", "")
        .locked();
    let found = wrong(project.cargo_conda("doctor").env("RUSTFLAGS", "-Copt-level=2"), 0);
    insta::assert_snapshot!(found, @"
    warning: licenses: alpha: no licence file beside the manifest or at the workspace root, so the package carries no licence text => –
    warning: cargo-configuration: the variable `RUSTFLAGS` replaces the `rustflags` of `[ROOT]/.cargo/config.toml` in every build => unset `RUSTFLAGS`, or add the flags of the file to it
    ");
}

#[test]
fn a_channel_that_is_not_there() {
    let project = alpha().append("Cargo.toml", "[workspace.metadata.conda]\nchannels = ['./nowhere']");
    let found = wrong(project.cargo_conda("doctor"), 2);
    insta::assert_snapshot!(found, @"error: channels: cannot read the channel `file://[ROOT]/nowhere`: could not find subdir 'noarch' in channel 'file://[ROOT]/nowhere/': failed to open file `[ROOT]/nowhere/noarch/repodata.json`: No such file or directory (os error [N]) => a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory");
    assert_eq!(wrong(project.cargo_conda("doctor --offline"), 0), "");
}

#[cfg(target_os = "linux")]
#[test]
fn packages_that_no_program_here_can_test() {
    let project = alpha();
    let doctor = project.cargo_conda("doctor --offline --toolchain conda --target-platform win-arm64");
    insta::assert_snapshot!(wrong(doctor, 0), @"warning: platforms: this machine does not run programs for win-arm64, so packages for it are not tested => name an emulator: `--emulator PLATFORM=COMMAND`; or register one, for example with `apt install qemu-user-static binfmt-support`; or build on that platform: `cargo conda workflow`");
}

#[test]
fn a_file_where_the_target_directory_has_to_be() {
    let project = alpha().file("target", "");
    let found = wrong(project.cargo_conda("doctor"), 2);
    insta::assert_snapshot!(found, @"error: directories: failed to prepare `[ROOT]/target`: Not a directory (os error [N]) => choose another directory: pass `--output-dir`, set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`");
    let found = wrong(project.cargo_conda("doctor").env("CARGO_TARGET_DIR", "out$"), 2);
    insta::assert_snapshot!(found, @"error: directories: `[ROOT]/out$/conda-build` contains a `$`, which the shell scripts of a build would read as a variable => choose another target directory: set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`");
}

#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(has = "mounts"), ignore = "needs the right to mount file systems")]
fn a_disk_that_is_nearly_full() {
    use std::process::Command;
    let project = alpha();
    let target = project.root().join("target");
    fs_err::create_dir(&target).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs", target.as_str()]);
    assert!(mount.status().unwrap().success());
    let ran = project.cargo_conda("doctor --format json").run();
    assert!(Command::new("umount").arg(&target).status().unwrap().success());
    let ran = ran.code(1).redacted_stdout();
    assert!(ran.contains("are free below `[ROOT]/target`"), "{ran}");
}

#[test]
fn credentials_are_named_and_never_shown() {
    let ran = alpha().cargo_conda("doctor -v").env("QUETZ_API_KEY", "hush").run().success();
    assert!(ran.stdout.contains("ok: variables for publishing are set: `QUETZ_API_KEY`\n"), "{}", ran.stdout);
    assert!(!(ran.stdout + &ran.stderr).contains("hush"));
}
