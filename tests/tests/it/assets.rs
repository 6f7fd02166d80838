//! Files beside programs: completion scripts, manual pages and whatever else a package installs, as shells
//! and man read them after installation.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::support::{Python, TempProject, approves, clean_environment};

/// A program that prints its own completion scripts and a page about its configuration, as those of clap do.
const MAIN: &str = r##"
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let name = &arguments[0];
    let words: Vec<_> = arguments[1..].iter().map(String::as_str).collect();
    match words.as_slice() {
        ["completion", "bash"] => println!("_tool() {{ COMPREPLY=(completion man); }}\ncomplete -F _tool {name}"),
        ["completion", "zsh"] => println!("#compdef {name}\n_arguments '1:command:(completion man)'"),
        ["completion", "fish"] => println!("complete -c {name} -f -a 'completion man'"),
        ["man"] => println!(".TH TOOL.TOML 5\n.SH NAME\ntool.toml \\- configuration of tool\n"),
        _ => println!("tool 0.1.0"),
    }
}
"##;

const PAGE: &str = ".TH TOOL 1\n.SH NAME\ntool \\- does something\n.SH SYNOPSIS\n.B tool\n";

/// A workspace with one program that has all kinds of files.
fn project() -> TempProject {
    let table = "[package.metadata.conda]\n\
        files = [{ source = '../docs/**', to = 'share/doc/tool/' }, { source = 'helper', to = 'bin/tool-helper', mode = '755' }]\n\
        completions = 'tool completion {shell}'\n\
        man-pages = ['../man/*', { command = 'tool man', page = 'tool.toml.5' }]\n";
    TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['tool']\n")
        .program_with("tool", table, MAIN)
        .file("docs/guide.md", "# Guide\n")
        .file("docs/more/notes.md", "notes\n")
        .file("man/tool.1", PAGE)
        .file("tool/helper", "#!/bin/sh\necho helped\n")
        .ready()
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "shells"), ignore = "needs `apt-get install zsh fish man-db`, and `cargo xtask venv`")]
fn shells_and_man_read_what_is_installed() {
    use std::os::unix::fs::PermissionsExt as _;

    let project = project();
    let ran = project.cargo_conda("build -v").run().success();
    assert!(ran.stderr.contains("Compiling tool "));
    let prefix = project.root().join("prefix");
    let channel = project.root().join("target/conda");
    Python::of_venv().install(&channel, &prefix, &["tool"]);
    let path = |file: &str| prefix.join(file).into_string();

    let bash = path("share/bash-completion/completions/tool");
    approves("bash", &["-n", &bash]);
    let completes = approves("bash", &["-c", &format!("source '{bash}' && complete -p tool")]);
    assert_eq!(completes, "complete -F _tool tool\n");
    approves("zsh", &["-n", &path("share/zsh/site-functions/_tool")]);
    let fish = path("share/fish/vendor_completions.d/tool.fish");
    approves("fish", &["-n", &fish]);
    let offered = approves("fish", &["-c", &format!("source '{fish}'; complete -C 'tool c'")]);
    assert_eq!(offered, "completion\n");
    for (page, says) in [("man1/tool.1", "does something"), ("man5/tool.toml.5", "configuration of tool")] {
        let shown = approves("man", &["--warnings", "-l", &path(&format!("share/man/{page}"))]);
        assert!(shown.contains(says), "{shown}");
    }
    assert_eq!(approves(&path("bin/tool-helper"), &[]), "helped\n");
    let mode = |file: &str| prefix.join(file).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!([mode("bin/tool-helper"), mode("share/man/man1/tool.1")], [0o755, 0o644]);
    let text = |file: &str| fs_err::read_to_string(prefix.join(file)).unwrap();
    assert_eq!(text("share/doc/tool/guide.md") + &text("share/doc/tool/more/notes.md"), "# Guide\nnotes\n");

    is_stale_after_changes(project);
}

