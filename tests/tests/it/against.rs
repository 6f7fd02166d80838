//! Packages that carry what they were made from, and builds against channels that have such packages.

use serde_json::Value;

use crate::support::{HttpServer, Python, Ranges, Request, TempProject, platform, unpack};

/// Two programs on a library, and one on its own.
fn programs(project: TempProject) -> TempProject {
    let uses = "[dependencies]\ncommon.path = '../common'";
    project
        .with_workspace("")
        .program("left", uses)
        .program("right", uses)
        .program("alone", "")
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "")
        .ready()
}

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

/// The events of a build, and the names of the packages that it made and that it found fresh.
struct Outcome {
    built: Vec<String>,
    fresh: Vec<String>,
    /// The URLs of fresh packages in other channels.
    urls: Vec<String>,
}

fn build(project: &TempProject, arguments: &str) -> Outcome {
    let ran = project.cargo_conda(&format!("build --no-test --format json {arguments}")).run().success();
    let events = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let finished: Vec<_> = events.filter(|event| event["event"] == "package-finished").collect();
    let names = |outcome: &str| {
        let of_outcome = finished.iter().filter(|event| event["outcome"] == outcome);
        of_outcome.map(|event| event["name"].as_str().unwrap().to_owned()).collect()
    };
    let urls = finished.iter().filter_map(|event| event["url"].as_str()).map(ToOwned::to_owned).collect();
    Outcome { built: names("built"), fresh: names("fresh"), urls }
}

