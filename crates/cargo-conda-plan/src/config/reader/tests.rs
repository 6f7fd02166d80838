//! What tables are read as, and the problems of wrong ones.

use std::sync::Arc;

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use insta::assert_snapshot;

use super::tables::is_relative_path;
use super::{TableOwner, read_file, read_manifest};
use crate::config::keys::{PACKAGE_KEYS, WORKSPACE_KEYS};
use crate::config::layer::{BuildNumber, ManifestConfig};
use crate::problem::{Findings, Problem};
use crate::source::Source;

/// The configuration that is read from a text, and its problems with location, message and help.
fn read(owner: TableOwner, text: &str) -> (ManifestConfig, String) {
    let source = Arc::new(Source { path: "Cargo.toml".into(), text: text.to_owned() });
    let mut findings = Findings::default();
    let config = read_manifest(&source, owner, &mut findings);
    let problem = |problem: &Problem| {
        let (line, column) = problem.location.line_and_column();
        let at = &text[problem.location.span.clone()];
        let help = problem.help().map_or_else(String::new, |help| format!(" (help: {help})"));
        format!("{line}:{column} at {at}: {}{help}", problem.kind)
    };
    let warnings = findings.warnings.iter().map(ToString::to_string);
    let messages: Vec<_> = findings.problems.iter().map(problem).chain(warnings).collect();
    (config, messages.join("\n"))
}

fn package(table: &str) -> String {
    read(TableOwner::Package, &format!("[package.metadata.conda]\n{table}")).1
}

fn workspace(table: &str) -> String {
    read(TableOwner::Workspace, &format!("[workspace.metadata.conda]\n{table}")).1
}

#[test]
fn a_manifest_without_a_table_says_nothing() {
    for text in
        ["", "[package]\nname = 'x'", "[package.metadata]\nother = 1", "[workspace.metadata.conda]\nx = 1"]
    {
        let (config, messages) = read(TableOwner::Package, text);
        assert_eq!((config, messages.as_str()), (ManifestConfig::default(), ""), "{text}");
    }
}

#[test]
fn every_known_key_is_read() {
    for key in PACKAGE_KEYS.iter().chain(WORKSPACE_KEYS).map(|key| key.name) {
        let message = workspace(&format!("{key} = 1979-05-27"));
        assert!(message.contains(&format!("`{key}` must be")), "{message}");
    }
}

/// A row of the book's table can be about several keys: `| `summary`, `description` | … |`.
#[test]
fn the_book_has_a_row_for_every_key() {
    let book = include_str!("../../../../../docs/book/src/configuration.md");
    let rows = book.lines().filter_map(|line| line.strip_prefix("| `"));
    let described: Vec<_> = rows
        .flat_map(|row| row.split(" | ").next().unwrap().split("`, `"))
        .map(|key| key.trim_end_matches('`'))
        .collect();
    for key in PACKAGE_KEYS.iter().chain(WORKSPACE_KEYS).map(|key| key.name) {
        assert!(described.contains(&key), "docs/book/src/configuration.md has no row for `{key}`");
    }
}

