//! The files that pixi watches: when one changes, it asks again for the outputs, or has the package built
//! again.

use cargo_conda::backend::{InputFiles, SHARED_FILES};
use cargo_conda::{FeaturesOf, Member, PackagePlan, Workspace};
use toml_edit::Document;

use super::patterns::Patterns;
use crate::project::{PlannedWorkspace, Project};
use crate::wire::InputGlobSet;

/// Where cargo finds the binaries of a member whose manifest names none.
const OF_BINARIES: [&str; 3] = ["src/main.rs", "src/bin/*.rs", "src/bin/*/main.rs"];

/// The patterns of a result.
pub(super) struct Globs {
    /// Patterns relative to the source directory.
    pub(super) below_sources: Vec<String>,
    /// Patterns relative to other directories.
    pub(super) sets: Vec<InputGlobSet>,
}

/// The files that decide which packages there are and what they need.
pub(super) fn of_metadata(project: &Project, planned: &PlannedWorkspace) -> Globs {
    let PlannedWorkspace { workspace, plan, .. } = planned;
    let mut patterns = of_workspace(workspace);
    for member in workspace.members() {
        for pattern in OF_BINARIES.into_iter().chain(["Cargo.toml", ".cargo/config.toml", ".cargo/config"]) {
            patterns.add(member.directory(), pattern);
        }
    }
    let configs = workspace.members().map(Member::cargo_config).chain([workspace.cargo_config()]);
    for included in configs.flat_map(|config| &config.included) {
        patterns.add_path(included);
    }
    add_new_members(workspace, &mut patterns);
    for package in &plan.packages {
        add_packaged_files(package, &mut patterns);
    }
    globs(project, patterns, &[])
}

/// The files that a package is made from. `inputs` is `None` if one of them changed during the build; then
/// they are all files of all members.
pub(super) fn of_build(
    project: &Project,
    planned: &PlannedWorkspace,
    package: &PackagePlan,
    inputs: Option<&InputFiles>,
) -> Globs {
    let workspace = &planned.workspace;
    let mut patterns = of_workspace(workspace);
    let compiled = |member: &&Member| match inputs {
        Some(inputs) => inputs.members.contains(member.name()),
        None => true,
    };
    for member in workspace.members().filter(compiled) {
        let all = if inputs.is_some() {
            // Files that cargo would find by their names if they were added: another binary, a build script.
            vec!["Cargo.toml", ".cargo/config.toml", ".cargo/config", "build.rs", "src/**/*.rs"]
        } else {
            vec!["**"]
        };
        for pattern in all {
            patterns.add(member.directory(), pattern);
        }
    }
    if package.install.features.of == FeaturesOf::Workspace {
        // Every manifest takes part in deciding with which features the package's crates are compiled.
        for member in workspace.members() {
            patterns.add(member.directory(), "Cargo.toml");
        }
        add_new_members(workspace, &mut patterns);
    }
    for file in inputs.iter().flat_map(|inputs| &inputs.files) {
        patterns.add_path(file);
    }
    add_packaged_files(package, &mut patterns);
    globs(project, patterns, &package.extra_input_globs)
}

/// Adds the files that a package contains as they are, and the patterns that would find more of them.
fn add_packaged_files(package: &PackagePlan, patterns: &mut Patterns<'_>) {
    for file in &package.about.license.files {
        patterns.add_path(&file.source);
    }
    for pattern in &package.assets.patterns {
        patterns.add(&pattern.directory, &pattern.pattern);
    }
    for file in package.assets.files.values() {
        patterns.add_path(&file.source);
    }
    for pattern in package.product.source_patterns() {
        patterns.add(&pattern.directory, &pattern.pattern);
    }
    for pattern in package.product.made_patterns() {
        patterns.exclude(&pattern);
    }
}

/// Patterns for the files at the root that concern every package of a workspace.
fn of_workspace(workspace: &Workspace) -> Patterns<'_> {
    let mut patterns = Patterns::new(workspace.root(), workspace.target_directory());
    for pattern in SHARED_FILES {
        patterns.add(workspace.root(), pattern);
    }
    patterns.add_path(workspace.lock_file_path());
    patterns
}

/// Adds the manifests of members that may appear below the glob patterns of `workspace.members`.
fn add_new_members(workspace: &Workspace, patterns: &mut Patterns<'_>) {
    for pattern in member_patterns(&workspace.root_manifest().text) {
        patterns.add(workspace.root(), &format!("{pattern}/Cargo.toml"));
    }
}

/// All patterns: those collected, the manifest, and those that the configuration adds below the source
/// directory.
fn globs(project: &Project, patterns: Patterns<'_>, extra: &[String]) -> Globs {
    let manifest = project.manifest_path().file_name().unwrap_or("pixi.toml").to_owned();
    let below_sources = std::iter::once(manifest).chain(extra.iter().cloned()).collect();
    Globs { below_sources, sets: patterns.into_sets() }
}

/// The glob patterns of `workspace.members` in a root manifest. A directory that is added below one of them
/// is a new member, although no file changes.
fn member_patterns(text: &str) -> Vec<String> {
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    let members = document.get("workspace").and_then(|table| table.get("members"));
    let members = members.and_then(|members| members.as_array());
    let patterns =
        members.into_iter().flat_map(|members| members.iter()).filter_map(|member| member.as_str());
    patterns.filter(|pattern| pattern.contains(['*', '?', '['])).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_members_are_told_from_paths() {
        let text = "[workspace]\nmembers = ['crates/*', 'tool', 'x[ab]', 'y?']\nexclude = ['crates/old*']\n";
        assert_eq!(member_patterns(text), ["crates/*", "x[ab]", "y?"]);
        assert!(member_patterns("[package]\nname = 'tool'\n").is_empty());
        assert!(member_patterns("[workspace\n").is_empty());
    }
}
