//! The fourth stage: packages that can share a compile are put into one group.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use cargo_conda_mapping::Requirement;

use super::draft::Draft;
use crate::model::{BuildGroup, GroupId, PackagePlan, Toolchain};

/// Packages and their groups.
pub(super) struct Grouped {
    /// The packages, in the order of the drafts.
    pub(super) packages: Vec<PackagePlan>,
    pub(super) groups: BTreeMap<GroupId, BuildGroup>,
}

impl Grouped {
    /// Puts each draft into the first group that it fits into.
    ///
    /// Packages share an environment unless they contradict each other: each wants another version of one
    /// library, or both install a file of the same name into the prefix that they would share.
    pub(super) fn of(drafts: Vec<Draft>) -> Self {
        let mut groups: Vec<GrowingGroup> = Vec::new();
        let mut packages = Vec::new();
        for draft in drafts {
            let files = draft.product.files(draft.platform).into_iter().collect();
            let key = without_requirements(&draft.own_group);
            let index = groups.iter().position(|group| group.accepts(&key, &draft.own_group, &files));
            let index = index.unwrap_or_else(|| {
                groups.push(GrowingGroup { group: key.clone(), key, files: BTreeSet::new() });
                groups.len() - 1
            });
            groups[index].add(&draft.own_group, files);
            packages.push(draft.in_group(GroupId(index + 1)));
        }
        let groups = groups.into_iter().map(|growing| growing.group);
        Self { packages, groups: (1..).map(GroupId).zip(groups).collect() }
    }
}

/// What must be equal for two packages to share a group, before their environments are compared.
fn without_requirements(group: &BuildGroup) -> BuildGroup {
    BuildGroup { build_dependencies: Vec::new(), host_dependencies: Vec::new(), ..group.clone() }
}

/// A group to which packages are still added.
struct GrowingGroup {
    /// The group of the packages so far.
    group: BuildGroup,
    /// The group without requirements.
    key: BuildGroup,
    /// The files that its packages install, relative to the prefix.
    files: BTreeSet<Utf8PathBuf>,
}

impl GrowingGroup {
    /// Whether a package with its own group of `build` and these files fits into this group.
    fn accepts(&self, key: &BuildGroup, build: &BuildGroup, files: &BTreeSet<Utf8PathBuf>) -> bool {
        // With the machine's toolchain each package has a prefix of its own.
        let shares_prefix = build.toolchain == Toolchain::Conda;
        self.key == *key
            && agree(&self.group.build_dependencies, &build.build_dependencies)
            && agree(&self.group.host_dependencies, &build.host_dependencies)
            && (!shares_prefix || self.files.is_disjoint(files))
    }

    fn add(&mut self, build: &BuildGroup, files: BTreeSet<Utf8PathBuf>) {
        merge(&mut self.group.build_dependencies, &build.build_dependencies);
        merge(&mut self.group.host_dependencies, &build.host_dependencies);
        self.files.extend(files);
    }
}

/// Whether two lists have the same requirements of every package that both name.
fn agree(one: &[Requirement], other: &[Requirement]) -> bool {
    let (one, other) = (by_name(one), by_name(other));
    one.iter().all(|(name, specs)| other.get(name).is_none_or(|others| others == specs))
}

/// The requirements of each package. One without a version counts too: it leaves the version to variants.
fn by_name(requirements: &[Requirement]) -> BTreeMap<&str, BTreeSet<&Requirement>> {
    let mut by_name: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for requirement in requirements {
        by_name.entry(requirement.name()).or_default().insert(requirement);
    }
    by_name
}

/// Adds the requirements that are not in the list yet, and sorts it.
fn merge(into: &mut Vec<Requirement>, more: &[Requirement]) {
    for requirement in more {
        if !into.contains(requirement) {
            into.push(requirement.clone());
        }
    }
    into.sort();
}
