//! Which advisories concern the crates of a package.

use std::collections::BTreeMap;

use cargo_conda_inventory::{
    Advisory, AdvisoryDatabase, Concern, CrateList, Informational, ListedCrate, Machine,
};
use cargo_conda_mapping::Platform;

use super::contents::Contents;
use crate::api::{AuditConcern, AuditRules, AuditedBuild, AuditedContents, Denied};

/// Judges the lists of a package.
pub(super) fn judge(
    contents: Contents,
    build: &AuditedBuild,
    database: &AdvisoryDatabase,
    rules: &AuditRules,
) -> AuditedContents {
    let machine = machine_of(&build.subdir);
    let mut concerns: BTreeMap<_, AuditConcern> = BTreeMap::new();
    for (file, list) in &contents.lists {
        for Concern { advisory, index } in database.concerns(list, machine) {
            if rules.ignore.iter().any(|id| advisory.is_named(id)) {
                continue;
            }
            let Some(listed) = list.crates().get(index) else { continue };
            let key = (advisory.id.clone(), listed.name.clone(), listed.version.clone());
            let known = concerns.entry(key).or_insert_with(|| AuditConcern {
                version: listed.version.clone(),
                is_linked: false,
                chain: chain(list, index, build),
                files: Vec::new(),
                is_finding: rules.is_finding(&advisory),
                advisory,
            });
            known.is_linked |= listed.is_linked;
            known.files.push(file.clone());
        }
    }
    AuditedContents {
        lists: contents.lists.into_iter().map(|(file, list)| (file, list.crates().len())).collect(),
        unlisted: contents.unlisted,
        damaged: contents.damaged,
        concerns: concerns.into_values().collect(),
    }
}

/// The machine that packages in a folder of a channel are for; `None` if it is not known.
pub(crate) fn machine_of(subdir: &str) -> Option<Machine<'static>> {
    let (os, arch) = subdir.parse::<Platform>().ok().and_then(Platform::rust_machine)?;
    Some(Machine { os, arch })
}

impl AuditRules {
    fn is_finding(&self, advisory: &Advisory) -> bool {
        match &advisory.informational {
            None => true,
            Some(Informational::Unmaintained) => self.deny.contains(&Denied::Unmaintained),
            Some(Informational::Unsound) => self.deny.contains(&Denied::Unsound),
            Some(Informational::Other(_)) => self.deny.contains(&Denied::Notice),
        }
    }
}

/// The chain to a crate. If the list has no crate at its root, as bills of materials of conda packages, the
/// package is the root.
fn chain(list: &CrateList, index: usize, build: &AuditedBuild) -> Vec<String> {
    let package = list.root().is_none().then(|| format!("{} {}", build.name, build.version));
    let chain = list.chain(index).into_iter();
    package
        .into_iter()
        .chain(chain.map(|ListedCrate { name, version, .. }| format!("{name} {version}")))
        .collect()
}
