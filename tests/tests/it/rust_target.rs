//! Packages for another Rust target of this machine's platform, such as one for musl.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use crate::support::{Program, Python, TempProject, unpack};

const MUSL: &str = "x86_64-unknown-linux-musl";

fn for_musl() -> TempProject {
    let key = format!("[workspace.metadata.conda]\nrust-target = '{MUSL}'");
    TempProject::empty().with_workspace(&key).program("tool", "").ready()
}

#[test]
#[cfg_attr(not(has = "musl"), ignore = "needs `rustup target add x86_64-unknown-linux-musl`")]
fn programs_for_musl_need_nothing_of_the_machine() {
    let project = for_musl();
    project.cargo_conda("build").run().success();
    let record = project.channel().record("linux-64", "tool");
    assert_eq!(record["depends"], serde_json::json!([]));
    let unpacked = unpack(&Python::of_venv(), &project.channel().archive("tool"));
    let program = unpacked.path(&unpacked.installed()[0]);
    let bytes = fs_err::read(&program).unwrap();
    let elf = goblin::elf::Elf::parse(&bytes).unwrap();
    assert_eq!((elf.interpreter, elf.libraries), (None, Vec::new()));
    assert_eq!(Program::at(&program).run(&[], b""), b"tool 0.1.0\n");

    // The usual target makes another package, of another name; `rust-target` in `plan` says which is which.
    let verbose = project.cargo_conda("plan -v").run().success();
    assert!(verbose.stdout.contains(&format!("profile release, target {MUSL}")), "{}", verbose.stdout);
    let project = project.with_workspace("");
    project.cargo_conda("build").run().success();
    assert_eq!(project.channel().archives().len(), 2);
}

#[test]
#[cfg_attr(not(has = "musl"), ignore = "needs `rustup target add x86_64-unknown-linux-musl`")]
fn a_program_for_musl_that_loads_libraries_is_refused() {
    let project = for_musl();
    let dynamic = project.cargo_conda("build").env("RUSTFLAGS", "-Ctarget-feature=-crt-static");
    let failed = dynamic.run().code(1);
    let said = format!("is for `{MUSL}`, whose programs need no libraries, and loads ");
    assert!(failed.stderr.contains(&said), "{}", failed.stderr);
    assert!(failed.stderr.contains("leave out `-Ctarget-feature=-crt-static`"), "{}", failed.stderr);
}

#[test]
fn a_target_without_standard_library() {
    let project = for_musl();
    let empty = project.root().join("tool/sysroot");
    fs_err::create_dir(&empty).unwrap();
    let failed = project.cargo_conda("build").env("RUSTFLAGS", &format!("--sysroot={empty}")).run().code(1);
    let help = format!("help: `rustup target add {MUSL}` installs Rust's standard library for `{MUSL}`");
    assert!(failed.stderr.contains(&help), "{}", failed.stderr);
}
