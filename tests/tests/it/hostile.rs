//! Texts of manifests that mean something to shells, YAML, templates or paths, in a whole build.

use crate::support::{Program, Python, TempProject, unpack};

/// What bash, cmd.exe, YAML and rattler-build's templates would each change.
const TEXT: &str = "$HOME \"x\" 'y' \\ `id` ${X} $(id) %PATH% ${{ 7 * 191 }} {% if %} {# c #} - *a: !b #";

fn program(more: &str) -> TempProject {
    let main = "fn main() { print!(\"{}\", env!(\"TEXT\")); }\n";
    // TOML's basic strings have the escapes of Rust's.
    let manifest = format!(
        "homepage = 'https://example.org/${{{{ 7 * 191 }}}}'\n[[bin]]\nname = 'odd-näme_1'\npath = 'src/main.rs'\n\
         [package.metadata.conda]\nenv = {{ TEXT = {TEXT:?} }}\n{more}"
    );
    let project = TempProject::workspace().program_with("tool", &manifest, main).ready();
    let manifest = fs_err::read_to_string(project.root().join("tool/Cargo.toml")).unwrap();
    project.write("tool/Cargo.toml", &manifest.replace("'A program'", &format!("{TEXT:?}")));
    project
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_was_written_is_what_is_built_and_read() {
    let project = program("");
    // A variable of the caller's takes the same way into the script.
    let flags = "-Clink-arg=-Wl,-rpath,$ORIGIN/../lib";
    project.cargo_conda("build").env("RUSTFLAGS", flags).run().success();
    let archive = project.channel().archive("tool");
    let package = unpack(&Python::of_venv(), &archive);
    assert_eq!(package.installed(), ["bin/odd-näme_1"]);
    let program = Program::at(&package.path("bin/odd-näme_1"));
    assert_eq!(String::from_utf8(program.run(&[], b"")).unwrap(), TEXT);
    if cfg!(target_os = "linux") {
        assert_eq!(program.library_paths(), ["$ORIGIN/../lib"]);
    }
    let about = package.json("info/about.json");
    assert_eq!(about["description"], TEXT);
    // As a URL, in which braces and spaces are encoded.
    assert_eq!(about["home"], "https://example.org/$%7B%7B%207%20*%20191%20%7D%7D");
    for file in package.files().iter().filter(|file| file.starts_with("info/")) {
        let text = String::from_utf8_lossy(&package.read(file)).into_owned();
        assert!(!text.contains("1337"), "{file}: {text}");
    }
}

/// Cargo itself would install such a program outside of the prefix.
#[test]
fn a_program_stays_in_its_directory() {
    let project = TempProject::workspace()
        .program("tool", "[[bin]]\nname = '../../../escaped'\npath = 'src/main.rs'")
        .ready();
    for command in ["plan", "build", "recipe --output-dir recipes"] {
        let ran = project.cargo_conda(command).run().code(2);
        assert!(ran.stderr.contains("the binary `../../../escaped` cannot be installed"), "{}", ran.stderr);
    }
    assert_eq!(project.entries(""), ["Cargo.lock", "Cargo.toml", "LICENSE", "tool"]);
}
