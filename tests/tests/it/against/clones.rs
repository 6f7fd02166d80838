//! Two checkouts of a workspace on two machines: one builds and publishes, the other makes only what differs.

use camino::Utf8Path;
use serde_json::Value;

use super::{affected, build};
use crate::support::{Channel, TempProject, built_monorepo};

/// The packages of the workspace, and what each crate is part of.
const CLOSURES: [(&str, &[&str]); 5] = [
    ("crates/logferry-wire/src/lib.rs", &["logferry-agent", "logferry-collector", "logferry-inspect"]),
    (
        "crates/logferry-record/src/lib.rs",
        &["logferry-agent", "logferry-collector", "logferry-convert", "logferry-inspect"],
    ),
    ("apps/logferry-agent/src/main.rs", &["logferry-agent"]),
    ("tools/logferry-loadgen/src/main.rs", &[]),
    ("README.md", &[]),
];

/// The number of each package in a plan, by name, and whether it is up to date.
fn numbers(project: &TempProject, arguments: &str) -> Vec<(String, u64, bool)> {
    let plan = project.cargo_conda(&format!("plan --format json {arguments}")).run().success();
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let packages = plan["packages"].as_array().unwrap().iter();
    let number = |package: &Value| {
        let name = package["name"].as_str().unwrap().to_owned();
        (name, package["build_number"].as_u64().unwrap(), package["status"] == "fresh")
    };
    packages.map(number).collect()
}

#[test]
fn a_clone_elsewhere_makes_only_the_packages_whose_closure_an_edit_is_in() {
    let here = &built_monorepo().project;
    // Below the same directory, because cargo's configuration above a workspace counts.
    let place = Utf8Path::new(env!("CARGO_TARGET_TMPDIR")).join("another-place/monorepo");
    let elsewhere = TempProject::sample_at("monorepo", &place);
    let published = elsewhere.root().join("target/published");
    fs_err::create_dir_all(&published).unwrap();
    here.cargo_conda(&format!("publish {published} --channel-dir target/conda")).run().success();
    let config = elsewhere.root().join("target/numbers.toml");
    fs_err::write(&config, "[workspace]\nbuild-number = 'auto'\n").unwrap();
    let against = format!("--config {config} --against {published}");

    let outcome = build(&elsewhere, &against);
    assert_eq!((outcome.built.len(), outcome.fresh.len()), (0, 4));
    assert!(!elsewhere.root().join("target/conda-build/target").exists(), "something was compiled");
    assert_eq!(Channel::at(&elsewhere.root().join("target/conda")).archives(), [""; 0]);

    for (file, packages) in CLOSURES {
        let path = elsewhere.root().join(file);
        let text = fs_err::read_to_string(&path).unwrap();
        fs_err::write(&path, format!("{text}// One more line.\n")).unwrap();
        assert_eq!(affected(&elsewhere, published.as_str()), packages, "{file}");
        for (name, number, is_fresh) in numbers(&elsewhere, &against) {
            let is_part = packages.contains(&name.as_str());
            assert_eq!((number, is_fresh), (u64::from(is_part), !is_part), "{name} after {file}");
        }
        fs_err::write(&path, text).unwrap();
    }
    assert_eq!(affected(&elsewhere, published.as_str()), [""; 0]);
}
