//! `cargo conda audit`: the crates of finished packages, and the advisories that concern them.

use std::process::Command;

use camino::Utf8Path;
use regex::Regex;
use serde_json::Value;

use crate::support::{CargoConda, HttpServer, Python, Ran, Ranges, Request, TempProject};

/// Programs on crates of a registry that is a directory: `leaf` is linked into two of them, one through
/// `middle`, and built for the build script of a third. The last has no list of crates.
fn programs() -> TempProject {
    let uses = |section: &str, name: &str| format!("{section}\n{name} = '1'");
    TempProject::empty()
        .file(
            "Cargo.toml",
            "[workspace]\nresolver = '3'\nmembers = ['direct', 'through', 'builder', 'silent']\n",
        )
        .program("direct", &uses("[dependencies]", "leaf"))
        .program("through", &uses("[dependencies]", "middle"))
        .program("builder", &uses("build = 'build.rs'\n[build-dependencies]", "leaf"))
        .file("builder/build.rs", "fn main() { leaf::run(); }")
        .program("silent", "[package.metadata.conda]\nauditable = false\n[dependencies]\nleaf = '1'")
        .file(
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = 'here'\n[source.here]\ndirectory = 'target/registry'\n",
        )
        .registered("leaf", "1.0.1", "")
        .registered("middle", "1.2.3", "[dependencies]\nleaf = '1'")
        .ready()
}

impl TempProject {
    /// Puts a crate into a registry that is a directory.
    fn registered(self, name: &str, version: &str, rest: &str) -> Self {
        let manifest = format!(
            "[package]\nname = '{name}'\nversion = '{version}'\nedition = '2021'\nlicense = 'MIT'\n{rest}\n"
        );
        let folder = format!("target/registry/{name}");
        self.file(&format!("{folder}/Cargo.toml"), &manifest)
            .file(&format!("{folder}/src/lib.rs"), "pub fn run() {}\n")
            .file(&format!("{folder}/LICENSE"), "Do what you want.\n")
            .file(
                &format!("{folder}/.cargo-checksum.json"),
                &format!("{{\"files\":{{}},\"package\":\"{:064}\"}}", 1),
            )
    }

    /// Writes an advisory into the directory `target/advisories`, in RustSec's form. `front` continues the
    /// table `advisory`, and may begin others.
    fn advisory(self, id: &str, name: &str, title: &str, front: &str) -> Self {
        let text = format!(
            "```toml\n[advisory]\nid = \"{id}\"\npackage = \"{name}\"\ndate = \"2099-01-02\"\n{front}\n```\n\n# {title}\n\n\
             More about it.\n"
        );
        self.file(&format!("target/advisories/crates/{name}/{id}.md"), &text)
    }

    /// The database of all tests.
    fn advisories(self) -> Self {
        let patched = "[versions]\npatched = [\">= 1.0.2\"]";
        let severe = format!(
            "aliases = [\"CVE-2099-1\"]\nurl = \"https://example.org/1\"\n\
             cvss = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\n[affected.functions]\n\"leaf::run\" = [\"< 1.0.2\"]\n{patched}"
        );
        self.advisory("RUSTSEC-2099-0001", "leaf", "It runs away", &severe)
            .advisory(
                "RUSTSEC-2099-0002",
                "leaf",
                "It was only older ones",
                "[versions]\npatched = [\">= 1.0.0\"]",
            )
            .advisory(
                "RUSTSEC-2099-0003",
                "leaf",
                "It never was one",
                &format!("withdrawn = \"2099-02-03\"\n{patched}"),
            )
            .advisory(
                "RUSTSEC-2099-0004",
                "leaf",
                "Elsewhere it runs away too",
                &format!("[affected]\nos = [\"plan9\"]\n{patched}"),
            )
            .advisory(
                "RUSTSEC-2099-0005",
                "middle",
                "Left alone",
                "informational = \"unmaintained\"\n[versions]\npatched = []",
            )
            .advisory("RUSTSEC-2099-0006", "direct", "A crate of this name", "[versions]\npatched = []")
    }

