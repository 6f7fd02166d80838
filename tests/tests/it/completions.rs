//! Completion scripts and manual pages of the program itself, as shells and man read them.

use serde_json::Value;

use crate::support::{TempProject, approves, repository};

fn project() -> TempProject {
    TempProject::empty()
}

/// Writes what a command prints to a file, and returns the file's path.
fn written(project: &TempProject, arguments: &str, file: &str) -> String {
    let text = project.cargo_conda(arguments).run().success().stdout;
    project.write(file, &text);
    project.root().join(file).into_string()
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "shells"), ignore = "needs `apt-get install zsh fish man-db`, and `cargo xtask venv`")]
fn shells_complete_the_command_line() {
    let project = project();
    let bash = written(&project, "completions bash", "cargo-conda.bash");
    let ask = "COMP_WORDS=(cargo-conda pub) COMP_CWORD=1; _cargo__conda cargo-conda pub cargo-conda; echo ${COMPREPLY[*]}";
    assert_eq!(approves("bash", &["-c", &format!("source '{bash}'; {ask}")]), "publish\n");

    let zsh = written(&project, "completions zsh", "functions/_cargo-conda");
    approves("zsh", &["-n", &zsh]);
    // Cargo's own function calls one of this name for the words after `cargo conda`.
    let directory = project.root().join("functions");
    let ask = format!(
        "fpath=('{directory}' $fpath); autoload -U compinit; compinit -D -u; \
         print $_comps[cargo-conda] $+functions[_cargo-conda]"
    );
    assert_eq!(approves("zsh", &["-f", "-c", &ask]), "_cargo-conda 1\n");

    let fish = written(&project, "completions fish", "cargo-conda.fish");
    for line in ["cargo-conda pub", "cargo conda pub"] {
        let offered = approves("fish", &["-c", &format!("source '{fish}'; complete -C '{line}'")]);
        assert!(offered.starts_with("publish\t") && offered.lines().count() == 1, "{line}: {offered}");
    }
    let offered =
        approves("fish", &["-c", &format!("source '{fish}'; complete -C 'cargo conda build --no-t'")]);
    assert!(offered.starts_with("--no-test\t"), "{offered}");
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "shells"), ignore = "needs `apt-get install zsh fish man-db`, and `cargo xtask venv`")]
fn man_shows_a_page_for_every_command() {
    let project = project();
    project.cargo_conda("man --output-dir pages").run().success();
    let pages = project.entries("pages");
    assert!(pages.contains(&"cargo-conda.1".to_owned()) && pages.len() > 15, "{pages:?}");
    assert!(!pages.contains(&"cargo-conda-fault-points.1".to_owned()), "a hidden command has a page");
    for page in &pages {
        let path = project.root().join("pages").join(page);
        let shown = approves("env", &["LC_ALL=C.UTF-8", "man", "--warnings", "-l", path.as_str()]);
        assert!(shown.contains("SYNOPSIS"), "{page}: {shown}");
    }
    let build = project.cargo_conda("man build").run().success().stdout;
    let file = fs_err::read_to_string(project.root().join("pages/cargo-conda-build.1")).unwrap();
    assert_eq!(build, file);
}

#[test]
fn a_page_about_nothing() {
    let ran = project().cargo_conda("man biuld").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: there is no command `biuld`; did you mean `build`?");
    project().cargo_conda("completions tcsh").run().code(2);
}

/// The package of this repository is made by its own program.
#[test]
fn our_own_package_has_completions_and_pages() {
    let manifest = repository().join("Cargo.toml");
    let plan = project().cargo_conda("plan --format json --manifest-path").arg(manifest).run().success();
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let packages = plan["packages"].as_array().unwrap();
    let names: Vec<_> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["cargo-conda", "pixi-build-cargo"]);
    let files = packages[0]["files"].to_string();
    for file in [
        "share/bash-completion/completions/cargo-conda",
        "share/zsh/site-functions/_cargo-conda",
        "share/fish/vendor_completions.d/cargo-conda.fish",
        "share/man/man1/cargo-conda.1",
        "share/man/man1/cargo-conda-build.1",
    ] {
        assert!(files.contains(file), "{file} is not in {files}");
    }
}
