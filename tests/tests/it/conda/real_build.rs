//! The sample workspace with native libraries: the dependencies of its packages, and installed programs at
//! work.

use std::collections::BTreeMap;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::support::{
    LocalChannel, Program, Python, TempProject, built_native, clean_environment, contains, platform, unpack,
};

/// Each program with the library that it is linked with.
const PROGRAMS: [(&str, &str); 2] = [("sealbox-digest", "libcrypto.so.3"), ("sealbox-pack", "libz.so.1")];

const TEXT: &[u8] = b"the same again and again, the same again and again\n";

/// Both packages as py-rattler installs them, in a prefix outside of the workspace.
struct Installed {
    prefix: Utf8PathBuf,
    _directory: TempDir,
}

impl Installed {
    fn new() -> Self {
        let channel = LocalChannel::native();
        let python = Python::of_venv();
        let directory = TempDir::new().unwrap();
        let prefix =
            Utf8Path::from_path(directory.path()).unwrap().canonicalize_utf8().unwrap().join("prefix");
        let built = built_native(&channel).project.channel();
        let channels = [built.directory(), channel.directory()];
        python.install_for(platform(), &channels, &prefix, &PROGRAMS.map(|(name, _)| name));
        Self { prefix, _directory: directory }
    }

    fn program(&self, name: &str) -> Program {
        Program::at(&self.prefix.join("bin").join(name))
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn each_package_depends_on_the_library_of_its_own_crates() {
    let channel = LocalChannel::native();
    let built = built_native(&channel).project.channel();
    built.check();
    let depends = |name: &str| {
        let depends = built.record(platform(), name)["depends"].clone();
        let specs = depends.as_array().unwrap().iter().map(|spec| spec.as_str().unwrap().to_owned());
        specs.partition::<Vec<_>, _>(|spec| spec.starts_with("__glibc "))
    };
    for (name, library) in
        [("sealbox-digest", "openssl >=3.0,<4.0a0"), ("sealbox-pack", "libzlib >=1.2,<2.0a0")]
    {
        let (glibc, others) = depends(name);
        assert_eq!(others, [library], "{name}");
        assert_eq!(glibc.len(), 1, "{name}: {glibc:?}");
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn programs_find_libraries_beside_themselves_and_name_no_place_of_the_build() {
    let channel = LocalChannel::native();
    let python = Python::of_venv();
    let built = built_native(&channel);
    let cargo_home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| home + "/.cargo"));
    for archive in built.project.channel().archives() {
        let unpacked = unpack(&python, &archive);
        let [file] = unpacked.installed().try_into().unwrap();
        let program = Program::at(&unpacked.path(&file));
        assert_eq!(program.library_paths(), ["$ORIGIN/../lib"], "{file}");
        // The root of the workspace stands for the scratch directory too, which is inside.
        for place in [built.project.root().as_str(), cargo_home.as_deref().unwrap(), "placehold_placehold"] {
            assert!(!contains(program.bytes(), place), "{file} names {place}");
        }
        assert_eq!(unpacked.json("info/paths.json")["paths"][0].get("prefix_placeholder"), None, "{file}");
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn installed_programs_use_the_libraries_of_their_environment() {
    let installed = Installed::new();
    for (name, library) in PROGRAMS {
        let loaded = installed.program(name).loads(library);
        assert!(loaded.starts_with(installed.prefix.join("lib")), "{name} loads {loaded}");
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn installed_programs_do_their_work() {
    let installed = Installed::new();
    let file = installed.prefix.join("text");
    fs_err::write(&file, TEXT).unwrap();
    let said = installed.program("sealbox-digest").run(&[file.as_str()], b"");
    let digest: Vec<_> = Sha256::digest(TEXT).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(String::from_utf8(said).unwrap(), format!("{}  {file}\n", digest.concat()));

    let pack = installed.program("sealbox-pack");
    let packed = pack.run(&[], TEXT);
    assert!(packed.starts_with(&[0x1f, 0x8b]), "gzip begins with two bytes of its own");
    assert_eq!(pack.run(&["--unpack"], &packed), TEXT);
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn the_machines_toolchain_makes_programs_that_answer_alike() {
    let installed = Installed::new();
    let project = TempProject::sample("native");
    let mut cargo = Command::new("cargo");
    clean_environment(&mut cargo);
    let output = cargo.args(["build", "--locked"]).current_dir(project.root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = project.root().join("Cargo.lock");
    for (name, _) in PROGRAMS {
        let ours = installed.program(name);
        let theirs = Program::at(&project.root().join("target/debug").join(name));
        for arguments in [&["--version"][..], &["--help"]] {
            assert_eq!(ours.run(arguments, b""), theirs.run(arguments, b""), "{name} {arguments:?}");
        }
        match name {
            "sealbox-digest" => {
                for arguments in [&[file.as_str()][..], &["--quick", file.as_str()]] {
                    assert_eq!(ours.run(arguments, b""), theirs.run(arguments, b""), "{name} {arguments:?}");
                }
            }
            // Two versions of zlib can compress differently, but each must decompress the other's output.
            _ => assert_eq!(theirs.run(&["--unpack"], &ours.run(&[], TEXT)), TEXT),
        }
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn packages_are_tested_with_their_libraries() {
    let channel = LocalChannel::native();
    let finished = built_native(&channel).run.events("package-finished");
    let tested: BTreeMap<_, _> =
        finished.iter().map(|event| (event["name"].as_str().unwrap(), event["tested"].as_bool())).collect();
    assert_eq!(tested, [("sealbox-digest", Some(true)), ("sealbox-pack", Some(true))].into());
}

/// With the machine's toolchain, a library that some machines lack has to be linked statically. The sample
/// has a feature for that.
#[test]
fn the_machines_own_toolchain_builds_what_brings_its_library_along() {
    let project = TempProject::sample("native");
    let build = "build -p sealbox-pack --features bundled";
    project.cargo_conda(build).run().success();
    assert_eq!(project.channel().names(), ["sealbox-pack"]);
    let run = project.cargo_conda("build -p sealbox-pack --no-test").run().code(1);
    assert!(run.stderr.contains("needs the shared library `libz.so.1`"), "{}", run.stderr);
}
