//! What packages are compiled for: the Rust target and the oldest glibc.

use cargo_conda_plan::{PlanRequest, Toolchain};
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, platform};

const MUSL: &str = "x86_64-unknown-linux-musl";

/// The target and the glibc of each package, with its group.
fn targets(fixture: &Fixture, request: &PlanRequest) -> String {
    let plan = fixture.plan(request);
    let line = |package: &cargo_conda_plan::PackagePlan| {
        let group = plan.group_of(package);
        assert_eq!((&group.target, group.glibc), (&package.target, package.glibc));
        let glibc =
            package.glibc.map_or_else(|| "any glibc".to_owned(), |version| format!("glibc {version}"));
        format!("{} {} for {}, {glibc}", package.group, package.name, package.target)
    };
    plan.packages.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn keys_choose_what_is_compiled_for() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nglibc = '2.17'")
        .tool("plain", "")
        .tool("newer", "[package.metadata.conda]\nglibc = '2.28'")
        .tool("static", &format!("[package.metadata.conda.target.linux-64]\nrust-target = '{MUSL}'"));
    assert_snapshot!(targets(&fixture, &linux()), @"
    1 newer for x86_64-unknown-linux-gnu, glibc 2.28
    2 plain for x86_64-unknown-linux-gnu, glibc 2.17
    3 static for x86_64-unknown-linux-musl, any glibc
    ");
    let glibc = cargo_conda_mapping::SymbolVersion::parse_version("2.17").ok();
    // Programs for musl need none.
    assert_snapshot!(targets(&fixture, &PlanRequest { glibc, ..linux() }), @"
    1 newer for x86_64-unknown-linux-gnu, glibc 2.17
    1 plain for x86_64-unknown-linux-gnu, glibc 2.17
    2 static for x86_64-unknown-linux-musl, any glibc
    ");
    // Other platforms have no glibc, and no target for Linux.
    let windows = PlanRequest { glibc, target_platforms: vec![platform("win-64")], ..linux() };
    assert_snapshot!(targets(&fixture, &windows), @"
    1 newer for x86_64-pc-windows-msvc, any glibc
    1 plain for x86_64-pc-windows-msvc, any glibc
    1 static for x86_64-pc-windows-msvc, any glibc
    ");
}

#[test]
fn cargo_is_asked_what_it_builds_for() {
    let plain = || Fixture::workspace("").tool("tool", "");
    let config =
        |triples: &str| plain().file(".cargo/config.toml", &format!("[build]\ntarget = {triples}\n"));
    let target =
        |fixture: &Fixture, request: &PlanRequest| fixture.plan(request).packages[0].target.to_string();
    let gnu = "x86_64-unknown-linux-gnu";
    assert_eq!(target(&config("'x86_64-unknown-linux-musl'"), &linux()), MUSL);
    assert_eq!(target(&config("['aarch64-apple-darwin', 'x86_64-unknown-linux-musl']"), &linux()), MUSL);
    // Of two for one platform, neither is chosen.
    let both = config("['x86_64-unknown-linux-gnu', 'x86_64-unknown-linux-musl']");
    assert_eq!(target(&both, &linux()), gnu);
    let variable = PlanRequest { cargo_target: Some(MUSL.to_owned()), ..linux() };
    assert_eq!(target(&plain(), &variable), MUSL);
    assert_eq!(target(&config("'x86_64-unknown-linux-gnu'"), &variable), MUSL);
    let elsewhere = PlanRequest { cargo_target: Some("wasm32-unknown-unknown".to_owned()), ..linux() };
    assert_eq!(target(&plain(), &elsewhere), gnu);
    // Builds with conda's toolchain do not see the caller's variables.
    let conda = PlanRequest { toolchain: Some(Toolchain::Conda), ..variable };
    assert_eq!(target(&plain(), &conda), gnu);
}

#[test]
fn mistakes() {
    let error = |table: &str| {
        Fixture::workspace("").tool("tool", &format!("[package.metadata.conda]\n{table}")).error()
    };
    assert_snapshot!(error("rust-target = 'x86_64-pc-windows-gnu'"), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:6:15 at 'x86_64-pc-windows-gnu'
      `x86_64-pc-windows-gnu` is for win-64, and this holds for packages for linux-64
      help: write it for that platform: `[package.metadata.conda.target.win-64] rust-target = "x86_64-pc-windows-gnu"`
    "#);
    assert_snapshot!(error("rust-target = 'linux-64'\nglibc = '2.5'"), @"
    2 problems in the manifests
    crates/tool/Cargo.toml:6:15 at 'linux-64'
      `linux-64` is no Rust target of a conda platform; write `x86_64-unknown-linux-gnu`
    crates/tool/Cargo.toml:7:9 at '2.5'
      Rust's standard library needs glibc 2.17 or newer, so nothing runs on 2.5; write `2.17`
    ");
    let fixture = Fixture::workspace("").tool("tool", "[package.metadata.conda]\nglibc = '2.17'");
    let conda = PlanRequest { toolchain: Some(Toolchain::Conda), ..linux() };
    let warnings = fixture.plan(&conda).warnings;
    let said = warnings.iter().map(ToString::to_string).find(|said| said.contains("glibc"));
    assert!(said.unwrap().ends_with(
        "`glibc` has no effect with conda's toolchain; choose the C library with `--variant c_stdlib_version=2.17`"
    ));
    let glibc = cargo_conda_mapping::SymbolVersion::parse_version("2.17").ok();
    assert_snapshot!(fixture.error_for(&PlanRequest { glibc, ..conda }), @"`--glibc` is about the machine's toolchain; with conda's, pass `--variant c_stdlib_version=2.17`");
}
