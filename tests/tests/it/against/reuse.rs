//! Records of packages, and what a machine takes from a channel instead of building it.

use super::{affected, build, programs};
use crate::support::{HttpServer, Python, Ranges, Request, TempProject, unpack};

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_record_is_equal_on_two_machines() {
    let python = Python::of_venv();
    let record = |project: TempProject| {
        let project = programs(project);
        let build = project.cargo_conda("build -p left --no-test");
        build.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").run().success();
        let package = unpack(&python, &project.channel().archive("left"));
        let record = package.text("info/recipe/cargo-conda-record.json");
        assert!(!record.contains(project.root().as_str()), "{record}");
        record
    };
    let here = record(TempProject::empty());
    let elsewhere = record(TempProject::below("another place"));
    assert_eq!(here, elsewhere);
    for word in ["left/src/main.rs", "common/src/lib.rs", "CARGO_PROFILE_RELEASE_OPT_LEVEL", "rustc 1."] {
        assert!(here.contains(word), "{word} is not in {here}");
    }
    let home = std::env::var("HOME").unwrap_or_default();
    assert!(home.len() < 2 || !here.contains(&home), "{here}");
}

#[test]
fn another_machine_builds_only_what_the_channel_lacks() {
    let here = programs(TempProject::empty());
    assert_eq!(build(&here, "").built.len(), 3);
    let channel = here.channel();
    let against = channel.directory().as_str();

    let elsewhere = programs(TempProject::below("another-place"));
    let outcome = build(&elsewhere, &format!("--against {against}"));
    assert_eq!(outcome.built, [""; 0]);
    assert_eq!(outcome.fresh, ["alone", "left", "right"]);
    assert!(outcome.urls[0].starts_with(&format!("file://{against}/")), "{:?}", outcome.urls);
    assert!(!elsewhere.root().join("target/conda-build/target").exists(), "something was compiled");
    assert_eq!(elsewhere.channel().archives(), [""; 0], "something was packaged");
    let why = elsewhere.cargo_conda(&format!("why left --against {against}")).run().success();
    assert!(why.stdout.contains("left 0.1.0 is fresh: file://"), "{}", why.stdout);
    assert_eq!(affected(&elsewhere, against), [""; 0]);

    // What nothing in a package is made from does not matter, new files included.
    let elsewhere = elsewhere.append("Cargo.toml", "# a remark").file("left/src/unused.rs", "");
    assert_eq!(affected(&elsewhere, against), [""; 0]);
    let elsewhere = elsewhere.append("left/src/main.rs", "// one more line");
    assert_eq!(affected(&elsewhere, against), ["left"]);
    let elsewhere = elsewhere.append("common/src/lib.rs", "pub fn word() {}");
    assert_eq!(affected(&elsewhere, against), ["left", "right"]);
    let why = elsewhere.cargo_conda(&format!("why right --against {against}")).run().success();
    insta::assert_snapshot!(why.redacted_stdout().replace(against, "[CHANNEL]"), @r"
    right 0.1.0 has to be built:
      there is no record of an earlier build
      `file://[CHANNEL]/[PLATFORM]/right-0.1.0-[HASH]_0.conda`: `common/src/lib.rs` has changed
    ");
    let outcome = build(&elsewhere, &format!("--against {against}"));
    assert_eq!(outcome.built, ["left", "right"]);
    assert_eq!(outcome.fresh, ["alone"]);
    // Cargo need not look again at what this run has compiled, although it did not make every package.
    let targets = elsewhere.entries("target/conda-build/target");
    let target = elsewhere.root().join("target/conda-build/target").join(&targets[0]);
    assert!(target.join("compile-ended").is_file() && !target.join("compile-began").exists());
    let summary = elsewhere.cargo_conda(&format!("build --no-test --against {against}")).run().success();
    insta::assert_snapshot!(summary.redacted_stderr().replace(against, "[CHANNEL]"), @"       Fresh 2 packages in file://[ROOT]/target/conda, 1 package in file://[CHANNEL], [TIME]");
    // Of what was built here, the channel knows nothing.
    assert_eq!(affected(&elsewhere, against), ["left", "right"]);
}

#[test]
fn of_a_channel_on_a_server_only_records_are_read() {
    let here = programs(TempProject::empty());
    assert_eq!(build(&here, "").built.len(), 3);
    let sizes: usize = here.channel().archives().iter().map(|path| fs_err::read(path).unwrap().len()).sum();
    for ranges in [Ranges::Answered, Ranges::Ignored] {
        let server = HttpServer::start(here.channel().directory(), ranges);
        let elsewhere = programs(TempProject::empty());
        let against = format!("--against {}", server.url());
        assert_eq!(build(&elsewhere, &against).fresh.len(), 3);
        let (archives, index): (Vec<_>, Vec<_>) =
            server.requests().into_iter().partition(Request::is_of_archive);
        let lines = || archives.iter().map(|request| &request.line).collect::<Vec<_>>();
        let bytes: usize = archives.iter().map(|request| request.bytes).sum();
        println!("{ranges:?}: {} and {bytes} bytes of {sizes}; {index:?}", archives.len());
        match ranges {
            Ranges::Answered => assert!(archives.len() <= 6 && bytes < sizes, "{:?}", lines()),
            // The first request of each asks for a range.
            Ranges::Ignored => assert_eq!(archives.len(), 6, "{:?}", lines()),
        }
        // The next run knows the records.
        assert_eq!(build(&elsewhere, &against).fresh.len(), 3);
        let again = server.requests();
        assert!(!again.iter().any(Request::is_of_archive), "{again:?}");
        assert_eq!(build(&elsewhere, &format!("--offline {against}")).fresh.len(), 3);
        assert_eq!(server.requests().len(), 0, "--offline asked the server");
    }
}
