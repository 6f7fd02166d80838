//! Which Rust of the channels compiles.

use std::sync::Arc;

use cargo_conda_mapping::Requirement;
use cargo_conda_workspace::{ToolchainFile, Workspace};
use indexmap::IndexMap;

use crate::model::{PackagePlan, RustChoice, Toolchain, VariantValue, Variants};
use crate::problem::{Findings, ProblemKind};
use crate::request::PlanRequest;
use crate::source::{Location, Source};

/// The variant that says which Rust compiles.
const RUST_COMPILER_VERSION: &str = "rust_compiler_version";

impl Variants {
    pub(crate) fn of(
        workspace: &Workspace,
        packages: &[PackagePlan],
        request: &PlanRequest,
        findings: &mut Findings,
        toolchain: Toolchain,
    ) -> Self {
        let values = request.variants.clone();
        let mut defaults = IndexMap::new();
        let chosen = values.contains_key(RUST_COMPILER_VERSION) || request.rust == RustChoice::Builder;
        if toolchain == Toolchain::Conda
            && !chosen
            && let Some(version) = rust_version(workspace, packages, findings)
        {
            defaults.insert(RUST_COMPILER_VERSION.to_owned(), vec![VariantValue::Text(version)]);
        }
        Self { defaults, files: request.variant_files.clone(), values, stdlib: request.stdlib }
    }
}

/// The Rust that the workspace asks for: exactly what its toolchain file says, else at least what its manifests say.
///
/// `rust-version` is the oldest Rust that will do, so the newest of all packages becomes a lower bound: pinning it
/// would compile everything with a compiler of years ago.
fn rust_version(workspace: &Workspace, packages: &[PackagePlan], findings: &mut Findings) -> Option<String> {
    if let Some(file) = workspace.toolchain_file()
        && let Some(channel) = &file.channel
    {
        match kind_of(channel) {
            Channel::Exact(version) => return Some(version.to_owned()),
            Channel::Stable => {}
            Channel::NotInConda => {
                findings
                    .report(location(file), ProblemKind::ToolchainNotInConda { channel: channel.clone() });
                return None;
            }
        }
    }
    let members = packages.iter().filter_map(|package| workspace.member(&package.crate_name));
    let newest = members.filter_map(|member| member.rust_version()).max()?;
    Some(format!(">={newest}"))
}

/// What a toolchain's name means to conda.
enum Channel<'a> {
    /// `1.95.0` or `1.95`.
    Exact(&'a str),
    /// The newest there is.
    Stable,
    /// conda-forge has releases only.
    NotInConda,
}

/// The forms of names: <https://rust-lang.github.io/rustup/concepts/toolchains.html>.
fn kind_of(channel: &str) -> Channel<'_> {
    let name = channel.split('-').next().unwrap_or_default();
    if name == "stable" {
        return Channel::Stable;
    }
    // What follows a number is the triple of a host, unless it is a `beta`.
    let is_release = name.starts_with(|c: char| c.is_ascii_digit())
        && Requirement::parse(&format!("rust {name}.*")).is_ok()
        && !channel.contains("-beta");
    if is_release { Channel::Exact(name) } else { Channel::NotInConda }
}

fn location(file: &ToolchainFile) -> Location {
    let ToolchainFile { path, text, span, .. } = file;
    Location { source: Arc::new(Source { path: path.clone(), text: text.clone() }), span: span.clone() }
}

#[cfg(test)]
mod tests {
    use super::{Channel, kind_of};

    #[test]
    fn only_releases_are_in_conda() {
        let exact = |channel| match kind_of(channel) {
            Channel::Exact(version) => Some(version),
            Channel::Stable | Channel::NotInConda => None,
        };
        assert_eq!(exact("1.95.0"), Some("1.95.0"));
        assert_eq!(exact("1.95-x86_64-unknown-linux-gnu"), Some("1.95"));
        assert!(matches!(kind_of("stable-x86_64-unknown-linux-gnu"), Channel::Stable));
        for channel in ["nightly", "nightly-2026-01-31", "beta", "1.96.0-beta.2", "esp", "stage1"] {
            assert!(matches!(kind_of(channel), Channel::NotInConda), "{channel}");
        }
    }
}
