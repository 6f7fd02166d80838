//! What the warnings of a plan mean for builds.

use cargo_conda_plan::Warning;

use super::surroundings::Surroundings;
use crate::api::{BuildRequest, Check, Finding};

/// The warnings about licences and about cargo's configuration, with what else conflicts with that.
pub(super) fn warnings(request: BuildRequest<'_>) -> Vec<Finding> {
    let of_plan = request.plan.warnings.iter().filter_map(|warning| {
        let check = check_of(warning)?;
        Some(Finding::doubtful(check, warning.to_string(), None))
    });
    let mut findings: Vec<_> = of_plan.collect();
    if !findings.iter().any(|finding| finding.check == Check::Licenses) {
        findings.push(Finding::fine(Check::Licenses, "every package has a licence and its text"));
    }
    findings.extend(overruled_flags(request));
    findings
}

/// What a warning is about; `None` if it keeps no build from working and no package from being accepted.
fn check_of(warning: &Warning) -> Option<Check> {
    match warning {
        Warning::NoLicense { .. }
        | Warning::WithdrawnLicense { .. }
        | Warning::OwnLicense { .. }
        | Warning::NoLicenseFile { .. }
        | Warning::OtherLicenseAtRoot { .. }
        | Warning::OtherLicenseText { .. } => Some(Check::Licenses),
        Warning::OuterCargoConfig { .. } => Some(Check::CargoConfiguration),
        Warning::FileClash { .. } => Some(Check::Manifests),
        Warning::Version { .. }
        | Warning::TakenName { .. }
        | Warning::UnusedClarification { .. }
        | Warning::NoVersion { .. }
        | Warning::InvalidUrl { .. }
        | Warning::NeedsCondaToolchain { .. }
        | Warning::GlibcOfConda { .. }
        // An error of the examination says it.
        | Warning::RustTooOld { .. }
        | Warning::CLibrary { .. }
        | Warning::DeprecatedKey { .. } => None,
    }
}

/// Flags of cargo's configuration that a variable of the machine replaces.
fn overruled_flags(request: BuildRequest<'_>) -> Option<Finding> {
    let config = request.workspace.cargo_config();
    let triple = request.options.build_platform.rust_triple().ok()?;
    let path =
        config.path.as_ref().filter(|_| config.has_build_rustflags || config.has_rustflags_for(triple))?;
    let surroundings = Surroundings::of(request);
    let variable = ["CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS"]
        .into_iter()
        .find(|name| surroundings.variable(name).is_some())?;
    Some(Finding::doubtful(
        Check::CargoConfiguration,
        format!("the variable `{variable}` replaces the `rustflags` of `{path}` in every build"),
        Some(format!("unset `{variable}`, or add the flags of the file to it")),
    ))
}
