//! C libraries: C programs are built against the installed package, and what cargo-c installs is the same.

use std::ffi::OsStr;
use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use crate::support::{LocalChannel, Python, TempProject, clean_environment, unpack};

const LIBRARY: &str =
    "#[no_mangle]\npub extern \"C\" fn adder_add(a: i32, b: i32) -> i32 {\n    parts::add(a, b)\n}\n";

const HEADER: &str = "#ifndef ADDER_H\n#define ADDER_H\nint adder_add(int a, int b);\n#endif\n";

const PROGRAM: &str = "#include <stdio.h>\n#include <adder.h>\nint main(void) { printf(\"%d\\n\", adder_add(2, 3)); return 0; }\n";

/// A crate with a program and a C library over another crate; `rest` continues its `[package]` table.
fn adder(rest: &str) -> TempProject {
    TempProject::workspace()
        .program(
            "adder",
            &format!("[dependencies]\nparts = {{ path = '../parts' }}\n[features]\ncapi = []\n{rest}"),
        )
        .file("adder/src/lib.rs", LIBRARY)
        .file(
            "parts/Cargo.toml",
            "[package]\nname = 'parts'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n",
        )
        .file("parts/src/lib.rs", "pub fn add(a: i32, b: i32) -> i32 { a + b }\n")
}

/// A command with the environment of all tests.
fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    clean_environment(&mut command);
    command
}

