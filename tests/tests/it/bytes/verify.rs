//! Packages that are built again elsewhere, by the command for it.

use serde_json::Value;

use crate::machines::git;
use crate::support::{TempProject, platform};

/// Two programs in a repository without a commit, one of which git does not know yet.
fn project() -> TempProject {
    let main = "fn main() { println!(\"{}\", std::fs::read_to_string(file!()).is_ok()); }\n";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['one', 'two']\n")
        .program_with("one", "", main)
        .program("two", "")
        .file(".gitignore", "target\nCargo.lock\n")
        .ready();
    git(&project, "init --quiet --initial-branch main");
    git(&project, "add one Cargo.toml LICENSE");
    project
}

fn verified(project: &TempProject, arguments: &str, code: i32) -> Vec<Value> {
    let call = project.cargo_conda("verify --format json").args(arguments);
    let stdout = call.run().code(code).stdout;
    let document: Value = serde_json::from_str(&stdout).unwrap();
    document["packages"].as_array().unwrap().clone()
}

/// The outcome and the archive of each package.
fn outcomes(verified: &[Value]) -> Vec<[&str; 2]> {
    let texts = verified
        .iter()
        .map(|package| ["outcome", "file"].map(|key| package[key].as_str().unwrap_or_default()));
    texts.collect()
}

/// A text that the compiler puts into a program stays as it is, so the program is told beforehand.
#[test]
fn a_program_that_names_its_directory_is_another_one_elsewhere() {
    let main = "fn main() { println!(\"{}\", env!(\"CARGO_MANIFEST_DIR\")); }\n";
    let project = TempProject::workspace().program_with("naming", "", main).program("silent", "").ready();
    let build = project.cargo_conda("build --no-test --profile dev --format json");
    let named = build.env("SOURCE_DATE_EPOCH", "1700000000").run().success().events("names-machine");
    assert_eq!(named.len(), 1, "{named:?}");
    assert_eq!(named[0]["crate"], "naming");
    assert_eq!(named[0]["paths"][0]["path"], project.root().join("naming").as_str(), "{named:?}");
    let [naming, silent] = verified(&project, "--profile dev", 1).try_into().unwrap();
    assert_eq!((&naming["name"], &naming["outcome"]), (&"naming".into(), &"different".into()));
    assert_eq!(naming["differences"][0]["file"], "bin/naming", "{naming}");
    assert_eq!((&silent["name"], &silent["outcome"]), (&"silent".into(), &"equal".into()), "{silent}");
}

