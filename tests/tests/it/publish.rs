//! `cargo conda publish`: finished packages go to a channel that others read.

use serde_json::Value;

use crate::support::{Channel, HttpServer, Program, Python, Ran, Ranges, TempProject};

/// Two programs.
fn project() -> TempProject {
    TempProject::workspace().program("first", "").program("second", "").ready()
}

/// The names of packages and what became of each, in the order in which the program reports them.
fn outcomes(ran: &Ran) -> Vec<(String, String)> {
    let word = |event: &Value, key: &str| event[key].as_str().unwrap().to_owned();
    let events = ran.events("package-published");
    events.iter().map(|event| (word(event, "name"), word(event, "outcome"))).collect()
}

fn all(outcome: &str) -> Vec<(String, String)> {
    ["first", "second"].map(|name| (name.to_owned(), outcome.to_owned())).to_vec()
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_the_last_run_made_is_published_to_a_directory() {
    let project = project();
    let ran = project.cargo_conda("publish target/published").run().code(2);
    assert!(ran.stderr.contains("run `cargo conda build` first"), "{}", ran.stderr);
    project.cargo_conda("build --no-test").run().success();
    let ran = project.cargo_conda("publish target/published").run().code(2);
    assert!(ran.stderr.contains("for a new channel, make an empty directory first"), "{}", ran.stderr);

    let directory = project.root().join("target/published");
    fs_err::create_dir(&directory).unwrap();
    let publish = "publish target/published --format json";
    let ran = project.cargo_conda(&format!("{publish} --dry-run")).run().success();
    assert_eq!(outcomes(&ran), all("would-publish"));
    assert_eq!(directory.read_dir_utf8().unwrap().count(), 0);

    let ran = project.cargo_conda(publish).run().success();
    assert_eq!(outcomes(&ran), all("published"));
    let finished = &ran.events("finished")[0];
    assert_eq!(finished["packages"][0]["name"], "first");
    let channel = Channel::at(&directory);
    channel.check();
    assert_eq!(channel.names(), ["first", "second"]);
    assert_eq!(outcomes(&project.cargo_conda(publish).run().success()), all("there-already"));

    let server = HttpServer::start(&directory, Ranges::Answered);
    let prefix = project.root().join("target/prefix");
    Python::of_venv().install(server.url().into(), &prefix, &["first"]);
    assert_eq!(Program::at(&prefix.join("bin/first")).run(&[], b""), b"first 0.1.0\n");
}

#[test]
fn a_file_name_that_is_taken_is_named_with_both_digests() {
    let project = project();
    project.cargo_conda("build --no-test").run().success();
    fs_err::create_dir(project.root().join("target/published")).unwrap();
    project.cargo_conda("publish target/published").run().success();
    let digest = |ran: &Ran| ran.events("package-published")[0]["sha256"].as_str().unwrap().to_owned();
    let publish = "publish target/published --format json";
    let before = digest(&project.cargo_conda(publish).run().success());

    project.write("first/src/main.rs", "fn main() { println!(\"changed\") }\n");
    project.cargo_conda("build --no-test").run().success();
    let ran = project.cargo_conda("publish target/published").run().code(2);
    let after = digest(&project.cargo_conda(&format!("{publish} --replace --dry-run")).run().success());
    let message = ran.stderr.replace(&before, "[before]").replace(&after, "[after]");
    assert!(message.contains("the channel has sha256 [before], this one is [after]"), "{message}");
    assert!(message.contains("raise `build-number`"), "{message}");

    let ran = project.cargo_conda(&format!("{publish} --replace")).run().success();
    let words: Vec<_> = outcomes(&ran).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(words, ["there-already", "replaced"]);
    Channel::at(&project.root().join("target/published")).check();
}

#[test]
fn a_run_that_did_not_make_everything_is_not_published() {
    let project = TempProject::workspace()
        .program("good", "")
        .program_with("bad", "", "fn main() { no such thing }\n")
        .ready();
    fs_err::create_dir_all(project.root().join("target/published")).unwrap();
    project.cargo_conda("build --no-test").run().code(1);
    let ran = project.cargo_conda("publish target/published").run().code(2);
    assert!(ran.stderr.contains("the last run did not make bad"), "{}", ran.stderr);
    // What is named is published.
    project.cargo_conda("publish target/published --channel-dir target/conda").run().success();
}

#[test]
fn what_is_no_channel_is_refused() {
    let project = project();
    project.cargo_conda("build --no-test").run().success();
    let refused = |arguments: &str, reason: &str| {
        let ran = project.cargo_conda(arguments).run().code(2);
        assert!(ran.stderr.contains(reason), "{arguments}: {}", ran.stderr);
    };
    refused("publish", "`publish` needs a channel");
    refused("publish ftp://example.org/x", "not a channel that packages can be published to");
    refused("publish first/Cargo.toml", "there is no channel at");
    refused("publish first --channel-dir second", "has no packages to publish");
    refused("publish first --channel-dir nowhere", "failed to read");
    project.write("target/conda/linux-64/x-1.0-0.conda", "no archive");
    refused("publish first --channel-dir target/conda", "x-1.0-0.conda` cannot be published");
    assert_eq!(project.entries("first"), ["Cargo.toml", "src"], "nothing was published");
}
