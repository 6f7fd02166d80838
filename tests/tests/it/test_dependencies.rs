//! What the tests of several packages install beside them, from a channel on a server.

use crate::support::{CargoConda, HttpServer, Ranges, Request, TempProject};

/// Programs that need one package of another workspace when they run.
fn dependents(names: &[&str]) -> TempProject {
    let needs = "[package.metadata.conda]\nrun-dependencies = ['tool']";
    names.iter().fold(TempProject::workspace(), |project, name| project.program(name, needs)).ready()
}

/// A build of a user who has an own package cache.
fn builds(project: &TempProject, server: &HttpServer, more: &str) -> CargoConda {
    let call = project.cargo_conda(&format!("build --channel {} {more}", server.url()));
    let cache = project.root().join("target/packages");
    call.env("RATTLER_CACHE_DIR", cache.as_str()).env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1")
}

#[test]
fn a_dependency_is_fetched_once_for_all_tests_and_then_there_offline() {
    let other = TempProject::workspace().program("tool", "").ready();
    other.cargo_conda("build --no-test").run().success();
    let server = HttpServer::start(other.channel().directory(), Ranges::Answered);
    let project = dependents(&["alpha", "beta", "gamma"]);

    builds(&project, &server, "").run().success();
    let fetched: Vec<_> = server.requests().into_iter().filter(Request::is_of_archive).collect();
    assert_eq!(fetched.len(), 1, "{fetched:?}");

    project.write("alpha/src/main.rs", "fn main() { println!(\"changed\"); }");
    builds(&project, &server, "--offline").run().success();
    let fetched: Vec<_> = server.requests().into_iter().filter(Request::is_of_archive).collect();
    assert!(fetched.is_empty(), "{fetched:?}");
}

#[test]
fn a_package_that_needs_no_other_is_tested_without_its_channels() {
    let project = TempProject::workspace().program("alone", "").ready();
    project.cargo_conda("build --channel http://127.0.0.1:9/nobody-listens").run().success();
}