fn affected(project: &TempProject, channel: &str) -> Vec<String> {
    let ran = project.cargo_conda(&format!("affected --against {channel}")).run().success();
    ran.stdout.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
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

#[test]
fn a_channel_that_is_not_there_is_an_error() {
    let project = programs(TempProject::empty());
    let missing = project.cargo_conda("build --against ./nowhere").run().code(2);
    insta::assert_snapshot!(missing.redacted_stderr(), @r"
    error: cannot compare with the channel `file://[ROOT]/nowhere`
      cause: could not find subdir 'noarch' in channel 'file://[ROOT]/nowhere/': failed to open file `[ROOT]/nowhere/noarch/repodata.json`: No such file or directory (os error [N])
      help: a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory
    ");
    let server = HttpServer::start(project.root(), Ranges::Answered);
    let missing = project.cargo_conda(&format!("why --against {}/nowhere", server.url())).run().code(2);
    insta::assert_snapshot!(missing.redacted_stderr().replace(server.url(), "[SERVER]"), @r"
    error: cannot compare with the channel `[SERVER]/nowhere`
      cause: could not find subdir 'noarch' in channel '[SERVER]/nowhere/': HTTP status client error (404 Not Found) for url ([SERVER]/nowhere/noarch/repodata.json)
      help: a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory
    ");
    let silent = project.cargo_conda("build --against http://127.0.0.1:9/channel").run().code(1);
    // Both directories of the channel are asked for at once, and either answer can be the first.
    insta::assert_snapshot!(silent.redacted_stderr().replace("[PLATFORM]", "noarch"), @r"
    error: cannot compare with the channel `http://127.0.0.1:9/channel`
      cause: Request failed after 3 retries: error sending request for url (http://127.0.0.1:9/channel/noarch/repodata_shards.msgpack.zst): client error (Connect): tcp connect error: Connection refused (os error [N])
      help: try again later, or build without `--against`
    ");
}

#[test]
fn what_cannot_be_compared_is_not_reused() {
    let here = programs(TempProject::empty());
    assert_eq!(build(&here, "-p alone").built, ["alone"]);
    let elsewhere = programs(TempProject::empty());
    let why = |text: &str| {
        let against = here.channel().directory().to_string();
        let why = elsewhere.cargo_conda(&format!("why alone --against {against}")).run().success();
        assert!(why.stdout.contains(text), "{}", why.stdout);
    };
    why("alone 0.1.0 is fresh");
    // The archive of another build under the name of this one.
    let archive = here.channel().archive("alone");
    let bytes = fs_err::read(&archive).unwrap();
    fs_err::write(&archive, &bytes[1..]).unwrap();
    why("it is not the archive that the channel's index describes");
    fs_err::remove_file(&archive).unwrap();
    why("it cannot be read: ");
    let folder = here.channel().directory().join(platform());
    fs_err::rename(&folder, folder.with_file_name("linux-riscv64")).unwrap();
    why("has no build of this version");
}

/// The names of the archives in a project's channel, without what tells platforms and variants apart.
fn archives(project: &TempProject) -> Vec<String> {
    let archives = project.channel().archives();
    let names = archives.iter().map(|path| path.file_stem().unwrap());
    names
        .map(|name| format!("{} {}", name.split('-').next().unwrap(), name.rsplit('_').next().unwrap()))
        .collect()
}

#[test]
fn build_numbers_follow_from_the_channel() {
    let project = |project: TempProject| {
        let pin = "[package.metadata.conda]\nrun-dependencies = [\"${{ pin_subpackage('left', exact=True) }}\"]\n\
                   [dependencies]\ncommon.path = '../common'";
        programs(project)
            .program("right", pin)
            .append("Cargo.toml", "[workspace.metadata.conda]\nbuild-number = 'auto'")
    };
    let here = project(TempProject::empty());
    assert_eq!(build(&here, "").built.len(), 3);
    assert_eq!(archives(&here), ["alone 0", "left 0", "right 0"]);
    let against = format!("--against {}", here.channel().directory());

    let elsewhere = project(TempProject::empty());
    assert_eq!(build(&elsewhere, &against).fresh.len(), 3);
    // A package that pins another one pins its new build.
    let elsewhere = elsewhere.append("left/src/main.rs", "// one more line");
    let edited = fs_err::read_to_string(elsewhere.root().join("left/src/main.rs")).unwrap();
    let plan = elsewhere.cargo_conda(&format!("plan --format json {against}")).run().success();
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let numbers = plan["packages"].as_array().unwrap().iter().map(|package| package["build_number"].clone());
    assert_eq!(numbers.collect::<Vec<_>>(), [0, 1, 1]);
    assert_eq!(build(&elsewhere, &against).built, ["left", "right"]);
    assert_eq!(archives(&elsewhere), ["left 1", "right 1"]);
    let depends = elsewhere.channel().record(platform(), "right")["depends"].to_string();
    assert!(depends.contains("left ==0.1.0") && depends.contains("_1\""), "{depends}");
    // What is built here is fresh here, with the same numbers.
    assert_eq!(build(&elsewhere, &against).fresh.len(), 3);

    // Both channels in one: each content has the number that it was published with.
    let joined = elsewhere.root().join("joined");
    let channels =
        [here.channel(), elsewhere.channel()].map(|channel| channel.directory().to_string()).join(" ");
    elsewhere.cargo_conda(&format!("index --output-dir {joined} {channels}")).run().success();
    let third = project(TempProject::empty());
    let against = format!("--against {joined}");
    assert_eq!(build(&third, &against).fresh.len(), 3);
    third.write("left/src/main.rs", &edited);
    assert_eq!(build(&third, &against).fresh.len(), 3);
    third.write("left/src/main.rs", &format!("{edited}// another line\n"));
    assert_eq!(build(&third, &against).built, ["left", "right"]);
    assert_eq!(archives(&third), ["left 2", "right 2"]);
}

#[test]
fn a_written_number_that_is_taken_is_an_error_before_anything_is_compiled() {
    let here = programs(TempProject::empty());
    assert_eq!(build(&here, "-p left").built, ["left"]);
    let elsewhere = programs(TempProject::empty()).append("left/src/main.rs", "// one more line");
    let build = |arguments: &str| {
        elsewhere.cargo_conda(&format!(
            "build --no-test -p left --against {} {arguments}",
            here.channel().directory()
        ))
    };
    let elsewhere_config = elsewhere.root().join("left/Cargo.toml");
    let manifest = fs_err::read_to_string(&elsewhere_config).unwrap();
    let with_number = |number: &str| {
        fs_err::write(
            &elsewhere_config,
            format!("{manifest}[package.metadata.conda]\nbuild-number = {number}\n"),
        )
        .unwrap();
    };
    with_number("0");
    let taken = build("").run().code(2);
    let stderr = taken.redacted_stderr().replace(here.channel().directory().as_str(), "[CHANNEL]");
    insta::assert_snapshot!(stderr, @r#"
    error: the build number 0 of left is taken by other content, `file://[CHANNEL]/[PLATFORM]/left-0.1.0-[HASH]_0.conda`
      help: write `build-number = 1` for left, or `build-number = "auto"`, which takes the next number by itself; `cargo conda why` says what differs
    "#);
    assert!(!elsewhere.root().join("target/conda-build/target").exists(), "something was compiled");
    with_number("1");
    build("").run().success();
}
