//! Canaries: a secret in every place where one can be is in nothing that a run prints or leaves.

use std::process::Command;

use camino::Utf8Path;
use walkdir::WalkDir;

use crate::support::{
    CargoConda, HttpServer, Python, Ranges, Scripted, TempProject, answer_with, clean_environment, unpack,
};

/// A word for each place. Each is long enough to be looked for, and in no other text.
const CANARIES: [(&str, &str); 11] = [
    ("a token of crates.io", "canary-crates-io-4711"),
    ("a token of a registry", "canary-registry-4712"),
    ("a variable of another program", "canary-variable-4713"),
    ("credentials.toml", "canary-credentials-4714"),
    ("the URL of a proxy", "canary-proxy-4715"),
    ("the URL of a channel", "canary-channel-4716"),
    ("a token in the path of a channel", "canary-path-4717"),
    ("netrc", "canary-netrc-4718"),
    ("a git remote", "canary-git-4719"),
    ("the answer of a server", "canary-answer-4720"),
    ("a token for publishing", "canary-publishing-4723"),
];

/// `.git` must not be a member.
const WORKSPACE: &str = "[workspace]\nresolver = '3'\nmembers = ['alpha', 'broken']\n";

fn canary(place: &str) -> &'static str {
    CANARIES.iter().find(|(known, _)| *known == place).unwrap().1
}

/// A project in a git repository whose remote has a password.
fn project() -> TempProject {
    let project = TempProject::empty()
        .file("Cargo.toml", WORKSPACE)
        .program("alpha", "")
        .program_with("broken", "[package.metadata.conda]\nskip = true", "fn main() { no such thing }\n")
        .file(".gitignore", "target\n")
        .ready();
    for arguments in [
        "init --quiet --initial-branch main".to_owned(),
        format!("remote add origin https://user:{}@git.example/a.git", canary("a git remote")),
    ] {
        git(&project, &arguments);
    }
    project
}

fn git(project: &TempProject, arguments: &str) {
    let mut git = Command::new("git");
    clean_environment(&mut git);
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(arguments.split(' '));
    assert!(git.current_dir(project.root()).status().unwrap().success());
}

/// A home directory with credentials for everything.
fn home() -> TempProject {
    let credentials = format!("[registry]\ntoken = \"{}\"\n", canary("credentials.toml"));
    let netrc = format!("machine 127.0.0.1 login user password {}\n", canary("netrc"));
    TempProject::empty().file("cargo/credentials.toml", &credentials).file(".netrc", &netrc)
}

/// The call in an environment full of secrets.
fn with_secrets(call: CargoConda, home: &TempProject) -> CargoConda {
    let proxy = format!("http://user:{}@127.0.0.1:9", canary("the URL of a proxy"));
    let rustup = std::env::var("RUSTUP_HOME")
        .unwrap_or_else(|_| format!("{}/.rustup", std::env::var("HOME").unwrap()));
    call.env("HOME", home.root().as_str())
        .env("RUSTUP_HOME", &rustup)
        .env("CARGO_HOME", home.root().join("cargo").as_str())
        .env("CARGO_REGISTRY_TOKEN", canary("a token of crates.io"))
        .env("CARGO_REGISTRIES_ACME_TOKEN", canary("a token of a registry"))
        .env("QUETZ_API_KEY", canary("a token for publishing"))
        .env("PREFIX_API_KEY", canary("a token for publishing"))
        .env("S3_SECRET_ACCESS_KEY", canary("a token for publishing"))
        .env("AWS_SECRET_ACCESS_KEY", canary("a variable of another program"))
        .env("GITHUB_TOKEN", canary("a variable of another program"))
        .env("HTTPS_PROXY", &proxy)
        .env("ALL_PROXY", &proxy)
        .env("NO_PROXY", "127.0.0.1")
}

/// The canaries in a text.
fn canaries_in(text: &[u8]) -> Vec<&'static str> {
    let contains = |word: &str| text.windows(word.len()).any(|window| window == word.as_bytes());
    CANARIES.iter().filter(|(_, word)| contains(word)).map(|(place, _)| *place).collect()
}

#[track_caller]
fn check_files(directory: &Utf8Path) {
    for entry in WalkDir::new(directory).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let found = canaries_in(&fs_err::read(entry.path()).unwrap());
            assert!(found.is_empty(), "{}: {found:?}", entry.path().display());
        }
    }
}

