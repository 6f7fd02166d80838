//! What packages are called on the screen.

use std::collections::BTreeSet;

use cargo_conda_engine::PackageLabel;

/// Names packages such that no two of a run have the same name, and no longer than that takes.
#[derive(Debug, Default)]
pub(super) struct Names {
    with_platform: bool,
}

impl Names {
    /// Names for the packages of a run.
    pub(super) fn for_run(packages: &[PackageLabel]) -> Self {
        let platforms: BTreeSet<_> = packages.iter().map(|package| &package.plan().platform).collect();
        Self { with_platform: platforms.len() > 1 }
    }

    /// `ripgrep`, or `ripgrep linux-64` if the run is for several platforms.
    pub(super) fn short(&self, package: &PackageLabel) -> String {
        self.with_platform(package.plan().name.to_string(), package)
    }

    /// The same with the version behind the name: `ripgrep 14.1.0`.
    pub(super) fn full(&self, package: &PackageLabel) -> String {
        let plan = package.plan();
        self.with_platform(format!("{} {}", plan.name, plan.version), package)
    }

    /// The options that make a command work on this package alone.
    pub(super) fn selection(&self, package: &PackageLabel) -> String {
        let plan = package.plan();
        let selection = format!("-p {}", plan.crate_name);
        if self.with_platform {
            format!("{selection} --target-platform {}", plan.platform)
        } else {
            selection
        }
    }

    fn with_platform(&self, name: String, package: &PackageLabel) -> String {
        if self.with_platform { format!("{name} {}", package.plan().platform) } else { name }
    }
}
