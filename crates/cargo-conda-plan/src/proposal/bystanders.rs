//! Programs that a workspace has for itself: samples, benchmarks, fuzz targets, generators.
//!
//! Rules leave out most of them already, such as those with `publish = false` beside crates that are
//! published. What is left is told by where it lies and by its name.

use camino::Utf8Path;
use cargo_conda_workspace::{Member, Workspace};

use super::proposals::{Evidence, Place, Proposal};
use super::value::ProposedValue;
use crate::model::PackagePlan;

/// Directories with crates that are for the workspace itself.
const DIRECTORIES: [&str; 15] = [
    "bench",
    "benches",
    "benchmark",
    "benchmarks",
    "ci",
    "demos",
    "example",
    "examples",
    "fixtures",
    "fuzz",
    "scripts",
    "test",
    "tests",
    "xtask",
    "xtasks",
];

/// Words that the names of such programs begin with.
const FIRST_WORDS: [&str; 7] = ["bench", "demo", "example", "fuzz", "gen", "generate", "xtask"];

/// Words that the names of such programs end with.
const LAST_WORDS: [&str; 11] = [
    "bench",
    "benches",
    "benchmark",
    "benchmarks",
    "demo",
    "example",
    "examples",
    "fuzz",
    "test",
    "tests",
    "xtask",
];

/// Members to leave out. Not all of them: then the evidence is wrong.
pub(super) fn members(evidence: Evidence<'_>) -> Vec<Proposal> {
    let Evidence { workspace, configured, .. } = evidence;
    let proposal = |package: &PackagePlan| {
        let member = workspace.member(&package.crate_name)?;
        let reason = is_bystander(workspace, member)?;
        (!configured.has(member, "skip")).then(|| Proposal {
            place: Place::Member(package.crate_name.clone()),
            key: "skip",
            value: ProposedValue::Flag(true),
            reason,
        })
    };
    let found: Vec<_> = evidence.packages().filter_map(proposal).collect();
    if found.len() == evidence.packages().count() { Vec::new() } else { found }
}

/// The binaries of a member to install, if it has others for the workspace itself.
pub(super) fn binaries(evidence: Evidence<'_>, package: &PackagePlan) -> Option<Proposal> {
    let Evidence { workspace, configured, .. } = evidence;
    let member = workspace.member(&package.crate_name)?;
    if configured.has(member, "binaries") {
        return None;
    }
    let is_chore = |name: &&String| **name != package.crate_name && chore_word(name).is_some();
    let (chores, products): (Vec<_>, Vec<_>) = package.binaries().iter().partition(is_chore);
    let (Some(_), Some(first)) = (products.first(), chores.first()) else {
        return None;
    };
    Some(Proposal {
        place: Place::Member(package.crate_name.clone()),
        key: "binaries",
        value: ProposedValue::Texts(products.into_iter().cloned().collect()),
        reason: format!("`{first}` is called like a program for the workspace itself"),
    })
}

/// Why a member is for the workspace itself; `None` if it may well be a product.
pub(super) fn is_bystander(workspace: &Workspace, member: &Member) -> Option<String> {
    if member.metadata()["cargo-fuzz"] == true {
        return Some("it has fuzz targets for `cargo fuzz`".to_owned());
    }
    let below = member.directory().strip_prefix(workspace.root()).unwrap_or(Utf8Path::new(""));
    if let Some(directory) = below.components().find(|part| DIRECTORIES.contains(&part.as_str())) {
        return Some(format!("it lies in `{directory}`, where crates are for the workspace itself"));
    }
    chore_word(member.name())
        .map(|word| format!("its name has the word `{word}`, as crates for the workspace itself have"))
}

/// The word by which a name is that of a program for the workspace itself; `None` without one. A name that is
/// nothing but such a word may be that of a product, and a subcommand of cargo is one.
fn chore_word(name: &str) -> Option<&str> {
    let words: Vec<_> = name.split(['-', '_']).collect();
    let [first, .., last] = words.as_slice() else {
        return None;
    };
    let known = |word: &&str, words: &[&str]| words.contains(word);
    match *first {
        "cargo" => None,
        _ if known(first, &FIRST_WORDS) => Some(first),
        _ => Some(*last).filter(|last| known(last, &LAST_WORDS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_at_the_ends_of_names() {
        for (name, word) in [
            ("gen-docs", Some("gen")),
            ("wire_bench", Some("bench")),
            ("my-xtask", Some("xtask")),
            ("bench", None),
            ("benchmarker", None),
            ("test-runner", None),
            ("cargo-bench", None),
            ("hyperfine", None),
        ] {
            assert_eq!(chore_word(name), word, "{name}");
        }
    }
}
