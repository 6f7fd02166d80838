//! Variants: one package for each combination of values of the keys that its recipe uses.

use std::collections::BTreeMap;

use crate::support::{LocalChannel, Python, TempProject, platform, unpack};

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

/// Variants need not have been built together: each has the time of its own run.
#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn variants_of_several_runs_are_verified_alike() {
    let channel = LocalChannel::native();
    let values = two_values(&channel);
    let project = TempProject::workspace().program("alpha", "").ready();
    let variants = |values: &[String]| format!("--variant rust_compiler_version={}", values.join(","));
    for (value, time) in values.iter().zip(["1600000000", "1700000000"]) {
        let one = variants(std::slice::from_ref(value));
        let build = project.cargo_conda(&format!("build --no-test {one}")).conda(&channel);
        build.env("SOURCE_DATE_EPOCH", time).run().success();
    }
    let archives = project.channel().archives();
    assert_eq!(archives.len(), 2, "{archives:?}");
    let verified = |arguments: &str| {
        let call = project.cargo_conda("verify").args(&format!("{} {arguments}", variants(&values)));
        let stdout = call.conda(&channel).run().success().stdout;
        stdout.lines().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let line =
        |value: &String| format!("equal      alpha 0.1.0 (rust_compiler_version {value}) for {}", platform());
    let mut lines = verified("");
    lines.sort();
    assert_eq!(lines, values.each_ref().map(line));
    // One of them alone.
    assert_eq!(verified(archives[0].as_str()).len(), 1);
}