fn succeeded(mut command: Command) -> String {
    println!("$ {command:?}");
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// What pkg-config says of a library of a prefix, word by word.
fn pkg_config(prefix: &Utf8Path, arguments: &[&str]) -> Vec<String> {
    let mut pkg_config = command("pkg-config");
    pkg_config.args(arguments).env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    succeeded(pkg_config).split_whitespace().map(ToOwned::to_owned).collect()
}

/// What a C program prints that is compiled with these words of pkg-config, into a file of the prefix.
fn printed_by_c_program(prefix: &Utf8Path, source: &str, flags: &[String]) -> String {
    fs_err::write(prefix.join("program.c"), source).unwrap();
    let mut cc = command("cc");
    cc.args(["program.c", "-o", "program"]).args(flags).current_dir(prefix);
    cc.arg(format!("-Wl,-rpath,{prefix}/lib"));
    succeeded(cc);
    succeeded(command(prefix.join("program")))
}

#[test]
#[cfg_attr(not(has = "c"), ignore = "needs a C compiler, pkg-config and `cargo xtask venv`")]
fn c_programs_are_built_against_the_installed_package() {
    let python = Python::of_venv();
    let project = adder(
        "[package.metadata.capi.header]\ngeneration = false\n\
         [package.metadata.conda]\nc-library = { devel = true }\nenv = { CARGO_TERM_VERBOSE = 'true' }",
    )
    .file("adder/assets/capi/include/adder.h", HEADER)
    .ready();
    let ran = project.cargo_conda("build --format json -v").run().code(0);
    let units = project.units_of("parts");
    assert_eq!(units.len(), 1, "programs and libraries share it: {units:?}");
    assert!(!ran.stdout.contains("\"inventory-differs\""), "{}", ran.stdout);
    assert_eq!(project.channel().names(), ["adder", "libadder", "libadder-devel"]);

    let directory = TempDir::new().unwrap();
    let prefix = Utf8Path::from_path(directory.path()).unwrap().join("prefix");
    python.install(&project.root().join("target/conda"), &prefix, &["libadder-devel"]);
    let flags = pkg_config(&prefix, &["--cflags", "--libs", "adder"]);
    assert_eq!(printed_by_c_program(&prefix, PROGRAM, &flags), "5\n");
    // What was linked needs the library alone, by the version of its interface.
    for file in ["lib/libadder.so", "lib/pkgconfig/adder.pc", "include/adder/adder.h"] {
        fs_err::remove_file(prefix.join(file)).unwrap();
    }
    assert_eq!(succeeded(command(prefix.join("program"))), "5\n");
    let exports = unpack(&python, &project.channel().archive("libadder-devel")).json("info/run_exports.json");
    assert_eq!(exports["weak"][0], "libadder >=0.1.0,<0.2.0a0");
    let audited = python.run("audit.py", &[prefix.join("lib/libadder.so.0.1").as_str()]);
    assert!(audited.contains("\"parts\""), "{audited}");

    project.write("adder/assets/capi/include/adder.h", &HEADER.replace("int b)", "int other)"));
    let ran = project.cargo_conda("build").run().success();
    assert!(ran.stderr.contains("Building libadder-devel"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("Building libadder "), "{}", ran.stderr);
}

/// What the book says of the sample.
#[test]
#[cfg_attr(not(has = "c"), ignore = "needs a C compiler, pkg-config and `cargo xtask venv`")]
fn the_sample_is_linked_by_its_demo() {
    let python = Python::of_venv();
    let project = TempProject::sample("clibrary");
    let built = project.cargo_conda("build --format json").run().code(0);
    assert_eq!(built.stdout.matches("\"warning\"").count(), 0, "{}", built.stdout);
    assert_eq!(project.channel().names(), ["libtagspell", "tagspell"]);
    let directory = TempDir::new().unwrap();
    let prefix = Utf8Path::from_path(directory.path()).unwrap().join("prefix");
    python.install(&project.root().join("target/conda"), &prefix, &["libtagspell", "tagspell"]);
    let demo = fs_err::read_to_string(project.root().join("demo/demo.c")).unwrap();
    let flags = pkg_config(&prefix, &["--cflags", "--libs", "tagspell"]);
    assert_eq!(printed_by_c_program(&prefix, &demo, &flags), "YH75 is 1000677\n");
    let mut program = command(prefix.join("bin/tagspell"));
    program.args(["1000677", "--read", "yh75"]);
    assert_eq!(succeeded(program), "YH75\n1000677\n");
}

const WRITES_HEADER: &str = "use std::{env, fs, path::Path};
fn main() {
    let out = env::var_os(\"OUT_DIR\").unwrap();
    let directory = Path::new(&out).join(\"generated/deep\");
    fs::create_dir_all(&directory).unwrap();
    fs::copy(\"adder.h.in\", directory.join(\"adder.h\")).unwrap();
    println!(\"cargo::rerun-if-changed=adder.h.in\");
}";

/// A shared library and a static one, with a header that the build script writes; and a static one alone.
fn static_libraries() -> TempProject {
    adder(
        "[package.metadata.capi.header]\ngeneration = false\n\
         [package.metadata.capi.install.include]\ngenerated = [{ from = 'generated/**/*.h' }]\n\
         [package.metadata.conda]\nc-library = { static = true }\nbinaries = []",
    )
    .file("adder/build.rs", WRITES_HEADER)
    .file("adder/adder.h.in", HEADER)
    .file(
        "counter/Cargo.toml",
        "[package]\nname = 'counter'\nversion = '1.0.0'\nedition = '2021'\nlicense = 'MIT'\n\
         [lib]\ncrate-type = ['staticlib']\n[dependencies]\nparts = { path = '../parts' }\n\
         [package.metadata.conda]\nc-library = true",
    )
    .file(
        "counter/src/lib.rs",
        "#[no_mangle]\npub extern \"C\" fn counter_next(a: i32) -> i32 {\n    println!(\"next\");\n    \
         parts::add(a, 1)\n}\n",
    )
    .file("counter/assets/capi/include/counter.h", "int counter_next(int a);\n")
}

#[test]
#[cfg_attr(not(has = "c"), ignore = "needs a C compiler, pkg-config and `cargo xtask venv`")]
fn c_programs_are_linked_statically_too() {
    let python = Python::of_venv();
    let project = static_libraries().ready();
    let ran = project.cargo_conda("build --format json").run().code(0);
    assert!(!ran.stdout.contains("\"inventory-differs\""), "{}", ran.stdout);
    assert_eq!(project.channel().names(), ["libadder", "libadder-static", "libcounter"]);
    let installed = |name: &str| unpack(&python, &project.channel().archive(name)).installed();
    assert_eq!(
        installed("libadder"),
        [
            "include/adder/deep/adder.h",
            "lib/libadder.so",
            "lib/libadder.so.0.1",
            "lib/libadder.so.0.1.0",
            "lib/pkgconfig/adder.pc"
        ]
    );
    assert_eq!(installed("libadder-static"), ["lib/libadder.a"]);
    let counter = unpack(&python, &project.channel().archive("libcounter"));
    assert!(!counter.path("info/run_exports.json").exists(), "a program has the library in it");

    let directory = TempDir::new().unwrap();
    let prefix = Utf8Path::from_path(directory.path()).unwrap().join("prefix");
    let packages = ["libadder-static", "libcounter"];
    python.install(&project.root().join("target/conda"), &prefix, &packages);
    // What linkers would take in the first place.
    fs_err::remove_file(prefix.join("lib/libadder.so")).unwrap();
    let flags = pkg_config(&prefix, &["--static", "--cflags", "--libs", "adder"]);
    let source = PROGRAM.replace("adder.h", "deep/adder.h");
    assert_eq!(printed_by_c_program(&prefix, &source, &flags), "5\n");
    // Nothing is left of the library that the program would need.
    let needed = succeeded({
        let mut ldd = command("ldd");
        ldd.arg(prefix.join("program"));
        ldd
    });
    assert!(!needed.contains("libadder"), "{needed}");

    let source = "#include <counter.h>\nint main(void) { return counter_next(6) == 7 ? 0 : 1; }\n";
    let flags = pkg_config(&prefix, &["--cflags", "--libs", "counter"]);
    assert_eq!(printed_by_c_program(&prefix, source, &flags), "next\n");

    let again = project.cargo_conda("build -v").run().success();
    assert!(!again.stderr.contains("Building"), "{}", again.stderr);
    project.write("adder/adder.h.in", &HEADER.replace("int b)", "int other)"));
    assert!(project.cargo_conda("build").run().success().stderr.contains("Building libadder"));
    let header = unpack(&python, &project.channel().archive("libadder")).text("include/adder/deep/adder.h");
    assert!(header.contains("int other"), "{header}");
    // What a build of the static library must not give away.
    let secret = "a secret of nine or more letters";
    project.write("counter/src/lib.rs", "#[no_mangle]\npub static TOKEN: &str = env!(\"COUNTER_TOKEN\");\n");
    let manifest = fs_err::read_to_string(project.root().join("counter/Cargo.toml")).unwrap();
    project.write("counter/Cargo.toml", &format!("{manifest}\nsecrets = ['COUNTER_TOKEN']\n"));
    let failed = project.cargo_conda("build -p counter").env("COUNTER_TOKEN", secret).run().code(1);
    let expected = "`lib/libcounter.a` contains the value of the secret `COUNTER_TOKEN`";
    assert!(failed.stderr.contains(expected), "{}", failed.stderr);
    project.write("counter/Cargo.toml", &manifest);

    let manifest = fs_err::read_to_string(project.root().join("adder/Cargo.toml")).unwrap();
    project.write("adder/Cargo.toml", &manifest.replace("**/*.h", "**/*.x"));
    let failed = project.cargo_conda("build").run().code(1);
    assert!(
        failed.stderr.contains("has written no `generated/**/*.x` into its `OUT_DIR`"),
        "{}",
        failed.stderr
    );
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn packages_of_a_library_share_a_prefix_with_others() {
    let python = Python::of_venv();
    let project = adder(
        "[package.metadata.capi.header]\ngeneration = false\n[package.metadata.conda]\nc-library = { devel = true }",
    )
    .file("adder/assets/capi/include/adder.h", HEADER)
    .ready();
    project.cargo_conda("build").conda(&LocalChannel::native()).run().success();
    let files = |package: &str| unpack(&python, &project.channel().archive(package)).installed();
    assert_eq!(files("adder"), ["bin/adder"]);
    assert_eq!(files("libadder"), ["lib/libadder.so", "lib/libadder.so.0.1", "lib/libadder.so.0.1.0"]);
    assert_eq!(files("libadder-devel"), ["include/adder/adder.h", "lib/pkgconfig/adder.pc"]);
}

/// A directory with a program `cbindgen`, which prints a header.
#[cfg(unix)]
fn fake_cbindgen(project: &TempProject, version: &str) -> Utf8PathBuf {
    use std::os::unix::fs::PermissionsExt as _;

    let path = project.root().join("target/tools/cbindgen");
    let script = format!(
        "#!/bin/sh\ncase $1 in --version) echo cbindgen {version};; *) echo 'int adder_add(int a, int b);';; esac\n"
    );
    project.write("target/tools/cbindgen", &script);
    fs_err::set_permissions(&path, fs_err::metadata(&path).unwrap().permissions()).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.parent().unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn headers_are_written_by_cbindgen() {
    let project = adder("[package.metadata.capi]\n").ready();
    // Only cargo's own directory and that of the system's basic programs.
    let path = std::env::var("PATH").unwrap();
    let is_without = |directory: &&str| !Utf8Path::new(directory).join("cbindgen").exists();
    let path = path.split(':').filter(is_without).collect::<Vec<_>>().join(":");
    let ran = project.cargo_conda("build").env("PATH", &path).run().code(1);
    assert!(
        ran.stderr.contains("its build runs `cbindgen`, and there is no such program on the PATH")
            && ran.stderr.contains("install it, such as with `cargo install cbindgen`"),
        "{}",
        ran.stderr
    );
    assert_eq!(project.channel().names(), ["adder"]);

    let build = |version: &str| {
        let tools = fake_cbindgen(&project, version);
        project.cargo_conda("build").env("PATH", &format!("{tools}:{path}")).run().success()
    };
    build("0.1");
    assert_eq!(project.channel().names(), ["adder", "libadder"]);
    assert!(build("0.1").stderr.contains("2 packages"), "nothing has changed");
    let again = build("0.2");
    assert!(again.stderr.contains("Building libadder"), "{}", again.stderr);
    project.write("adder/cbindgen.toml", "language = 'C'");
    assert!(build("0.2").stderr.contains("Building libadder"));
}

/// The files below a directory, and where links lead, sorted.
fn tree(directory: &Utf8Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(directory).into_iter().map(Result::unwrap);
    let describe = |entry: walkdir::DirEntry| {
        let path = Utf8Path::from_path(entry.path()).unwrap();
        let name = path.strip_prefix(directory).unwrap().to_string();
        match path.read_link_utf8() {
            Ok(to) => format!("{name} -> {to}"),
            Err(_) => name,
        }
    };
    let mut files: Vec<_> = entries.filter(|entry| !entry.file_type().is_dir()).map(describe).collect();
    files.sort();
    files
}

/// The fields of a file for pkg-config, with the prefix as `PREFIX`.
fn fields(file: &Utf8Path, prefix: &str) -> Vec<String> {
    let text = fs_err::read_to_string(file).unwrap().replace(prefix, "PREFIX");
    let mut lines: Vec<_> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    // What the prefix says already, and an empty field.
    let is_of_no_use = |line: &str| {
        line.starts_with("libdir=") || line.starts_with("exec_prefix=") || line == "Libs.private:"
    };
    lines.retain(|line| !line.is_empty() && !is_of_no_use(line));
    lines.sort();
    lines
}

#[test]
#[cfg_attr(not(has = "cargo-c"), ignore = "needs `cargo install cargo-c cbindgen`")]
fn cargo_c_installs_the_same() {
    let python = Python::of_venv();
    let project = adder(
        "[package.metadata.capi.header]\nsubdirectory = 'adder-2/adder'\n\
         [package.metadata.capi.pkg_config]\nname = 'The adder'\nfilename = 'adder-2'\nrequires = 'zlib >= 1, b'\n\
         strip_include_path_components = 1\n\
         [package.metadata.capi.library]\nname = 'add'\nversion = '2.5.1'\n\
         [package.metadata.capi.install.data]\nasset = [{ from = 'data/**/*.txt', to = 'tables' }]\n",
    )
    .file("adder/cbindgen.toml", "language = 'C'\ninclude_guard = 'ADDER_H'\n")
    .file("adder/assets/capi/include/more/more.h", "")
    .file("adder/data/a/one.txt", "1")
    // The cargo in an older cargo-c reads neither a newer resolver nor a newer format of the lock file.
    .file("Cargo.toml", "[workspace]\nresolver = '2'\nmembers = ['adder', 'parts']\n")
    .ready();
    let lock = fs_err::read_to_string(project.root().join("Cargo.lock")).unwrap();
    project.write("Cargo.lock", &lock.replace("version = 4", "version = 3"));
    project.cargo_conda("build").run().success();
    let ours = unpack(&python, &project.channel().archive("libadder"));

    let directory = TempDir::new().unwrap();
    let prefix = Utf8Path::from_path(directory.path()).unwrap().join("prefix");
    let mut cargo = command("cargo");
    cargo.args([
        "cinstall",
        "--locked",
        "--offline",
        "--library-type",
        "cdylib",
        "--manifest-path",
        "adder/Cargo.toml",
    ]);
    cargo.args(["--prefix", prefix.as_str(), "--libdir", prefix.join("lib").as_str()]);
    cargo
        .args(["--target-dir", directory.path().join("target").to_str().unwrap()])
        .current_dir(project.root());
    succeeded(cargo);
    let mut installed = tree(&ours.path(""));
    installed.retain(|file| !file.starts_with("info/"));
    assert_eq!(installed, tree(&prefix));

    let of_ours = fields(&ours.path("lib/pkgconfig/adder-2.pc"), "${pcfiledir}/../..");
    assert_eq!(of_ours, fields(&prefix.join("lib/pkgconfig/adder-2.pc"), prefix.as_str()));
    let header = "include/adder-2/adder/adder.h";
    let lines = |path: &Utf8Path| {
        let text = fs_err::read_to_string(path).unwrap();
        let mut lines: Vec<_> = text.lines().filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&ours.path(header)), lines(&prefix.join(header)));
}