    fn audit(&self, arguments: &str) -> CargoConda {
        self.cargo_conda(&format!("audit --db target/advisories {arguments}"))
    }
}

#[cfg(target_os = "linux")]
#[test]
fn packages_with_crates_that_an_advisory_concerns_are_named() {
    let project = programs().advisories();
    project.cargo_conda("build --no-test --profile dev").run().success();
    let ran = project.audit("").run().code(1);
    insta::assert_snapshot!(shown(&ran), @r"
    RUSTSEC-2099-0001: It runs away (critical)
      https://example.org/1
      leaf 1.0.1, fixed in >=1.0.2
      it concerns programs that call leaf::run
      package  version  build  platform  through
      builder  0.1.0  [HASH]_0  [PLATFORM]  builder 0.1.0 -> leaf 1.0.1 (only to build)
      direct  0.1.0  [HASH]_0  [PLATFORM]  direct 0.1.0 -> leaf 1.0.1
      through  0.1.0  [HASH]_0  [PLATFORM]  through 0.1.0 -> middle 1.2.3 -> leaf 1.0.1

    warning: RUSTSEC-2099-0005: Left alone (unmaintained)
      middle 1.2.3, there is no fixed version
      package  version  build  platform  through
      through  0.1.0  [HASH]_0  [PLATFORM]  through 0.1.0 -> middle 1.2.3

    no list of crates: [ROOT]/target/conda/[PLATFORM]/silent-0.1.0-[HASH]_0.conda: bin/silent
    4 packages: 3 with findings, 1 with programs that list no crates; 6 advisories of [ROOT]/target/advisories
    ");
    insta::assert_snapshot!("audit", shown(&project.audit("--format json").run().code(1)));

    // What is passed over, and what counts.
    let quiet = |arguments: &str, code: i32| project.audit(arguments).run().code(code).redacted_stdout();
    assert!(!quiet("--ignore RUSTSEC-2099-0001", 0).contains("0001"));
    assert!(!quiet("--ignore CVE-2099-1", 0).contains("0001"));
    assert!(quiet("--ignore CVE-2099-1 --deny unmaintained", 1).starts_with("RUSTSEC-2099-0005: Left alone"));
    assert!(quiet("--ignore CVE-2099-1 --deny unlisted", 1).contains("no list of crates: "));
    assert!(
        quiet("--ignore CVE-2099-1,RUSTSEC-2099-0005 --deny unmaintained", 0).contains("no list of crates: ")
    );
    assert_eq!(quiet("--ignore CVE-2099-1 --quiet", 0), "");
    let ran = project.audit("--ignore RUSTSEC-2001-0001").run().code(1);
    assert_eq!(ran.stderr, "warning: `--ignore RUSTSEC-2001-0001` names no advisory of the database\n");

    // One package.
    let builder = project.channel().archive("builder");
    let ran = project.audit("--verbose").arg(&builder).run().code(1);
    insta::assert_snapshot!(shown(&ran), @r"
    RUSTSEC-2099-0001: It runs away (critical)
      https://example.org/1
      leaf 1.0.1, fixed in >=1.0.2
      it concerns programs that call leaf::run
      package  version  build  platform  through
      builder  0.1.0  [HASH]_0  [PLATFORM]  builder 0.1.0 -> leaf 1.0.1 (only to build)

    1 package: 1 with findings; 6 advisories of [ROOT]/target/advisories
    ");
    only_servers_are_asked_once(&project);
}

/// Standard output without what differs between machines, such as the widths of columns.
fn shown(ran: &Ran) -> String {
    let text =
        Regex::new("h[0-9a-f]{7}_").unwrap().replace_all(&ran.redacted_stdout(), "[HASH]_").into_owned();
    Regex::new(r"(\S) {2,}").unwrap().replace_all(&text, "$1  ").into_owned()
}

/// The same packages on a server are downloaded once, and not at all without the network.
fn only_servers_are_asked_once(project: &TempProject) {
    let home = project.root().join("target/home");
    let server = HttpServer::start(project.channel().directory(), Ranges::Answered);
    let audit = |arguments: &str| {
        let audit = project.audit(&format!("--format json {arguments} {}", server.url()));
        let ran = audit.env("CARGO_HOME", home.as_str()).run().code(1);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        let archives = server.requests().into_iter().filter(Request::is_of_archive).count();
        (document["counts"].clone(), document["packages"].clone(), archives)
    };
    let local: Value = serde_json::from_str(&project.audit("--format json").run().code(1).stdout).unwrap();
    let (counts, packages, archives) = audit("");
    assert_eq!((counts, archives), (local["counts"].clone(), 4));
    for (there, here) in packages.as_array().unwrap().iter().zip(local["packages"].as_array().unwrap()) {
        assert!(there["place"].as_str().unwrap().starts_with(server.url()));
        assert_eq!(there["findings"], here["findings"]);
    }
    assert_eq!(audit("").2, 0);
    let (counts, _, archives) = audit("--offline");
    assert_eq!((counts, archives), (local["counts"].clone(), 0));
    // A package that is not the one of the index.
    let archive = project.channel().archive("direct");
    let mut bytes = fs_err::read(&archive).unwrap();
    bytes.push(0);
    fs_err::write(&archive, bytes).unwrap();
    fs_err::remove_dir_all(&home).unwrap();
    let (counts, packages, _) = audit("");
    assert_eq!(counts["unreadable"], 1, "{packages}");
    let error = "it is not the archive that the channel's index describes";
    assert!(packages.as_array().unwrap().iter().any(|package| package["error"] == error), "{packages}");
}

/// Once the flaw is mended, exactly the packages that it concerned are made again, with raised numbers.
#[cfg(target_os = "linux")]
#[test]
fn packages_that_an_advisory_concerns_are_selected() {
    let project = programs().advisories().file("numbers.toml", "[workspace]\nbuild-number = 'auto'\n");
    let run = |arguments: &str| {
        let command =
            format!("build --no-test --profile dev --config numbers.toml --format json {arguments}");
        let ran = project.cargo_conda(&command).run().success();
        let finished = ran.events("package-finished");
        let built = finished.iter().filter(|event| event["outcome"] == "built");
        let mut names: Vec<_> = built.map(|event| event["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        (names, ran.stderr)
    };
    let published = project.root().join("target/published");
    let published = published.as_str();
    assert_eq!(run(&format!("--output-dir {published}")).0.len(), 4);
    let by = "--affected-by CVE-2099-1 --db target/advisories";

    // Nothing is mended yet.
    let plan = project.cargo_conda(&format!("plan --against {published} {by}")).run().success();
    insta::assert_snapshot!(plan.redacted_stderr(), @r"
    warning: `[ROOT]/target/published/[PLATFORM]/silent-0.1.0-[HASH]_0.conda` may be concerned, too: its programs list no crates, or it cannot be read
    warning: builder is still made with leaf 1.0.1, which RUSTSEC-2099-0001 concerns; `cargo update leaf@1.0.1` may find a fixed version, >=1.0.2
    warning: direct is still made with leaf 1.0.1, which RUSTSEC-2099-0001 concerns; `cargo update leaf@1.0.1` may find a fixed version, >=1.0.2
    warning: through is still made with leaf 1.0.1, which RUSTSEC-2099-0001 concerns; `cargo update leaf@1.0.1` may find a fixed version, >=1.0.2
    ");
    insta::assert_snapshot!(plan.redacted_stdout(), @r"
    package  version  from     binaries  licence
    builder  0.1.0    builder  builder   MIT
    direct   0.1.0    direct   direct    MIT
    through  0.1.0    through  through   MIT

    skipped
      1 member not asked for
    ");

    for file in ["Cargo.lock", "target/registry/leaf/Cargo.toml"] {
        let path = project.root().join(file);
        fs_err::write(&path, fs_err::read_to_string(&path).unwrap().replace("1.0.1", "1.0.2")).unwrap();
    }
    let (made, stderr) = run(&format!("--against {published} {by}"));
    assert_eq!(made, ["builder", "direct", "through"]);
    let [warning] = stderr.lines().collect::<Vec<_>>()[..] else { panic!("{stderr}") };
    assert!(warning.contains("/silent-0.1.0-") && warning.ends_with("or it cannot be read"), "{warning}");
    assert!(project.channel().archive("direct").as_str().ends_with("_1.conda"));
    // The builds with the flaw are still there, but are not the newest any more.
    let (made, _) = run(&format!("--against {published} {by}"));
    assert_eq!(made, [""; 0]);
    let audit = |arguments: &str, code: i32| {
        let ran =
            project.audit(&format!("--format json {arguments} target/conda {published}")).run().code(code);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        document["counts"]["concerned"].as_u64().unwrap()
    };
    assert_eq!((audit("", 1), audit("--newest", 0)), (3, 0));

    let refused = |arguments: &str| {
        let ran = project.cargo_conda(&format!("plan --db target/advisories {arguments}")).run().code(2);
        ran.redacted_stderr()
    };
    insta::assert_snapshot!(refused("--affected-by RUSTSEC-2001-0001"), @"error: the database has no advisory `RUSTSEC-2001-0001`");
    insta::assert_snapshot!(refused("--affected-by RUSTSEC-2099-0003"), @"error: the advisory `RUSTSEC-2099-0003` was withdrawn: it concerns nothing any more");
    insta::assert_snapshot!(refused("--affected-by CVE-2099-1 --output-dir target/empty"), @r"
    error: there are no published packages to look into: the workspace's own channel is empty
      help: name their channel with `--against`
    ");
}

/// What a program cannot carry, a bill of materials beside it can.
#[cfg(target_os = "linux")]
#[test]
fn a_package_with_a_bill_of_materials_alone_is_audited() {
    let project = programs().advisories();
    let manifest = project.root().join("silent/Cargo.toml");
    let text = fs_err::read_to_string(&manifest).unwrap();
    let text = text.replacen("auditable = false", "auditable = false\nsbom = true", 1);
    fs_err::write(&manifest, text).unwrap();
    project.cargo_conda("build --no-test --profile dev -p silent").run().success();
    let ran = project.audit("").run().code(1);
    insta::assert_snapshot!(shown(&ran), @r"
    RUSTSEC-2099-0001: It runs away (critical)
      https://example.org/1
      leaf 1.0.1, fixed in >=1.0.2
      it concerns programs that call leaf::run
      package  version  build  platform  through
      silent  0.1.0  [HASH]_0  [PLATFORM]  silent 0.1.0 -> leaf 1.0.1

    1 package: 1 with findings; 6 advisories of [ROOT]/target/advisories
    ");
}

#[test]
fn what_is_no_database_is_an_error() {
    let project = TempProject::workspace().program("app", "").ready();
    let archive = project.root().join("app-1-0.conda");
    fs_err::write(&archive, "").unwrap();
    let audit = |arguments: &str| project.cargo_conda(&format!("audit app-1-0.conda {arguments}"));
    let stderr = |arguments: &str| audit(arguments).run().code(2).redacted_stderr();
    insta::assert_snapshot!(stderr("--db nowhere"), @r"
    error: `[ROOT]/nowhere` is no database of advisories: it has no directory `crates` with a directory for each crate
      help: a database has the form of <https://github.com/RustSec/advisory-db>: `crates/<name>/RUSTSEC-<year>-<number>.md`
    ");
    fs_err::create_dir_all(project.root().join("target/empty/crates")).unwrap();
    insta::assert_snapshot!(stderr("--db target/empty"), @r"
    error: `[ROOT]/target/empty` is no database of advisories: there is not one in its directory `crates`
      help: a database has the form of <https://github.com/RustSec/advisory-db>: `crates/<name>/RUSTSEC-<year>-<number>.md`
    ");
    let project = project.advisory("RUSTSEC-2099-0001", "leaf", "Wrong", "[versions]\npatched = 7");
    let audit = |arguments: &str| project.cargo_conda(&format!("audit app-1-0.conda {arguments}"));
    let stderr = |arguments: &str| audit(arguments).run().code(2).redacted_stderr();
    insta::assert_snapshot!(stderr("--db target/advisories"), @r"
    error: failed to read the advisories in `[ROOT]/target/advisories`
      cause: error parsing [ROOT]/target/advisories/crates/leaf/RUSTSEC-2099-0001.md:
             TOML parse error at line 6, column 11
               |
             6 | patched = 7
               |           ^
             invalid type: integer `7`, expected a sequence
      help: a database has the form of <https://github.com/RustSec/advisory-db>: `crates/<name>/RUSTSEC-<year>-<number>.md`
    ");
    let home = project.root().join("target/home");
    let offline = audit("--offline").env("CARGO_HOME", home.as_str()).run().code(2);
    insta::assert_snapshot!(offline.redacted_stderr(), @r"
    error: the database of advisories, `https://github.com/RustSec/advisory-db`, is not on this machine, and `--offline` forbids to fetch it
      help: run once without `--offline`, or name a directory with `--db`
    ");
    let url = format!("file://{}/nowhere", project.root());
    let unfetched = audit("--db").arg(&url).env("CARGO_HOME", home.as_str()).env("LC_ALL", "C").run().code(1);
    insta::assert_snapshot!(unfetched.redacted_stderr(), @r"
    error: failed to fetch the database of advisories, `file://[ROOT]/nowhere`
      cause: '[ROOT]/nowhere' does not appear to be a git repository
             fatal: Could not read from remote repository.

             Please make sure you have the correct access rights
             and the repository exists.
      help: try again later; `--offline` takes the advisories of the last run that has fetched them, `--db PATH` those of a directory
    ");
}

#[test]
fn what_is_no_package_is_an_error_and_what_is_damaged_is_named() {
    let project = TempProject::workspace().program("app", "").ready().advisories();
    let stderr = |place: &str| project.audit(place).run().code(2).redacted_stderr();
    insta::assert_snapshot!(stderr("Cargo.toml"), @"error: `[ROOT]/Cargo.toml` is neither a package (a file that ends in `.conda` or `.tar.bz2`) nor the directory of a channel that has packages");
    insta::assert_snapshot!(stderr("./nowhere"), @"error: `[ROOT]/nowhere` is neither a package (a file that ends in `.conda` or `.tar.bz2`) nor the directory of a channel that has packages");
    insta::assert_snapshot!(stderr("file:///nowhere"), @r"
    error: cannot read the channel `file:///nowhere`
      cause: could not find subdir 'noarch' in channel 'file:///nowhere/': failed to open file `/nowhere/noarch/repodata.json`: No such file or directory (os error [N])
      help: a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory
    ");
    let server = HttpServer::start(project.root(), Ranges::Ignored);
    let ran = project.audit(server.url()).run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr().replace(server.url(), "[SERVER]"), @r"
    error: cannot read the channel `[SERVER]`
      cause: could not find subdir 'noarch' in channel '[SERVER]/': HTTP status client error (404 Not Found) for url ([SERVER]/noarch/repodata.json)
      help: a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory
    ");
    fs_err::write(project.root().join("app-1-0.conda"), "no archive").unwrap();
    let ran = project.audit("app-1-0.conda").run().code(1);
    insta::assert_snapshot!(ran.redacted_stdout(), @r"
    unreadable: [ROOT]/app-1-0.conda: it is damaged: invalid zip archive: invalid Zip archive: Could not find EOCD
    1 package: 1 unreadable; 6 advisories of [ROOT]/target/advisories
    ");
}

/// A database that git fetches is kept, and brought up to date by the next run.
#[test]
fn the_database_is_fetched_with_git() {
    let project = TempProject::workspace().program("app", "").ready().advisories();
    let database = project.root().join("target/advisories");
    commit(&database, "2099-01-01T00:00:00Z");
    let home = project.root().join("target/home");
    fs_err::write(project.root().join("app-1-0.conda"), "no archive").unwrap();
    let count = |offline: &str| {
        let audit = project.cargo_conda(&format!("audit app-1-0.conda --format json {offline} --db"));
        let ran = audit.arg(format!("file://{database}")).env("CARGO_HOME", home.as_str()).run().code(1);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        let database = &document["database"];
        assert_eq!(database["place"], format!("file://{}", project.root().join("target/advisories")));
        (database["advisories"].as_u64().unwrap(), database["committed"].as_str().unwrap().to_owned())
    };
    assert_eq!(count(""), (6, "2099-01-01T00:00:00Z".to_owned()));
    let project = project.advisory("RUSTSEC-2099-0007", "leaf", "One more", "[versions]\npatched = []");
    commit(&database, "2099-01-02T00:00:00Z");
    let count = |offline: &str| {
        let audit = project.cargo_conda(&format!("audit app-1-0.conda --format json {offline} --db"));
        let ran = audit.arg(format!("file://{database}")).env("CARGO_HOME", home.as_str()).run().code(1);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        document["database"]["advisories"].as_u64().unwrap()
    };
    assert_eq!(count("--offline"), 6);
    assert_eq!(count(""), 7);
}

/// Commits everything in a directory, as at a time.
fn commit(directory: &Utf8Path, time: &str) {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
        command.args(arguments).current_dir(directory);
        command.env("GIT_AUTHOR_DATE", time).env("GIT_COMMITTER_DATE", time);
        assert!(command.output().unwrap().status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "Advisories"]);
}

#[test]
fn a_server_is_asked_for_the_platforms_that_are_named() {
    let project = TempProject::workspace().program("app", "").ready().advisories();
    let index = "{\"packages\":{},\"packages.conda\":{}}";
    let project = project.file("target/published/noarch/repodata.json", index);
    let server = HttpServer::start(&project.root().join("target/published"), Ranges::Answered);
    let asked = |arguments: &str| {
        project.audit(&format!("{} {arguments}", server.url())).run().success();
        let requests = server.requests();
        let folders = requests.iter().map(|request| request.line.split('/').nth(1).unwrap().to_owned());
        folders.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(
        asked("--target-platform linux-64 --target-platform osx-arm64"),
        ["linux-64", "noarch", "osx-arm64"]
    );
    let all = asked("");
    assert!(all.len() > 10 && all.contains(&"win-64".to_owned()), "{all:?}");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn programs_of_other_systems_are_read() {
    let files = "[package.metadata.conda]\nfiles = [{ source = 'foreign/*', to = 'share/app/' }]";
    let project = TempProject::workspace().program("app", files).file("app/foreign/unlisted.exe", "");
    let foreign = project.root().join("app/foreign");
    let python = Python::of_venv();
    python.run("foreign_programs.py", &[foreign.join("app.exe").as_str(), foreign.join("app").as_str()]);
    let mut unlisted = fs_err::read(foreign.join("app.exe")).unwrap();
    let section = unlisted.windows(7).position(|bytes| bytes == b".dep-v0").unwrap();
    unlisted[section..section + 7].copy_from_slice(b".text\0\0");
    fs_err::write(foreign.join("unlisted.exe"), unlisted).unwrap();
    let project = project.ready().advisories();
    project.cargo_conda("build --no-test --profile dev").run().success();
    let ran = project.audit("--format json").run().code(1);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let package = &document["packages"][0];
    let list = |file: &str, crates: u32| serde_json::json!({ "file": file, "crates": crates });
    let lists = [list("bin/app", 1), list("share/app/app", 2), list("share/app/app.exe", 2)];
    assert_eq!(package["lists"].as_array().unwrap(), &lists);
    assert_eq!(package["unlisted"][0], "share/app/unlisted.exe");
    assert_eq!(package["findings"][0]["chain"][1], "leaf 1.0.1");
    assert_eq!(package["findings"][0]["files"].to_string(), "[\"share/app/app\",\"share/app/app.exe\"]");
}
