//! Which files pixi has to watch.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::backend::{Inputs, SHARED_FILES};
use cargo_conda::{Member, PackagePlan, Workspace};
use toml_edit::Document;

use crate::project::{Planned, Project};
use crate::wire::InputGlobSet;

/// Where a member's binaries are, unless its manifest says otherwise.
const OF_BINARIES: [&str; 3] = ["src/main.rs", "src/bin/*.rs", "src/bin/*/main.rs"];

/// Patterns for files below the directory of pixi's manifest, and for files elsewhere.
pub(crate) struct Globs {
    pub(crate) below_manifest: Vec<String>,
    pub(crate) sets: Vec<InputGlobSet>,
}

/// What decides which packages there are and what they need.
pub(crate) fn of_metadata(project: &Project, planned: &Planned) -> Globs {
    let Planned { workspace, plan, .. } = planned;
    let mut patterns = Patterns::new(project, workspace);
    for member in workspace.members() {
        for pattern in OF_BINARIES.into_iter().chain(["Cargo.toml", ".cargo/config.toml"]) {
            patterns.add(member.directory(), pattern);
        }
    }
    for pattern in member_patterns(workspace) {
        patterns.add(workspace.root(), &format!("{pattern}/Cargo.toml"));
    }
    for file in plan.packages.iter().flat_map(|package| &package.about.license.files) {
        patterns.add_path(&file.source);
    }
    patterns.globs(Vec::new())
}

/// What a package is made from. If that could not be told, because some of it was changed meanwhile, it is everything that
/// lies beside its crates.
pub(crate) fn of_build(
    project: &Project,
    planned: &Planned,
    package: &PackagePlan,
    inputs: Option<&Inputs>,
) -> Globs {
    let workspace = &planned.workspace;
    let mut patterns = Patterns::new(project, workspace);
    let compiled = |member: &&Member| match inputs {
        Some(inputs) => inputs.members.contains(member.name()),
        None => true,
    };
    for member in workspace.members().filter(compiled) {
        let all = if inputs.is_some() {
            // Files that were not there may be found by name: a further program, a build script.
            vec!["Cargo.toml", ".cargo/config.toml", "build.rs", "src/**/*.rs"]
        } else {
            vec!["**"]
        };
        for pattern in all {
            patterns.add(member.directory(), pattern);
        }
    }
    for file in inputs.iter().flat_map(|inputs| &inputs.files) {
        patterns.add_path(file);
    }
    for file in &package.about.license.files {
        patterns.add_path(&file.source);
    }
    patterns.globs(package.extra_input_globs.clone())
}

/// Patterns by the directory that they are below.
struct Patterns<'a> {
    project: &'a Project,
    workspace: &'a Workspace,
    by_root: BTreeMap<Utf8PathBuf, BTreeSet<String>>,
}

impl<'a> Patterns<'a> {
    fn new(project: &'a Project, workspace: &'a Workspace) -> Self {
        let mut patterns = Self { project, workspace, by_root: BTreeMap::new() };
        for pattern in SHARED_FILES {
            patterns.add(workspace.root(), pattern);
        }
        patterns
    }

    /// A pattern below a directory; below the workspace if the directory is part of it.
    fn add(&mut self, directory: &Utf8Path, pattern: &str) {
        let root = self.workspace.root();
        let (root, pattern) = match directory.strip_prefix(root) {
            Ok(below) if below.as_str().is_empty() => (root, pattern.to_owned()),
            Ok(below) => (root, format!("{}/{pattern}", literal(below))),
            Err(_outside) => (directory, pattern.to_owned()),
        };
        self.by_root.entry(root.to_owned()).or_default().insert(pattern);
    }

    /// A file, or a directory with all that is in it.
    fn add_path(&mut self, path: &Utf8Path) {
        if path.is_dir() {
            self.add(path, "**");
        } else if let (Some(directory), Some(name)) = (path.parent(), path.file_name()) {
            self.add(directory, &literal(Utf8Path::new(name)));
        }
    }

    fn globs(self, extra: Vec<String>) -> Globs {
        let name = self.project.manifest_path().file_name().unwrap_or("pixi.toml").to_owned();
        let below_manifest = std::iter::once(name).chain(extra).collect();
        let target = self.workspace.target_directory();
        let sets = self.by_root.into_iter().map(|(root, patterns)| {
            let mut patterns: Vec<_> = patterns.into_iter().collect();
            // The last pattern that matches counts.
            patterns.push("!target/**".to_owned());
            if let Ok(target) = target.strip_prefix(&root) {
                let own = format!("!{}/**", literal(target));
                if !patterns.contains(&own) {
                    patterns.push(own);
                }
            }
            InputGlobSet { patterns, exclude_hidden: true, root: Some(root.into_string()) }
        });
        Globs { below_manifest, sets: sets.collect() }
    }
}

/// A path as a pattern for itself: what would mean something stands for any one character.
fn literal(path: &Utf8Path) -> String {
    let plain = |c: char| if "*?[]{}!\\".contains(c) { '?' } else { c };
    path.components()
        .map(|part| part.as_str().chars().map(plain).collect::<String>())
        .collect::<Vec<_>>()
        .join("/")
}

/// The patterns by which the workspace finds its members: a new crate is one without any manifest being edited.
fn member_patterns(workspace: &Workspace) -> Vec<String> {
    let text = workspace.root_manifest().text.as_str();
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    let members = document.get("workspace").and_then(|table| table.get("members"));
    let members = members.and_then(|members| members.as_array());
    let patterns =
        members.into_iter().flat_map(|members| members.iter()).filter_map(|member| member.as_str());
    patterns.filter(|pattern| pattern.contains(['*', '?', '['])).map(ToOwned::to_owned).collect()
}
