//! How `rust-toolchain.toml` chooses the Rust of a channel.

use crate::support::{CargoConda, LocalChannel, TempProject};

/// A workspace whose `rust-toolchain.toml` names this channel of Rust.
fn with_toolchain(channel: &str) -> TempProject {
    let file = format!("[toolchain]\nchannel = '{channel}'\n");
    TempProject::workspace()
        .program("alpha", "rust-version = '1.70'")
        .ready()
        .file("rust-toolchain.toml", &file)
}

/// A call with the default toolchain of rustup, because the one of the file may not be installed. The
/// machine's cargo still reads the manifests.
fn call(project: &TempProject, channel: &LocalChannel) -> CargoConda {
    let toolchain = std::env::var("RUSTUP_TOOLCHAIN").unwrap_or_default();
    let call = project.cargo_conda("build --no-test --format json").conda(channel);
    if toolchain.is_empty() { call } else { call.env("RUSTUP_TOOLCHAIN", &toolchain) }
}

/// The version of Rust in the environment.
fn asked_for(toolchain: &str, channel: &LocalChannel) -> String {
    let run = call(&with_toolchain(toolchain), channel).run().success();
    let [ready] = run.events("environment-ready").try_into().unwrap();
    ready["variant"]["rust_compiler_version"].as_str().unwrap().to_owned()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn an_exact_version_is_pinned() {
    let channel = LocalChannel::native();
    let version = channel.version_of("rust");
    assert_eq!(asked_for(&version, &channel), version);
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn stable_is_whatever_the_channel_has_and_the_manifests_allow() {
    let channel = LocalChannel::native();
    assert_eq!(asked_for("stable", &channel), ">=1.70.0");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_nightly_is_an_error_at_its_line() {
    let channel = LocalChannel::native();
    let ran = call(&with_toolchain("nightly-2026-01-31"), &channel).run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    error: conda channels have only released versions of Rust, not `nightly-2026-01-31`
     --> [ROOT]/rust-toolchain.toml:2:11
      |
    2 | channel = 'nightly-2026-01-31'
      |           ^^^^^^^^^^^^^^^^^^^^
      help: build with `--toolchain system`, or say which release to use: `--variant rust_compiler_version=1.95`
    ");
}
