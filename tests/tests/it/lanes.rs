//! Packages that are compiled at the same time in one target directory equal those that are compiled alone.

use std::process::Command;

use camino::Utf8Path;
use tempfile::TempDir;
use walkdir::{DirEntry, WalkDir};

use crate::support::{Program, Python, TempProject, clean_environment, sections, tell_as_builds, unpack};

/// Programs that share many, few and no crates, with everything that could fail when two cargo processes use
/// one directory: generated code, a slow build script, different features, a procedural macro.
fn project() -> TempProject {
    let generate = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        std::thread::sleep(std::time::Duration::from_millis(1500));\n\
        let out = std::env::var(\"OUT_DIR\").unwrap();\n\
        std::fs::write(out + \"/word.rs\", \"pub fn word() -> &'static str { std::panic::Location::caller().file() }\").unwrap();\n}\n";
    let mut project = TempProject::workspace()
        .file(
            "common/Cargo.toml",
            "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n[features]\nloud = []\n\
             [dependencies]\nmade.path = '../made'\n",
        )
        .file(
            "common/src/lib.rs",
            "#[made::made] pub struct Made;\ninclude!(concat!(env!(\"OUT_DIR\"), \"/word.rs\"));\n\
             pub const LOUD: bool = cfg!(feature = \"loud\");\n",
        )
        .file("common/build.rs", generate)
        .file(
            "made/Cargo.toml",
            "[package]\nname = 'made'\nversion = '0.1.0'\nedition = '2021'\n[lib]\nproc-macro = true\n",
        )
        .file(
            "made/src/lib.rs",
            "use proc_macro::TokenStream;\n#[proc_macro_attribute]\n\
             pub fn made(_: TokenStream, item: TokenStream) -> TokenStream { item }\n",
        );
    for name in ["one", "two", "three", "four", "five"] {
        let features = if ["two", "four"].contains(&name) { ", features = ['loud']" } else { "" };
        let main = format!("fn main() {{ println!(\"{name} {{}} {{}}\", common::word(), common::LOUD); }}\n");
        project = project.program_with(
            name,
            &format!("[dependencies]\ncommon = {{ path = '../common'{features} }}"),
            &main,
        );
    }
    project.program("alone", "").ready()
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
pub(crate) fn every_package_is_what_cargo_installs_alone_from_nothing() {
    let python = Python::of_venv();
    let project = project();
    let ran = project.cargo_conda("build --jobs 4 --format json -v").run().success();
    let finished = &ran.events("finished")[0];
    assert_eq!(finished["built"], 6);
    assert_eq!(finished["compiled_twice"], 0);
    // Each set of features of a shared crate is compiled once, no matter for which package.
    let lines = ran.events("output");
    let compiled = |name: &str| {
        let line = format!("Compiling {name} ");
        lines.iter().filter(|event| event["line"].as_str().unwrap().trim().starts_with(&line)).count()
    };
    assert_eq!((compiled("made"), compiled("common")), (1, 2));

    for name in ["one", "two", "three", "four", "five", "alone"] {
        let directory = TempDir::new().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        // The same target directory, emptied, because programs contain the paths of generated files.
        let target = project.root().join("target/conda-build/target");
        let [group] = project.entries("target/conda-build/target").try_into().unwrap();
        fs_err::remove_dir_all(target.join(&group)).unwrap();
        let mut cargo = Command::new("cargo");
        clean_environment(&mut cargo);
        cargo.args([
            "install",
            "--offline",
            "--locked",
            "--no-track",
            "--path",
            name,
            "--root",
            root.as_str(),
        ]);
        cargo.arg("--target-dir").arg(target.join(&group)).env("SOURCE_DATE_EPOCH", "315532800");
        tell_as_builds(&mut cargo, project.root(), &target.join(&group));
        let output = cargo.current_dir(project.root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let installed = fs_err::read(root.join("bin").join(name)).unwrap();
        let packaged = unpack(&python, &project.channel().archive(name)).read(&format!("bin/{name}"));
        assert_eq!(sections(&packaged), sections(&installed), "{name}");
    }
}

/// cargo puts programs of one name at one path of a target directory, whichever package they are of, and
/// examples of that name beside them.
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
pub(crate) fn programs_of_equal_names_are_not_mixed_up() {
    let python = Python::of_venv();
    let binary = "[[bin]]\nname = 'same'\npath = 'src/main.rs'\n";
    let prints = |word: &str| format!("fn main() {{ println!(\"{word}\"); }}\n");
    let names = ["one", "two", "three"];
    let project = names.into_iter().fold(TempProject::workspace(), |project, name| {
        let project = project.program_with(name, binary, &prints(name));
        project.file(&format!("{name}/examples/same.rs"), &prints("example"))
    });
    let project = project.ready();
    let check = |project: &TempProject| {
        for name in names {
            let package = unpack(&python, &project.channel().archive(name));
            let said = Program::at(&package.path("bin/same")).run(&[], b"");
            assert_eq!(String::from_utf8(said).unwrap(), format!("{name}\n"));
        }
    };
    project.cargo_conda("build --jobs 3").run().success();
    check(&project);
    // Everything is compiled now, and cargo only puts each program into its place.
    project.cargo_conda("build --jobs 3 --force").run().success();
    check(&project);
}

#[test]
fn packages_are_compiled_at_the_same_time() {
    // Each build script waits until the other one has started.
    let meets = |own: &str, other: &str| {
        format!(
            "fn main() {{\n\
             let root = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../meeting/\");\n\
             std::fs::create_dir_all(root).unwrap();\n\
             std::fs::write(format!(\"{{root}}{own}\"), \"\").unwrap();\n\
             println!(\"cargo::rerun-if-changed=build.rs\");\n\
             for _ in 0..600 {{\n\
             if std::path::Path::new(&format!(\"{{root}}{other}\")).exists() {{ return; }}\n\
             std::thread::sleep(std::time::Duration::from_millis(100));\n}}\n\
             panic!(\"{other} never came\");\n}}\n"
        )
    };
    let script = "[build-dependencies]\nearly.path = '../early'";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['left', 'right']\n")
        .file("early/Cargo.toml", "[package]\nname = 'early'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("early/src/lib.rs", "")
        .program("left", script)
        .program("right", script)
        .file("left/build.rs", &meets("left", "right"))
        .file("right/build.rs", &meets("right", "left"))
        .ready();
    project.cargo_conda("build --jobs 2").run().success();
}

#[test]
fn a_budget_of_memory_keeps_compilers_apart() {
    let project = TempProject::workspace().program("left", "").program("right", "").ready();
    let ran = project.cargo_conda("build --jobs 4 --max-memory 1M --format json").run().success();
    let phases = ran.events("phase-started");
    let phases = phases.iter().map(|event| event["phase"].as_str().unwrap());
    let order: Vec<_> = phases.filter(|phase| ["compiling", "inspecting"].contains(phase)).collect();
    assert_eq!(order, ["compiling", "inspecting", "compiling", "inspecting"]);
    let ran = project.cargo_conda("build --max-memory 8").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    error: invalid value '8' for '--max-memory <SIZE>': a size is a whole number with a unit: `512M`, `8G` or `8GiB`

    For more information, try '--help'.
    ");
}

#[test]
fn what_fails_beside_others_is_tried_alone_before_it_is_believed() {
    // Fails the first time, as it could if another cargo changed a file that it reads.
    let script = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        let mark = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/mark\");\n\
        std::thread::sleep(std::time::Duration::from_secs(3));\n\
        if !std::path::Path::new(mark).exists() { std::fs::write(mark, \"\").unwrap(); panic!(\"once\"); }\n}\n";
    let slow = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        std::thread::sleep(std::time::Duration::from_secs(8));\n}\n";
    let early = "[build-dependencies]\nearly.path = '../early'";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['shaky', 'steady']\n")
        .file("early/Cargo.toml", "[package]\nname = 'early'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("early/src/lib.rs", "")
        .program("shaky", early)
        .program("steady", early)
        .file("shaky/build.rs", script)
        .file("steady/build.rs", slow)
        .ready();
    let ran = project.cargo_conda("build --jobs 2 --format json").run().success();
    assert_eq!(ran.events("package-repeated")[0]["name"], "shaky");
    assert_eq!(ran.events("package-repeated").len(), 1);
    assert_eq!(ran.events("package-finished").len(), 2);
    project.channel().check();
}

#[test]
pub(crate) fn a_damaged_directory_is_filled_anew() {
    let uses = "[dependencies]\ncommon.path = '../common'";
    let main = "fn main() { println!(\"{}\", common::word()); }\n";
    let project = TempProject::workspace()
        .program_with("left", uses, main)
        .program_with("right", uses, main)
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "pub fn word() -> &'static str { \"word\" }\n")
        .ready();
    project.cargo_conda("build").run().success();
    let compiled = WalkDir::new(project.root().join("target/conda-build/target")).into_iter();
    let is_library = |entry: &DirEntry| entry.file_name().to_str().unwrap().starts_with("libcommon");
    let mut damaged = 0;
    for library in compiled.map(Result::unwrap).filter(is_library) {
        let bytes = fs_err::read(library.path()).unwrap();
        fs_err::write(library.path(), &bytes[..bytes.len() / 2]).unwrap();
        damaged += 1;
    }
    assert!(damaged > 0);
    let project = project.append("left/src/main.rs", "// again").append("right/src/main.rs", "// again");
    let ran = project.cargo_conda("build --format json").run().success();
    assert!(!ran.events("package-repeated").is_empty());
    project.channel().check();
    // Without the repair, cargo would fail again and again.
    let ran = project.cargo_conda("build --force --format json").run().success();
    assert!(ran.events("package-repeated").is_empty());
}

#[test]
#[cfg(unix)]
fn a_killed_run_is_taken_up() {
    let slow = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        std::fs::write(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/began\"), \"\").unwrap();\n\
        std::thread::sleep(std::time::Duration::from_secs(4));\n}\n";
    let project = TempProject::workspace()
        .program("left", "")
        .program("right", "")
        .file("left/build.rs", slow)
        .file("right/build.rs", slow)
        .ready();
    let mut run = project.cargo_conda("build --jobs 2").start();
    let began = |name: &str| project.root().join(name).join("began").exists();
    run.wait_until("the build scripts' start", |_| began("left") || began("right"));
    run.signal("KILL");
    let _killed = run.wait();
    // Processes that were started continue for a while, so the next run meets them running or ended.
    let ran = project.cargo_conda("build --jobs 2 --format json").run().success();
    assert_eq!(ran.events("finished")[0]["built"], 2);
    project.channel().check();
    assert_eq!(project.channel().names(), ["left", "right"]);
}

/// A build script that runs cargo uses the jobserver of the run. It must not wait for a lock of the cargo
/// that started it.
#[test]
pub(crate) fn a_build_script_may_run_cargo() {
    let script = "fn main() {\n\
        let out = std::env::var(\"OUT_DIR\").unwrap();\n\
        let cargo = std::env::var(\"CARGO\").unwrap();\n\
        let manifest = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/nested/Cargo.toml\");\n\
        let arguments = [\"build\", \"--release\", \"--offline\", \"--manifest-path\", manifest, \"--target-dir\", &out];\n\
        assert!(std::process::Command::new(cargo).args(arguments).status().unwrap().success());\n}\n";
    let nested = "[package]\nname = 'nested'\nversion = '0.1.0'\nedition = '2021'\n[workspace]\n";
    let project = TempProject::empty()
        .file(
            "Cargo.toml",
            "[workspace]\nresolver = '3'\nmembers = ['left', 'right']\nexclude = ['left/nested']\n",
        )
        .program("left", "")
        .program("right", "")
        .file("left/build.rs", script)
        .file("left/nested/Cargo.toml", nested)
        .file("left/nested/src/lib.rs", "")
        .ready();
    // The only package, so that no other cargo competes for the lock.
    project.cargo_conda("build -p left").run().success();
    project.cargo_conda("build").run().success();
}
