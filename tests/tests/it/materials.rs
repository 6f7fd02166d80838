//! What packages say of the crates that they are made of, as other programs read it.

use camino::Utf8Path;
use serde_json::Value;

use crate::support::{Program, Python, TempProject, Unpacked, built_monorepo, unpack};

/// The package of the sample workspace that has a sibling with more features, which cargo-auditable and
/// cargo-bundle-licenses would list crates of.
fn agent(python: &Python) -> Unpacked {
    unpack(python, &built_monorepo().project.channel().archive("logferry-agent"))
}

/// The crates in a program's section `.dep-v0`, as `<name> <kind>`.
fn audited(python: &Python, program: &Utf8Path) -> Vec<String> {
    let listed: Value = serde_json::from_str(&python.run("audit.py", &[program.as_str()])).unwrap();
    let packages = listed["packages"].as_array().unwrap().iter();
    let kind = |package: &Value| package["kind"].as_str().unwrap_or("runtime").to_owned();
    packages.map(|package| format!("{} {}", package["name"].as_str().unwrap(), kind(package))).collect()
}

#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn programs_carry_the_crates_that_they_are_linked_from() {
    let python = Python::of_venv();
    let package = agent(&python);
    let program = package.path("bin/logferry-agent");
    insta::assert_snapshot!(audited(&python, &program).join("\n"), @"
    lexopt runtime
    logferry-agent runtime
    logferry-cli runtime
    logferry-record runtime
    logferry-wire runtime
    memchr runtime
    proc-macro2 build
    quote build
    syn build
    thiserror runtime
    thiserror-impl build
    unicode-ident build
    ");
    let version = Program::at(&program).run(&["--version"], b"");
    assert_eq!(String::from_utf8(version).unwrap(), "logferry-agent 0.8.0\n");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn packages_ship_the_licences_of_other_peoples_crates() {
    let python = Python::of_venv();
    let package = agent(&python);
    // Read by PyYAML, as conda-forge's tools do.
    let read = python.run("notices.py", &[package.path("info/licenses/THIRDPARTY.yml").as_str()]);
    insta::assert_snapshot!(read, @"
    lexopt 0.3.2 MIT: LICENSE
    memchr 2.8.3 Unlicense OR MIT: COPYING, LICENSE-MIT, UNLICENSE
    thiserror 2.0.21 MIT OR Apache-2.0: LICENSE-APACHE, LICENSE-MIT
    ");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_bill_of_materials_is_installed_on_request() {
    let python = Python::of_venv();
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app', 'tool']\n")
        .file(
            "app/Cargo.toml",
            "[package]\nname = 'app'\nversion = '1.0.0'\nedition = '2024'\nlicense = 'MIT'\n\
             [dependencies]\ntool.path = '../tool'\n\
             [package.metadata.conda]\nsbom = true\nauditable = false\nthird-party-licenses = false\n",
        )
        .file("app/LICENSE", "The licence of app.")
        .file("app/src/main.rs", "fn main() { tool::run(); }")
        .file(
            "tool/Cargo.toml",
            "[package]\nname = 'tool'\nversion = '2.0.0'\nedition = '2024'\nlicense = 'Zlib'\n",
        )
        .file("tool/src/lib.rs", "pub fn run() {}")
        .locked();
    project.cargo_conda("build --profile dev").run().success();
    let package = unpack(&python, &project.channel().archive("app"));
    assert_eq!(package.installed(), ["bin/app", "share/sboms/app.cdx.json"]);
    assert!(!package.files().contains(&"info/licenses/THIRDPARTY.yml".to_owned()));
    // Checked by CycloneDX's own validator.
    let bill = package.path("share/sboms/app.cdx.json");
    insta::assert_snapshot!(python.run("bill.py", &[bill.as_str()]), @"
    app 1.0.0
    tool 2.0.0 required
    ");
    assert!(!package.text("share/sboms/app.cdx.json").contains(project.root().as_str()));
    let again = project.cargo_conda("build --profile dev").run().success();
    assert!(again.stderr.contains("Fresh"), "{}", again.stderr);
}
