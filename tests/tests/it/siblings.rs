//! Packages that depend on other packages of the same workspace at run time.

use crate::support::TempProject;

fn needs(name: &str) -> String {
    format!("[package.metadata.conda]\nrun-dependencies = ['{name}']")
}

#[test]
fn a_chain_is_built_and_tested_in_its_order() {
    // In alphabetical order, the packages would be built the wrong way round.
    let project = TempProject::workspace()
        .program("a-last", &needs("b-middle"))
        .program("b-middle", &needs("c-first"))
        .program("c-first", "")
        .ready();
    project.cargo_conda("build").run().success();
    project.channel().check();
    assert_eq!(project.channel().names(), ["a-last", "b-middle", "c-first"]);
    // Built alone, it finds the package of an earlier run.
    project.cargo_conda("build -p a-last").run().success();
}

#[test]
fn without_tests_nothing_waits_for_a_sibling() {
    let project = TempProject::workspace()
        .program("needs", &needs("broken"))
        .program_with("broken", "", "fn main() { no such thing }")
        .ready();
    let ran = project.cargo_conda("build --no-test").run().code(1);
    assert!(!ran.stderr.contains("Blocked"), "{}", ran.stderr);
    assert_eq!(project.channel().names(), ["needs"]);
}
