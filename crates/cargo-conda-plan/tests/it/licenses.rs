//! Licence expressions, and the texts that go with them.

use cargo_conda_plan::License;
use insta::assert_snapshot;

use crate::fixture::Fixture;

/// The licence expression, and the path of each text in the package and in the workspace.
fn license(fixture: &Fixture) -> String {
    let License { expression, files } = fixture.package("tool").about.license;
    let expression = expression.map_or("none".to_owned(), |expression| expression.to_string());
    let files = files.iter().map(|file| {
        let outside = fixture.root().parent().unwrap();
        let source = file.source.strip_prefix(fixture.root()).map_or_else(
            |_outside| format!("../{}", file.source.strip_prefix(outside).unwrap()),
            ToString::to_string,
        );
        if source == file.packaged_as { source } else { format!("{} from {source}", file.packaged_as) }
    });
    std::iter::once(expression).chain(files).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_old_slash_means_or() {
    let fixture = Fixture::workspace("").tool("tool", "license = 'MIT/Apache-2.0'");
    assert_eq!(license(&fixture), "MIT OR Apache-2.0");
}

#[test]
fn texts_beside_the_member_go_before_those_at_the_root() {
    let fixture = Fixture::workspace("")
        .tool("tool", "license = 'MIT'")
        .file("LICENSE", "root")
        .file("COPYING", "root");
    assert_eq!(license(&fixture), "MIT\nCOPYING\nLICENSE");
    let fixture = fixture.file("crates/tool/LICENSE-MIT", "own").file("crates/tool/NOTICE.md", "own");
    assert_eq!(license(&fixture), "MIT\ncrates/tool/LICENSE-MIT\ncrates/tool/NOTICE.md");
}

#[test]
fn only_a_file_gives_a_name_of_its_own() {
    let fixture =
        Fixture::workspace("").tool("tool", "license-file = 'TERMS.txt'").file("crates/tool/TERMS.txt", "");
    assert_eq!(license(&fixture), "LicenseRef-tool\ncrates/tool/TERMS.txt");
}

#[test]
fn an_inherited_file_lies_at_the_root() {
    let fixture = Fixture::workspace("[workspace.package]\nlicense-file = 'legal/TERMS'")
        .tool("tool", "license-file.workspace = true")
        .file("legal/TERMS", "");
    assert_eq!(license(&fixture), "LicenseRef-tool\nlegal/TERMS");
}

#[test]
fn configured_files_replace_what_is_found() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nlicense-files = ['legal/A']")
        .tool("tool", "license = 'MIT'")
        .file("legal/A", "")
        .file("crates/tool/LICENSE", "");
    assert_eq!(license(&fixture), "MIT\nlegal/A");
    let fixture = fixture.tool(
        "tool",
        "license = 'MIT'\n[package.metadata.conda]\nlicense-files = ['docs/B', '../../legal/A', './docs/B']",
    );
    let fixture = fixture.file("crates/tool/docs/B", "");
    assert_eq!(license(&fixture), "MIT\ncrates/tool/docs/B\nlegal/A");
}

#[test]
fn files_outside_the_workspace_keep_apart() {
    let fixture = Fixture::workspace("")
        .tool(
            "tool",
            "license = 'MIT'\n[package.metadata.conda]\nlicense-files = ['../../LICENSE', '../../../LICENSE', '../../../other/LICENSE']",
        )
        .file("LICENSE", "")
        .file("../LICENSE", "")
        .file("../other/LICENSE", "");
    let outer = fixture.root().parent().unwrap().file_name().unwrap().to_owned();
    assert_eq!(
        license(&fixture).replace(&outer, "<outer>"),
        "MIT\nLICENSE\n<outer>/LICENSE from ../LICENSE\nother/LICENSE from ../other/LICENSE"
    );
}

