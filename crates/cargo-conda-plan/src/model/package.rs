//! One conda package to be.

use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{CondaName, CondaVersion, Platform, Requirement, SpdxExpression};
use cargo_conda_workspace::FeatureSelection;

use super::{AddedRequirements, GroupId, IgnoreRunExports, NativeDependency};

/// Everything that making one conda package needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagePlan {
    /// The member it is made from.
    pub crate_name: String,
    /// Absolute path of the member's directory.
    pub directory: Utf8PathBuf,
    /// The conda name.
    pub name: CondaName,
    /// The conda version.
    pub version: CondaVersion,
    /// The build number.
    pub build_number: u64,
    /// What it is for.
    pub platform: Platform,
    /// The binaries it installs, by name, sorted; never empty.
    pub binaries: Vec<String>,
    /// Whether `binaries` is all that the features allow, so that cargo needs no `--bin`.
    pub all_binaries: bool,
    /// The binaries of the member that it does not install.
    pub left_out: Vec<LeftOutBinary>,
    /// The features to build with.
    pub features: FeatureSelection,
    /// The Cargo profile.
    pub profile: String,
    /// Appended to `cargo install`.
    pub extra_args: Vec<String>,
    /// The licence.
    pub license: License,
    /// The first sentence of the description.
    pub summary: Option<String>,
    /// The whole description.
    pub description: Option<String>,
    /// URL of the project's home.
    pub homepage: Option<String>,
    /// URL of the sources.
    pub repository: Option<String>,
    /// URL of the documentation.
    pub documentation: Option<String>,
    /// What its build needs of the build environment; nothing with the machine's toolchain.
    pub build_dependencies: Vec<Requirement>,
    /// What its build needs of the host environment; nothing with the machine's toolchain.
    pub host_dependencies: Vec<Requirement>,
    /// The crates below it that link native libraries; none with the machine's toolchain, which has its own.
    pub native: Vec<NativeDependency>,
    /// What an installed package needs.
    pub run_dependencies: Vec<Requirement>,
    /// Limits for packages installed beside it.
    pub run_constraints: Vec<Requirement>,
    /// What it does not take over from what it is built with.
    pub ignore_run_exports: IgnoreRunExports,
    /// What it needs beyond all that.
    pub added: Arc<AddedRequirements>,
    /// What its build strings begin with.
    pub build_string_prefix: Option<String>,
    /// Flags that tell its variants apart.
    pub flags: Vec<String>,
    /// Further files that it is made from, as patterns below the outer manifest's directory.
    pub extra_input_globs: Vec<String>,
    /// Commands that must succeed in a fresh environment; generated from `binaries` if absent.
    pub tests: Option<Vec<String>>,
    /// The group that it is compiled in.
    pub group: GroupId,
}

impl PackagePlan {
    /// Paths of its binaries relative to the prefix, as the platform lays them out.
    pub fn installed_files(&self) -> impl Iterator<Item = Utf8PathBuf> + '_ {
        // Where `cargo install` puts them under the root that the build script gives it.
        let directory = if self.platform.is_windows() { "Library/bin" } else { "bin" };
        let suffix = self.platform.executable_suffix();
        self.binaries.iter().map(move |binary| Utf8PathBuf::from(format!("{directory}/{binary}{suffix}")))
    }
}

/// A binary of the member that is not installed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutBinary {
    /// Its name.
    pub binary: String,
    /// The features that it needs and that are off; empty if `binaries` leaves it out.
    pub missing_features: Vec<String>,
}

/// What a package says of its licence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct License {
    /// The expression, if the manifest gives one.
    pub expression: Option<SpdxExpression>,
    /// The texts to ship.
    pub files: Vec<LicenseFile>,
}

/// A licence text to ship.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LicenseFile {
    /// Absolute path.
    pub source: Utf8PathBuf,
    /// Where it lies below the package's licence folder: its path in the workspace, or its bare name if it
    /// lies outside.
    pub packaged_as: Utf8PathBuf,
}
