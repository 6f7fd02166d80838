//! `cargo conda publish`: finished packages go to a channel that others read.

use serde_json::Value;

use crate::support::{
    API_KEY, Answer, CargoConda, Channel, HttpServer, Program, Python, Quetz, Ran, Ranges, TempProject,
};

/// Two programs.
pub(crate) fn project() -> TempProject {
    TempProject::workspace().program("first", "").program("second", "").ready()
}

/// The names of packages and what became of each, in the order in which the program reports them.
pub(crate) fn outcomes(ran: &Ran) -> Vec<(String, String)> {
    let word = |event: &Value, key: &str| event[key].as_str().unwrap().to_owned();
    let events = ran.events("package-published");
    events.iter().map(|event| (word(event, "name"), word(event, "outcome"))).collect()
}

/// The same for both programs.
pub(crate) fn all(outcome: &str) -> Vec<(String, String)> {
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

/// A project that is built, and a server without packages.
fn built() -> (TempProject, Quetz) {
    let project = project();
    project.cargo_conda("build --no-test").run().success();
    (project, Quetz::start())
}

/// A call of `publish` with the key that the server knows.
fn publish_to(project: &TempProject, channel: &str) -> CargoConda {
    let call = project.cargo_conda("publish --format json").arg(channel);
    with_no_stored_credentials(call, project).env("QUETZ_API_KEY", API_KEY)
}

/// The call in a home directory without credentials.
pub(crate) fn with_no_stored_credentials(call: CargoConda, project: &TempProject) -> CargoConda {
    let home = project.root().join("target/home");
    fs_err::create_dir_all(&home).unwrap();
    let here = |name: &str, default: &str| {
        std::env::var(name).unwrap_or_else(|_| format!("{}/{default}", std::env::var("HOME").unwrap()))
    };
    call.env("HOME", home.as_str())
        .env("CARGO_HOME", &here("CARGO_HOME", ".cargo"))
        .env("RUSTUP_HOME", &here("RUSTUP_HOME", ".rustup"))
}

#[track_caller]
fn check_secret(ran: &Ran) {
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains(API_KEY), "{text}");
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn packages_are_uploaded_to_a_server_and_installed_from_it() {
    let (project, server) = built();
    let ran = publish_to(&project, &server.ours()).args("--dry-run").run().success();
    assert_eq!(outcomes(&ran), all("would-publish"));
    assert_eq!(server.uploads(), 0);
    let ran = publish_to(&project, &server.ours()).run().success();
    assert_eq!(outcomes(&ran), all("published"));
    assert_eq!(ran.events("finished")[0]["channel"], server.index());
    assert_eq!(server.stored(), ["first", "second"]);
    server.uploads();
    let ran = publish_to(&project, &server.ours()).run().success();
    assert_eq!((outcomes(&ran), server.uploads()), (all("there-already"), 0));

    let prefix = project.root().join("target/prefix");
    Python::of_venv().install(server.index().as_str().into(), &prefix, &["second"]);
    assert_eq!(Program::at(&prefix.join("bin/second")).run(&[], b""), b"second 0.1.0\n");

    project.write("first/src/main.rs", "fn main() { println!(\"changed\") }\n");
    project.cargo_conda("build --no-test").run().success();
    let refused = publish_to(&project, &server.ours()).run().code(2);
    assert!(refused.stderr.contains("the channel has sha256"), "{}", refused.stderr);
    assert_eq!(server.uploads(), 0);
    // The index is that of before the first upload, so only the server knows that the name is taken.
    server.lag(true);
    let ran = publish_to(&project, &server.ours()).run().code(2);
    let failed = &ran.events("package-published")[0];
    assert!(failed["error"].as_str().unwrap().contains("the channel has sha256"), "{failed}");
    assert_eq!(server.stored(), [""; 0]);
    let ran = publish_to(&project, &server.ours()).args("--replace").run().success();
    let words: Vec<_> = outcomes(&ran).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(
        (words, server.stored()),
        (vec!["replaced".to_owned(), "there-already".to_owned()], vec!["first".to_owned()])
    );
    for ran in [refused, ran] {
        check_secret(&ran);
    }
}

#[test]
fn a_server_that_fails_half_way_loses_nothing() {
    let (project, server) = built();
    // One failure is no failure.
    server.script(&[Answer::Broken, Answer::Cut, Answer::Normal, Answer::Lost]);
    let ran = publish_to(&project, &server.ours()).run().success();
    assert_eq!(outcomes(&ran), all("published"));
    assert_eq!(server.stored(), ["first", "second"]);

    let server = Quetz::start();
    server.script(&[Answer::Normal, Answer::Broken, Answer::Broken, Answer::Broken]);
    let ran = publish_to(&project, &server.ours()).run().code(1);
    let words: Vec<_> = outcomes(&ran).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(words, ["published", "failed"]);
    assert!(ran.events("package-published")[1]["error"].as_str().unwrap().contains("500"), "{}", ran.stdout);
    check_secret(&ran);
    assert_eq!((server.stored(), server.uploads()), (vec!["first".to_owned()], 4));
    let ran = publish_to(&project, &server.ours()).run().success();
    let words: Vec<_> = outcomes(&ran).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!((words, server.uploads()), (vec!["there-already".to_owned(), "published".to_owned()], 1));
}

#[test]
fn credentials_are_found_or_asked_for() {
    let (project, server) = built();
    let call = || with_no_stored_credentials(project.cargo_conda("publish").arg(server.ours()), &project);
    let ran = call().run().code(2);
    assert!(ran.stderr.contains("pixi auth login 127.0.0.1"), "{}", ran.stderr);
    assert!(ran.stderr.contains("QUETZ_API_KEY"), "{}", ran.stderr);
    assert_eq!(server.uploads(), 0);

    let wrong = "canary-wrong-4722";
    for key in [wrong.to_owned(), format!("{wrong}\n")] {
        let ran = call().env("QUETZ_API_KEY", &key).run().code(2);
        assert!(ran.stderr.contains("credentials"), "{}", ran.stderr);
        assert!(!ran.stderr.contains(wrong), "{}", ran.stderr);
    }
    let ran = publish_to(&project, &server.channel("theirs")).run().code(2);
    assert!(ran.stdout.contains("there is no channel at"), "{}", ran.stdout);
    let with_password = server.ours().replace("http://", "http://me:hush@");
    let ran = publish_to(&project, &with_password).run().code(2);
    assert!(ran.stderr.contains("pixi auth login") && !ran.stderr.contains("hush"), "{}", ran.stderr);
    let ran = publish_to(&project, &server.ours()).args("--offline").run().code(2);
    assert!(ran.stderr.contains("`--offline` forbids"), "{}", ran.stderr);
    assert_eq!(server.stored(), [""; 0]);

    // As rattler's clients store them.
    let file = project.root().join("target/credentials.json");
    let store = |kind: &str| {
        fs_err::write(&file, format!("{{\"127.0.0.1\": {{\"{kind}\": \"{API_KEY}\"}}}}")).unwrap();
        call().env("RATTLER_AUTH_FILE", file.as_str()).run()
    };
    let ran = store("BearerToken").code(2);
    assert!(ran.stderr.contains("--conda-token"), "{}", ran.stderr);
    check_secret(&ran);
    store("CondaToken").success();
    assert_eq!(server.stored(), ["first", "second"]);
}