#[test]
fn no_licence_at_all_is_a_warning() {
    let fixture = Fixture::workspace("").tool("tool", "");
    assert_eq!(license(&fixture), "none");
    assert_snapshot!(fixture.warnings(), @r#"tool: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = "…"`, or `license.workspace = true` where `[workspace.package]` has it"#);
}

#[test]
fn no_text_is_a_warning() {
    assert_snapshot!(Fixture::workspace("").tool("tool", "license = 'MIT'").warnings(), @"tool: no licence file beside the manifest or at the workspace root, so the package carries no licence text");
}

#[test]
fn a_missing_file_is_an_error_at_its_line() {
    let fixture = Fixture::workspace("[workspace.package]\nlicense-file = 'TERMS'\n[workspace.metadata.conda]\nlicense-files = ['legal/A']")
        .tool("configured", "");
    assert_snapshot!(fixture.error(), @"
    a problem in the manifests
    Cargo.toml:7:18 at 'legal/A'
      there is no licence file at `legal/A`
      help: paths are relative to the manifest that names them; correct the path or add the file
    ");
    let fixture = Fixture::workspace("[workspace.package]\nlicense-file = 'TERMS'")
        .tool("own", "license-file = 'docs/TERMS'")
        .tool("inherited", "license-file.workspace = true");
    assert_snapshot!(fixture.error(), @"
    2 problems in the manifests
    Cargo.toml:5:16 at 'TERMS'
      there is no licence file at `TERMS`
      help: paths are relative to the manifest that names them; correct the path or add the file
    crates/own/Cargo.toml:5:16 at 'docs/TERMS'
      there is no licence file at `crates/own/docs/TERMS`
      help: paths are relative to the manifest that names them; correct the path or add the file
    ");
}

#[test]
fn a_bad_expression_is_an_error_at_its_line() {
    let fixture = Fixture::workspace("[workspace.package]\nlicense = 'GPLv3'")
        .tool("own", "license = 'Apache 2.0'")
        .tool("inherited", "license.workspace = true")
        .tool("also-inherited", "license = { workspace = true }");
    assert_snapshot!(fixture.error(), @"
    2 problems in the manifests
    Cargo.toml:5:11 at 'GPLv3'
      cannot read the licence `GPLv3` as an SPDX expression: `GPLv3` is not in the SPDX list; write `GPL-3.0-only` or `GPL-3.0-or-later`
    crates/own/Cargo.toml:5:11 at 'Apache 2.0'
      cannot read the licence `Apache 2.0` as an SPDX expression: `Apache` is not in the SPDX list; write `Apache-2.0`
    ");
}

#[test]
fn withdrawn_identifiers_become_their_successors() {
    let fixture = Fixture::workspace("[workspace.package]\nlicense = 'MIT OR GPL-2.0+'")
        .tool("tool", "license = 'GPL-3.0'")
        .tool("heir", "license.workspace = true")
        .tool("other", "license.workspace = true")
        .file("LICENSE", "")
        .file("crates/tool/COPYING", "");
    assert_eq!(license(&fixture), "GPL-3.0-only\ncrates/tool/COPYING");
    assert_snapshot!(fixture.warnings(), @"
    Cargo.toml:5:11: SPDX has withdrawn identifiers of the licence `MIT OR GPL-2.0+`; write `MIT OR GPL-2.0-or-later`, which is what the conda package says
    crates/tool/Cargo.toml:5:11: SPDX has withdrawn identifiers of the licence `GPL-3.0`; write `GPL-3.0-only`, which is what the conda package says
    ");
}

#[test]
fn where_nothing_is_published_any_name_is_a_licence() {
    let fixture = Fixture::workspace("")
        .tool("tool", "publish = false\nlicense = 'Acme (internal)'\n[package.metadata.conda]\nskip = false")
        .lib_crate("lib", "publish = []")
        .tool("xtask", "")
        .file("LICENSE", "");
    assert_eq!(license(&fixture), "LicenseRef-Acme-internal\nLICENSE");
    assert_snapshot!(fixture.warnings(), @"crates/tool/Cargo.toml:6:11: the licence `Acme (internal)` is not in the SPDX list, so the package says `LicenseRef-Acme-internal`; write that in its place");
    let fixture = fixture.lib_crate("lib", "publish = ['acme']");
    assert_snapshot!(fixture.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:11 at 'Acme (internal)'
      cannot read the licence `Acme (internal)` as an SPDX expression: `Acme` is not in the SPDX list; write an identifier of https://spdx.org/licenses, or set `license-file` in its place
    ");
}

#[test]
fn a_slip_is_an_error_although_nothing_is_published() {
    let fixture = Fixture::workspace("").tool("tool", "publish = false\nlicense = 'Apache 2.0'");
    assert_snapshot!(fixture.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:11 at 'Apache 2.0'
      cannot read the licence `Apache 2.0` as an SPDX expression: `Apache` is not in the SPDX list; write `Apache-2.0`
    ");
}

#[test]
fn texts_at_the_root_are_not_for_members_with_another_licence() {
    let fixture = Fixture::workspace("[workspace.package]\nlicense = 'MIT OR Apache-2.0'")
        .tool("tool", "license = 'GPL-3.0-only'")
        .tool("heir", "license.workspace = true")
        .tool("part", "license = 'MIT'")
        .file("LICENSE", "");
    assert_eq!(license(&fixture), "GPL-3.0-only");
    assert_eq!(fixture.package("heir").about.license.files.len(), 1);
    assert_eq!(fixture.package("part").about.license.files.len(), 1);
    assert_snapshot!(fixture.warnings(), @"tool: no licence file beside its manifest, and those at the workspace root are for `MIT OR Apache-2.0`, not for `GPL-3.0-only`, so the package carries no licence text; put one there, or name it in `license-files`");
    let fixture = fixture.file("crates/tool/COPYING", "");
    assert_eq!(license(&fixture), "GPL-3.0-only\ncrates/tool/COPYING");
    assert_eq!(fixture.warnings(), "");
}

#[test]
fn without_a_licence_at_the_root_its_texts_are_for_that_of_most_members() {
    let fixture = Fixture::workspace("")
        .tool("tool", "license = 'GPL-3.0'")
        .tool("other", "license = 'MIT'")
        .file("LICENSE", "");
    // Either may be meant.
    assert_eq!(license(&fixture), "GPL-3.0-only\nLICENSE");
    let fixture = fixture.lib_crate("lib", "license = 'MIT'");
    assert_eq!(license(&fixture), "GPL-3.0-only");
    assert_eq!(fixture.package("other").about.license.files.len(), 1);
}

/// The text of a licence, as authors copy it.
fn text_of(license: &str) -> String {
    let text = spdx::license_id(license).unwrap().text();
    text.replace("<year> <copyright holders>", "2026 Ann").replace("<year> <owner>", "2026 Ann")
}

/// Nothing at the root says which licence its text is of, but its words do.
#[test]
fn a_text_at_the_root_is_recognised() {
    let fixture = Fixture::workspace("")
        .tool("tool", "license = 'GPL-3.0-only'")
        .file("LICENSE", &text_of("BSD-3-Clause"));
    assert_eq!(license(&fixture), "GPL-3.0-only");
    assert_snapshot!(fixture.warnings(), @"tool: no licence file beside its manifest, and those at the workspace root are for `BSD-3-Clause`, not for `GPL-3.0-only`, so the package carries no licence text; put one there, or name it in `license-files`");
    let fixture = fixture.tool("free", "license = 'BSD-3-Clause'");
    assert_eq!(fixture.package("free").about.license.files.len(), 1);
    assert_eq!(license(&fixture), "GPL-3.0-only");
}

/// What the manifest at the root says of its texts counts only where the texts do not say it.
#[test]
fn the_words_of_a_text_count_more_than_the_manifest_beside_it() {
    let fixture = Fixture::workspace("[workspace.package]\nlicense = 'GPL-3.0-only'")
        .tool("tool", "license.workspace = true")
        .tool("free", "license = 'MIT OR Apache-2.0'")
        .file("LICENSE", &text_of("MIT"));
    assert_eq!(license(&fixture), "GPL-3.0-only");
    assert_eq!(fixture.package("free").about.license.files.len(), 1);
    assert_snapshot!(fixture.warnings(), @"tool: no licence file beside its manifest, and those at the workspace root are for `MIT`, not for `GPL-3.0-only`, so the package carries no licence text; put one there, or name it in `license-files`");
}

#[test]
fn a_root_package_can_have_the_text_of_another_licence() {
    let fixture = Fixture::empty()
        .file(
            "Cargo.toml",
            "[package]\nname = 'tool'\nversion = '1.0.0'\nedition = '2024'\nlicense = 'GPL-3.0-only'\n",
        )
        .file("src/main.rs", "fn main() {}")
        .file("LICENSE", &text_of("BSD-3-Clause"));
    assert_eq!(license(&fixture), "GPL-3.0-only\nLICENSE");
    assert_snapshot!(fixture.warnings(), @"tool: its licence is `GPL-3.0-only`, but `LICENSE` is the text of `BSD-3-Clause`; put the text of its licence beside its manifest, name it in `license-files`, or correct `license`");
}

#[test]
fn texts_beside_a_member_or_named_for_it_can_be_of_another_licence() {
    let fixture = Fixture::workspace("")
        .tool("tool", "license = 'MIT'")
        .tool("named", "license = 'MIT'\n[package.metadata.conda]\nlicense-files = ['texts/terms']")
        .tool("configured", "license = 'MIT'\n[package.metadata.conda]\nlicense = 'Zlib'")
        .tool("keyed", "license = 'MIT'\nlicense-file = 'terms.txt'")
        .file("LICENSE", &text_of("MIT"))
        .file("crates/tool/COPYING", &text_of("GPL-2.0-only"))
        .file("crates/tool/NOTICE", &"Of all. ".repeat(200))
        .file("crates/named/texts/terms", &text_of("ISC"))
        .file("crates/keyed/terms.txt", &text_of("Apache-2.0"));
    assert_eq!(license(&fixture), "MIT\ncrates/tool/COPYING\ncrates/tool/NOTICE");
    assert_snapshot!(fixture.warnings(), @"
    configured: its licence is `Zlib`, but `LICENSE` is the text of `MIT`; put the text of its licence beside its manifest, name it in `license-files`, or correct `license`
    keyed: its licence is `MIT`, but `crates/keyed/terms.txt` is the text of `Apache-2.0`; put the text of its licence beside its manifest, name it in `license-files`, or correct `license`
    named: its licence is `MIT`, but `crates/named/texts/terms` is the text of `ISC`; put the text of its licence beside its manifest, name it in `license-files`, or correct `license`
    tool: its licence is `MIT`, but `crates/tool/COPYING` is the text of `GPL-2.0-only`; put the text of its licence beside its manifest, name it in `license-files`, or correct `license`
    ");
}

/// One text of the licence is enough. A text that may be the licence with changes, one of a licence of the
/// workspace's own, and a pointer to a text say nothing.
#[test]
fn no_warning_where_a_text_may_be_that_of_the_licence() {
    let fixture = Fixture::workspace("")
        .tool("tool", "license = 'MIT OR Apache-2.0'")
        .tool("either", "license = 'MIT'")
        .tool("changed", "license = 'MIT'")
        .tool("own", "license = 'LicenseRef-Acme'")
        .tool("pointer", "license = 'GPL-3.0-only'")
        .tool("later", "license = 'GPL-3.0-or-later'")
        .file("crates/tool/LICENSE-MIT", &text_of("MIT"))
        .file("crates/tool/LICENSE-ZLIB", &text_of("Zlib"))
        .file("crates/either/LICENSE", &format!("{}\n\n{}", text_of("MIT"), text_of("Apache-2.0")))
        .file("crates/changed/LICENSE", &"Do as you like. ".repeat(100))
        .file("crates/changed/LICENSE-ZLIB", &text_of("Zlib"))
        .file("crates/own/LICENSE", &text_of("MIT"))
        .file("crates/pointer/LICENSE", "See ../../LICENSES/GPL-3.0.txt.")
        .file("crates/later/COPYING", &text_of("GPL-3.0-only"));
    assert_eq!(fixture.warnings(), "");
}
