//! The key `files`: which files a pattern means, and where they go.

use std::collections::BTreeSet;

use cargo_conda_plan::{Affected, PlanRequest, Selection, Source};
use insta::assert_snapshot;

use super::fixture::{assets, described, error, tool};
use crate::fixture::{Fixture, linux, platform};

#[test]
fn files_go_into_a_directory_or_to_a_path() {
    assert_snapshot!(assets("files = [{ source = 'README.md', to = 'share/doc/tool/' }]"), @"share/doc/tool/README.md = crates/tool/README.md");
    assert_snapshot!(assets("files = [{ source = 'README.md', to = 'share/doc/tool', mode = '755' }]"), @"share/doc/tool = crates/tool/README.md (executable)");
    assert_snapshot!(assets("[[package.metadata.conda.files]]\nsource = '../../docs/man/*'\nto = 'etc/'"), @"etc/other.8 = docs/man/other.8");
}

#[test]
fn patterns_keep_what_is_below_their_plain_part() {
    assert_snapshot!(assets("files = [{ source = 'docs/*.md', to = 'a/' }]"), @"
    a/one.md = crates/tool/docs/one.md
    a/two.md = crates/tool/docs/two.md
    ");
    assert_snapshot!(assets("files = [{ source = 'docs/**', to = 'a/' }]"), @"
    a/deep/three.md = crates/tool/docs/deep/three.md
    a/one.md = crates/tool/docs/one.md
    a/two.md = crates/tool/docs/two.md
    ");
    assert_snapshot!(assets("files = [{ source = '**/{one,three}.md', to = 'a/' }]"), @"
    a/docs/deep/three.md = crates/tool/docs/deep/three.md
    a/docs/one.md = crates/tool/docs/one.md
    ");
    assert_snapshot!(assets("files = [{ source = 'docs/.*', to = 'a/' }]"), @"a/.hidden.md = crates/tool/docs/.hidden.md");
}

#[test]
fn a_table_for_a_platform_replaces_the_others() {
    let fixture = tool(
        "files = [{ source = 'README.md', to = 'a' }]\n\
         target.win.files = [{ source = 'README.md', to = 'Library/a' }]\n\
         target.osx.files = []",
    );
    let on = |name: &str| {
        let plan = fixture.plan(&PlanRequest { target_platforms: vec![platform(name)], ..linux() });
        described(&fixture, &plan.packages[0])
    };
    assert_eq!(on("linux-64"), "a = crates/tool/README.md");
    assert_eq!(on("win-64"), "Library/a = crates/tool/README.md");
    assert_eq!(on("osx-arm64"), "");
}

#[test]
fn wrong_paths_in_the_package() {
    let to = |to: &str| error(&format!("files = [{{ source = 'README.md', to = '{to}' }}]"));
    assert_snapshot!(to("/usr/share/doc/tool/"), @r#"
    crates/tool/Cargo.toml:6:39 at '/usr/share/doc/tool/'
      `/usr/share/doc/tool/` is an absolute path, and packages are installed into a prefix
      help: write `to = "share/doc/tool/"`
    "#);
    assert_snapshot!(to("share/../../x"), @"
    crates/tool/Cargo.toml:6:39 at 'share/../../x'
      `share/../../x` leads out of the directory that it starts in
      help: write the path below the prefix without `..`
    ");
    assert_snapshot!(to("./"), @"
    crates/tool/Cargo.toml:6:39 at './'
      `./` is the prefix itself
      help: write a path below the prefix, such as `share/doc/tool/`; one that ends with a slash is that of a directory
    ");
    assert_snapshot!(to("share\\doc"), @r"
    crates/tool/Cargo.toml:6:39 at 'share\doc'
      `share\doc` cannot be installed on linux-64: it contains `\`
      help: separate directories by `/`
    ");
    assert_snapshot!(to("info/x"), @"
    crates/tool/Cargo.toml:6:39 at 'info/x'
      `info/x` is in the directory `info`, where conda keeps files of its own
      help: write another path, such as `share/doc/tool/`
    ");
    assert_snapshot!(to("Conda-Meta/"), @"
    crates/tool/Cargo.toml:6:39 at 'Conda-Meta/'
      `Conda-Meta/README.md` is in the directory `conda-meta`, where conda keeps files of its own
      help: write another path, such as `share/doc/tool/`
    ");
    assert_snapshot!(to("bin/tool"), @"
    crates/tool/Cargo.toml:6:39 at 'bin/tool'
      the package has a file `bin/tool` already, without this entry
      help: write another path in `to`
    ");
    assert_snapshot!(to("bin/tool/README.md"), @"
    crates/tool/Cargo.toml:6:39 at 'bin/tool/README.md'
      `bin/tool` would be a file, and the directory of `bin/tool/README.md`
      help: write another path in `to`
    ");
    assert_snapshot!(error("sbom = true\nfiles = [{ source = 'README.md', to = 'share/sboms/tool.cdx.json' }]"), @"
    crates/tool/Cargo.toml:7:39 at 'share/sboms/tool.cdx.json'
      the package has a file `share/sboms/tool.cdx.json` already, without this entry
      help: write another path in `to`
    ");
}

#[test]
fn paths_on_windows() {
    let fixture = tool(
        "files = [{ source = 'README.md', to = 'share/a:b' }, { source = 'README.md', to = 'library/BIN/tool.EXE' }]",
    );
    fixture.plan(&linux());
    let request = PlanRequest { target_platforms: vec![platform("win-64")], ..linux() };
    assert_snapshot!(fixture.error_for(&request), @"
    2 problems in the manifests
    crates/tool/Cargo.toml:6:39 at 'share/a:b'
      `share/a:b` cannot be installed on win-64: it contains `:`
      help: give the file another name with `to`
    crates/tool/Cargo.toml:6:83 at 'library/BIN/tool.EXE'
      the package has a file `library/BIN/tool.EXE` already, without this entry
      help: write another path in `to`
    ");
}

#[test]
fn wrong_sources() {
    let source = |source: &str| error(&format!("files = [{{ source = '{source}', to = 'a/' }}]"));
    assert_snapshot!(source("READ.md"), @"
    crates/tool/Cargo.toml:6:21 at 'READ.md'
      no file matches `crates/tool/READ.md`
      help: paths are relative to the file that has the key; correct the path, or remove the entry
    ");
    assert_snapshot!(source("docs/*.txt"), @"
    crates/tool/Cargo.toml:6:21 at 'docs/*.txt'
      no file matches `crates/tool/docs/*.txt`
      help: paths are relative to the file that has the key; correct the path, or remove the entry
    ");
    assert_snapshot!(source("../../target/doc/*.html"), @r#"
    crates/tool/Cargo.toml:6:21 at '../../target/doc/*.html'
      no file matches `target/doc/*.html`
      help: files that builds make are not there when the package is planned; have the installed program print them: `completions = "<program> … {shell}"`, `man-pages = "<program> …"`
    "#);
    assert_snapshot!(source("docs"), @"
    crates/tool/Cargo.toml:6:21 at 'docs'
      `crates/tool/docs` is a directory
      help: write `docs/*` for the files in it, or `docs/**` for those below it too
    ");
    assert_snapshot!(source("docs/d*"), @"
    crates/tool/Cargo.toml:6:21 at 'docs/d*'
      `crates/tool/docs/deep` is a directory
      help: write `docs/d*/*` for the files in it, or `docs/d*/**` for those below it too
    ");
    assert_snapshot!(source("/etc/passwd"), @"
    crates/tool/Cargo.toml:6:21 at '/etc/passwd'
      `/etc/passwd` is no pattern of files: it is an absolute path
      help: write a path relative to this file, such as `docs/*.md`; `**` stands for any directories
    ");
    assert_snapshot!(source("docs\\one.md"), @r"
    crates/tool/Cargo.toml:6:21 at 'docs\one.md'
      `docs\one.md` is no pattern of files: directories are separated by `/`
      help: write a path relative to this file, such as `docs/*.md`; `**` stands for any directories
    ");
    assert_snapshot!(source("docs/[a"), @"
    crates/tool/Cargo.toml:6:21 at 'docs/[a'
      `docs/[a` is no pattern of files: unclosed character class; missing ']'
      help: write a path relative to this file, such as `docs/*.md`; `**` stands for any directories
    ");
    assert_snapshot!(source("*/../x"), @"
    crates/tool/Cargo.toml:6:21 at '*/../x'
      `*/../x` is no pattern of files: `..` comes after a special character
      help: write a path relative to this file, such as `docs/*.md`; `**` stands for any directories
    ");
    assert_snapshot!(source(""), @"
    crates/tool/Cargo.toml:6:21 at ''
      `` is no pattern of files: it is empty
      help: write a path relative to this file, such as `docs/*.md`; `**` stands for any directories
    ");
    assert_snapshot!(error("files = [{ source = 'docs/*', to = 'share/x' }]"), @r#"
    crates/tool/Cargo.toml:6:36 at 'share/x'
      `docs/*` can match several files, and `share/x` is the path of one
      help: end it with a slash: `to = "share/x/"`
    "#);
}

#[test]
fn sources_that_builds_make() {
    let table = "files = [{ source = '../../target/made.txt', to = 'a' }]";
    let fixture = tool(table).file("target/made.txt", "");
    assert_snapshot!(fixture.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:21 at '../../target/made.txt'
      `target/made.txt` is in cargo's target directory, whose files are results of builds
      help: name files of the sources, or have the installed program print the file with `completions` or `man-pages`
    ");
    // A pattern does not look there.
    let fixture = tool("files = [{ source = '../../**/*.txt', to = 'a/' }]")
        .file("target/made.txt", "")
        .file("x.txt", "");
    assert_eq!(described(&fixture, &fixture.package("tool")), "a/x.txt = x.txt");
}

#[test]
fn two_files_for_one_path() {
    assert_snapshot!(error("files = [{ source = 'README.md', to = 'a' }, { source = 'docs/one.md', to = 'a' }]"), @"
    crates/tool/Cargo.toml:6:77 at 'a'
      two files would be `a`: `crates/tool/README.md` and `crates/tool/docs/one.md`
      help: leave one out, or write another path in `to`
    ");
    assert_snapshot!(error("files = [{ source = 'README.md', to = 'a' }, { source = 'docs/one.md', to = 'a/b' }]"), @"
    crates/tool/Cargo.toml:6:77 at 'a/b'
      `a` would be a file, and the directory of `a/b`
      help: write another path in `to`
    ");
    assert_snapshot!(error("files = [{ source = 'README.md', to = 'a/b' }, { source = 'docs/one.md', to = 'a' }]"), @"
    crates/tool/Cargo.toml:6:79 at 'a'
      `a` would be a file, and the directory of `a/b`
      help: write another path in `to`
    ");
    assert_snapshot!(error("man-pages = ['man/tool.1', { command = 'tool man' }]"), @"
    crates/tool/Cargo.toml:6:40 at 'tool man'
      two files would be `share/man/man1/tool.1`: `crates/tool/man/tool.1` and the output of `tool man`
      help: leave one out, or write another path in `to`
    ");
    // The same file twice is no contradiction.
    assert_eq!(
        assets("files = [{ source = 'README.md', to = 'a/' }, { source = 'READ*', to = 'a/' }]"),
        "a/README.md = crates/tool/README.md"
    );
}

#[cfg(unix)]
#[test]
fn links_stay_inside_of_the_workspace() {
    use std::os::unix::fs::symlink;

    let fixture = || {
        tool("files = [{ source = 'linked/**', to = 'a/' }]")
            .file("../secret/key", "")
            .file("crates/tool/linked/.keep", "")
    };
    let link = |fixture: &Fixture, to: &str, name: &str| {
        let path = fixture.root().join("crates/tool/linked").join(name);
        symlink(to, path).unwrap();
    };
    let good = fixture();
    link(&good, "../docs", "docs");
    link(&good, "../../../docs/man/other.8", "page.8");
    link(&good, "..", "circle");
    let found = described(&good, &good.package("tool"));
    assert!(found.contains("a/docs/deep/three.md = crates/tool/linked/docs/deep/three.md"), "{found}");
    assert!(found.contains("a/page.8 = crates/tool/linked/page.8"), "{found}");
    assert!(!found.contains("circle/linked/circle"), "{found}");

    let out = fixture();
    link(&out, "../../../../secret/key", "key");
    assert_snapshot!(out.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:21 at 'linked/**'
      `crates/tool/linked/key` is outside of the workspace: links lead to `<outside>/secret/key`
      help: copy the file into the workspace; files from elsewhere would be missing on other machines
    ");
    let out = fixture();
    link(&out, "../../../../secret", "more");
    assert_snapshot!(out.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:21 at 'linked/**'
      `crates/tool/linked/more` is outside of the workspace: links lead to `<outside>/secret`
      help: copy the file into the workspace; files from elsewhere would be missing on other machines
    ");
    let nowhere = fixture();
    link(&nowhere, "nothing", "lost");
    assert_snapshot!(nowhere.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:21 at 'linked/**'
      `crates/tool/linked/lost` is not a file: a link that leads nowhere, or a special file
      help: write a pattern that does not match it, or mend the link
    ");
    let outside = tool("files = [{ source = '../../../secret/key', to = 'a' }]").file("../secret/key", "");
    assert_snapshot!(outside.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:21 at '../../../secret/key'
      `<outside>/secret/key` is outside of the workspace
      help: copy the file into the workspace; files from elsewhere would be missing on other machines
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn names_are_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let fixture = tool("files = [{ source = 'docs/*', to = 'a/' }]");
    let name = OsStr::from_bytes(b"caf\xe9.md");
    std::os::unix::fs::symlink("one.md", fixture.root().join("crates/tool/docs").as_std_path().join(name))
        .unwrap();
    assert_snapshot!(fixture.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:21 at 'docs/*'
      the name of `crates/tool/docs/caf�.md` is not UTF-8, as paths in conda packages are
      help: rename the file, or write a pattern that does not match it
    ");
}

#[test]
fn names_in_patterns_that_a_package_cannot_have() {
    let fixture = tool("files = [{ source = 'docs/*', to = 'a/' }]").file("crates/tool/docs/a\nb", "");
    assert_snapshot!(fixture.error(), @r"
    a problem in the manifests
    crates/tool/Cargo.toml:6:36 at 'a/'
      `a/a\nb` cannot be installed on linux-64: it contains `\n`
      help: give the file another name with `to`
    ");
}

#[test]
fn all_problems_are_reported_at_once() {
    let error = error(
        "files = [{ source = 'a', to = 'a' }, { source = 'README.md', to = '/a' }]\n\
         completions = 'x'\nman-pages = ['y']",
    );
    assert_eq!(
        error.lines().filter(|line| line.starts_with("crates/tool/Cargo.toml:")).count(),
        4,
        "{error}"
    );
}

#[test]
fn packages_that_install_one_path() {
    let table = "[package.metadata.conda]\nfiles = [{ source = 'x', to = 'share/x' }]";
    let fixture = Fixture::workspace("").tool("one", table).tool("two", table);
    let fixture = fixture.file("crates/one/x", "").file("crates/two/x", "");
    assert!(fixture.warnings().contains("one and two both install `share/x`"), "{}", fixture.warnings());
    assert_snapshot!(fixture.warnings().lines().last().unwrap(), @"one and two both install `share/x`, so they cannot be installed together; leave it out of one, or give it another path");
}

#[test]
fn a_change_of_an_installed_file_concerns_its_package() {
    let fixture = tool("man-pages = ['../../docs/man/*.8']");
    let root = fixture.root().canonicalize_utf8().unwrap();
    let decisions = |file: &str| {
        let affected =
            Affected { since: "main".to_owned(), members: BTreeSet::new(), files: [root.join(file)].into() };
        let selection = Selection { affected: Some(affected), ..Selection::default() };
        fixture.decisions_for(&selection)
    };
    assert_eq!(decisions("docs/man/other.8"), "tool: tool");
    // One that was deleted.
    assert_eq!(decisions("docs/man/gone.8"), "tool: tool");
    assert!(decisions("docs/man/other.9").contains("tool: skipped"));
}

#[test]
fn a_configuration_file_far_away_means_the_workspace() {
    let config = |fixture: Fixture, path: &str| {
        let text = "[package.tool]\nfiles = [{ source = 'docs/man/*', to = 'a/' }]";
        let path = fixture.root().parent().unwrap().join(path);
        let source = Source { path, text: text.to_owned() };
        let request = PlanRequest { config_files: vec![source.into()], ..linux() };
        let plan = fixture.plan(&request);
        described(&fixture, &plan.packages[0]).replace(fixture.root().parent().unwrap().as_str(), "<outside>")
    };
    assert_snapshot!(config(tool(""), "elsewhere/conda.toml"), @"a/other.8 = docs/man/other.8");
    assert_snapshot!(config(tool("").file("../elsewhere/docs/man/own.1", ""), "elsewhere/conda.toml"), @"a/own.1 = <outside>/elsewhere/docs/man/own.1");
}

#[test]
fn manual_pages_of_a_debian_package_are_a_hint() {
    let hint = |deb: &str, table: &str| {
        let fixture = tool(&format!("{table}\n[package.metadata.deb]\nassets = [{deb}]"));
        let fixture = fixture.file("crates/tool/pages/a.1", "").file("crates/tool/pages/b.5", "");
        let fixture = fixture.file("crates/tool/pages/c.8", "").file("crates/tool/pages/d.8", "");
        fixture.package("tool").assets.hint.map_or_else(|| "none".to_owned(), |hint| hint.to_string())
    };
    let page = |name: &str| format!("['pages/{name}', '/usr/share/man/man1/{name}', '644']");
    let program = "['target/release/tool', 'usr/bin/', '755']";
    assert_snapshot!(hint(&format!("{program}, {}", page("a.1")), ""), @r#"tool: `package.metadata.deb` installs a manual page; `man-pages = ["pages/a.1"]` in `[package.metadata.conda]` does the same"#);
    assert_snapshot!(hint(&["a.1", "b.5", "c.8", "d.8"].map(page).join(", "), ""), @r#"tool: `package.metadata.deb` installs 4 manual pages; `man-pages = ["pages/*"]` in `[package.metadata.conda]` does the same"#);
    assert_snapshot!(hint("{ source = 'pages/*.8', dest = 'usr/share/man/man8/', mode = '644' }", ""), @r#"tool: `package.metadata.deb` installs 2 manual pages; `man-pages = ["pages/*.8"]` in `[package.metadata.conda]` does the same"#);
    for (deb, table) in [
        (program.to_owned(), ""),
        // Pages that are made for the Debian package alone.
        (page("made.1"), ""),
        ("['pages/a.1', 'usr/share/doc/tool/', '644']".to_owned(), ""),
        (page("a.1"), "man-pages = false"),
        (page("a.1"), "man-pages = ['man/tool.1']"),
    ] {
        assert_eq!(hint(&deb, table), "none", "{deb}");
    }
}
