//! What the configuration says about the licences of single crates.

use std::collections::BTreeMap;

use cargo_conda_inventory::{Clarification, Clarifications};
use cargo_conda_workspace::Package;

use super::configured::Configured;
use super::error::PlanError;
use crate::config::{ClarifyKeys, ThirdPartyLicenses};
use crate::model::PackagePlan;
use crate::problem::{Findings, ProblemKind, UnusedReason, Warning};
use crate::source::Located;

/// What is said for one package. A file that is not there is a problem.
pub(super) fn clarifications(
    configured: &Configured<'_>,
    keys: &ThirdPartyLicenses,
    findings: &mut Findings,
) -> Clarifications {
    let mut said: BTreeMap<String, Vec<Clarification>> = BTreeMap::new();
    for Located { value: entry, .. } in keys.clarify.values() {
        for file in entry.files.iter().filter(|file| !configured.input.files.is_file(&file.value)) {
            let paths = vec![file.value.clone()];
            findings.report(file.location.clone(), ProblemKind::MissingLicenseFile { paths });
        }
        said.entry(entry.crate_name.clone()).or_default().push(Clarification {
            versions: entry.versions.clone(),
            license: entry.license.clone(),
            files: entry.files.iter().map(|file| file.value.clone()).collect(),
        });
    }
    Clarifications(said)
}

/// Warns of what is said about crates that no package is made of. A plan of some of the packages does not
/// know the crates of the others, so there only crates that the workspace does not have are told.
pub(super) fn find_unused_clarifications(
    configured: &Configured<'_>,
    packages: &[PackagePlan],
    findings: &mut Findings,
) -> Result<(), PlanError> {
    let workspace = configured.input.workspace;
    let mut entries = BTreeMap::new();
    for package in packages {
        let notices = package.disclosure.notices.as_ref();
        if notices.is_none_or(|notices| notices.clarifications.0.is_empty()) {
            continue;
        }
        let Some(member) = workspace.member(&package.crate_name) else {
            continue;
        };
        let closure = configured.closure_of(member.name(), &package.install.features, &package.target)?;
        let inventory = closure.inventory(&workspace.lock_file());
        let said = configured.package_config(member, package.platform).third_party_licenses.clarify;
        for (name, Located { value: entry, location }) in said {
            let is_used = inventory.packages.iter().any(|used| is_meant(&entry, used.package));
            let (file, start) = location.order();
            let known = entries.entry((file.to_owned(), start)).or_insert((name, entry, location, false));
            known.3 |= is_used;
        }
    }
    for (name, entry, location, _used) in entries.into_values().filter(|(.., is_used)| !is_used) {
        if let Some(reason) = unused_reason(configured, &entry) {
            findings.warn(Warning::UnusedClarification { name, reason, location });
        }
    }
    Ok(())
}

/// Why no package of the plan is made of a crate; `None` if another package of the workspace may be.
fn unused_reason(configured: &Configured<'_>, entry: &ClarifyKeys) -> Option<UnusedReason> {
    let packages = configured.input.workspace.packages().map(|(package, _)| package);
    let of_name: Vec<_> = packages.filter(|package| package.name == entry.crate_name).collect();
    if of_name.is_empty() {
        Some(UnusedReason::NoSuchCrate)
    } else if !of_name.iter().any(|package| is_meant(entry, *package)) {
        let versions = of_name.iter().map(|package| package.version.clone()).collect();
        Some(UnusedReason::OtherVersions { crate_name: entry.crate_name.clone(), versions })
    } else {
        let is_everything = configured.input.request.selection.is_everything();
        is_everything.then_some(UnusedReason::InNoPackage)
    }
}

fn is_meant(entry: &ClarifyKeys, package: Package<'_>) -> bool {
    package.name == entry.crate_name && entry.versions.matches(package.version)
}
