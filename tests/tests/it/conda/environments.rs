//! The packages of build environments, in events and in the terminal.

use serde_json::Value;

use crate::support::{LocalChannel, built_native, platform};

fn names(packages: &Value) -> Vec<&str> {
    packages.as_array().unwrap().iter().map(|package| package["name"].as_str().unwrap()).collect()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn events_say_what_is_in_both_environments() {
    let channel = LocalChannel::native();
    let run = &built_native(&channel).run;
    let [started] = run.events("environment-started").try_into().unwrap();
    assert_eq!(started["platform"], platform());
    assert_eq!(started["channels"].as_array().unwrap().len(), 1);

    let [ready] = run.events("environment-ready").try_into().unwrap();
    assert_eq!(ready["group"], started["group"]);
    let (build, host) = (names(&ready["build"]), names(&ready["host"]));
    for tool in ["pkg-config", "rust"] {
        assert!(build.contains(&tool) && !host.contains(&tool), "{tool}: {build:?} {host:?}");
    }
    assert_eq!(host, ["libzlib", "openssl", "zlib"]);
    let rust = ready["build"].as_array().unwrap().iter().find(|package| package["name"] == "rust").unwrap();
    assert_eq!(rust["version"], channel.version_of("rust"));
    assert_eq!(rust["sha256"].as_str().unwrap().len(), 64);
    assert!(rust["channel"].as_str().unwrap().contains(channel.directory().as_str()));
    assert_eq!(ready["variant"]["c_stdlib"], "sysroot");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn environments_are_ready_before_the_first_package_begins() {
    let channel = LocalChannel::native();
    let events = built_native(&channel).run.json_lines();
    let kinds = events.iter().map(|event| event["event"].as_str().unwrap()).take(6);
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["planned", "environment-started", "environment-ready", "run-started", "progress", "package-started"]
    );
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn people_who_ask_for_more_get_a_table() {
    let channel = LocalChannel::native();
    let project = &built_native(&channel).project;
    let run = project.cargo_conda("build -v --output-dir target/table").conda(&channel).run().success();
    let table: Vec<_> = run.stderr.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
    assert!(table.contains(&vec!["in", "package", "version", "build", "channel"]), "{}", run.stderr);
    let version = channel.version_of("openssl");
    let openssl = table.iter().find(|words| words.starts_with(&["host", "openssl"])).unwrap();
    assert_eq!((openssl[2], openssl[4]), (version.as_str(), "channel"));
    assert!(table.iter().any(|words| words.starts_with(&["build", "rust", &channel.version_of("rust")])));
}
