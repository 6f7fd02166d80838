//! What packages say of the crates that they are made of: mistakes in its configuration.

use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, platform, select};

/// A program with two libraries of its own, of which one is for its tests; `clarify` continues
/// `third-party-licenses` of the workspace.
fn clarified(clarify: &str) -> Fixture {
    Fixture::workspace(&format!("[workspace.metadata.conda.third-party-licenses.clarify]\n{clarify}"))
        .tool(
            "tool",
            "license = 'MIT'\n[dependencies]\nlinked.path = '../linked'\n[dev-dependencies]\ntested.path = '../tested'",
        )
        .tool("other", "license = 'MIT'")
        .lib_crate("linked", "license = 'MIT'")
        .lib_crate("tested", "license = 'MIT'")
        .file("LICENSE", "")
}

#[test]
fn mistakes_in_what_is_said_about_crates() {
    let error = clarified(
        "linked = { license = 'MIT and more', files = ['texts/linked', 'LICENSE'] }\n\
         'linked@one' = { license = 'MIT' }\n\
         'linked@^1' = { licence = 'MIT' }\n\
         tested = 'MIT'\n",
    );
    assert_snapshot!(error.error(), @r#"
    5 problems in the manifests
    Cargo.toml:5:22 at 'MIT and more'
      cannot read the licence `MIT and more` as an SPDX expression: `more` is not in the SPDX list; write an identifier of https://spdx.org/licenses, or set `license-file` in its place
    Cargo.toml:5:47 at 'texts/linked'
      there is no licence file at `texts/linked`
      help: paths are relative to the manifest that names them; correct the path or add the file
    Cargo.toml:6:16 at { license = 'MIT' }
      `linked@one` is no crate
      help: write `<crate>`, or `"<crate>@<requirement>"`, such as `"ring@^0.17"`
    Cargo.toml:7:17 at licence
      unknown key `licence`
      help: did you mean `license`?
    Cargo.toml:8:10 at 'MIT'
      `tested` must be a table, not a string
    "#);
}

#[test]
fn what_is_said_about_crates_in_no_package_is_a_warning() {
    let fixture = clarified(
        "linked = { license = 'Zlib' }\n\
         'linked@^7' = { license = 'Zlib' }\n\
         tested = { license = 'Zlib' }\n\
         absent = { license = 'Zlib' }\n",
    );
    assert_snapshot!(fixture.warnings(), @"
    Cargo.toml:6:1: `linked@^7` is clarified, but of `linked`, the workspace has 0.1.0
    Cargo.toml:7:1: `tested` is clarified, but no package is made of it
    Cargo.toml:8:1: `absent` is clarified, but the workspace has no such crate
    ");
    // The packages that are not planned may be made of what is said.
    let mut request = linux();
    request.selection = select(&["other"], &[]);
    let warnings = fixture.plan(&request).warnings;
    let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_snapshot!(warnings.join("\n").replace(fixture.root().as_str(), ""), @"
    /Cargo.toml:6:1: `linked@^7` is clarified, but of `linked`, the workspace has 0.1.0
    /Cargo.toml:8:1: `absent` is clarified, but the workspace has no such crate
    ");
}

#[test]
fn audit_data_is_refused_where_finished_programs_cannot_take_it() {
    let fixture = Fixture::workspace("")
        .tool("tool", "license = 'MIT'\n[package.metadata.conda]\nauditable = true")
        .tool("named", "license = 'MIT'\n[package.metadata.conda]\nauditable = false")
        .tool("silent", "license = 'MIT'\n[package.metadata.conda.target.linux]\nauditable = true")
        .file("LICENSE", "");
    let of = |subdir: &str| {
        let mut request = linux();
        request.target_platforms = vec![platform(subdir)];
        fixture.try_plan(&request)
    };
    let is_auditable = |name: &str| {
        let plan = of("linux-aarch64").unwrap();
        plan.packages.iter().find(|package| package.crate_name == name).unwrap().disclosure.auditable
    };
    assert_eq!(["tool", "named", "silent"].map(is_auditable), [true, false, true]);
    for subdir in ["osx-arm64", "win-64"] {
        let mut request = linux();
        request.target_platforms = vec![platform(subdir)];
        insta::allow_duplicates! {
            assert_snapshot!(fixture.error_for(&request).replace(subdir, "<subdir>"), @"
            a problem in the manifests
            crates/tool/Cargo.toml:7:13 at true
              `tool`: programs for <subdir> cannot carry audit data that is added after linking
              help: leave `auditable` out, or set it in `target.linux` only
            ");
        }
    }
}
