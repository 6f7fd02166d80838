//! Packages for another Rust target of this machine's platform, such as one for musl.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use crate::support::{Program, Python, TempProject, unpack};

const MUSL: &str = "x86_64-unknown-linux-musl";

fn for_musl() -> TempProject {
    let key = format!("[workspace.metadata.conda]\nrust-target = '{MUSL}'");
    TempProject::empty().with_workspace(&key).program("tool", "").ready()
}

const BUNDLED: &str = "build -p sealbox-pack --features bundled";

/// The program of a sample workspace that has C code in it, with the zlib that it compiles.
fn native_for_musl() -> TempProject {
    let keys = format!("[package.metadata.conda]\nrust-target = '{MUSL}'\n");
    TempProject::sample("native").append("apps/sealbox-pack/Cargo.toml", &keys)
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

/// zlib and a C file of the workspace become part of the program.
#[test]
#[cfg_attr(not(has = "musl"), ignore = "needs `rustup target add x86_64-unknown-linux-musl`")]
fn c_code_is_compiled_for_musl_by_zig() {
    let project = native_for_musl();
    project.cargo_conda(BUNDLED).with_zig().run().success();
    let record = project.channel().record("linux-64", "sealbox-pack");
    assert_eq!(record["depends"], serde_json::json!([]));
    let package = unpack(&Python::of_venv(), &project.channel().archive("sealbox-pack"));
    let program = Program::at(&package.path("bin/sealbox-pack"));
    assert_eq!((program.elf().interpreter, program.elf().libraries), (None, Vec::new()));
    let packed = program.run(&[], b"some text");
    assert_eq!(program.run(&["--unpack"], &packed), b"some text");
    // The compiler is an input of the package.
    let again = project.cargo_conda(BUNDLED).with_zig().run().success();
    assert!(again.stderr.contains("Fresh 1 package"), "{}", again.stderr);
}

#[test]
#[cfg_attr(not(has = "musl"), ignore = "needs `rustup target add x86_64-unknown-linux-musl`")]
fn without_a_c_compiler_for_musl_it_is_said_how_to_get_one() {
    let project = native_for_musl();
    let failed = project.cargo_conda(BUNDLED).env("CC", "no-such-compiler").run().code(1);
    let help = "help: C code for `x86_64-unknown-linux-musl` needs a compiler for musl: `pip install cargo-zigbuild` \
                brings one, zig, and `apt install musl-tools` (Debian) another; or name one in \
                `CC_x86_64_unknown_linux_musl`, and one for C++ in `CXX_x86_64_unknown_linux_musl`";
    assert!(failed.stderr.contains(help), "{}", failed.stderr);
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
