//! Packages for macOS, built on Linux: what they need, how they find libraries, and whether their signatures
//! are right. Nothing here runs them.

use goblin::mach::MachO;
use goblin::mach::constants::cputype::{CPU_TYPE_ARM64, CPU_TYPE_X86_64};
use goblin::mach::load_command::CommandVariant;
use sha2::{Digest as _, Sha256};

use crate::support::{LocalChannel, Python, TempProject, unpack};

/// The two numbers with which a signature and its list of digests begin:
/// <https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/kern/cs_blobs.h>.
const SIGNATURE: u32 = 0xfade_0cc0;
const DIRECTORY: u32 = 0xfade_0c02;

/// A number of a signature, which has the most significant byte first.
fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

/// Compares the digests in the signature of a program with its pages, and returns their number; `None` if it
/// is not signed.
fn checked_pages(bytes: &[u8], program: &MachO<'_>) -> Option<usize> {
    let signature = program.load_commands.iter().find_map(|command| match command.command {
        CommandVariant::CodeSignature(place) => Some(place.dataoff as usize),
        _ => None,
    });
    let signature = &bytes[signature?..];
    assert_eq!(number(signature, 0), SIGNATURE as usize);
    let parts = (0..number(signature, 8)).map(|index| &signature[number(signature, 16 + 8 * index)..]);
    let directory = parts.into_iter().find(|part| number(part, 0) == DIRECTORY as usize).unwrap();
    let (first, count, end) = (number(directory, 16), number(directory, 28), number(directory, 32));
    let page_size = 1_usize << directory[39];
    // The digests are SHA-256.
    assert_eq!((directory[36], directory[37]), (32, 2));
    for (index, page) in bytes[..end].chunks(page_size).enumerate() {
        let digest = &directory[first + 32 * index..][..32];
        assert_eq!(Sha256::digest(page).as_slice(), digest, "page {index}");
    }
    Some(count)
}

#[test]
#[cfg_attr(not(has = "macos"), ignore = "needs `cargo xtask channel macos`")]
fn one_run_makes_packages_for_both_kinds_of_macs() {
    let channel = LocalChannel::macos();
    let python = Python::of_venv();
    let project = TempProject::workspace().program("tool", "").ready();
    let build = project.cargo_conda("build --target-platform osx-64 --target-platform osx-arm64");
    let run = build.conda(&channel).run().success();
    assert!(run.stderr.contains("not tested"), "{}", run.stderr);
    for (platform, processor) in [("osx-64", CPU_TYPE_X86_64), ("osx-arm64", CPU_TYPE_ARM64)] {
        let record = project.channel().record(platform, "tool");
        assert_eq!(record["depends"], serde_json::json!(["__osx >=11.0"]), "{platform}");
        let archives = project.channel().archives_for(platform);
        let unpacked = unpack(&python, &archives[0]);
        let bytes = unpacked.read("bin/tool");
        let program = MachO::parse(&bytes, 0).unwrap();
        assert_eq!(program.header.cputype(), processor, "{platform}");
        assert_eq!(program.rpaths, ["@loader_path/../lib"], "{platform}");
        assert_eq!(program.libs, ["self", "/usr/lib/libSystem.B.dylib"], "{platform}");
        // Apple's own processors run nothing that is not signed.
        let pages = checked_pages(&bytes, &program);
        assert!(pages.is_some_and(|pages| pages > 1) || platform == "osx-64", "{platform}: {pages:?}");
    }
}

/// What rattler-build signs by itself has digests of other pages.
#[test]
#[cfg_attr(not(has = "macos"), ignore = "needs `cargo xtask channel macos`")]
fn rattler_builds_own_signer_is_refused() {
    let channel = LocalChannel::macos();
    let project = TempProject::workspace().program("tool", "").ready();
    let build = project.cargo_conda("build --target-platform osx-arm64").conda(&channel);
    let failed = build.env("RATTLER_BUILD_BUILTIN_CODESIGN", "1").run().code(1);
    assert!(failed.stderr.contains("since the signatures are wrong"), "{}", failed.stderr);
    assert!(failed.stderr.contains("help: unset `RATTLER_BUILD_BUILTIN_CODESIGN`"), "{}", failed.stderr);
}
