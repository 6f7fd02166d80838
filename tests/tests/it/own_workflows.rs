//! The workflows of this repository and its action: GitHub's schemas accept them, and they run chores and
//! commands that there are.

use std::process::Output;

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{Python, TempProject, repository};

fn workflows() -> Vec<Utf8PathBuf> {
    let entries = repository().join(".github/workflows").read_dir_utf8().unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().into_path()).collect();
    files.sort();
    files
}

fn action() -> Utf8PathBuf {
    repository().join("action.yml")
}

/// Compares a file with one of GitHub's schemas.
fn check(schema: &str, file: &Utf8Path) -> Output {
    let mut check = Python::of_venv().module("check_jsonschema");
    check.args(["--builtin-schema", schema, file.as_str()]).output().unwrap()
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn github_knows_our_workflows_and_our_action() {
    let files = workflows().into_iter().map(|file| ("vendor.github-workflows", file));
    for (schema, file) in files.chain([("vendor.github-actions", action())]) {
        let checked = check(schema, &file);
        assert!(checked.status.success(), "{file}: {}", String::from_utf8_lossy(&checked.stdout));
        // The validator finds errors at all.
        let project = TempProject::workspace().ready();
        let text = fs_err::read_to_string(&file).unwrap();
        project.write("wrong.yml", &text.replace("runs-on", "runs-in").replace("using:", "uses:"));
        assert!(!check(schema, &project.root().join("wrong.yml")).status.success(), "{file}");
    }
}

/// The commands of a file, a line each, without what they write to.
fn commands(file: &Utf8Path) -> Vec<String> {
    let text = fs_err::read_to_string(file).unwrap();
    let lines = text.lines().map(|line| line.trim().trim_start_matches("- ").trim_start_matches("run: "));
    lines.map(str::to_owned).collect()
}

#[test]
fn workflows_run_chores_that_there_are() {
    let chores = fs_err::read_to_string(repository().join("xtask/src/main.rs")).unwrap();
    let mut found = 0;
    for line in workflows().iter().flat_map(|file| commands(file)) {
        let Some(chore) = line.strip_prefix("cargo xtask ") else {
            continue;
        };
        found += 1;
        let words: Vec<_> =
            chore.split_whitespace().take_while(|word| !word.starts_with(['"', '>'])).collect();
        let arm = format!("[\"{}\"", words.join("\", \""));
        assert!(chores.contains(&arm), "`{line}`: xtask has no {arm}");
    }
    assert!(found > 4, "{found} chores were found");
}

#[test]
fn the_action_runs_commands_that_there_are() {
    let project = TempProject::workspace().program("tool", "").ready();
    let calls: Vec<_> =
        commands(&action()).into_iter().filter(|line| line.starts_with("cargo conda ")).collect();
    assert_eq!(calls.len(), 2);
    for call in calls {
        let command = call.split_whitespace().nth(2).unwrap();
        let options = call.split_whitespace().filter_map(|word| word.strip_prefix("${AGAINST:+"));
        let help = project.cargo_conda(&format!("{command} --help")).run().success().stdout;
        for option in options {
            assert!(help.contains(option), "`cargo conda {command}` has no {option}");
        }
    }
}