/// A page with other contents makes the package stale and compiles nothing, even with an old time; a new file
/// and another command do too.
fn is_stale_after_changes(project: TempProject) {
    let fresh = |project: &TempProject| {
        assert!(project.why("tool").starts_with("tool 0.1.0 is fresh"));
    };
    fresh(&project);
    let project = project.file("man/tool.1", &format!("{PAGE}.SH BUGS\nNone.\n"));
    let page = fs_err::OpenOptions::new().write(true).open(project.root().join("man/tool.1")).unwrap();
    page.file().set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(400_000)).unwrap();
    insta::assert_snapshot!(project.why("tool"), @"
    tool 0.1.0 has to be built:
      `man/tool.1` has changed
    ");
    let ran = project.cargo_conda("build -v").run().success();
    assert!(!ran.stderr.contains("Compiling tool "));
    fresh(&project);
    let project = project.file("docs/new.md", "");
    insta::assert_snapshot!(project.why("tool"), @"
    tool 0.1.0 has to be built:
      `files.share/doc/tool/new.md` is new: docs/new.md
    ");
    fs_err::remove_file(project.root().join("docs/new.md")).unwrap();
    let manifest = fs_err::read_to_string(project.root().join("tool/Cargo.toml")).unwrap();
    let project = project.file(
        "tool/Cargo.toml",
        &manifest.replace("'tool completion {shell}'", "'A=1 tool completion {shell}'"),
    );
    insta::assert_snapshot!(project.why("tool"), @"
    tool 0.1.0 has to be built:
      `files.share/bash-completion/completions/tool` has changed from the output of `tool completion bash` to the output of `A=1 tool completion bash`
      `files.share/fish/vendor_completions.d/tool.fish` has changed from the output of `tool completion fish` to the output of `A=1 tool completion fish`
      `files.share/zsh/site-functions/_tool` has changed from the output of `tool completion zsh` to the output of `A=1 tool completion zsh`
    ");
}

#[cfg(unix)]
#[test]
fn programs_that_do_not_print_what_is_expected() {
    let fails = |name: &str, key: &str, body: &str| {
        let table = format!("[package.metadata.conda]\n{key}\ntests = []");
        (name.to_owned(), table, format!("fn main() {{ {body} }}"))
    };
    let one = "completions = { command = 'NAME {shell}', bash = false, fish = false }";
    let tools = [
        fails(
            "fails",
            one,
            "println!(\"usage\"); eprintln!(\"error: no such command\"); std::process::exit(3)",
        ),
        fails("silent", one, ""),
        fails("own-path", one, "println!(\"exec {}\", std::env::current_exe().unwrap().display())"),
        fails("painted", one, "println!(\"\\x1b[1mbold\")"),
        fails("usage", "man-pages = 'NAME --man'", "println!(\"Usage: usage\")"),
        fails("section", "man-pages = 'NAME --man'", "println!(\".TH SECTION 8\")"),
    ];
    let project =
        tools.iter().fold(TempProject::empty().with_workspace(""), |project, (name, table, main)| {
            project.program_with(name, &table.replace("NAME", name), main)
        });
    let ran = project.ready().cargo_conda("build --no-test").run().code(1);
    let told = ran.redacted_stderr();
    let summary: Vec<_> = told.lines().skip_while(|line| !line.contains("Failed 6 of 6")).collect();
    let said: Vec<_> =
        summary.iter().filter(|line| line.contains("should print")).map(|line| line.trim()).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    fails 0.1.0: `fails zsh` should print `share/zsh/site-functions/_fails`: it exited with 3: error: no such command
    own-path 0.1.0: `own-path zsh` should print `share/zsh/site-functions/_own-path`: it printed a path that only exists during the build: exec [ROOT]/target/conda-build/packages/own-path-[PLATFORM]/[PREFIX]/bin/own-path
    painted 0.1.0: `painted zsh` should print `share/zsh/site-functions/_painted`: it printed an escape sequence for terminals: \u{1b}[1mbold
    section 0.1.0: `section --man` should print `share/man/man1/section.1`: it printed a page of section 8, not of section 1
    silent 0.1.0: `silent zsh` should print `share/zsh/site-functions/_silent`: it printed nothing
    usage 0.1.0: `usage --man` should print `share/man/man1/usage.1`: it printed no manual page, which has a line that begins with `.TH` or `.Dt`: Usage: usage
    ");
    let help: BTreeSet<_> = told.lines().filter(|line| line.contains("help:")).map(str::trim).collect();
    insta::assert_snapshot!(help.into_iter().collect::<Vec<_>>().join("\n"), @r#"
    help: correct the command in `completions`; a table can leave the shell out: `completions = { command = "…", zsh = false }`
    help: have the program print its name instead of the path it was started by, or give files for `completions`
    help: name the page: `man-pages = [{ command = "section --man", page = "….8" }]`
    help: the program must print the page as roff, not as `man` shows it
    "#);
}

#[test]
fn a_changed_page_concerns_its_package() {
    let project = project();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        clean_environment(&mut git);
        let identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        let status = git.args(identity).args(arguments).current_dir(project.root()).status().unwrap();
        assert!(status.success());
    };
    git(&["init", "--quiet", "--initial-branch", "main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "first"]);
    let affected = || project.cargo_conda("affected --since main").run().success().stdout;
    assert!(!affected().contains("tool"), "{}", affected());
    fs_err::write(project.root().join("man/tool.1"), ".TH TOOL 1\n").unwrap();
    assert!(affected().contains("tool"), "{}", affected());
}
