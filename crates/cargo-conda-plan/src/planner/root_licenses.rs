//! The licences that the texts at the workspace's root are the texts of.

use cargo_conda_mapping::{SpdxExpression, license_expression};
use cargo_conda_workspace::{Member, Workspace};
use toml_edit::Document;

use super::selection::publishes;

/// The licences of `[package]` and `[workspace.package]` in the root manifest. If it has none, the licence
/// that most members have; empty if no licence is that of most.
pub(super) fn root_licenses(workspace: &Workspace) -> Vec<SpdxExpression> {
    let publishes = publishes(workspace);
    let read = |license: &str| match license_expression(license) {
        Ok(expression) => Some(expression),
        Err(error) => error.own_license().filter(|_| !publishes),
    };
    let written = written_at_root(workspace);
    if !written.is_empty() {
        return written.iter().map(String::as_str).filter_map(read).collect();
    }
    let licenses: Vec<_> = workspace.members().filter_map(Member::license).filter_map(read).collect();
    let count = |license: &SpdxExpression| licenses.iter().filter(|other| *other == license).count();
    licenses.iter().find(|license| 2 * count(license) > licenses.len()).into_iter().cloned().collect()
}

/// The texts of the keys `license` in the root manifest.
fn written_at_root(workspace: &Workspace) -> Vec<String> {
    let Ok(document) = Document::parse(workspace.root_manifest().text.as_str()) else {
        return Vec::new();
    };
    let keys: [&[&str]; 2] = [&["package", "license"], &["workspace", "package", "license"]];
    let values = keys
        .into_iter()
        .filter_map(|path| path.iter().try_fold(document.as_item(), |item, key| item.get(key))?.as_str());
    values.map(ToOwned::to_owned).collect()
}
