//! The name, version and build identity of a package.

use cargo_conda_mapping::{CondaName, CondaVersion, NameError, conda_name_of, name_owner};
use cargo_conda_workspace::Member;

use super::candidate::Candidate;
use super::checks::start_of;
use super::products::relations::{c_library_name, name_suffix};
use crate::config::{BuildNumber, PackageConfig};
use crate::model::{BuildIdentity, Numbering, Product, ProductKind};
use crate::problem::{Findings, ProblemKind, Warning};
use crate::request::OuterMetadata;
use crate::source::Located;

/// The conda name without the suffix of the product: the configured one, else that of the crate or of the
/// Python project, to which the kind of the product and a prefix may add something. `None` if conda cannot
/// have it; the problem is reported.
///
/// `is_main` is true for the product of a member that its keys are about: it has the configured name, or a
/// name made of it.
pub(super) fn base_name(
    candidate: &Candidate<'_>,
    (product, is_main): (&Product, bool),
    prefix: Option<&Located<String>>,
    findings: &mut Findings,
) -> Option<CondaName> {
    let Candidate { member, config, .. } = candidate;
    let configured = match product {
        Product::Programs(_) => config.name.as_ref(),
        Product::CLibrary(_) => config.c_library.name.as_ref(),
        Product::PythonExtension(_) => config.name.as_ref().filter(|_| is_main),
    };
    if let Some(configured) = configured {
        return configured_name(configured, findings);
    }
    let name = match product {
        Product::Programs(_) => CondaName::from_crate_name(member.name()),
        Product::CLibrary(_) => {
            let of_member = match &config.name {
                Some(of_member) => configured_name(of_member, findings)?,
                None => checked_crate_name(member, CondaName::from_crate_name(member.name()), findings)?,
            };
            let name = checked_crate_name(member, c_library_name(&of_member), findings)?;
            if config.name.is_some() {
                return Some(name);
            }
            Ok(name)
        }
        Product::PythonExtension(extension) => {
            let name = conda_name_of(&extension.project);
            let is_of_programs = !is_main && is_name_of_programs(candidate, &name);
            CondaName::parse(&if is_of_programs { format!("python-{name}") } else { name })
        }
    };
    let mut name = checked_crate_name(member, name, findings)?;
    if let Some(Located { value: prefix, location }) = prefix {
        name = name
            .with_prefix(prefix)
            .map_err(|error| findings.report(location.clone(), ProblemKind::InvalidNamePrefix(error)))
            .ok()?;
    }
    // A Python project has its name to itself among Python projects, and conda's packages follow them.
    if let Some(owner) = name_owner(&name).filter(|_| product.kind() == ProductKind::Programs) {
        let crate_name = member.name().to_owned();
        findings.warn(Warning::TakenName { crate_name, name: name.to_string(), owner });
    }
    Some(name)
}

/// Whether the programs of a member have this conda name.
fn is_name_of_programs(candidate: &Candidate<'_>, name: &str) -> bool {
    match &candidate.config.name {
        Some(configured) => configured.value == name,
        None => CondaName::from_crate_name(candidate.member.name()).is_ok_and(|own| own.as_str() == name),
    }
}

/// A name that was made of the crate's. `None` if conda cannot have it; the problem is reported.
fn checked_crate_name(
    member: &Member,
    name: Result<CondaName, NameError>,
    findings: &mut Findings,
) -> Option<CondaName> {
    name.map_err(|error| findings.report(start_of(member), ProblemKind::InvalidCrateName(error))).ok()
}

/// The conda name with the suffix of the product. `None` if conda cannot have it; the problem is reported.
pub(super) fn with_suffix(
    member: &Member,
    name: &CondaName,
    product: &Product,
    findings: &mut Findings,
) -> Option<CondaName> {
    checked_crate_name(member, CondaName::parse(&format!("{name}{}", name_suffix(product))), findings)
}

fn configured_name(name: &Located<String>, findings: &mut Findings) -> Option<CondaName> {
    let Located { value, location } = name;
    let name = CondaName::parse(value);
    name.map_err(|error| findings.report(location.clone(), ProblemKind::InvalidName(error))).ok()
}

/// The conda version: the configured one, else that of the Python project or of Cargo's manifest.
pub(super) fn version(candidate: &Candidate<'_>, product: &Product, findings: &mut Findings) -> CondaVersion {
    let Candidate { member, config, .. } = candidate;
    let crate_name = member.name().to_owned();
    if config.version.is_none() && config.ignore_cargo_manifest {
        findings.report(start_of(member), ProblemKind::NoVersion { crate_name: crate_name.clone() });
    }
    let configured = config.version.as_ref().and_then(|version| configured_version(version, findings));
    let is_configured = configured.is_some();
    let version = configured.unwrap_or_else(|| match product {
        Product::Programs(_) | Product::CLibrary(_) => CondaVersion::from_semver(member.version()),
        Product::PythonExtension(extension) => extension.version.clone(),
    });
    let is_of_crate = !is_configured && product.kind() != ProductKind::PythonExtension;
    if config.version.is_none() && is_of_crate && !member.has_version() {
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
