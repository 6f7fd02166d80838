//! The name, version and build identity of a package.

use cargo_conda_mapping::{CondaName, CondaVersion, name_owner};
use cargo_conda_workspace::Member;

use super::candidate::Candidate;
use super::checks::start_of;
use super::products::relations::{c_library_name, name_suffix};
use crate::config::{BuildNumber, PackageConfig};
use crate::model::{BuildIdentity, Numbering, Product};
use crate::problem::{Findings, ProblemKind, Warning};
use crate::request::OuterMetadata;
use crate::source::Located;

/// The conda name without the suffix of the product: the configured one, else that of the crate, to which the
/// kind of the product and a prefix may add something. `None` if conda cannot have it; the problem is
/// reported.
pub(super) fn base_name(
    candidate: &Candidate<'_>,
    product: &Product,
    prefix: Option<&Located<String>>,
    findings: &mut Findings,
) -> Option<CondaName> {
    let Candidate { member, config, .. } = candidate;
    let (configured, is_c_library) = match product {
        Product::Programs(_) => (config.name.as_ref(), false),
        Product::CLibrary(_) => (config.c_library.name.as_ref(), true),
    };
    if let Some(configured) = configured {
        return configured_name(configured, findings);
    }
    let mut name = match &config.name {
        Some(of_member) => configured_name(of_member, findings)?,
        None => CondaName::from_crate_name(member.name())
            .map_err(|error| findings.report(start_of(member), ProblemKind::InvalidCrateName(error)))
            .ok()?,
    };
    if is_c_library {
        name = c_library_name(&name)
            .map_err(|error| findings.report(start_of(member), ProblemKind::InvalidCrateName(error)))
            .ok()?;
    }
    if config.name.is_some() {
        return Some(name);
    }
    if let Some(Located { value: prefix, location }) = prefix {
        name = name
            .with_prefix(prefix)
            .map_err(|error| findings.report(location.clone(), ProblemKind::InvalidNamePrefix(error)))
            .ok()?;
    }
    if let Some(owner) = name_owner(&name) {
        let crate_name = member.name().to_owned();
        findings.warn(Warning::TakenName { crate_name, name: name.to_string(), owner });
    }
    Some(name)
}

/// The conda name with the suffix of the product. `None` if conda cannot have it; the problem is reported.
pub(super) fn with_suffix(
    member: &Member,
    name: &CondaName,
    product: &Product,
    findings: &mut Findings,
) -> Option<CondaName> {
    let name = CondaName::parse(&format!("{name}{}", name_suffix(product)));
    name.map_err(|error| findings.report(start_of(member), ProblemKind::InvalidCrateName(error))).ok()
}

fn configured_name(name: &Located<String>, findings: &mut Findings) -> Option<CondaName> {
    let Located { value, location } = name;
    let name = CondaName::parse(value);
    name.map_err(|error| findings.report(location.clone(), ProblemKind::InvalidName(error))).ok()
}

/// The conda version: the configured one, else that of Cargo's manifest.
pub(super) fn version(member: &Member, config: &PackageConfig, findings: &mut Findings) -> CondaVersion {
    let crate_name = member.name().to_owned();
    if config.version.is_none() && config.ignore_cargo_manifest {
        findings.report(start_of(member), ProblemKind::NoVersion { crate_name: crate_name.clone() });
    }
    let configured = config.version.as_ref().and_then(|version| configured_version(version, findings));
    let version = configured.unwrap_or_else(|| CondaVersion::from_semver(member.version()));
    if config.version.is_none() && !member.has_version() {
        findings.warn(Warning::NoVersion { crate_name });
    } else if let Some(warning) = version.warning() {
        findings.warn(Warning::Version { crate_name, warning: warning.clone() });
    }
    version
}

/// A version as the configuration has it. `None` if conda cannot have it; the problem is reported.
fn configured_version(version: &Located<String>, findings: &mut Findings) -> Option<CondaVersion> {
    let Located { value, location } = version;
    if let Some(number) =
        value.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        let kind = ProblemKind::VersionOfTag { version: value.clone(), number: number.to_owned() };
        findings.report(location.clone(), kind);
        return None;
    }
    let version = CondaVersion::from_conda(value);
    version.map_err(|error| findings.report(location.clone(), ProblemKind::InvalidVersion(error))).ok()
}

pub(super) fn build_identity(config: &PackageConfig, outer: &OuterMetadata) -> BuildIdentity {
    let (number, numbering) = match config.build_number {
        None => (0, Numbering::Unset),
        Some(BuildNumber::Written(number)) => (number, Numbering::Written),
        Some(BuildNumber::Automatic) => (0, Numbering::Automatic),
    };
    BuildIdentity {
        number,
        numbering,
        string_prefix: outer.build_string_prefix.clone(),
        flags: outer.flags.clone(),
    }
}
