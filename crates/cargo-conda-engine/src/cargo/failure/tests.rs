//! The watch over recorded output of failed builds, of cargo 1.95 on Linux.
//!
//! Each recording is the output of `cargo install --message-format json 2>&1` for a package that fails. Paths
//! and the arguments of linkers are shortened.

use insta::assert_snapshot;

use super::FailureWatch;
use crate::api::{CargoPackage, CompileError, PackageError};
use crate::cargo::messages::parse;

/// What failed in a recording, in one line.
fn failure(recording: &str) -> String {
    let mut watch = FailureWatch::default();
    for line in recording.lines() {
        match parse(line) {
            Some(message) => watch.note(&message),
            None => watch.hear(line),
        }
    }
    let named = |id: &str| {
        let name = id.rsplit_once('/').unwrap().1.split('#').next().unwrap();
        CargoPackage { id: id.to_owned(), name: name.to_owned(), version: Some("0.1.0".to_owned()) }
    };
    let failure = watch.conclude(&named).failure;
    PackageError::Compile(Box::new(CompileError { failure, remedies: Vec::new() })).headline()
}

#[test]
fn rustc_finds_an_error() {
    assert_snapshot!(failure(include_str!("recordings/bad-bin.txt")), @r#"could not compile `bad-bin 0.1.0` (bin "bad-bin"): bad-bin/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]"#);
    assert_snapshot!(failure(include_str!("recordings/uses-dep.txt")), @"could not compile `dep 0.1.0` (lib): dep/src/lib.rs:1:21: mismatched types [E0308]");
}

#[test]
fn a_build_script_fails() {
    assert_snapshot!(failure(include_str!("recordings/bad-script.txt")), @"the build script of `bad-script 0.1.0` failed (exit status: 101): thread 'main' (11842) panicked at bad-script/build.rs:4:5: libz was not found");
    // Cargo 1.100 keeps the program elsewhere; a nightly of today does so with `-Zbuild-dir-new-layout`.
    assert_snapshot!(failure(include_str!("recordings/bad-script-new-layout.txt")), @"the build script of `bad-script 0.1.0` failed (exit status: 101): thread 'main' (960) panicked at bad-script/build.rs:4:5: libz was not found");
    assert_snapshot!(failure(include_str!("recordings/aborted-script.txt")), @"the build script of `killed 0.1.0` failed (signal: 6, SIGABRT: process abort signal)");
}

#[test]
fn a_linker_finds_no_library_or_no_symbol() {
    assert_snapshot!(failure(include_str!("recordings/no-lib.txt")), @r#"could not link `no-lib 0.1.0` (bin "no-lib"): there is no library `nosuch`, which `no-lib 0.1.0` asks for"#);
    assert_snapshot!(failure(include_str!("recordings/no-static.txt")), @r#"could not link `no-static 0.1.0` (bin "no-static"): there is no library `nosuch`"#);
    assert_snapshot!(failure(include_str!("recordings/symbols.txt")), @r#"could not compile `symbols 0.1.0` (bin "symbols"): linking with `cc` failed: exit status: 1: rust-lld: error: undefined symbol: no_such_symbol"#);
}

#[test]
fn a_process_is_killed() {
    assert_snapshot!(failure(include_str!("recordings/killed-rustc.txt")), @"the compiler of `dep` was killed (SIGKILL), which systems do when they run out of memory");
    assert_snapshot!(failure(include_str!("recordings/killed-linker.txt")), @r#"the linker of `symbols 0.1.0` (bin "symbols") was killed (SIGKILL), which systems do when they run out of memory"#);
}

#[test]
fn cargo_itself_fails() {
    let told = "+ cd /w\n+ cargo install --locked\nerror: failed to load manifest for workspace member `/w/x`\n\n\
                Caused by:\n  No such file or directory (os error 2)\n";
    assert_snapshot!(failure(told), @"its build failed: error: failed to load manifest for workspace member `/w/x`");
}
