//! The variants of a plan, and the Rust version that the workspace asks for.

use std::sync::Arc;

use cargo_conda_mapping::Requirement;
use cargo_conda_workspace::{ToolchainFile, Workspace};
use indexmap::IndexMap;

use super::compute::PlanInput;
use super::configured::Configured;
use crate::model::{PackagePlan, RustChoice, Toolchain, VariantValue, Variants};
use crate::problem::{Findings, ProblemKind};
use crate::source::{Location, Source};

/// The variant key of the Rust that compiles.
const RUST_COMPILER_VERSION: &str = "rust_compiler_version";

/// The variants of the request, with the Rust version of the workspace unless the request chooses one.
pub(super) fn variants(
    configured: &Configured<'_>,
    packages: &[PackagePlan],
    findings: &mut Findings,
) -> Variants {
    let PlanInput { workspace, request, .. } = configured.input;
    let requested = request.variants.clone();
    let is_chosen =
        requested.values.contains_key(RUST_COMPILER_VERSION) || requested.rust == RustChoice::Builder;
    let mut defaults = IndexMap::new();
    if configured.toolchain == Toolchain::Conda
        && !is_chosen
        && let Some(version) = rust_version(workspace, packages, findings)
    {
        defaults.insert(RUST_COMPILER_VERSION.to_owned(), vec![VariantValue::Text(version)]);
    }
    Variants { defaults, files: requested.files, values: requested.values, stdlib: requested.stdlib }
}

/// The Rust that the workspace asks for: the version of its toolchain file, else a lower bound from its
/// manifests. `None` if neither names a version.
///
/// `rust-version` is the oldest Rust that will do, so the newest of all packages becomes the lower bound. To
/// pin it would mean to compile with a compiler that may be years old.
fn rust_version(workspace: &Workspace, packages: &[PackagePlan], findings: &mut Findings) -> Option<String> {
    if let Some(file) = workspace.toolchain_file()
        && let Some(channel) = &file.channel
    {
        match RustupChannel::parse(channel) {
            RustupChannel::Exact(version) => return Some(version.to_owned()),
            RustupChannel::Stable => {}
            RustupChannel::NotInConda => {
                let kind = ProblemKind::ToolchainNotInConda { channel: channel.clone() };
                findings.report(location(file), kind);
                return None;
            }
        }
    }
    let members = packages.iter().filter_map(|package| workspace.member(&package.crate_name));
    let newest = members.filter_map(|member| member.rust_version()).max()?;
    Some(format!(">={newest}"))
}

/// A toolchain of rustup, as far as conda channels have it.
enum RustupChannel<'a> {
    /// A release, such as `1.95.0` or `1.95`.
    Exact(&'a str),
    /// The newest release.
    Stable,
    /// A beta, a nightly or a custom toolchain; conda-forge has releases only.
    NotInConda,
}

impl<'a> RustupChannel<'a> {
    /// Reads the name of a toolchain: <https://rust-lang.github.io/rustup/concepts/toolchains.html>.
    fn parse(name: &'a str) -> Self {
        let channel = name.split('-').next().unwrap_or_default();
        if channel == "stable" {
            return Self::Stable;
        }
        // After a version comes the triple of a host, unless the toolchain is a `beta`.
        let is_release = channel.starts_with(|c: char| c.is_ascii_digit())
            && Requirement::parse(&format!("rust {channel}.*")).is_ok()
            && !name.contains("-beta");
        if is_release { Self::Exact(channel) } else { Self::NotInConda }
    }
}

fn location(file: &ToolchainFile) -> Location {
    let ToolchainFile { path, text, span, .. } = file;
    Location { source: Arc::new(Source { path: path.clone(), text: text.clone() }), span: span.clone() }
}

#[cfg(test)]
mod tests {
    use super::RustupChannel;

    #[test]
    fn only_releases_are_in_conda() {
        let exact = |name| match RustupChannel::parse(name) {
            RustupChannel::Exact(version) => Some(version),
            RustupChannel::Stable | RustupChannel::NotInConda => None,
        };
        assert_eq!(exact("1.95.0"), Some("1.95.0"));
        assert_eq!(exact("1.95-x86_64-unknown-linux-gnu"), Some("1.95"));
        assert!(matches!(RustupChannel::parse("stable-x86_64-unknown-linux-gnu"), RustupChannel::Stable));
        for name in ["nightly", "nightly-2026-01-31", "beta", "1.96.0-beta.2", "esp", "stage1"] {
            assert!(matches!(RustupChannel::parse(name), RustupChannel::NotInConda), "{name}");
        }
    }
}
