//! The names of packages in texts for people.

use std::collections::BTreeSet;

use cargo_conda_engine::PackageLabel;

/// Names packages, with the platform and the variant only where packages of the same name have to be told
/// apart.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// True if the run builds packages for several platforms.
    with_platform: bool,
}

impl Names {
    /// Makes the names for the packages of a run.
    pub(crate) fn for_run(packages: &[PackageLabel]) -> Self {
        let platforms: BTreeSet<_> = packages.iter().map(|package| &package.plan().platform).collect();
        Self { with_platform: platforms.len() > 1 }
    }

    /// Returns `ripgrep`, or `ripgrep linux-64` if the run is for several platforms, followed by
    /// `(openssl 3.5)` if the package has several variants.
    pub(crate) fn short(&self, package: &PackageLabel) -> String {
        self.with_difference(package.plan().name.as_str(), package)
    }

    /// Returns the short name with the version in it: `ripgrep 14.1.0`.
    pub(crate) fn full(&self, package: &PackageLabel) -> String {
        let plan = package.plan();
        self.with_difference(&format!("{} {}", plan.name, plan.version), package)
    }

    /// Returns the command line options that select this package alone.
    pub(crate) fn selection(&self, package: &PackageLabel) -> String {
        let plan = package.plan();
        let selection = format!("-p {}", plan.crate_name);
        if self.with_platform {
            format!("{selection} --target-platform {}", plan.platform)
        } else {
            selection
        }
    }

    /// Appends the platform and the variant to `name`, where they are needed.
    fn with_difference(&self, name: &str, package: &PackageLabel) -> String {
        let platform = self.with_platform.then(|| format!(" {}", package.plan().platform));
        let variant: Vec<_> = package.variant().iter().map(|(key, value)| format!("{key} {value}")).collect();
        let variant = (!variant.is_empty()).then(|| format!(" ({})", variant.join(", ")));
        format!("{name}{}{}", platform.unwrap_or_default(), variant.unwrap_or_default())
    }
}
