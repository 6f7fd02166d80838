//! A package with files, as text.

use cargo_conda_plan::PackagePlan;

use crate::fixture::Fixture;

/// A workspace with a program `tool` that has this table, and some files.
pub(super) fn tool(table: &str) -> Fixture {
    Fixture::workspace("")
        .tool("tool", &format!("[package.metadata.conda]\n{table}"))
        .file("crates/tool/README.md", "")
        .file("crates/tool/docs/one.md", "")
        .file("crates/tool/docs/two.md", "")
        .file("crates/tool/docs/deep/three.md", "")
        .file("crates/tool/docs/.hidden.md", "")
        .file("crates/tool/man/tool.1", "")
        .file("crates/tool/man/tool.conf.5.gz", "")
        .file("docs/man/other.8", "")
}

pub(super) fn assets(table: &str) -> String {
    let fixture = tool(table);
    described(&fixture, &fixture.package("tool"))
}

/// The paths in the package, and where each file comes from.
pub(super) fn described(fixture: &Fixture, package: &PackagePlan) -> String {
    let line = |path| match package.assets.files.get(path) {
        Some(file) => {
            let source = file.source.strip_prefix(fixture.root()).unwrap_or(&file.source);
            format!("{path} = {source}{}", if file.is_executable { " (executable)" } else { "" })
        }
        None => format!("{path} = `{}`", package.assets.printed[path]),
    };
    package.assets.paths().map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn error(table: &str) -> String {
    tool(table).error().replace("a problem in the manifests\n", "")
}
