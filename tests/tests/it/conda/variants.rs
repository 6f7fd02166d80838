//! Variants: one package for each combination of values of the keys that its recipe uses.

use std::collections::BTreeMap;

use crate::support::{LocalChannel, Python, TempProject, unpack};

/// Two different values that select the same compiler.
fn two_values(channel: &LocalChannel) -> [String; 2] {
    let version = channel.version_of("rust");
    let (release, _) = version.rsplit_once('.').unwrap();
    [release.to_owned(), version]
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn two_values_make_two_packages_of_each_name() {
    let channel = LocalChannel::native();
    let values = two_values(&channel);
    let project = TempProject::workspace().program("alpha", "").program("beta", "").ready();
    let variant = format!("rust_compiler_version={}", values.join(","));
    let run = project
        .cargo_conda("build --no-test --format json --variant")
        .arg(&variant)
        .conda(&channel)
        .run()
        .success();
    project.channel().check();
    assert_eq!(project.channel().archives().len(), 4);
    let mut builds = BTreeMap::<String, Vec<_>>::new();
    for event in run.events("package-finished") {
        let value = event["variant"]["rust_compiler_version"].as_str().unwrap().to_owned();
        let build = event["build"].as_str().unwrap().to_owned();
        builds.entry(event["name"].as_str().unwrap().to_owned()).or_default().push((value, build));
    }
    assert_eq!(builds.keys().collect::<Vec<_>>(), ["alpha", "beta"]);
    for (name, mut builds) in builds {
        builds.sort();
        let [one, other] = builds.try_into().unwrap();
        assert_eq!([&one.0, &other.0], [&values[0], &values[1]], "{name}");
        assert_ne!(one.1, other.1, "{name} has one build string for two variants");
    }
    assert_eq!(run.events("environment-ready").len(), 2);
    let python = Python::of_venv();
    for archive in project.channel().archives() {
        let unpacked = unpack(&python, &archive);
        let rendered = python.run("build_string.py", &[unpacked.path("").as_str()]);
        assert_eq!(unpacked.json("info/index.json")["build"], rendered.trim_end(), "{archive}");
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_value_of_the_command_line_wins_over_that_of_a_file() {
    let channel = LocalChannel::native();
    let python = Python::of_venv();
    let [release, version] = two_values(&channel);
    let project = TempProject::workspace()
        .program("alpha", "")
        .ready()
        .file("mine.yaml", &format!("rust_compiler_version: ['{release}']\n"));
    let call = || project.cargo_conda("build --no-test --variant-config mine.yaml").conda(&channel);
    let used = || {
        let archive = project.channel().archives().pop().unwrap();
        unpack(&python, &archive).json("info/hash_input.json")["rust_compiler_version"].clone()
    };
    call().run().success();
    assert_eq!(used(), release.as_str());
    project.cargo_conda("clean").run().success();
    call().arg("--variant").arg(format!("rust_compiler_version={version}")).run().success();
    assert_eq!(used(), version.as_str());
}