/// Runs a command of the program and checks what it prints.
#[track_caller]
fn check(project: &TempProject, home: &TempProject, command: &str, code: i32) -> String {
    let ran = with_secrets(project.cargo_conda(command), home).run().code(code);
    for text in [&ran.stdout, &ran.stderr] {
        let found = canaries_in(text.as_bytes());
        assert!(found.is_empty(), "{command}: {found:?}\n{text}");
    }
    ran.stderr
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn no_command_shows_or_leaves_a_secret() {
    let (project, home) = (project(), home());
    // Of a commit, a package says where others find it.
    git(&project, "add --all");
    git(&project, "commit --quiet --message first");
    check(&project, &home, "build --format json -v", 0);
    for command in [
        "plan -v",
        "plan --format json",
        "why alpha",
        "graph",
        "recipe --output-dir target/recipes",
        "affected --since none",
    ] {
        check(&project, &home, command, if command.starts_with("affected") { 2 } else { 0 });
    }
    let manifest = fs_err::read_to_string(project.root().join("broken/Cargo.toml")).unwrap();
    project.write("broken/Cargo.toml", &manifest.replace("skip = true", "skip = false"));
    check(&project, &home, "build -v", 1);
    check_files(&project.root().join("target"));
    let unpacked = unpack(&Python::of_venv(), &project.channel().archive("alpha"));
    assert!(
        unpacked.text("info/about.json").contains("https://git.example/a.git"),
        "the remote is not there"
    );
    check_files(&unpacked.path(""));
}

/// The packages of such a channel are shown with their addresses.
#[test]
fn a_channel_to_compare_with_is_shown_without_its_secrets() {
    let (project, home) = (project(), home());
    check(&project, &home, "build -p alpha --no-test", 0);
    let (password, token) = (canary("the URL of a channel"), canary("a token in the path of a channel"));
    let public = TempProject::empty();
    let above = public.root().join("t").join(token);
    fs_err::create_dir_all(&above).unwrap();
    fs_err::rename(project.root().join("target/conda"), above.join("x")).unwrap();
    fs_err::remove_dir_all(project.root().join("target")).unwrap();
    let server = HttpServer::start(public.root(), Ranges::Answered);
    let url = server.url().replace("http://", &format!("http://user:{password}@"));
    let against = format!("-p alpha --against {url}/t/{token}/x");
    for command in ["plan -v", "plan --format json", "build --no-test --format json", "build --no-test -v"] {
        check(&project, &home, &format!("{command} {against}"), 0);
    }
    let why = with_secrets(project.cargo_conda(&format!("why alpha {against}")), &home).run().success();
    assert!(why.stdout.contains("is fresh: http://user:********@127.0.0.1"), "{}", why.stdout);
    assert!(canaries_in(why.stdout.as_bytes()).is_empty(), "{}", why.stdout);
    // A difference names the archive.
    let project = project.append("alpha/src/main.rs", "// one more line");
    for command in ["why alpha", "plan -v", "affected", "build --no-test --format json -v"] {
        check(&project, &home, &format!("{command} {}", against.trim_start_matches("-p alpha ")), 0);
    }
    check_files(&project.root().join("target"));
}

/// A server that refuses every request with a text.
fn refusing_server() -> Scripted {
    let body = format!("<html>{}</html>", canary("the answer of a server"));
    Scripted::start(|_| false, move |_| answer_with("403 Forbidden", body.as_bytes()))
}

#[test]
fn a_channel_that_refuses_is_named_without_its_secrets() {
    let (project, home) = (project(), home());
    let server = refusing_server();
    let address = server.address();
    let (password, token) = (canary("the URL of a channel"), canary("a token in the path of a channel"));
    for url in [format!("http://user:{password}@{address}/x"), format!("http://{address}/t/{token}/x")] {
        project.write("Cargo.toml", WORKSPACE);
        for more in ["", "-v --format json"] {
            let stderr =
                check(&project, &home, &format!("build --toolchain conda --channel {url} {more}"), 1);
            assert!(stderr.contains("127.0.0.1"), "{stderr}");
            let stderr = check(&project, &home, &format!("build --against {url} {more}"), 2);
            assert!(stderr.contains("127.0.0.1"), "{stderr}");
        }
        check(&project, &home, &format!("plan --toolchain conda --format json --channel {url}"), 0);
        let table = format!("[workspace.metadata.conda]\nchannels = ['{url}']\ntoolchain = 'conda'\n");
        let manifest = format!("{WORKSPACE}{table}");
        project.write("Cargo.toml", &manifest);
        check(&project, &home, "build", 1);
    }
    if project.root().join("target").exists() {
        check_files(&project.root().join("target"));
    }
}

/// A server that has no file and refuses every upload, with the headers that it was sent.
fn repeating_server() -> Scripted {
    Scripted::start(
        |_| false,
        |asked| {
            if asked.method() == "POST" {
                answer_with("403 Forbidden", asked.lines.join("\r\n").as_bytes())
            } else {
                answer_with("404 Not Found", b"")
            }
        },
    )
}

#[test]
fn a_token_that_a_server_repeats_is_not_shown() {
    let (project, home) = (project(), home());
    check(&project, &home, "build --no-test", 0);
    let server = repeating_server();
    let address = server.address();
    for kind in ["prefix", "quetz"] {
        let ran = check(&project, &home, &format!("publish {kind}+http://{address}/acme"), 2);
        assert!(ran.contains("does not accept the credentials"), "{ran}");
        // prefix.dev says why in the body, which is shown.
        assert_eq!(ran.contains("********"), kind == "prefix", "{ran}");
        check(&project, &home, &format!("publish {kind}+http://{address}/acme --format json"), 2);
    }
    check_files(&project.root().join("target"));
}
