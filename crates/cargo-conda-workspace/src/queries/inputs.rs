//! The part of a manifest that decides what is compiled, to tell whether a package must be built again.

use std::fmt::Write as _;

use toml::{Table, Value};

use crate::members::Member;
use crate::workspace::Workspace;

/// What cargo reads from the manifest of a member when it compiles the member's library and binaries, as one
/// text: two states of a manifest have equal texts exactly if cargo reads the same from them.
///
/// Values that the member inherits from the workspace are resolved. Comments, `package.metadata`, tests and
/// their dependencies, and the directory of the workspace make no difference.
pub fn manifest_inputs(workspace: &Workspace, member: &Member) -> String {
    let mut package = member.package_json();
    if let Some(object) = package.as_object_mut() {
        object.retain(|key, _| !["id", "manifest_path", "metadata"].contains(&key.as_str()));
    }
    retain(&mut package, "targets", is_compiled);
    retain(&mut package, "dependencies", |dependency| dependency["kind"] != "dev");
    let mut text = package.to_string().replace(workspace.root().as_str(), "");
    // cargo's metadata leaves lints out, and some make a difference: `unsafe_code = "forbid"` can fail a
    // build.
    if let Some(lints) = lints(workspace, member) {
        // Writing to a string cannot fail.
        let _infallible = write!(text, "\n{lints}");
    }
    text
}

/// What the members of a workspace ask of the features of their dependencies, as one text: two states of a
/// workspace have equal texts exactly if all members declare the same features and dependencies.
///
/// Development dependencies count only under resolver 1, where cargo joins their features in every build but
/// those of `cargo install`.
pub fn feature_inputs(workspace: &Workspace) -> String {
    let development_counts = workspace.resolver() == "1";
    let of_member = |member: &Member| {
        let mut package = member.package_json();
        if let Some(object) = package.as_object_mut() {
            object.retain(|key, _| ["name", "features", "dependencies"].contains(&key.as_str()));
        }
        retain(&mut package, "dependencies", |dependency| development_counts || dependency["kind"] != "dev");
        package.to_string()
    };
    workspace.members().map(of_member).collect::<Vec<_>>().join("\n").replace(workspace.root().as_str(), "")
}

/// The `[lints]` of a member, its own or inherited ones; `None` if it has none.
fn lints(workspace: &Workspace, member: &Member) -> Option<Value> {
    let manifest: Table = member.manifest().text.parse().ok()?;
    let own = manifest.get("lints")?;
    if own.get("workspace").and_then(Value::as_bool) != Some(true) {
        return Some(own.clone());
    }
    workspace.files.manifest_table.get("workspace")?.get("lints").cloned()
}

/// Retains the entries of a list that satisfy a predicate.
fn retain(package: &mut serde_json::Value, key: &str, predicate: impl Fn(&serde_json::Value) -> bool) {
    if let Some(entries) = package.get_mut(key).and_then(serde_json::Value::as_array_mut) {
        entries.retain(|entry| predicate(entry));
    }
}

/// Whether `cargo install` compiles a target.
fn is_compiled(target: &serde_json::Value) -> bool {
    let kinds = target["kind"].as_array().into_iter().flatten();
    !kinds.filter_map(serde_json::Value::as_str).any(|kind| ["test", "bench", "example"].contains(&kind))
}
