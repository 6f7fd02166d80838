//! What sets the contents of a target directory apart although cargo would not.

use super::wrapper::rustc_wrapper;
use crate::api::BuildRequest;

/// What builds with the machine's toolchain compile in another way than those of other runs, as a text that
/// becomes part of the target directory's name; `None` if there is nothing.
///
/// A wrapper of rustc is one such thing, and a linker that a variable of the caller names another: cargo
/// links nothing again when it changes. The third is the workspace's root, which flags for rustc name: cargo
/// leaves these flags out of the names of files, so that two workspaces in one target directory would compile
/// each crate again whenever they take turns. A scratch directory in the workspace has one workspace anyway.
pub(crate) fn kept_apart(request: BuildRequest<'_>) -> Option<String> {
    let BuildRequest { workspace, plan, options } = request;
    let wrapper = rustc_wrapper(request).map(|wrapper| format!("rustc-wrapper {wrapper}"));
    let is_shared = plan.remap_paths && !options.scratch.starts_with(workspace.root());
    let root = is_shared.then(|| format!("sources {}", workspace.root()));
    let all: Vec<_> = wrapper.into_iter().chain(linkers(request)).chain(root).collect();
    (!all.is_empty()).then(|| all.join("\0"))
}

/// The variables of the caller that name linkers, with their values.
fn linkers(request: BuildRequest<'_>) -> impl Iterator<Item = String> + use<'_> {
    let is_linker = |name: &str| name.starts_with("CARGO_TARGET_") && name.ends_with("_LINKER");
    let variables = request.options.environment.variables().iter();
    variables.filter(move |(name, _)| is_linker(name)).map(|(name, value)| format!("{name}={value}"))
}
