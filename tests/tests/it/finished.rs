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

#[test]
fn dependencies_come_from_the_channels_that_are_named() {
    let other = TempProject::workspace().program("helper", "").ready();
    other.cargo_conda("build --no-test").run().success();
    let config = "[package.metadata.conda]\nrun-dependencies = ['helper']\ntests = ['helper', 'tool']";
    let project = TempProject::workspace().program("tool", config).ready();
    project.cargo_conda("build --no-test").run().success();
    project.cargo_conda("test --channel").arg(other.channel().directory()).run().success();

    let empty = project.root().join("target/empty");
    fs_err::create_dir_all(empty.join("noarch")).unwrap();
    fs_err::write(empty.join("noarch/repodata.json"), "{\"packages\":{},\"packages.conda\":{}}").unwrap();
    let ran = project.cargo_conda("test --format json --channel").arg(&empty).run().code(1);
    let tested = &ran.events("package-tested")[0];
    let error = tested["error"].as_str().unwrap();
    assert!(error.starts_with("failed to install it") && error.contains("helper"), "{error}");
    let ran = project.cargo_conda("test --channel ./nowhere").run().code(1);
    assert!(ran.stderr.contains("could not find subdir 'noarch'"), "{}", ran.stderr);
}

/// A program that writes a file when it is run, and then sleeps.
#[cfg(target_os = "linux")]
const SLOW: &str = "fn main() {\n\
    std::fs::write(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/began\"), \"\").unwrap();\n\
    std::thread::sleep(std::time::Duration::from_secs(120));\n}\n";

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_stops_tests_and_what_they_have_started() {
    use std::time::{Duration, Instant};

    let project = TempProject::workspace().program_with("slow", "", SLOW).program("quick", "").ready();
    project.cargo_conda("build --no-test").run().success();
    let temporary = project.root().join("target/temporary");
    fs_err::create_dir_all(&temporary).unwrap();
    let began = project.root().join("slow/began");
    let mut run = project.cargo_conda("test --jobs 2").env("TMPDIR", temporary.as_str()).start();
    run.wait_until("the start of the program", |run| began.exists() && run.stderr().contains("quick"));
    assert!(!processes(&temporary).is_empty(), "the program cannot be seen");
    let asked = Instant::now();
    run.signal("INT");
    let ran = run.wait().code(130);
    assert!(asked.elapsed() < Duration::from_secs(10), "it took {:?}", asked.elapsed());
    assert_eq!(processes(&temporary), [""; 0], "a program goes on");
    assert_eq!(temporary.read_dir_utf8().unwrap().count(), 0, "environments are left");
    insta::assert_snapshot!(ran.redacted_stderr(), @r"
    passed: [ROOT]/target/conda/[PLATFORM]/quick-0.1.0-[HASH]_0.conda ([TIME])
    interrupted: [ROOT]/target/conda/[PLATFORM]/slow-0.1.0-[HASH]_0.conda
    1 passed, 0 failed, 1 interrupted
    ");
}

/// The command lines of all processes that name a directory.
#[cfg(target_os = "linux")]
fn processes(directory: &camino::Utf8Path) -> Vec<String> {
    let entries = fs_err::read_dir("/proc").unwrap().flatten();
    // A process can end between the listing and the reading of its command line.
    let lines = entries.filter_map(|entry| fs_err::read_to_string(entry.path().join("cmdline")).ok());
    lines.map(|line| line.replace('\0', " ")).filter(|line| line.contains(directory.as_str())).collect()
}

#[test]
#[cfg(unix)]
fn help_names_what_chooses_the_directory_at_fault() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.cargo_conda("build --no-test").run().success();
    let ran = project.cargo_conda("test").env("TMPDIR", "/nowhere").run().code(1);
    let shown = ran.stderr.lines().filter(|line| !line.contains("cause: ")).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(shown, @r"
    error: failed to prepare `/nowhere`
      help: this machine does not allow it: check permissions and free space, or choose another directory: set `TMPDIR`
    ");
    // An archive in the folder of another platform.
    let archive = project.channel().archive("tool");
    let folder = project.channel().directory().join("noarch");
    fs_err::rename(&archive, folder.join(archive.file_name().unwrap())).unwrap();
    let ran = project.cargo_conda("index target/conda").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @r"
    error: `[ROOT]/target/conda/noarch/tool-0.1.0-[HASH]_0.conda` is not a package of this channel
      cause: by its contents it belongs to the folder `[PLATFORM]`
      help: delete it, or move it into the folder of the platform that it is for
    ");
    fs_err::remove_file(folder.join(archive.file_name().unwrap())).unwrap();
    // A file where a folder of the channel has to be.
    fs_err::remove_dir_all(&folder).unwrap();
    fs_err::write(&folder, "").unwrap();
    let ran = project.cargo_conda("index target/conda").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @r"
    error: failed to prepare `[ROOT]/target/conda/noarch`
      cause: failed to create directory `[ROOT]/target/conda/noarch`: File exists (os error [N])
      help: a file is where a directory has to be: remove it, or name another directory
    ");
}
