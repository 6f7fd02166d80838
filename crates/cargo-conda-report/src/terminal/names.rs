//! What packages are called on the screen.

use std::collections::BTreeSet;

use cargo_conda_engine::PackageLabel;

/// Names packages such that no two of a run have the same name, and no longer than that takes.
#[derive(Debug, Default)]
pub(crate) struct Names {
    with_platform: bool,
}

impl Names {
    /// Names for the packages of a run.
    pub(crate) fn for_run(packages: &[PackageLabel]) -> Self {
        let platforms: BTreeSet<_> = packages.iter().map(|package| &package.plan().platform).collect();
        Self { with_platform: platforms.len() > 1 }
    }

    /// `ripgrep`, or `ripgrep linux-64` if the run is for several platforms, and `(openssl 3.5)` behind it if there are
    /// several variants.
    pub(crate) fn short(&self, package: &PackageLabel) -> String {
        self.with_difference(package.plan().name.as_str(), package)
    }

    /// The same with the version behind the name: `ripgrep 14.1.0`.
    pub(crate) fn full(&self, package: &PackageLabel) -> String {
        let plan = package.plan();
        self.with_difference(&format!("{} {}", plan.name, plan.version), package)
    }

    /// The options that make a command work on this package alone.
    pub(crate) fn selection(&self, package: &PackageLabel) -> String {
        let plan = package.plan();
        let selection = format!("-p {}", plan.crate_name);
        if self.with_platform {
            format!("{selection} --target-platform {}", plan.platform)
        } else {
            selection
        }
    }

    /// Adds what tells the package from others of the same name.
    fn with_difference(&self, name: &str, package: &PackageLabel) -> String {
        let platform = self.with_platform.then(|| format!(" {}", package.plan().platform));
        let variant: Vec<_> = package.variant().iter().map(|(key, value)| format!("{key} {value}")).collect();
        let variant = (!variant.is_empty()).then(|| format!(" ({})", variant.join(", ")));
        format!("{name}{}{}", platform.unwrap_or_default(), variant.unwrap_or_default())
    }
}
