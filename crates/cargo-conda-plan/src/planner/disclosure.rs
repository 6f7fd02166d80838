//! What packages say of the crates that they are made of.

use cargo_conda_inventory::{Clarifications, is_notice_file_name};
use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{Member, Package, PackageFacts, PackageSource, Role};

use super::candidate::Candidate;
use super::clarifications::clarifications;
use super::configured::Configured;
use super::error::PlanError;
use crate::config::PackageConfig;
use crate::model::{Disclosure, NoticePlan};
use crate::problem::{Findings, ProblemKind};
use crate::source::{Located, Location, Source};

/// What a package discloses: by default licence texts, and audit data where a finished program can take it. A
/// bill of materials is only made when it is asked for: conda has not decided yet where such files belong.
pub(super) fn disclosure(
    configured: &Configured<'_>,
    candidate: &Candidate<'_>,
    findings: &mut Findings,
) -> Result<Disclosure, PlanError> {
    let Candidate { member, platform, config, .. } = candidate;
    let keys = &config.third_party_licenses;
    let notices = keys.are_shipped.unwrap_or(true).then(|| NoticePlan {
        with_build: keys.with_build.unwrap_or(false),
        with_standard_library: keys.with_standard_library.unwrap_or(true),
        clarifications: clarifications(configured, keys, findings),
    });
    if let Some(notices) = &notices {
        check_licenses(configured, candidate, &notices.clarifications, findings)?;
    }
    Ok(Disclosure {
        notices,
        auditable: auditable(config, *platform, member, findings),
        sbom: config.sbom.unwrap_or(false),
        provenance: config.provenance.unwrap_or(true),
    })
}

/// Whether programs carry audit data. ELF files have room for it. Programs of macOS are signed, and those of
/// Windows would have to be linked with it.
fn auditable(config: &PackageConfig, platform: Platform, member: &Member, findings: &mut Findings) -> bool {
    match &config.auditable {
        Some(Located { value: true, location }) if !platform.is_linux() => {
            let member = member.name().to_owned();
            findings.report(location.clone(), ProblemKind::NotAuditable { member, platform });
            false
        }
        Some(asked) => asked.value,
        None => platform.is_linux(),
    }
}

/// Reports each crate in the package's programs that says nothing of its licence.
fn check_licenses(
    configured: &Configured<'_>,
    candidate: &Candidate<'_>,
    clarifications: &Clarifications,
    findings: &mut Findings,
) -> Result<(), PlanError> {
    let Candidate { member, platform, features, .. } = candidate;
    if !configured.input.workspace.packages().any(|package| is_silent(configured, package)) {
        // Nearly always so; then the crates of each program need not be found out.
        return Ok(());
    }
    let closure = configured.closure(member, features, *platform)?;
    let inventory = closure.inventory(&configured.input.workspace.lock_file());
    let linked = inventory.packages.iter().filter(|package| package.role == Role::Linked);
    for package in linked.filter(|package| is_silent(configured, (package.package, package.facts))) {
        let Package { name, version, .. } = package.package;
        if clarifications.of(package.package).is_none() {
            let kind = ProblemKind::SilentCrate {
                name: name.to_owned(),
                version: version.clone(),
                chain: closure.chain_to(name, version).into_iter().map(ToOwned::to_owned).collect(),
            };
            findings.report(Location { source: Source::of(member.manifest()), span: 0..0 }, kind);
        }
    }
    Ok(())
}

/// Whether a crate says nothing of its licence: not in its manifest, and not in a file beside it. Crates in
/// directories are the user's own or stand beside their licence.
fn is_silent(configured: &Configured<'_>, (package, facts): (Package<'_>, &PackageFacts)) -> bool {
    let PackageFacts { directory, license, license_file, .. } = facts;
    license.is_none()
        && license_file.is_none()
        && !matches!(package.source, PackageSource::Path(_))
        && !configured.input.files.file_names(directory).iter().any(|name| is_notice_file_name(name))
}
