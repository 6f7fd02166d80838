//! Builds again what archives were made from, and says how it came out.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{
    BuildOptions, Difference, Origin, PackageIdentity, PackageLabel, PackageOutcome, TestPolicy,
    compare_archives,
};
use cargo_conda_plan::{PackagePlan, Plan, PlanRequest};
use cargo_conda_report::Reporter;
use cargo_conda_workspace::Workspace;

use super::archives::Archives;
use super::elsewhere::{Elsewhere, VerifyError};
use crate::session::Session;

/// The keys of `extra` that each build writes anew.
const OF_BUILD: [&str; 5] = ["cargo_conda", "flow_run_id", "remote_url", "rustc", "sha"];

/// A package that was built again.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The package.
    pub package: PackageLabel,
    /// The archive that it was compared with; `None` if there is none.
    pub archive: Option<Utf8PathBuf>,
    /// What came out.
    pub verdict: Verdict,
}

/// What came out when a package was built again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The archives are equal byte for byte.
    Equal,
    /// They differ in these files; never empty.
    Different(Vec<Difference>),
    /// What was built is no build of an archive that is there. Its file name.
    OtherBuild(String),
    /// There is no archive of the package.
    NoArchive,
    /// The package could not be built again.
    Failed,
    /// The run was stopped before.
    NotBuilt,
}

/// What packages of one build have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct BuildKey {
    timestamp: Option<cargo_conda_engine::Timestamp>,
    extra: BTreeMap<String, String>,
}

/// What to verify, and against what.
#[derive(Debug, Clone, Copy)]
pub struct VerifyRequest<'a> {
    /// The workspace that packages were made from.
    pub workspace: &'a Workspace,
    /// Which packages are verified, and how they are planned. If the request names none, every package of the
    /// plan that has an archive is verified.
    pub plan: &'a PlanRequest,
    /// Those of a build. Neither their channel nor their scratch directory is touched.
    pub options: &'a BuildOptions,
    /// The archives to compare with.
    pub archives: &'a Archives,
}

/// Builds packages again and compares them with archives, in the order of the plan.
pub(crate) fn verify(
    session: &Session,
    request: VerifyRequest<'_>,
    reporter: &mut dyn Reporter,
) -> Result<Vec<Verified>, VerifyError> {
    let VerifyRequest { workspace, plan: request, options, archives } = request;
    let home = session.cargo_home();
    let elsewhere = Elsewhere::new(workspace, home.as_deref()).map_err(VerifyError::Copy)?;
    let session = session.clone().in_cargo_home(&elsewhere.cargo_home());
    let copy = session.load_workspace(Some(&elsewhere.manifest)).map_err(VerifyError::Load)?;
    let plan = session.plan(&copy, request).map_err(|error| VerifyError::Plan(error.to_string()))?;
    let options = session
        .adapted(options.clone())
        .with_channel(elsewhere.channel())
        .with_scratch(elsewhere.scratch())
        .with_tests(TestPolicy::Skip);
    let mut builds: BTreeMap<BuildKey, Vec<PackagePlan>> = BTreeMap::new();
    let mut verified = Vec::new();
    for package in &plan.packages {
        match archives.newest_of(package) {
            Some(identity) => builds.entry(key_of(identity)).or_default().push(package.clone()),
            // Of a plan with all packages, the archives choose.
            None if request.selection.packages.is_empty() => {}
            None => verified.push(without_archive(package)),
        }
    }
    for (key, packages) in builds {
        let part = Plan { packages, ..plan.clone() };
        let summary = session
            .build(&copy, &part, &with_key(options.clone(), key), reporter)
            .map_err(VerifyError::Build)?;
        for (package, outcome) in summary.outcomes {
            verified.push(judged(package, &outcome, archives)?);
        }
    }
    let position = |verified: &Verified| {
        plan.packages.iter().position(|package| {
            let own = verified.package.plan();
            package.name == own.name && package.platform == own.platform
        })
    };
    verified.sort_by_key(position);
    Ok(verified)
}

/// What the build of an archive was told, as the archive says it.
fn key_of(identity: &PackageIdentity) -> BuildKey {
    BuildKey { timestamp: identity.timestamp, extra: identity.extra.clone() }
}

fn with_key(options: BuildOptions, key: BuildKey) -> BuildOptions {
    let BuildKey { timestamp, extra } = key;
    let said = |name: &str| extra.get(name).filter(|text| !text.is_empty()).cloned();
    let origin = Origin {
        commit: said("sha"),
        remote: said("remote_url"),
        flow_run_id: said("flow_run_id"),
        ..options.origin().clone()
    };
    let more = extra.iter().filter(|(name, _)| !OF_BUILD.contains(&name.as_str()));
    let more = more.map(|(name, value)| (name.clone(), value.clone())).collect();
    let options = options.with_origin(origin).with_extra_meta(more);
    match timestamp {
        Some(timestamp) => options.with_timestamp(timestamp),
        None => options,
    }
}

fn without_archive(package: &PackagePlan) -> Verified {
    let package = PackageLabel::new(Arc::new(package.clone()));
    Verified { package, archive: None, verdict: Verdict::NoArchive }
}

fn judged(
    package: PackageLabel,
    outcome: &PackageOutcome,
    archives: &Archives,
) -> Result<Verified, VerifyError> {
    let built = match outcome {
        PackageOutcome::Built(built) | PackageOutcome::Fresh(built) => built,
        PackageOutcome::Failed(_) => {
            return Ok(Verified { package, archive: None, verdict: Verdict::Failed });
        }
        _ => return Ok(Verified { package, archive: None, verdict: Verdict::NotBuilt }),
    };
    let name = built.file.file_name().unwrap_or_default();
    let Some(archive) = archives.paths().find(|path| path.file_name() == Some(name)).map(Utf8Path::to_owned)
    else {
        return Ok(Verified { package, archive: None, verdict: Verdict::OtherBuild(name.to_owned()) });
    };
    let differences = compare_archives(&archive, &built.file).map_err(VerifyError::Compare)?;
    let verdict = if differences.is_empty() { Verdict::Equal } else { Verdict::Different(differences) };
    Ok(Verified { package, archive: Some(archive), verdict })
}
