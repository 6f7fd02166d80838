//! Completion scripts that lie in the sources.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::places::{places, shown};
use super::proposals::{Evidence, Place, Proposal};
use super::value::{CompletionScripts, ProposedValue};
use crate::model::{CompletionShell, PackagePlan};

/// Where projects keep completion scripts.
const DIRECTORIES: [&str; 12] = [
    "completions",
    "completion",
    "complete",
    "shell-completions",
    "contrib/completions",
    "contrib/completion",
    "contrib",
    "assets/completions",
    "extra/completions",
    "etc/completions",
    "etc/completion",
    "pkg/completions",
];

/// The completion scripts of a package's programs.
pub(super) fn completions(evidence: Evidence<'_>, package: &PackagePlan) -> Option<Proposal> {
    let member = evidence.workspace.member(&package.crate_name)?;
    if evidence.configured.has(member, "completions") {
        return None;
    }
    let directories = places(evidence, package, &DIRECTORIES);
    let is_only = package.binaries().len() == 1;
    let of_program = |name: &String| {
        let scripts: BTreeMap<_, _> = CompletionShell::ALL
            .into_iter()
            .filter_map(|shell| Some((shell, script(evidence, &directories, shell, name)?)))
            .collect();
        let program = (!is_only).then(|| name.clone());
        (!scripts.is_empty()).then_some(CompletionScripts { program, scripts })
    };
    let found: Vec<_> = package.binaries().iter().filter_map(of_program).collect();
    if found.is_empty() {
        return None;
    }
    let scripts = found.iter().flat_map(|found| found.scripts.values());
    let names: Vec<_> = scripts.map(|script| format!("`{}`", shown(evidence, script))).collect();
    let reason = format!("called like its programs: {}", names.join(", "));
    let (place, value) = (Place::Member(package.crate_name.clone()), ProposedValue::Completions(found));
    Some(Proposal { place, key: "completions", value, reason })
}

/// The script of a program for a shell, in the first directory that has one. It may lie in a directory of the
/// shell's name.
fn script(
    evidence: Evidence<'_>,
    directories: &[Utf8PathBuf],
    shell: CompletionShell,
    program: &str,
) -> Option<Utf8PathBuf> {
    let is_there = |path: &Utf8PathBuf| evidence.files.is_file(path);
    let below = |directory: &Utf8Path| {
        let of_shell = directory.join(shell.name());
        let here = names(shell, program).into_iter().map(|name| directory.join(name));
        let there = names(shell, program).into_iter().chain([program.to_owned()]);
        let there: Vec<_> = there.map(|name| of_shell.join(name)).collect();
        here.chain(there).find(is_there)
    };
    directories.iter().find_map(|directory| below(directory))
}

/// What scripts of a program are called.
fn names(shell: CompletionShell, program: &str) -> Vec<String> {
    match shell {
        CompletionShell::Bash => {
            vec![
                format!("{program}.bash"),
                format!("{program}.bash-completion"),
                format!("{program}-completion.bash"),
            ]
        }
        CompletionShell::Zsh => vec![format!("_{program}")],
        CompletionShell::Fish => vec![format!("{program}.fish")],
    }
}
