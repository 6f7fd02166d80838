//! Which packages share a compile.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use cargo_conda_mapping::Requirement;

use crate::model::{BuildGroup, GroupId, PackagePlan, Toolchain};

/// Puts packages into groups: each into the first that it fits into. Each comes with what its own build would be.
///
/// Packages share an environment unless they contradict each other: two that each want another version of a library,
/// or that install a file of one name into the prefix that they would share.
pub(crate) fn assign_groups(packages: &mut [PackagePlan], builds: Vec<BuildGroup>) -> Vec<BuildGroup> {
    let mut groups: Vec<GrowingGroup> = Vec::new();
    for (package, build) in packages.iter_mut().zip(builds) {
        let files: BTreeSet<_> = package.installed_files().collect();
        let known = groups.iter().position(|group| group.takes(&build, &files));
        let index = known.unwrap_or_else(|| {
            groups.push(GrowingGroup { group: without_environments(&build), files: BTreeSet::new() });
            groups.len() - 1
        });
        groups[index].add(build, files);
        package.group = GroupId(index + 1);
    }
    groups.into_iter().map(|growing| growing.group).collect()
}

/// What a package's build has in common with others, before environments are looked at.
fn without_environments(build: &BuildGroup) -> BuildGroup {
    BuildGroup { build_dependencies: Vec::new(), host_dependencies: Vec::new(), ..build.clone() }
}

/// A group while packages are added to it.
struct GrowingGroup {
    group: BuildGroup,
    /// What its packages install.
    files: BTreeSet<Utf8PathBuf>,
}

impl GrowingGroup {
    fn takes(&self, build: &BuildGroup, files: &BTreeSet<Utf8PathBuf>) -> bool {
        // With the machine's toolchain each package has a prefix of its own.
        let shares_prefix = build.toolchain == Toolchain::Conda;
        without_environments(&self.group) == without_environments(build)
            && agree(&self.group.build_dependencies, &build.build_dependencies)
            && agree(&self.group.host_dependencies, &build.host_dependencies)
            && (!shares_prefix || self.files.is_disjoint(files))
    }

    fn add(&mut self, build: BuildGroup, files: BTreeSet<Utf8PathBuf>) {
        merge(&mut self.group.build_dependencies, build.build_dependencies);
        merge(&mut self.group.host_dependencies, build.host_dependencies);
        self.files.extend(files);
    }
}

/// Whether two lists say the same of every package that both say something of.
fn agree(one: &[Requirement], other: &[Requirement]) -> bool {
    let (one, other) = (by_name(one), by_name(other));
    one.iter().all(|(name, specs)| other.get(name).is_none_or(|others| others == specs))
}

/// What is said of each package. That any version will do is said too: it leaves the version to variants.
fn by_name(requirements: &[Requirement]) -> BTreeMap<&str, BTreeSet<&Requirement>> {
    let mut by_name: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for requirement in requirements {
        by_name.entry(requirement.name()).or_default().insert(requirement);
    }
    by_name
}

/// Adds what is not there yet.
fn merge(into: &mut Vec<Requirement>, more: Vec<Requirement>) {
    for requirement in more {
        if !into.contains(&requirement) {
            into.push(requirement);
        }
    }
    into.sort();
}
