//! One conda package, before it is built.

use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{
    CondaName, CondaVersion, Platform, Requirement, RustTarget, SpdxExpression, SymbolVersion,
};
use cargo_conda_workspace::FeatureSelection;

use super::{
    AddedRequirements, Assets, Disclosure, GroupId, IgnoreRunExports, NativeDependency, Product, StripPlan,
};

/// One conda package, before it is built: everything that its build needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagePlan {
    /// The name of the member that the package is made from.
    pub crate_name: String,
    /// Absolute path of the member's directory.
    pub directory: Utf8PathBuf,
    /// The conda name.
    pub name: CondaName,
    /// The conda version.
    pub version: CondaVersion,
    /// The platform that the package is for.
    pub platform: Platform,
    /// The Rust target that it is compiled for, which is that of its group.
    pub target: RustTarget,
    /// The oldest glibc that its programs run on, which is that of its group; `None` for what the build makes
    /// of them.
    pub glibc: Option<SymbolVersion>,
    /// What tells builds of the same version apart.
    pub build: BuildIdentity,
    /// What the package consists of.
    pub product: Product,
    /// How cargo compiles it.
    pub install: CargoInstall,
    /// The texts and addresses that conda shows.
    pub about: About,
    /// The other packages that the package needs.
    pub requirements: PackageRequirements,
    /// What the package says of the crates that it is made of.
    pub disclosure: Disclosure,
    /// What the package installs besides its programs.
    pub assets: Assets,
    /// Further files that the package is made from: glob patterns below the outer manifest's directory.
    pub extra_input_globs: Vec<String>,
    /// Commands that must succeed in a fresh environment; `None` if each binary is run with `--version` or
    /// `--help`.
    pub tests: Option<Vec<String>>,
    /// The group that the package is compiled in.
    pub group: GroupId,
}

impl PackagePlan {
    /// The names of the installed binaries, sorted; empty for other products than programs.
    pub fn binaries(&self) -> &[String] {
        self.product.binaries()
    }

    /// The paths of all files of the product that are known before the build, relative to the prefix.
    pub fn installed_files(&self) -> impl Iterator<Item = Utf8PathBuf> + use<> {
        self.product.files(self.platform).into_iter()
    }

    /// Those of [`installed_files`](Self::installed_files) that cargo has linked: programs and shared
    /// libraries.
    pub fn linked_files(&self) -> impl Iterator<Item = Utf8PathBuf> + use<> {
        self.product.linked_files(self.platform).into_iter()
    }
}

/// What decides on a build number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbering {
    /// Nothing: the number is 0.
    #[default]
    Unset,
    /// The configuration.
    Written,
    /// `build-number = "auto"`: the builds in the channels of [`Plan::against`](super::Plan::against).
    /// Without such channels the number is 0.
    Automatic,
}

/// What tells builds of the same name and version apart: the parts of the build string that the plan decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildIdentity {
    /// The build number; 0 if a later stage chooses it.
    pub number: u64,
    /// What decides on the number.
    pub numbering: Numbering,
    /// The beginning of every build string; `None` if conda's rules alone decide.
    pub string_prefix: Option<String>,
    /// The flags of the package record, which tell its variants apart.
    pub flags: Vec<String>,
}

/// What cargo is told for the build of one package, whatever the product is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CargoInstall {
    /// The binaries of the member that no package installs, by name; empty for all but the member's first
    /// package.
    pub left_out: Vec<LeftOutBinary>,
    /// The features to build with, and whether other members add to those of dependencies. If they do, then
    /// all features are listed where the configuration asks for all.
    pub features: FeatureSelection,
    /// The Cargo profile.
    pub profile: String,
    /// What the programs are stripped of, where the profile does not decide.
    pub strip: StripPlan,
    /// Further arguments, appended as they are.
    pub extra_args: Vec<String>,
}

/// What conda shows of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The licence and its texts.
    pub license: License,
    /// The first sentence of the description; `None` if there is no description.
    pub summary: Option<String>,
    /// The whole description; `None` if the manifest has none.
    pub description: Option<String>,
    /// URL of the project's home; `None` if the manifest has none.
    pub homepage: Option<String>,
    /// URL of the sources; `None` if the manifest has none.
    pub repository: Option<String>,
    /// URL of the documentation; `None` if the manifest has none.
    pub documentation: Option<String>,
}

/// What a package needs of other packages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageRequirements {
    /// Requirements of the build environment, compilers first; empty with the machine's toolchain.
    pub build: Vec<Requirement>,
    /// Requirements of the host environment, by name; empty with the machine's toolchain.
    pub host: Vec<Requirement>,
    /// Requirements of an installed package, in the order of the configuration.
    pub run: Vec<Requirement>,
    /// Limits for packages that happen to be installed beside it.
    pub run_constraints: Vec<Requirement>,
    /// What packages require that are built with this one in their host environment: the weak run exports.
    pub run_exports: Vec<Requirement>,
    /// Run exports of the build and host requirements that the package does not inherit.
    pub ignore_run_exports: IgnoreRunExports,
    /// The crates below the package that link native libraries, by name and version; empty with the machine's
    /// toolchain, whose libraries are the machine's.
    pub native: Vec<NativeDependency>,
    /// Requirements from an outer manifest such as pixi's, merged after the package's own.
    pub added: Arc<AddedRequirements>,
}

/// A binary of the member that is not installed, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutBinary {
    /// The name of the binary.
    pub binary: String,
    /// The features that the binary requires and that are off; empty if the key `binaries` leaves it out.
    pub missing_features: Vec<String>,
}

/// The licence of a package.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct License {
    /// The SPDX expression; `None` if the manifest gives neither `license` nor `license-file`.
    pub expression: Option<SpdxExpression>,
    /// The licence texts that the package contains.
    pub files: Vec<LicenseFile>,
}

/// A licence text that a package contains.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LicenseFile {
    /// Absolute path of the file.
    pub source: Utf8PathBuf,
    /// Path below the package's licence directory: the path in the workspace, or the bare name of a file
    /// outside.
    pub packaged_as: Utf8PathBuf,
}
