//! Packages for 64-bit ARM, built on x86-64.

use std::process::Command;

use goblin::elf::header::{EM_AARCH64, EM_X86_64};
use sha2::{Digest as _, Sha256};

use crate::support::{LocalChannel, Program, Python, TempProject};

const TEXT: &[u8] = b"the same again and again, the same again and again\n";

/// Debian's directory with the loader and C library for 64-bit ARM.
const SYSROOT: &str = "/usr/aarch64-linux-gnu";

/// A command that runs a program in the emulator. It is named, because the system may not be set up to use it
/// for programs of the other processor by itself.
fn emulator() -> Command {
    let mut emulator = Command::new("qemu-aarch64-static");
    emulator.args(["-L", SYSROOT]);
    emulator
}

#[test]
#[cfg_attr(not(has = "cross"), ignore = "needs `cargo xtask channel cross` and qemu-aarch64-static")]
fn one_run_makes_packages_for_both_platforms() {
    let channel = LocalChannel::cross();
    let python = Python::of_venv();
    let project = TempProject::sample("native");
    let call = project.cargo_conda("build --target-platform linux-64 --target-platform linux-aarch64");
    let run = call.args("--format json").conda(&channel).run().success();
    assert_eq!(run.events("package-finished").len(), 4);
    let built = project.channel();
    for (platform, machine) in [("linux-64", EM_X86_64), ("linux-aarch64", EM_AARCH64)] {
        assert_eq!(built.archives_for(platform).len(), 2);
        assert_eq!(built.record(platform, "sealbox-pack")["subdir"], platform);
        let prefix = project.root().join("target/prefix").join(platform);
        let channels = [built.directory(), channel.directory()];
        python.install_for(platform, &channels, &prefix, &["sealbox-digest", "sealbox-pack"]);
        for name in ["sealbox-digest", "sealbox-pack"] {
            let program = Program::at(&prefix.join("bin").join(name));
            assert_eq!(program.elf().header.e_machine, machine, "{name} for {platform}");
            assert_eq!(program.library_paths(), ["$ORIGIN/../lib"], "{name} for {platform}");
        }
    }

    let prefix = project.root().join("target/prefix/linux-aarch64");
    let file = prefix.join("text");
    fs_err::write(&file, TEXT).unwrap();
    let program = |name: &str| Program::at(&prefix.join("bin").join(name));
    let digest = emulator();
    let said = program("sealbox-digest").run_under(digest, &[file.as_str()], b"");
    let expected: Vec<_> = Sha256::digest(TEXT).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(String::from_utf8(said).unwrap(), format!("{}  {file}\n", expected.concat()));
    let pack =
        |arguments: &[&str], input: &[u8]| program("sealbox-pack").run_under(emulator(), arguments, input);
    assert_eq!(pack(&["--unpack"], &pack(&[], TEXT)), TEXT);
}
