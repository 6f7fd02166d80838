//! What packages say of the crates that they are made of, as other programs read it.

use std::process::Command;

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

/// The programs whose forms of data packages carry read them.
#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(has = "auditors"), ignore = "needs rust-audit-info and cargo-bundle-licenses")]
fn the_programs_that_defined_the_forms_read_them() {
    let python = Python::of_venv();
    let package = agent(&python);
    let output = |program: &str, arguments: &[&str]| {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(built_monorepo().project.root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let program = package.path("bin/logferry-agent");
    let read: Value = serde_json::from_str(&output("rust-audit-info", &[program.as_str()])).unwrap();
    let expected: Value = serde_json::from_str(&python.run("audit.py", &[program.as_str()])).unwrap();
    assert_eq!(read["packages"], expected["packages"]);

    let ours = package.path("info/licenses/THIRDPARTY.yml");
    let arguments = ["bundle-licenses", "--format", "yaml", "--previous", ours.as_str()];
    assert!(output("cargo-bundle-licenses", &arguments).contains("package_name: lexopt"));
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

/// `--cfg` in the flags turns on a dependency that the manifest has for such builds only. What cargo compiles
/// then is not what was planned.
#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn crates_that_only_cargo_knows_of_are_listed_too() {
    let python = Python::of_venv();
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app', 'extra']\n")
        .file(
            "app/Cargo.toml",
            "[package]\nname = 'app'\nversion = '1.0.0'\nedition = '2024'\nlicense = 'MIT'\n\
             [target.'cfg(with_extra)'.dependencies]\nextra.path = '../extra'\n",
        )
        .file("app/LICENSE", "The licence of app.")
        .file("app/src/main.rs", "fn main() { #[cfg(with_extra)] extra::run(); }")
        .file(
            "extra/Cargo.toml",
            "[package]\nname = 'extra'\nversion = '2.0.0'\nedition = '2024'\nlicense = 'Zlib'\n",
        )
        .file("extra/LICENSE", "The licence of extra.")
        .file("extra/src/lib.rs", "pub fn run() {}")
        .locked();
    let build = || {
        let build = project.cargo_conda("build --profile dev --format json --force");
        let ran = build.env("RUSTFLAGS", "--cfg with_extra").run().success();
        (ran.events("inventory-differs"), ran.events("finished").remove(0))
    };
    for _ in 0..2 {
        // The second run finds the crate compiled.
        let (differences, finished) = build();
        assert_eq!(differences.len(), 1);
        assert_eq!(differences[0]["only_compiled"], serde_json::json!(["extra 2.0.0"]));
        assert_eq!(differences[0]["only_listed"], serde_json::json!([]));
        assert_eq!(finished["inventory_differs"], 1);
        let package = unpack(&python, &project.channel().archive("app"));
        assert_eq!(audited(&python, &package.path("bin/app")), ["app runtime", "extra runtime"]);
        assert!(package.text("info/licenses/THIRDPARTY.yml").contains("The licence of extra."));
    }
    let ran = project.cargo_conda("build --profile dev --format json --force").run().success();
    assert_eq!(ran.events("finished")[0]["inventory_differs"], 0);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn bills_of_materials_without_a_build() {
    let python = Python::of_venv();
    let project = TempProject::sample("monorepo");
    let ran =
        project.cargo_conda("sbom -p logferry-agent").env("SOURCE_DATE_EPOCH", "1700000000").run().success();
    project.write("agent.cdx.json", &ran.stdout);
    let agent = project.root().join("agent.cdx.json");
    insta::assert_snapshot!(python.run("bill.py", &[agent.as_str()]), @"
    logferry-agent 0.8.0
    lexopt 0.3.2 required
    logferry-cli 0.8.0 required
    logferry-record 0.8.0 required
    logferry-wire 0.8.0 required
    memchr 2.8.3 required
    proc-macro2 1.0.107 excluded
    quote 1.0.47 excluded
    syn 3.0.10 excluded
    thiserror 2.0.21 required
    thiserror-impl 2.0.21 excluded
    unicode-ident 1.0.27 excluded
    ");
    let all = project.cargo_conda("sbom --output-dir bills").env("SOURCE_DATE_EPOCH", "1700000000");
    let ran = all.run().success();
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    wrote [ROOT]/bills/logferry-agent.cdx.json
    wrote [ROOT]/bills/logferry-collector.cdx.json
    wrote [ROOT]/bills/logferry-convert.cdx.json
    wrote [ROOT]/bills/logferry-inspect.cdx.json
    ");
    let read = |path: &Utf8Path| fs_err::read_to_string(path).unwrap();
    assert!(read(&project.root().join("bills/logferry-agent.cdx.json")) == read(&agent));
    let refused = project.cargo_conda("sbom").run().code(2);
    insta::assert_snapshot!(refused.redacted_stderr(), @"error: there are 4 packages, and standard output takes one bill of materials: name a package with `-p`, or a directory with `--output-dir`");
    assert!(!project.root().join("target/conda").exists());
}
