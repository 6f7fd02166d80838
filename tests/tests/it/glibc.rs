//! Packages for an older glibc than the machine's, and what tells them apart.
#![cfg(target_os = "linux")]

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{CargoConda, Program, Python, TempProject, platform, repository, unpack};

/// A workspace with one program.
fn project(rest: &str) -> TempProject {
    TempProject::empty().with_workspace(rest).program("tool", "").ready()
}

/// The variable by which cargo finds the linker for this machine.
fn linker_variable() -> String {
    format!("CARGO_TARGET_{}_UNKNOWN_LINUX_GNU_LINKER", std::env::consts::ARCH.to_uppercase())
}

/// The versions of glibc that a program needs.
fn glibc_of(program: &Utf8Path) -> Vec<String> {
    let bytes = fs_err::read(program).unwrap();
    let elf = goblin::elf::Elf::parse(&bytes).unwrap();
    let needed = elf.verneed.iter().flat_map(goblin::elf::VerneedSection::iter);
    let names = needed.flat_map(|need| need.iter().map(|version| version.vna_name).collect::<Vec<_>>());
    let names =
        names.filter_map(|name| elf.dynstrtab.get_at(name)?.strip_prefix("GLIBC_").map(ToOwned::to_owned));
    names.collect()
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn zig_links_for_the_glibc_that_is_asked_for() {
    let project = project("[workspace.metadata.conda]\nglibc = '2.17'");
    project.cargo_conda("build").with_zig().run().success();
    let record = project.channel().record(platform(), "tool");
    assert_eq!(record["depends"], serde_json::json!(["__glibc >=2.17,<3.0.a0"]));
    let python = Python::of_venv();
    let unpacked = unpack(&python, &project.channel().archive("tool"));
    let program = unpacked.path(&unpacked.installed()[0]);
    let minor = |version: &String| version.split('.').nth(1).unwrap().parse::<u32>().unwrap();
    assert!(glibc_of(&program).iter().map(minor).max().unwrap() <= 17, "{:?}", glibc_of(&program));
    assert_eq!(Program::at(&program).run(&[], b""), b"tool 0.1.0\n");

    // Another glibc makes another package of another name, in another directory of cargo's.
    project.cargo_conda("build --glibc 2.28").with_zig().run().success();
    assert_eq!(project.channel().archives().len(), 2);
    let fresh = project.cargo_conda("why tool").with_zig().run().success();
    assert!(fresh.stdout.contains("has to be built"), "{}", fresh.stdout);
    let fresh = project.cargo_conda("why tool --glibc 2.28").with_zig().run().success();
    assert!(fresh.stdout.contains("is fresh"), "{}", fresh.stdout);
}

/// The directory with glibc 2.17: its loader, its libraries, and what linkers and compilers read.
fn old_glibc() -> Utf8PathBuf {
    repository().join("target/glibc-2.17")
}

/// The loader of glibc 2.17 with its libraries, which runs the program that is its next argument.
fn old_loader() -> Command {
    let mut loader = Command::new(old_glibc().join("lib/ld-linux-x86-64.so.2"));
    loader.args(["--library-path", &format!("{0}/lib:{0}/libgcc", old_glibc())]);
    loader
}

/// What a program of Rust asks of newer systems where it can, and does without on older ones.
const USES_MUCH: &str = "fn main() {
    let numbers: std::collections::HashMap<_, _> = (0..9).map(|number| (number, number * 2)).collect();
    let sum = std::thread::spawn(move || numbers.values().sum::<i32>()).join().unwrap();
    let caught = std::panic::catch_unwind(|| panic!(\"on purpose\")).is_err();
    let length = std::fs::metadata(std::env::current_exe().unwrap()).unwrap().len();
    let echo = std::process::Command::new(\"/bin/echo\").arg(\"child\").output();
    println!(\"{sum} {caught} {} {}\", length > 0, echo.unwrap().stdout.len());
}
";

#[test]
#[cfg_attr(not(has = "glibc"), ignore = "needs `cargo xtask glibc`")]
fn programs_run_on_the_glibc_that_they_are_for() {
    let project = TempProject::workspace().program_with("tool", "", USES_MUCH).ready();
    let python = Python::of_venv();
    project.cargo_conda("build --glibc 2.17").with_zig().run().success();
    let old = unpack(&python, &project.channel().archive("tool"));
    let program = Program::at(&old.path("bin/tool"));
    assert_eq!(program.run_under(old_loader(), &[], b""), b"72 true true 6\n");
    // It runs on newer ones, too.
    assert_eq!(program.run(&[], b""), b"72 true true 6\n");

    // The test can fail: the machine's own linker makes a program that does not start there.
    project.cargo_conda("build").run().success();
    let new = unpack(&python, &project.channel().archive("tool"));
    let refused = old_loader().arg(new.path("bin/tool")).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("version `GLIBC_2."), "{said}");
}

/// Builds the program of a sample workspace that has C code in it, with the zlib that it compiles, and runs
/// it by the old loader.
fn check_c_code(prepare: impl FnOnce(CargoConda, &TempProject) -> CargoConda) {
    let project = TempProject::sample("native");
    let build = project.cargo_conda("build -p sealbox-pack --features bundled --glibc 2.17");
    prepare(build, &project).run().success();
    let record = project.channel().record(platform(), "sealbox-pack");
    assert_eq!(record["depends"], serde_json::json!(["__glibc >=2.17,<3.0.a0"]));
    let package = unpack(&Python::of_venv(), &project.channel().archive("sealbox-pack"));
    let program = Program::at(&package.path("bin/sealbox-pack"));
    let on_old = |arguments: &[&str], input: &[u8]| program.run_under(old_loader(), arguments, input);
    let packed = on_old(&[], b"some text");
    assert_eq!(on_old(&["--unpack"], &packed), b"some text");
}

#[test]
#[cfg_attr(not(has = "glibc"), ignore = "needs `cargo xtask glibc`")]
fn c_code_runs_on_the_glibc_that_it_is_for() {
    check_c_code(|build, _project| build.with_zig());
}

/// The script is that of the book, but for the directory.
#[test]
#[cfg_attr(not(has = "glibc"), ignore = "needs `cargo xtask glibc`")]
fn the_machines_compiler_uses_a_sysroot() {
    let page = fs_err::read_to_string(repository().join("docs/book/src/platforms.md")).unwrap();
    let (_, script) = page.split_once("```sh\n#!/bin/sh\n").unwrap();
    let (script, _) = script.split_once("```").unwrap();
    let (_, rest) = script.split_once('\n').unwrap();
    let script = format!("#!/bin/sh\nsysroot={}\n{rest}", old_glibc());
    check_c_code(|build, project| {
        project.write("linker", &script);
        let path = project.root().join("linker");
        make_executable(&path);
        let compiler = format!("CC_{}_unknown_linux_gnu", std::env::consts::ARCH);
        build.env(&linker_variable(), path.as_str()).env(&compiler, path.as_str())
    });
}

#[test]
fn a_linker_that_links_against_a_newer_glibc_is_found_out() {
    let linker = "#!/bin/sh\nexec cc \"$@\"\n";
    let project = project("").file("linker", linker);
    let path = project.root().join("linker");
    make_executable(&path);
    let failed =
        project.cargo_conda("build --glibc 2.17").env(&linker_variable(), path.as_str()).run().code(1);
    assert!(failed.stderr.contains("and the package is for glibc 2.17: `"), "{}", failed.stderr);
    assert!(failed.stderr.contains("of the standard library"), "{}", failed.stderr);
    assert!(failed.stderr.contains("links against a newer glibc"), "{}", failed.stderr);
    assert!(!project.root().join("target/conda").join(platform()).join("tool-0.1.0").exists());
}

/// A workspace with a library that calls a function of glibc 2.27.
fn needing_more() -> TempProject {
    let newer = "extern \"C\" { fn memfd_create(name: *const u8, flags: u32) -> i32; }\n\
        pub fn file() -> i32 { unsafe { memfd_create(b\"a\\0\".as_ptr(), 0) } }\n";
    let library = "[package]\nname = 'memory-files'\nversion = '0.1.0'\nedition = '2021'\n";
    TempProject::workspace()
        .program_with(
            "tool",
            "[dependencies]\nmemory-files = { path = '../memory-files' }",
            "fn main() { println!(\"{}\", memory_files::file()); }\n",
        )
        .file("memory-files/Cargo.toml", library)
        .file("memory-files/src/lib.rs", newer)
        .ready()
}

#[test]
fn a_crate_that_needs_more_is_named() {
    let project = needing_more().file("linker", "#!/bin/sh\nexec cc \"$@\"\n");
    let path = project.root().join("linker");
    make_executable(&path);
    let failed =
        project.cargo_conda("build --glibc 2.17").env(&linker_variable(), path.as_str()).run().code(1);
    assert!(failed.stderr.contains("`memfd_create` (2.27), of `memory-files`"), "{}", failed.stderr);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn zig_finds_no_symbol_that_is_newer() {
    let failed = needing_more().cargo_conda("build --glibc 2.17").with_zig().run().code(1);
    let help = "help: glibc 2.17 has no `memfd_create`, which `memory-files` uses; turn off what uses it";
    assert!(failed.stderr.contains(help), "{}", failed.stderr);
}

/// No machine has this glibc, so that a package that asked for it could be installed nowhere.
#[test]
fn a_glibc_newer_than_the_machines_changes_no_requirement() {
    let requirements = |arguments: &str| {
        let project = project("");
        project.cargo_conda(arguments).run().success();
        project.channel().record(platform(), "tool")["depends"].clone()
    };
    assert_eq!(requirements("build --glibc 2.99"), requirements("build"));
}

#[test]
fn without_zig_it_is_said_how_to_get_it() {
    let project = project("");
    let cargo = which("cargo");
    let path = format!("{}:/usr/bin:/bin", cargo.parent().unwrap());
    let failed = project.cargo_conda("build --glibc 2.17").env("PATH", &path).run().code(1);
    assert!(failed.stderr.contains("its build runs `cargo-zigbuild`"), "{}", failed.stderr);
    assert!(failed.stderr.contains("pip install cargo-zigbuild"), "{}", failed.stderr);
}

/// What makes two packages of one version incompatible is in their build strings.
#[test]
fn a_linker_of_the_callers_tells_packages_apart() {
    let project = project("").file("other-linker", "#!/bin/sh\nexec cc \"$@\"\n");
    let path = project.root().join("other-linker");
    make_executable(&path);
    project.cargo_conda("build --no-test").run().success();
    project.cargo_conda("build --no-test").env(&linker_variable(), path.as_str()).run().success();
    let archives = project.channel().archives();
    assert_eq!(archives.len(), 2, "{archives:?}");
}

#[test]
fn mistakes_are_found_before_anything_is_built() {
    let project = project("[workspace.metadata.conda]\nrust-target = 'x86_64-unknown-linux-msl'");
    let wrong = project.cargo_conda("plan").run().code(2);
    insta::assert_snapshot!(wrong.redacted_stderr(), @"
    error: `x86_64-unknown-linux-msl` is no Rust target of a conda platform; write `x86_64-unknown-linux-musl`
     --> [ROOT]/Cargo.toml:6:15
      |
    6 | rust-target = 'x86_64-unknown-linux-msl'
      |               ^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    let old = project.cargo_conda("plan --glibc 2.5").run().code(2);
    insta::assert_snapshot!(old.redacted_stderr(), @"
    error: invalid value '2.5' for '--glibc <VERSION>': Rust's standard library needs glibc 2.17 or newer, so nothing runs on 2.5; write `2.17`

    For more information, try '--help'.
    ");
}

fn which(program: &str) -> Utf8PathBuf {
    let path = std::env::var("PATH").unwrap();
    path.split(':')
        .map(|directory| Utf8Path::new(directory).join(program))
        .find(|path| path.is_file())
        .unwrap()
}

fn make_executable(path: &Utf8Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}
