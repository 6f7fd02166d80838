//! What of a package's assets decides on its freshness, besides the contents of the files.

use camino::Utf8Path;
use cargo_conda_plan::{PackagePlan, SourceFile};

/// Where each file comes from, in a form that records compare and messages show. `root` is the root of the
/// workspace: paths below it are relative, so that another checkout finds its packages fresh.
pub(in crate::package) fn described(
    root: &Utf8Path,
    package: &PackagePlan,
) -> impl Iterator<Item = (String, String)> {
    let source = move |file: &SourceFile| {
        let shown = pathdiff::diff_utf8_paths(&file.source, root).unwrap_or_else(|| file.source.clone());
        format!("{shown}{}", if file.is_executable { ", executable" } else { "" })
    };
    let name = |path: &Utf8Path| format!("files.{path}");
    let files = package.assets.files.iter().map(move |(path, file)| (name(path), source(file)));
    let printed = package.assets.printed.iter();
    files.chain(printed.map(move |(path, printed)| (name(path), format!("the output of `{printed}`"))))
}