#[test]
fn packages_are_equal_until_something_differs() {
    let project = project();
    let variables = [("SOURCE_DATE_EPOCH", "1700000000"), ("GITHUB_RUN_ID", "7")];
    let build = project.cargo_conda("build --no-test --extra-meta team=tools");
    variables.iter().fold(build, |build, (name, value)| build.env(name, value)).run().success();
    let entries = || {
        ["conda", "conda-build", "conda-build/records"]
            .map(|folder| project.entries(&format!("target/{folder}")))
    };
    let before = entries();
    let all = verified(&project, "", 0);
    let outcomes: Vec<_> = all.iter().map(|package| (&package["name"], &package["outcome"])).collect();
    assert_eq!(outcomes, [(&"one".into(), &"equal".into()), (&"two".into(), &"equal".into())], "{all:?}");
    assert_eq!(entries(), before);

    // Another source, and another licence in the metadata.
    let archive = project.channel().archive("one");
    project.write("one/src/main.rs", "fn main() { println!(\"something else\"); }\n");
    let project = project.append("two/Cargo.toml", "[package.metadata.conda]\nsummary = 'Another program'");
    let [one] = verified(&project, archive.as_str(), 1).try_into().unwrap();
    assert_eq!(one["outcome"], "different");
    assert_eq!(one["file"], archive.as_str());
    let differences = one["differences"].as_array().unwrap();
    let files: Vec<_> = differences.iter().map(|difference| difference["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["bin/one", "info/paths.json", "info/recipe/cargo-conda-record.json"], "{one}");
    assert!(differences[0]["section"].is_string() || differences[0]["offset"].as_u64() < Some(64), "{one}");

    let kept = project.root().join("target/differing");
    let [one] = verified(&project, &format!("--keep {kept} {archive}"), 1).try_into().unwrap();
    let kept = one["kept"].as_str().unwrap();
    assert_ne!(fs_err::read(kept).unwrap(), fs_err::read(&archive).unwrap());

    let ran = project.cargo_conda("verify two").run().code(1);
    let lines: Vec<_> = ran.stdout.lines().take(2).collect();
    let platform = platform();
    assert_eq!(
        lines,
        [&format!("different  two 0.1.0 for {platform}"), "  info/about.json differs in `summary`"]
    );
}

/// Asks git which commit is checked out, on which branch, and whether something was changed.
const BUILD_SCRIPT: &str = r#"
use std::process::Command;

fn main() {
    let ask = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().unwrap();
        format!("{} {}", output.status, String::from_utf8(output.stdout).unwrap().trim())
    };
    let commit = ask(&["rev-parse", "HEAD"]);
    let branch = ask(&["symbolic-ref", "HEAD"]);
    let is_dirty = ask(&["diff-index", "--quiet", "HEAD", "--"]);
    println!("cargo:rustc-env=VERSION={commit} {branch} {is_dirty}");
}
"#;

#[test]
fn a_build_script_that_asks_git_gets_the_same_answer() {
    let main = "fn main() { println!(\"{}\", env!(\"VERSION\")); }\n";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['one']\n")
        .program_with("one", "", main)
        .file("one/build.rs", BUILD_SCRIPT)
        .file(".gitignore", "target\n")
        .ready();
    for arguments in ["init --quiet --initial-branch trunk", "add .", "commit --quiet --message first"] {
        git(&project, arguments);
    }
    let check = || {
        project.cargo_conda("build --no-test --profile dev").run().success();
        let [one] = verified(&project, "--profile dev", 0).try_into().unwrap();
        assert_eq!(one["outcome"], "equal", "{one}");
    };
    check();
    project.write("one/src/main.rs", &main.replace("{}", "changed since {}"));
    check();
}

/// The archives of one package can be of several runs: in both formats, of other times, of an older build.
#[test]
fn each_archive_is_compared_with_a_build_of_its_time_and_format() {
    let project = TempProject::workspace().program("tool", "").ready();
    let channel = project.root().join("target/conda");
    let archives = || {
        let files = channel.join(platform()).read_dir_utf8().unwrap();
        let files = files.map(|file| file.unwrap().into_path());
        files.filter(|file| file.file_name().unwrap().starts_with("tool-0.1.0-")).collect::<Vec<_>>()
    };
    let build = |arguments: &str, time: &str| {
        let call = project.cargo_conda(&format!("build --no-test --force {arguments}"));
        call.env("SOURCE_DATE_EPOCH", time).run().success();
        let [archive] = archives().try_into().unwrap();
        let kept = project.root().join("target/kept").join(archive.file_name().unwrap());
        fs_err::create_dir_all(kept.parent().unwrap()).unwrap();
        fs_err::copy(&archive, &kept).unwrap();
        kept
    };
    let conda = build("--package-format conda:min", "1700000000");
    let tar_bz2 = build("--package-format tar-bz2:2", "1600000000");
    let both = format!("--package-format conda:min {conda} {tar_bz2}");
    let expected = [["equal", conda.as_str()], ["equal", tar_bz2.as_str()]];
    assert_eq!(outcomes(&verified(&project, &both, 0)), expected);

    // Another build of the package. An archive that was given is told of, one of the channel's is not.
    let manifest = fs_err::read_to_string(project.root().join("tool/Cargo.toml")).unwrap();
    let manifest = format!("{manifest}\n[package.metadata.conda]\nbuild-number = 1\n");
    project.write("tool/Cargo.toml", &manifest);
    project.cargo_conda("build --no-test --package-format conda").run().success();
    let archives = archives();
    let newer = archives.iter().find(|archive| archive.as_str().ends_with("_1.conda")).unwrap();
    assert_eq!(archives.len(), 2, "{archives:?}");
    let expected = [["equal", newer.as_str()], ["other-build", conda.as_str()]];
    assert_eq!(outcomes(&verified(&project, &format!("{channel} {conda}"), 1)), expected);
}
