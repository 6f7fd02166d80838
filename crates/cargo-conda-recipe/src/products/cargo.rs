//! How scripts call cargo, and where it puts what it builds.

use cargo_conda_plan::PackagePlan;

use crate::layout::SourceLayout;

/// Returns the command that compiles: cargo, or cargo-auditable, which adds to each program and library the
/// list of its crates.
pub(super) fn command(package: &PackagePlan, layout: &SourceLayout) -> &'static str {
    if layout.calls_auditable(package) { "cargo auditable" } else { "cargo" }
}

/// Returns the folder of a profile in cargo's target directory:
/// <https://doc.rust-lang.org/cargo/reference/build-cache.html>.
pub(super) fn profile_folder(profile: &str) -> &str {
    match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        other => other,
    }
}
