//! Whether cargo can build a package with the features of the whole workspace.
//!
//! `cargo install` has no option for these features, so such a package is made with
//! `cargo build --workspace --bin <name>`. What cargo cannot do in that way is refused here.

use cargo_conda_workspace::{FeaturesOf, Workspace};

use super::candidate::Candidate;
use crate::model::ProductKind;
use crate::problem::{Findings, ProblemKind, Together};

/// A package with `features-of = "workspace"` must be one that `cargo build --workspace` can make.
pub(super) fn check_features_of(workspace: &Workspace, candidate: &Candidate<'_>, findings: &mut Findings) {
    let Some(of) = candidate.config.features_of.as_ref().filter(|of| of.value == FeaturesOf::Workspace)
    else {
        return;
    };
    if let Some(reason) = obstacle(workspace, candidate) {
        let member = candidate.member.name().to_owned();
        findings.report(of.location.clone(), ProblemKind::NotWithWorkspace { member, reason });
    }
}

/// The first reason why a build of all members cannot make the package; `None` if it can.
fn obstacle(workspace: &Workspace, candidate: &Candidate<'_>) -> Option<Together> {
    if candidate.products.iter().any(|product| product.kind() == ProductKind::CLibrary) {
        return Some(Together::CLibrary);
    }
    let features = &candidate.features;
    if features.no_default_features {
        return Some(Together::NoDefaultFeatures);
    }
    // `allows_new_cli_feature_behavior` in cargo's `core/workspace.rs`.
    let root = &workspace.root_manifest().path;
    let has_root_package = workspace.members().any(|member| member.manifest().path == *root);
    if workspace.resolver() == "1" && has_root_package && !features.features.is_empty() {
        return Some(Together::FeaturesOfRoot);
    }
    // `--bin` chooses the binaries of this name in all members.
    let mut others = workspace.members().filter(|other| other.name() != candidate.member.name());
    others.find_map(|other| {
        let mut binaries = other.binaries().iter();
        let shared = binaries.find(|binary| candidate.binaries().any(|own| *own == binary.name))?;
        Some(Together::SameBinary { other: other.name().to_owned(), binary: shared.name.clone() })
    })
}