/// The blocks of a language in the pages of the book, with the names of the pages.
fn blocks(language: &str) -> Vec<(String, String)> {
    let pages = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/book/src");
    let pages = pages.read_dir_utf8().unwrap().map(|page| page.unwrap().into_path());
    // The book has files for download too.
    let pages = pages.filter(|page| page.extension() == Some("md"));
    let start = format!("```{language}\n");
    pages
        .flat_map(|page| {
            let text = fs_err::read_to_string(&page).unwrap();
            let blocks = text.split(&start).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
            blocks.map(|block| (page.to_string(), block)).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_book_shows_configuration_that_can_be_read() {
    let mut read_blocks = 0;
    for (page, block) in blocks("toml") {
        if block.contains("[package.metadata.conda") || block.contains("[workspace.metadata.conda") {
            let owners = [TableOwner::Package, TableOwner::Workspace];
            let owner = owners[usize::from(block.contains("[workspace"))];
            assert_eq!(read(owner, &block).1, "", "{page}:\n{block}");
        } else if block.contains("[package.acme") {
            let source = Arc::new(Source { path: "acme.toml".into(), text: block.clone() });
            let mut findings = Findings::default();
            read_file(&source, &mut findings);
            assert!(findings.problems.is_empty(), "{page}: {:?}\n{block}", findings.problems);
        } else if !block.contains('[') || !block.trim_start().starts_with(['[', '#']) {
            // Several ways to write one key, a line each.
            for line in block.lines() {
                assert_eq!(package(line), "", "{page}: {line}");
            }
        } else {
            // A file of another program.
            block.parse::<toml_edit::DocumentMut>().unwrap();
            continue;
        }
        read_blocks += 1;
    }
    assert!(read_blocks >= 9, "{read_blocks}");
}

#[test]
fn an_unknown_key_names_the_nearest() {
    assert_snapshot!(package("featurs = []"), @"2:1 at featurs: unknown key `featurs` (help: did you mean `features`?)");
    assert_snapshot!(package("build_number = 1"), @"2:1 at build_number: unknown key `build_number` (help: did you mean `build-number`?)");
    assert_snapshot!(package("unheard-of = 1"), @"2:1 at unheard-of: unknown key `unheard-of`");
    assert_snapshot!(package("target.linux.fetures = []"), @"2:14 at fetures: unknown key `fetures` (help: did you mean `features`?)");
}

#[test]
fn a_key_in_the_wrong_table() {
    assert_snapshot!(package("channels = ['conda-forge']"), @"2:1 at channels: `channels` is a key of the whole workspace, not of a package (help: move `channels` to `[workspace.metadata.conda]` in the workspace's root manifest)");
    assert_snapshot!(workspace("target.linux.toolchain = 'system'"), @"2:14 at toolchain: `toolchain` is a key of the whole workspace, not of a package (help: move `toolchain` to `[workspace.metadata.conda]` in the workspace's root manifest)");
}

#[test]
fn files_completions_and_pages() {
    assert_snapshot!(package("files = [{ source = 'a', to = 'b/', mod = '755' }, { to = 'b', mode = '700' }, 'x']"), @r#"
    2:37 at mod: unknown key `mod` (help: did you mean `mode`?)
    2:71 at '700': `mode` must be `"755"` for a file that is executed, or `"644"`, not `"700"`
    2:52 at { to = 'b', mode = '700' }: this entry has no `source`
    2:80 at 'x': `files` must be an array of tables such as `{ source = "…", to = "…" }`, not a string
    "#);
    assert_snapshot!(package("completions = true\nman-pages = true"), @r#"
    2:15 at true: `completions` must be `false`, a command with `{shell}` in it, a table, or an array of tables, not a boolean
    3:13 at true: `man-pages` must be `false`, a command, or an array of paths such as `"man/*.1"` and of tables with a `command`, not a boolean
    "#);
    assert_snapshot!(package("completions = [{ commnd = 'x', fish = true }, 'x']\nman-pages = [1]"), @r#"
    2:15 at [{ commnd = 'x', fish = true }, 'x']: `completions` must be `false`, a command with `{shell}` in it, a table, or an array of tables, not an array
    3:13 at [1]: `man-pages` must be `false`, a command, or an array of paths such as `"man/*.1"` and of tables with a `command`, not an array
    "#);
    assert_snapshot!(package("completions = { comand = 'x', fish = true }\nman-pages = [{ page = 'x.1', comand = 'x' }]"), @"
    2:17 at comand: unknown key `comand` (help: did you mean `command`?)
    2:38 at true: `fish` must be the path of a file, or `false`, not a boolean
    3:30 at comand: unknown key `comand` (help: did you mean `command`?)
    3:14 at { page = 'x.1', comand = 'x' }: this entry has no `command`
    ");
}

#[test]
fn wrong_types() {
    assert_snapshot!(package("name = 3\nskip = 'yes'\nfeatures = 'x'\nbinaries = ['a', 1]"), @"
    2:8 at 3: `name` must be a string, not 3
    3:8 at 'yes': `skip` must be `true` or `false`, not a string
    4:12 at 'x': `features` must be an array with strings only, not a string
    5:12 at ['a', 1]: `binaries` must be an array with strings only, not an array
    ");
    assert_snapshot!(package("build-number = -1\nenv = []\ntarget = 1"), @r#"
    2:16 at -1: `build-number` must be a whole number, 0 or more, or "auto", not -1
    3:7 at []: `env` must be a table, not an array
    4:10 at 1: `target` must be a table, not 1
    "#);
    assert_snapshot!(package("build-number = 1.5\nenv = { A = 1, B = 'x' }\ntarget.linux = 'x'"), @r#"
    2:16 at 1.5: `build-number` must be a whole number, 0 or more, or "auto", not a float
    3:13 at 1: `env.A` must be a string, not 1
    4:16 at 'x': `linux` must be a table, not a string
    "#);
    assert_snapshot!(read(TableOwner::Package, "[package.metadata]\nconda = 'x'").1, @"2:9 at 'x': `conda` must be a table, not a string");
}

#[test]
fn selectors_platforms_and_toolchains() {
    assert_snapshot!(package("target.linus.skip = true\ntarget.windows.skip = true\ntarget.osx-65.skip = true"), @"
    2:8 at linus: `linus` is not a selector; did you mean `linux`? write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`
    3:8 at windows: `windows` is not a selector; did you mean `win`? write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`
    4:8 at osx-65: `osx-65` is not a selector; did you mean `osx-64`? write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`
    ");
    assert_snapshot!(workspace("target-platforms = ['linux-64', 'linux-65', 'solaris']"), @"
    2:33 at 'linux-65': `linux-65` is not a conda platform; write `linux-64`
    2:45 at 'solaris': `solaris` is not a conda platform; platforms are named such as `linux-64`, `osx-arm64` or `win-64`
    ");
    assert_snapshot!(workspace("toolchain = 'rustup'"), @"2:13 at 'rustup': unknown toolchain `rustup` (help: write `system` for the machine's own toolchain, or `conda`)");
}

#[test]
fn variables() {
    assert_snapshot!(package("env = { A-B = '1', 1A = '1', EMPTY = '', LINES = \"a\\nb\", GOOD = ' ', PREFIX = 'x', CARGO_BUILD_TARGET = 'x' }"), @r#"
    2:15 at '1': `env.A-B` cannot be set: its name must be letters, digits and `_`, and not start with a digit
    2:25 at '1': `env.1A` cannot be set: its name must be letters, digits and `_`, and not start with a digit
    2:38 at '': `env.EMPTY` cannot be set: it is empty; builds see only variables that have a value
    2:50 at "a\nb": `env.LINES` cannot be set: its value has several lines; write it as one
    2:79 at 'x': `env.PREFIX` cannot be set: the build itself sets it
    2:105 at 'x': `env.CARGO_BUILD_TARGET` cannot be set: write `rust-target` instead, which the whole plan follows
    "#);
}

#[test]
fn match_specs() {
    assert_snapshot!(package("run-dependencies = ['git >=2', 'git >=>2', '']\nrun-constraints = ['curl =='] "), @"
    2:32 at 'git >=>2': cannot read `git >=>2` as a conda requirement; write a name and, after a space, versions, such as `openssl >=3,<4`
    2:44 at '': cannot read `` as a conda requirement; write a name and, after a space, versions, such as `openssl >=3,<4`
    3:20 at 'curl ==': cannot read `curl ==` as a conda requirement; write `curl`
    ");
}

#[test]
fn broken_toml() {
    assert_snapshot!(read(TableOwner::Package, "[package\n").1, @"1:9 at : this is not valid TOML: unclosed table, expected `]`");
}

#[test]
fn a_deprecated_key_is_a_warning() {
    assert_snapshot!(package("debug-dir = 'x'"), @"Cargo.toml:2:1: `debug-dir` is deprecated and has no effect; remove it");
}

#[test]
fn what_is_wrong_does_not_hide_what_is_right() {
    let (config, messages) = read(
        TableOwner::Package,
        "[package.metadata.conda]\nname = 3\nprofile = 'dev'\ntarget.nope = {}\ntarget.win.skip = true",
    );
    assert_eq!(messages.lines().count(), 2, "{messages}");
    assert_eq!(config.base.profile.unwrap().value, "dev");
    assert_eq!(config.targets.len(), 1);
}

#[test]
fn values_know_their_place() {
    let (config, _) = read(
        TableOwner::Workspace,
        "[workspace.metadata.conda]\n# ä\nfeatures = ['ö', \"x\"]\ntarget-platforms = ['win-64']\n",
    );
    let features = config.base.features.unwrap();
    assert_eq!(features[1].value, "x");
    assert_eq!(features[1].location.line_and_column(), (3, 18));
    let windows: Platform = "win-64".parse().unwrap();
    assert_eq!(config.workspace.target_platforms, Some(vec![windows]));
}

#[test]
fn inline_and_dotted_tables_are_tables() {
    let inline = "package.metadata.conda = { env = { A = '1' }, target = { linux = { build-number = 2 } } }";
    let dotted = "[package]\nmetadata.conda.env.A = '1'\nmetadata.conda.target.linux.build-number = 2";
    for text in [inline, dotted] {
        let (config, messages) = read(TableOwner::Package, text);
        assert_eq!(messages, "");
        assert_eq!(config.base.env.unwrap()["A"], "1");
        assert_eq!(config.targets[0].1.build_number, Some(BuildNumber::Written(2)));
    }
}

#[test]
fn channels_in_directories_are_told_from_names() {
    let is_path = |channel| is_relative_path(channel, false);
    assert!(is_path("./channel") && is_path("../channel"));
    assert!(!is_path("conda-forge") && !is_path(".hidden") && !is_path(r".\channel"));
    assert!(is_relative_path(r".\channel", true) && is_relative_path(r"..\channel", true));
}
