//! The commands that install what a package has besides its programs. cargo-conda's own builds do without
//! them: there the engine installs these files itself.

use std::collections::BTreeSet;

use camino::Utf8Path;
use cargo_conda_plan::{PackagePlan, PrintedFile, SourceFile};

use crate::layout::SourceLayout;
use crate::shell::Shell;

/// Returns the commands, in the order of the paths: the directories first.
pub(crate) fn install_commands(package: &PackagePlan, layout: &SourceLayout, shell: Shell) -> Vec<String> {
    if layout.is_in_place() {
        return Vec::new();
    }
    let directories: BTreeSet<_> = package.assets.paths().filter_map(Utf8Path::parent).collect();
    let directories = directories.into_iter().filter(|directory| !directory.as_str().is_empty());
    let mut lines: Vec<_> =
        directories.map(|directory| shell.make_directory(&shell.in_prefix(directory))).collect();
    for (to, SourceFile { source, is_executable }) in &package.assets.files {
        lines.push(shell.install_file(&layout.path_in_sources(source), to, *is_executable));
    }
    for (to, PrintedFile { variables, program, arguments, form: _ }) in &package.assets.printed {
        let variables = variables.iter().map(|(name, value)| format!("{name}={}", shell.quote(value)));
        let words = std::iter::once(program).chain(arguments).map(|word| shell.quote(word));
        let command: Vec<_> = variables.chain(words).collect();
        lines.extend(shell.write_output(&command.join(" "), to));
    }
    lines
}
