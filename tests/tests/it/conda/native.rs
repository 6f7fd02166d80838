//! The host dependencies that are added for crates with native libraries, and how to override them.

use serde_json::Value;

use crate::support::TempProject;

fn configured(line: &str) -> TempProject {
    TempProject::sample("native")
        .append("apps/sealbox-pack/Cargo.toml", &format!("[package.metadata.conda]\n{line}"))
}

/// The host dependencies in the plan of `sealbox-pack`.
fn host(project: &TempProject) -> Value {
    let ran = project.cargo_conda("plan --toolchain conda --format json -p sealbox-pack").run().success();
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    plan["packages"][0]["host_dependencies"].clone()
}

#[test]
fn a_plan_tells_of_each_crate_what_it_is_given_and_why() {
    let ran =
        TempProject::sample("native").cargo_conda("plan --toolchain conda --format json").run().success();
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    let keys = ["name", "build_dependencies", "host_dependencies", "native"];
    let packages: Vec<_> = plan["packages"].as_array().unwrap().iter().collect();
    let shown: Vec<_> =
        packages.iter().flat_map(|package| keys.map(|key| format!("{key}: {}", package[key]))).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    name: "sealbox-digest"
    build_dependencies: ["${{ compiler('rust') }}","${{ compiler('c') }}","${{ stdlib('c') }}","pkg-config"]
    host_dependencies: ["openssl"]
    native: [{"crate":"openssl-sys","version":"0.9.118","links":"openssl","chain":["sealbox-digest","openssl","openssl-sys"],"origin":"known","host":["openssl"],"build":[],"env":{"OPENSSL_DIR":"$PREFIX"},"vendored":false},{"crate":"pkg-config","version":"0.3.34","links":null,"chain":["sealbox-digest","openssl","openssl-sys","pkg-config"],"origin":"known","host":[],"build":["pkg-config"],"env":{},"vendored":false},{"crate":"sealbox-fletcher-sys","version":"0.3.0","links":"sealbox_fletcher","chain":["sealbox-digest","sealbox-core","sealbox-fletcher-sys"],"origin":"unknown","host":[],"build":[],"env":{},"vendored":false}]
    name: "sealbox-pack"
    build_dependencies: ["${{ compiler('rust') }}","${{ compiler('c') }}","${{ stdlib('c') }}","pkg-config"]
    host_dependencies: ["zlib"]
    native: [{"crate":"libz-sys","version":"1.1.31","links":"z","chain":["sealbox-pack","flate2","libz-sys"],"origin":"known","host":["zlib"],"build":["pkg-config"],"env":{},"vendored":false},{"crate":"pkg-config","version":"0.3.34","links":null,"chain":["sealbox-pack","flate2","libz-sys","pkg-config"],"origin":"known","host":[],"build":["pkg-config"],"env":{},"vendored":false},{"crate":"sealbox-fletcher-sys","version":"0.3.0","links":"sealbox_fletcher","chain":["sealbox-pack","sealbox-core","sealbox-fletcher-sys"],"origin":"unknown","host":[],"build":[],"env":{},"vendored":false}]
    "#);
}

#[test]
fn a_crate_can_be_given_something_else() {
    let project = configured("native-dependencies = { libz-sys = ['zlib >=1.2'] }");
    assert_eq!(host(&project), serde_json::json!(["zlib >=1.2"]));
}

#[test]
fn all_that_is_known_can_be_forgotten() {
    assert_eq!(host(&configured("")), serde_json::json!(["zlib"]));
    assert_eq!(host(&configured("native-dependencies = false")), serde_json::json!([]));
}

#[test]
fn a_misspelt_crate_is_an_error_at_its_line() {
    let project = configured("native-dependencies = { libzz-sys = ['zlib'] }");
    let ran = project.cargo_conda("plan --toolchain conda").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    error: `native-dependencies` names the crate `libzz-sys`, which no package compiles
      --> [ROOT]/apps/sealbox-pack/Cargo.toml:26:25
       |
    26 | native-dependencies = { libzz-sys = ['zlib'] }
       |                         ^^^^^^^^^
      help: did you mean `libz-sys`?
    ");
}
