//! Tests that need more than cargo, and how they are skipped where it is missing.
//!
//! The standard harness has one way to skip a test that shows in its summary: `#[ignore]`, which is decided
//! when the test is compiled. `build.rs` therefore finds out what is here and sets `cfg(has = "…")`, and a
//! test that needs something says so in an attribute:
//!
//! ```text
//! #[test]
//! #[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
//! fn …
//! ```
//!
//! Where the channel is there, the test runs without further flags; where it is not, the harness counts the
//! test as ignored and prints the reason. Cargo's own tests do the same with `#[cargo_test(requires = …)]`.
//! Returning early would count as passed, a plain `#[ignore]` would skip tests on machines that can run them,
//! and a harness that decides at run time would have to register each test by hand.
//!
//! | `has` | set if there is | made by |
//! |---|---|---|
//! | `venv` | `target/venv` with py-rattler and py-rattler-build | `cargo xtask venv` |
//! | `channel` | `target/channel` with compilers and libraries of this machine, and `venv` | `cargo xtask channel` |
//! | `cross` | `target/channel-cross`, `venv`, and an emulator of 64-bit ARM | `cargo xtask channel cross` |
//! | `macos` | `target/channel-macos`, and `venv` | `cargo xtask channel macos` |
//! | `glibc` | `target/glibc-2.17`, and `venv` | `cargo xtask glibc` |
//! | `wine` | `target/channel-win-64` and `target/wine`, and `venv` | `cargo xtask channel cross win-64` |
//! | `redis` | `redis-server`, and `channel` | |
//! | `pixi` | pixi on `PATH` or in the variable `PIXI`, and `channel` | |
//! | `shells` | bash, zsh, fish and man, and `venv` | Debian's packages `zsh`, `fish` and `man-db` |
//! | `rustup` | rustup | |
//! | `musl` | Rust's standard library for `x86_64-unknown-linux-musl`, and `venv` | `rustup target add` |
//! | `nightly` | rustup and a nightly toolchain of that name | |
//! | `c` | a C compiler and pkg-config, and `venv` | |
//! | `cargo-c` | cargo-c and cbindgen, and `c` | `cargo install cargo-c cbindgen` |
//! | `auditors` | rust-audit-info and cargo-bundle-licenses, and `venv` | `cargo install` of both |
//! | `browser` | Chromium, and `venv` | Debian's package `chromium` |
//! | `mounts` | the right to mount file systems | |
//!
//! CI makes the first two, and the test below fails if one of them is missing there. `tests/needs.rs` has the
//! programs that the others are about. `cargo xtask ci` says first which of these are missing, which tests
//! that concerns and how to install them; the tests are listed with the reason in the summary of the run,
//! too. A program that is installed later counts after `cargo clean -p integration-tests`.

/// CI makes what it can before it runs the tests. A test that is ignored for want of that was never run
/// anywhere.
#[test]
fn ci_has_everything_that_it_makes() {
    println!("some tests are ignored for want of: {}", env!("MISSING_PROGRAMS"));
    let is_ci = std::env::var_os("CI").is_some();
    assert!(!is_ci || cfg!(has = "venv"), "`cargo xtask venv` comes before the tests");
    // The channel is made of a toolchain for Linux.
    let has_channel = cfg!(any(has = "channel", not(target_os = "linux")));
    assert!(!is_ci || has_channel, "`cargo xtask channel` comes before the tests");
}
