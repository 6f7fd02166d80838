//! `cargo conda test`: the tests of finished packages.

use crate::support::{Channel, TempProject, platform};

#[test]
fn finished_packages_are_tested_again() {
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['good', 'bad']\n")
        .program("good", "")
        .program_with("bad", "", "fn main() { std::process::exit(3) }\n")
        .ready();
    project.cargo_conda("build --no-test").run().success();
    let channel = Channel::at(&project.root().join("target/conda"));
    let good = channel.archive("good");

    let ran = project.cargo_conda("test --format json").run().code(1);
    let tested = ran.events("package-tested");
    let outcomes: Vec<_> = tested.iter().map(|event| event["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes.len(), 2);
    assert!(outcomes.contains(&"passed") && outcomes.contains(&"failed"), "{outcomes:?}");
    let failed = tested.iter().find(|event| event["outcome"] == "failed").unwrap();
    assert_eq!(failed["platform"], platform());
    assert_eq!(failed["failure"]["kind"], "test");
    let finished = &ran.events("finished")[0];
    assert_eq!((&finished["passed"], &finished["failed"]), (&1.into(), &1.into()));

    let elsewhere = project.cargo_conda("test --manifest-path ../../Cargo.toml").directory("good/src");
    assert!(elsewhere.run().code(1).stderr.contains("1 passed, 1 failed"), "the channel of the workspace");

    project.cargo_conda("test").arg(&good).run().success();
    let ran = project.cargo_conda("test Cargo.toml").run().code(2);
    assert!(ran.stderr.contains("is not a package that can be tested"), "{}", ran.stderr);
}
