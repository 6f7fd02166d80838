//! What is verified, and what comes out.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{BuildOptions, Difference, PackageLabel};
use cargo_conda_plan::PlanRequest;
use cargo_conda_workspace::Workspace;

use super::archives::Archives;

/// A package that was built again.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The package.
    pub package: PackageLabel,
    /// The archive that it was compared with; of [`Verdict::OtherBuild`], the one that was given as a file.
    /// `None` if there is none.
    pub archive: Option<Utf8PathBuf>,
    /// What came out.
    pub verdict: Verdict,
    /// Where the archive that was built is kept; `None` unless it differs and the request keeps it.
    pub kept: Option<Utf8PathBuf>,
}

/// What came out when a package was built again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The archives are equal byte for byte.
    Equal,
    /// They differ in these files; never empty.
    Different(Vec<Difference>),
    /// The build that was made has another build string or number than the archive, or than every archive of
    /// the package. The file name of the build that was made.
    OtherBuild(String),
    /// There is no archive of the package.
    NoArchive,
    /// The package could not be built again.
    Failed,
    /// The run was stopped before.
    NotBuilt,
}

/// What to verify, and against what.
#[derive(Debug, Clone, Copy)]
pub struct VerifyRequest<'a> {
    /// The workspace that packages were made from.
    pub workspace: &'a Workspace,
    /// Which packages are verified, and how they are planned. If the request names none, every package of the
    /// plan that has an archive is verified.
    pub plan: &'a PlanRequest,
    /// Those of a build. Neither their channel nor their scratch directory is touched. Their packaging, if it
    /// is set, is that of the archives in the same format.
    pub options: &'a BuildOptions,
    /// The archives to compare with.
    pub archives: &'a Archives,
    /// A directory for archives that were built and differ; `None` to delete them.
    pub keep: Option<&'a Utf8Path>,
}
