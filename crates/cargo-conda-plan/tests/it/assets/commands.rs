//! The keys `completions` and `man-pages`.

use std::collections::BTreeSet;

use cargo_conda_mapping::Platform;
use cargo_conda_plan::{PlanRequest, ProgramRuns};
use insta::assert_snapshot;

use super::fixture::{assets, described, error, tool};
use crate::fixture::{Fixture, linux, platform};

#[test]
fn completions_are_printed_or_files() {
    assert_snapshot!(assets("completions = 'tool completion {shell}'"), @"
    share/bash-completion/completions/tool = `tool completion bash`
    share/fish/vendor_completions.d/tool.fish = `tool completion fish`
    share/zsh/site-functions/_tool = `tool completion zsh`
    ");
    assert_snapshot!(assets("completions = { command = 'COMPLETE={shell} tool', fish = false }"), @"
    share/bash-completion/completions/tool = `COMPLETE=bash tool`
    share/zsh/site-functions/_tool = `COMPLETE=zsh tool`
    ");
    assert_snapshot!(assets("completions = { bash = 'docs/one.md', zsh = 'docs/two.md' }"), @"
    share/bash-completion/completions/tool = crates/tool/docs/one.md
    share/zsh/site-functions/_tool = crates/tool/docs/two.md
    ");
    assert_snapshot!(assets("completions = [{ command = 'tool gen', bash = 'docs/one.md', fish = false }]"), @"
    share/bash-completion/completions/tool = crates/tool/docs/one.md
    share/zsh/site-functions/_tool = `tool gen`
    ");
    assert_snapshot!(assets("completions = false"), @"");
}

#[test]
fn man_pages_are_printed_or_files() {
    assert_snapshot!(assets("man-pages = ['man/*', '../../docs/man/*.8']"), @"
    share/man/man1/tool.1 = crates/tool/man/tool.1
    share/man/man5/tool.conf.5.gz = crates/tool/man/tool.conf.5.gz
    share/man/man8/other.8 = docs/man/other.8
    ");
    assert_snapshot!(assets("man-pages = 'tool --man'"), @"share/man/man1/tool.1 = `tool --man`");
    assert_snapshot!(assets("man-pages = ['man/tool.1', { command = 'tool man conf', page = 'tool.toml.5' }]"), @"
    share/man/man1/tool.1 = crates/tool/man/tool.1
    share/man/man5/tool.toml.5 = `tool man conf`
    ");
    assert_snapshot!(assets("man-pages = false"), @"");
}

#[test]
fn windows_has_neither_completions_nor_man_pages() {
    let fixture = tool("completions = 'nothing {shell}'\nman-pages = ['nothing.1']");
    let plan = fixture.plan(&PlanRequest { target_platforms: vec![platform("win-64")], ..linux() });
    assert_eq!(described(&fixture, &plan.packages[0]), "");
}

#[test]
fn each_member_takes_its_own_command_of_a_common_table() {
    let table = "[workspace.metadata.conda]\n\
        completions = [{ command = 'one c {shell}' }, { command = 'two c {shell}' }]\nman-pages = 'two man'\n";
    let fixture = Fixture::workspace(table).tool("one", "").tool("two", "");
    let of = |name: &str| described(&fixture, &fixture.package(name));
    assert_snapshot!(of("one"), @"
    share/bash-completion/completions/one = `one c bash`
    share/fish/vendor_completions.d/one.fish = `one c fish`
    share/zsh/site-functions/_one = `one c zsh`
    ");
    assert_snapshot!(of("two"), @"
    share/bash-completion/completions/two = `two c bash`
    share/fish/vendor_completions.d/two.fish = `two c fish`
    share/man/man1/two.1 = `two man`
    share/zsh/site-functions/_two = `two c zsh`
    ");
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nman-pages = 'three man'\n")
        .tool("one", "")
        .tool("two", "");
    assert_snapshot!(fixture.error(), @r#"
    a problem in the manifests
    Cargo.toml:5:13 at 'three man'
      `three` is no program of the package
      help: begin the command with `one`; for files, write `man-pages = ["three"]`
    "#);
}

#[test]
fn wrong_commands() {
    assert_snapshot!(error("completions = 'tol completion {shell}'"), @"
    crates/tool/Cargo.toml:6:15 at 'tol completion {shell}'
      `tol` is no program of the package
      help: begin the command with `tool`
    ");
    assert_snapshot!(error("completions = 'tool completion bash'"), @"
    crates/tool/Cargo.toml:6:15 at 'tool completion bash'
      `tool completion bash` does not say for which shell
      help: write `{shell}` where the name of the shell belongs: `bash`, `zsh` or `fish`
    ");
    assert_snapshot!(error("completions = 'tool completion {shell} > x'"), @"
    crates/tool/Cargo.toml:6:15 at 'tool completion {shell} > x'
      commands are not run by a shell, so `>` means nothing in `tool completion {shell} > x`
      help: write the program and its arguments, separated by spaces; variables may come before: `NAME=value program`
    ");
    assert_snapshot!(error("completions = {}"), @r#"
    crates/tool/Cargo.toml:6:15 at {}
      this entry has neither a `command` nor a file for a shell
      help: write `command = "<program> … {shell}"`, or `bash = "…"`, `zsh = "…"`, `fish = "…"` with paths
    "#);
    assert_snapshot!(error("completions = { program = 'other', command = 'tool {shell}' }"), @"
    crates/tool/Cargo.toml:6:27 at 'other'
      the `command` runs `tool`, and `program` is `other`
      help: remove `program`
    ");
    assert_snapshot!(error("completions = { program = 'other', bash = 'docs/one.md' }"), @"
    crates/tool/Cargo.toml:6:27 at 'other'
      `other` is no program of the package
      help: begin the command with `tool`
    ");
    assert_snapshot!(error("completions = { bash = 'docs/*.md' }"), @"
    crates/tool/Cargo.toml:6:24 at 'docs/*.md'
      `docs/*.md` matches several files, and `share/bash-completion/completions/tool` is one
      help: write the path of one file
    ");
    assert_snapshot!(error("man-pages = 'man/*.1'"), @r#"
    crates/tool/Cargo.toml:6:13 at 'man/*.1'
      commands are not run by a shell, so `*` means nothing in `man/*.1`
      help: for files, write `man-pages = ["man/*.1"]`
    "#);
    assert_snapshot!(error("man-pages = 'man/tool.1'"), @r#"
    crates/tool/Cargo.toml:6:13 at 'man/tool.1'
      `man/tool.1` is no program of the package
      help: begin the command with `tool`; for files, write `man-pages = ["man/tool.1"]`
    "#);
    assert_snapshot!(error("man-pages = ['README.md']"), @"
    crates/tool/Cargo.toml:6:14 at 'README.md'
      `README.md` is not the name of a manual page, which ends in its section, such as `tool.1`
      help: name files such as `tool.1` or `tool.5.gz`; other files belong into `files`
    ");
    assert_snapshot!(error("man-pages = { command = 'tool man', page = 'sub/tool.1' }"), @"
    crates/tool/Cargo.toml:6:44 at 'sub/tool.1'
      `sub/tool.1` is not the name of a manual page, which ends in its section, such as `tool.1`
      help: write the name of the file alone: it goes into the directory of its section
    ");
}

#[test]
fn which_of_several_programs() {
    let two = "[[bin]]\nname = 'one'\npath = 'src/main.rs'\n[[bin]]\nname = 'two'\npath = 'src/main.rs'\n";
    let table = |rest: &str| {
        Fixture::workspace("")
            .tool("tool", &format!("{two}[package.metadata.conda]\n{rest}"))
            .file("crates/tool/c", "")
    };
    assert_snapshot!(table("completions = { bash = 'c' }").error(), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:12:15 at { bash = 'c' }
      the package has several programs: one, two
      help: say for which one the scripts are: `program = "one"`
    "#);
    assert_snapshot!(table("binaries = ['one']\ncompletions = 'two {shell}'").error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:13:15 at 'two {shell}'
      `two` is no program of the package
      help: the configuration leaves this program out; name it in `binaries`, or remove the command
    ");
    let fixture = table("completions = { program = 'two', bash = 'c' }");
    assert_snapshot!(described(&fixture, &fixture.package("tool")), @"share/bash-completion/completions/two = crates/tool/c");
}

#[test]
fn programs_for_other_platforms_cannot_be_run() {
    let fixture = tool("completions = 'tool {shell}'\nman-pages = 'tool man'");
    let request = |runs| PlanRequest { target_platforms: vec![platform("linux-aarch64")], runs, ..linux() };
    assert_snapshot!(fixture.error_for(&request(ProgramRuns::default())), @r#"
    2 problems in the manifests
    crates/tool/Cargo.toml:6:15 at 'tool {shell}'
      `tool {shell}` would run a program for linux-aarch64, which this machine cannot do
      help: give files for it, `[package.metadata.conda.target.linux-aarch64.completions]` with `bash = "…"`, `zsh = "…"` and `fish = "…"`, or leave them out there: `completions = false`
    crates/tool/Cargo.toml:7:13 at 'tool man'
      `tool man` would run a program for linux-aarch64, which this machine cannot do
      help: give files for it, `[package.metadata.conda.target.linux-aarch64]` with `man-pages = ["…"]`, or leave them out there: `man-pages = false`
    "#);
    let emulated: BTreeSet<Platform> = [platform("linux-aarch64")].into();
    for runs in [ProgramRuns::Here { emulated }, ProgramRuns::OnTheirPlatform] {
        assert_eq!(fixture.plan(&request(runs)).packages[0].assets.printed.len(), 4);
    }
}
