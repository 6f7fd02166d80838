//! What programs are compiled for, beside the platform: the Rust target, and the oldest glibc.

use cargo_conda_mapping::{RustTarget, SymbolVersion};

use super::candidate::Candidate;
use super::configured::Configured;
use crate::model::Toolchain;
use crate::problem::{Findings, ProblemKind, Warning};
use crate::source::Located;

/// A `rust-target` must be one for the platform of the package.
pub(super) fn check_target(candidate: &Candidate<'_>, findings: &mut Findings) {
    let Candidate { config, platform, .. } = candidate;
    if let Some(Located { value: target, location }) = &config.rust_target
        && target.platform() != *platform
    {
        let kind = ProblemKind::TargetOfOtherPlatform { target: target.clone(), platform: *platform };
        findings.report(location.clone(), kind);
    }
}

/// The oldest glibc that the programs of a candidate run on: the requested one, else the configured one;
/// `None` for what the build makes of them.
pub(super) fn glibc(
    configured: &Configured<'_>,
    candidate: &Candidate<'_>,
    target: &RustTarget,
    findings: &mut Findings,
) -> Option<SymbolVersion> {
    if !candidate.platform.is_linux() {
        return None;
    }
    let key = candidate.config.glibc.as_ref();
    if configured.toolchain == Toolchain::Conda {
        if let Some(Located { value, location }) = key {
            findings.warn(Warning::GlibcOfConda { version: *value, location: location.clone() });
        }
        return None;
    }
    // musl is part of each program, so that none needs a C library.
    if target.is_musl() {
        return None;
    }
    configured.input.request.glibc.or(key.map(|glibc| glibc.value))
}
