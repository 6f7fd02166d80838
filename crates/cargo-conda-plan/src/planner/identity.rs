//! The name, version and build identity of a package.

use cargo_conda_mapping::{CondaName, CondaVersion};
use cargo_conda_workspace::Member;

use super::checks::start_of;
use crate::config::PackageConfig;
use crate::model::BuildIdentity;
use crate::problem::{Findings, ProblemKind, Warning};
use crate::request::OuterMetadata;
use crate::source::Located;

/// The conda name: the configured one, else that of the crate. `None` if conda cannot have it; the problem is
/// reported.
pub(super) fn name(member: &Member, config: &PackageConfig, findings: &mut Findings) -> Option<CondaName> {
    let (name, location) = match &config.name {
        Some(Located { value, location }) => (CondaName::parse(value), location.clone()),
        None => (CondaName::from_crate_name(member.name()), start_of(member)),
    };
    name.map_err(|error| findings.report(location, ProblemKind::InvalidName(error))).ok()
}

/// The conda version: that of the outer manifest, else that of Cargo's.
pub(super) fn version(
    member: &Member,
    config: &PackageConfig,
    outer: &OuterMetadata,
    findings: &mut Findings,
) -> CondaVersion {
    if let Some(Located { value, location }) = &outer.version {
        return CondaVersion::from_conda(value).unwrap_or_else(|error| {
            findings.report(location.clone(), ProblemKind::InvalidVersion(error));
            CondaVersion::from_semver(member.version())
        });
    }
    let crate_name = member.name().to_owned();
    if config.ignore_cargo_manifest {
        findings.report(start_of(member), ProblemKind::NoVersion { crate_name: crate_name.clone() });
    }
    let version = CondaVersion::from_semver(member.version());
    if !member.has_version() {
        findings.warn(Warning::NoVersion { crate_name });
    } else if let Some(warning) = version.warning() {
        findings.warn(Warning::Version { crate_name, warning: warning.clone() });
    }
    version
}

pub(super) fn build_identity(config: &PackageConfig, outer: &OuterMetadata) -> BuildIdentity {
    BuildIdentity {
        number: config.build_number,
        string_prefix: outer.build_string_prefix.clone(),
        flags: outer.flags.clone(),
    }
}
