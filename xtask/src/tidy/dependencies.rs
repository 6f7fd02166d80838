//! Holds manifests and lock files against the order of crates.

use std::path::Path;

use toml_edit::{DocumentMut, Item, TableLike};

use super::order::CRATES;
use crate::error::ChoreError;

/// The crates with binaries, which alone parse command lines.
const PROGRAMS: [&str; 2] = ["cargo-conda", "pixi-build-cargo"];

/// The crates that depend on rattler's for more than their tests. pixi's protocol contains some of rattler's
/// types.
const MAY_NAME_RATTLER: [&str; 3] = ["cargo-conda-engine", "cargo-conda-mapping", "pixi-build-cargo"];

/// The name of the crate that a manifest belongs to; `None` for manifests of samples and other files.
pub(super) fn member_of(path: &str) -> Option<&str> {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["crates", member, "Cargo.toml"] => Some(member),
        ["xtask", "Cargo.toml"] => Some("xtask"),
        _ => None,
    }
}

/// Parses a manifest.
pub(super) fn parse(path: &Path, text: &str) -> Result<DocumentMut, ChoreError> {
    text.parse().map_err(|source| ChoreError::Manifest { path: path.to_owned(), source: Box::new(source) })
}

/// A line for each dependency that a crate must not have.
pub(super) fn against_the_flow(member: &str, manifest: &DocumentMut) -> Vec<String> {
    let flow = CRATES.iter().find(|(name, _)| *name == member);
    if flow.is_none() && member != "xtask" {
        return vec![format!(
            "crates/{member}: has no place in the flow of data: give it one in `tidy/order.rs`"
        )];
    }
    let known = flow.map(|(_, known)| *known).unwrap_or_default();
    let mut broken = Vec::new();
    for name in names(manifest.get("dependencies")) {
        let ours = name.strip_prefix("cargo-conda-").or((name == "cargo-conda").then_some(name));
        if ours.is_some_and(|ours| !known.contains(&ours)) {
            broken.push(format!("{member}: must not depend on {name}"));
        }
        if name.starts_with("rattler_") && !MAY_NAME_RATTLER.contains(&member) {
            broken.push(format!("{member}: must not depend on {name}: go through the engine"));
        }
        if name == "clap" && !PROGRAMS.contains(&member) {
            broken.push(format!("{member}: must not depend on clap: command lines are for binaries"));
        }
    }
    broken
}

/// A line for each package of a lock file that comes from another source than crates.io.
pub(super) fn other_registries(path: &str, text: &str) -> Vec<String> {
    const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let foreign =
        text.lines().enumerate().filter(|(_, line)| line.starts_with("source = ") && *line != CRATES_IO);
    foreign.map(|(index, _)| format!("{path}:{}: names another source than crates.io", index + 1)).collect()
}

fn names(table: Option<&Item>) -> Vec<&str> {
    let table = table.and_then(Item::as_table_like);
    table.into_iter().flat_map(TableLike::iter).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::{against_the_flow, member_of, other_registries, parse};

    fn broken(member: &str, dependencies: &str) -> Vec<String> {
        let text = format!("[dependencies]\n{dependencies}\n[dev-dependencies]\nrattler_anything = '1'\n");
        against_the_flow(member, &parse("Cargo.toml".as_ref(), &text).unwrap())
    }

    #[test]
    fn data_flows_in_one_direction() {
        assert!(broken("cargo-conda-plan", "cargo-conda-mapping.workspace = true").is_empty());
        assert_eq!(
            broken("cargo-conda-mapping", "cargo-conda-plan.workspace = true"),
            ["cargo-conda-mapping: must not depend on cargo-conda-plan"]
        );
        assert_eq!(broken("cargo-conda-report", "cargo-conda = '1'").len(), 1);
        assert_eq!(broken("xtask", "cargo-conda-workspace = '1'").len(), 1);
        assert_eq!(broken("cargo-conda-new", "").len(), 1);
    }

    #[test]
    fn foreign_crates_stay_in_their_places() {
        assert_eq!(broken("cargo-conda-plan", "clap = '4'\nrattler_solve = '1'").len(), 2);
        assert!(broken("cargo-conda-engine", "rattler_solve = '1'").is_empty());
    }

    #[test]
    fn lock_files_name_crates_io_alone() {
        let ours = "name = \"a\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert!(other_registries("Cargo.lock", ours).is_empty());
        assert_eq!(other_registries("Cargo.lock", "source = \"registry+https://mirror.example\"\n").len(), 1);
    }

    #[test]
    fn manifests_of_samples_are_not_ours() {
        assert_eq!(member_of("crates/cargo-conda-plan/Cargo.toml"), Some("cargo-conda-plan"));
        assert_eq!(member_of("examples/monorepo/crates/logferry-cli/Cargo.toml"), None);
    }
}
