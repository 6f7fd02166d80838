//! Plans as text for people.

use cargo_conda_plan::{Plan, SkipReason};
use cargo_conda_report::{Color, TextOptions, Verbosity, render_plan};
use insta::assert_snapshot;

use crate::samples::{c_library_plan, large_plan, python_plan, skip, small_plan};

fn render(plan: &Plan, verbosity: Verbosity, color: Color) -> String {
    let mut out = Vec::new();
    render_plan(plan, &[], &TextOptions { color, verbosity }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_small_plan_has_no_empty_sections() {
    assert_snapshot!(render(&small_plan(), Verbosity::Normal, Color::Never), @r"
    package  version  from  binaries  licence
    fd       10.1.0   fd    fd        MIT
    ");
}

#[test]
fn libraries_are_only_counted() {
    assert_snapshot!(render(&large_plan(), Verbosity::Normal, Color::Never), @r#"
    package  version     from     binaries                licence           group  platform
    ripgrep  14.1.0      ripgrep  rg                      MIT OR Unlicense  1      linux-64
      without `rg-pcre`, which needs the feature `pcre2`
      without `bench`, which the configured `binaries` do not name
    uutils   0.1.0.rc.1  uutils   cat, cp, ls and 2 more  none              2      osx-arm64

    skipped
      web    its `web/.cargo/config.toml` builds for wasm32-unknown-unknown
      xtask  the cargo alias `xtask` runs it
      2 libraries, 1 member not asked for

    warning: uutils: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = "…"`, or `license.workspace = true` where `[workspace.package]` has it
    warning: /repo/Cargo.toml:2:1: `debug-dir` is deprecated and has no effect; remove it
    "#);
}

#[test]
fn c_libraries_are_named_with_their_reason() {
    let mut plan = c_library_plan();
    plan.skipped.push(skip("other", SkipReason::CLibraryNotAskedFor));
    plan.skipped.push(skip("off", SkipReason::CLibraryOff));
    assert_snapshot!(render(&plan, Verbosity::Normal, Color::Never), @"
    package         version  from   binaries         licence
    adder           1.2.3    adder  adder            MIT
    libadder        1.2.3    adder  C library adder  MIT
      a C library because of `[package.metadata.capi]`: `libadder.so.1`
    libadder-devel  1.2.3    adder  to link adder    MIT
      a C library because of `[package.metadata.capi]`: the header `adder/adder.h` by cbindgen

    skipped
      off  it has no binary, and its configuration says `c-library = false`
      1 library
    ");
}

#[test]
fn python_extensions_are_named_with_their_reason() {
    let mut plan = python_plan();
    plan.skipped.push(skip("off", SkipReason::PythonOff));
    plan.skipped.push(skip("one", SkipReason::PythonOfConda));
    assert_snapshot!(render(&plan, Verbosity::Verbose, Color::Never), @"
    package   version  from      binaries                        licence
    tool      1.2.3    tool      tool                            MIT
      built with profile release
    for-all   1.2.3    for-all   Python module for_all._native   MIT
      built with profile release
      a Python extension for Python 3.9 and later, because of `pyproject.toml` and pyo3
      needs python >=3.9, numpy >=1.26
      installs the commands for-all
    for-each  1.2.3    for-each  Python module for_each._native  MIT
      built with profile release
      a Python extension for one Python at a time, because of `pyproject.toml` and pyo3
      needs python >=3.9, numpy >=1.26
      installs the commands for-each

    skipped
      off  it has no binary, and its configuration says `python = false`
           to include it: `[package.metadata.conda] python = true` in off/Cargo.toml
      one  it is a Python extension for one Python at a time, which has to be one of conda's
           to include it: `--toolchain conda`, or a feature of pyo3 such as `abi3-py39`
    ");
}

#[test]
fn verbose_says_everything() {
    assert_snapshot!(render(&large_plan(), Verbosity::Verbose, Color::Never), @r#"
    package  version     from     binaries             licence           group  platform
    ripgrep  14.1.0      ripgrep  rg                   MIT OR Unlicense  1      linux-64
      built with profile release, glibc 2.17, no default features, features simd, the workspace's features
      installs share/bash-completion/completions/rg, which `COMPLETE=bash rg it's` prints
      installs share/man/man1/tool.1 from /repo/rg/man/tool.1
      without `rg-pcre`, which needs the feature `pcre2`
      without `bench`, which the configured `binaries` do not name
    uutils   0.1.0.rc.1  uutils   cat, cp, ls, mv, rm  none              2      osx-arm64
      built with profile dist

    skipped
      grep    it has no binary
      ignore  it has no binary
      other   `--package` does not name it
              to include it: `--package other`
      web     its `web/.cargo/config.toml` builds for wasm32-unknown-unknown
              to include it: `[package.metadata.conda] skip = false` in web/Cargo.toml
      xtask   the cargo alias `xtask` runs it
              to include it: `[package.metadata.conda] skip = false` in xtask/Cargo.toml

    warning: uutils: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = "…"`, or `license.workspace = true` where `[workspace.package]` has it
    warning: /repo/Cargo.toml:2:1: `debug-dir` is deprecated and has no effect; remove it
    "#);
}

#[test]
fn quiet_is_the_packages_alone() {
    assert_snapshot!(render(&large_plan(), Verbosity::Quiet, Color::Never), @r"
    package  version     from     binaries                licence           group  platform
    ripgrep  14.1.0      ripgrep  rg                      MIT OR Unlicense  1      linux-64
      without `rg-pcre`, which needs the feature `pcre2`
      without `bench`, which the configured `binaries` do not name
    uutils   0.1.0.rc.1  uutils   cat, cp, ls and 2 more  none              2      osx-arm64
    ");
}

#[test]
fn colours_say_nothing_new() {
    let plain = render(&large_plan(), Verbosity::Verbose, Color::Never);
    let coloured = render(&large_plan(), Verbosity::Verbose, Color::Always);
    assert_ne!(plain, coloured);
    assert_eq!(plain, without_escapes(&coloured));
}

/// Removes colours, which are written as `ESC [ … m`.
fn without_escapes(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| plain + piece.split_once('m').unwrap().1)
}

#[test]
fn what_is_only_counted_is_counted_in_words() {
    let counted = |libraries: usize, others: usize| {
        let mut plan = small_plan();
        plan.skipped.extend((0..libraries).map(|_| skip("lib", SkipReason::NoBinaries)));
        plan.skipped.extend((0..others).map(|_| skip("other", SkipReason::NotRequested)));
        let text = render(&plan, Verbosity::Normal, Color::Never);
        text.lines().last().unwrap().trim().to_owned()
    };
    assert_eq!(counted(1, 0), "1 library");
    assert_eq!(counted(31, 0), "31 libraries");
    assert_eq!(counted(0, 1), "1 member not asked for");
    assert_eq!(counted(1, 97), "1 library, 97 members not asked for");
    assert_eq!(counted(31, 97), "31 libraries, 97 members not asked for");
}
