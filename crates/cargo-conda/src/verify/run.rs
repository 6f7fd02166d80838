//! Builds again what archives were made from, and compares.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{BuiltPackage, PackageLabel, PackageOutcome, TestPolicy, compare_archives};
use cargo_conda_plan::{PackagePlan, Plan};
use cargo_conda_report::Reporter;
use fs_err as fs;

use super::archives::{Archive, Archives};
use super::elsewhere::{Elsewhere, VerifyError};
use super::key::BuildKey;
use super::outcome::{Verdict, Verified, VerifyRequest};
use crate::session::Session;

/// Builds packages again and compares them with archives, in the order of the plan.
pub(crate) fn verify(
    session: &Session,
    request: VerifyRequest<'_>,
    reporter: &mut dyn Reporter,
) -> Result<Vec<Verified>, VerifyError> {
    let VerifyRequest { workspace, plan: request, options, archives, keep } = request;
    let home = session.cargo_home();
    let elsewhere = Elsewhere::new(workspace, home.as_deref()).map_err(VerifyError::Copy)?;
    let session = session.clone().in_cargo_home(&elsewhere.cargo_home());
    let copy = session.load_workspace(Some(&elsewhere.manifest)).map_err(VerifyError::Load)?;
    let plan = session.plan(&copy, request).map_err(|error| VerifyError::Plan(error.to_string()))?;
    let options = session
        .adapted(options.clone())
        .with_channel(elsewhere.channel())
        .with_scratch(elsewhere.scratch())
        .with_tests(TestPolicy::Skip)
        // A build with another time or format makes packages again that are fresh.
        .with_force(true);
    let mut comparison = Comparison::new(archives, keep);
    for package in &plan.packages {
        match newest(archives.of(package)) {
            Some(archive) => comparison.plan(BuildKey::of(&archive.identity), package),
            // Of a plan with all packages, the archives choose.
            None if request.selection.packages.is_empty() => {}
            None => comparison.verified.push(without_archive(package)),
        }
    }
    while let Some((key, packages)) = comparison.builds.pop_first() {
        let part = Plan { packages, ..plan.clone() };
        let summary = session
            .build(&copy, &part, &key.applied_to(options.clone()), reporter)
            .map_err(VerifyError::Build)?;
        for (package, outcome) in summary.outcomes {
            comparison.add(&key, &package, &outcome)?;
        }
    }
    let mut verified = comparison.finished();
    let position = |verified: &Verified| {
        plan.packages.iter().position(|package| is_same(package, verified.package.plan()))
    };
    verified.sort_by_key(position);
    Ok(verified)
}

/// The archives that builds were compared with, and the builds that are still to come.
struct Comparison<'a> {
    archives: &'a Archives,
    /// A directory for archives that were built and differ.
    keep: Option<&'a Utf8Path>,
    /// The builds to come, with their packages.
    builds: BTreeMap<BuildKey, Vec<PackagePlan>>,
    /// All builds that were planned: key, name and platform.
    planned: BTreeSet<(BuildKey, String, String)>,
    verified: Vec<Verified>,
    /// What was built, with its file name.
    built: Vec<(PackageLabel, String)>,
}

impl<'a> Comparison<'a> {
    fn new(archives: &'a Archives, keep: Option<&'a Utf8Path>) -> Self {
        Self {
            archives,
            keep,
            builds: BTreeMap::new(),
            planned: BTreeSet::new(),
            verified: Vec::new(),
            built: Vec::new(),
        }
    }

    /// Has a package built with a key, unless it was already.
    fn plan(&mut self, key: BuildKey, package: &PackagePlan) {
        let identity = (key.clone(), package.name.as_str().to_owned(), package.platform.as_str().to_owned());
        if self.planned.insert(identity) {
            self.builds.entry(key).or_default().push(package.clone());
        }
    }

    /// Compares what was built with the archives that were built with the same key. Archives of other keys
    /// are left to other builds: variants, and formats, of one package need not come from one build.
    fn add(
        &mut self,
        key: &BuildKey,
        package: &PackageLabel,
        outcome: &PackageOutcome,
    ) -> Result<(), VerifyError> {
        let built = match outcome {
            PackageOutcome::Built(built) | PackageOutcome::Fresh(built) => built,
            other => {
                let is_failure = matches!(other, PackageOutcome::Failed(_));
                let verdict = if is_failure { Verdict::Failed } else { Verdict::NotBuilt };
                self.verified.push(Verified { package: package.clone(), archive: None, verdict, kept: None });
                return Ok(());
            }
        };
        self.built.push((package.clone(), built.file.file_name().unwrap_or_default().to_owned()));
        let archives = self.archives.of(package.plan());
        for archive in archives.filter(|archive| archive.identity.build == built.build_string) {
            let own_key = BuildKey::of(&archive.identity);
            if own_key == *key {
                self.verified.push(compared(package, archive, built, self.keep)?);
            } else {
                self.plan(own_key, package.plan());
            }
        }
        Ok(())
    }

    /// What came out, with what was built and is no archive's build.
    fn finished(mut self) -> Vec<Verified> {
        let mut others = Vec::new();
        let mut seen = BTreeSet::new();
        for (package, name) in &self.built {
            let plan = package.plan();
            let of_package: Vec<_> =
                self.verified.iter().filter(|verified| is_same(verified.package.plan(), plan)).collect();
            let is_compared =
                |path: &Utf8PathBuf| of_package.iter().any(|of| of.archive.as_ref() == Some(path));
            let named = self.archives.of(plan).filter(|archive| archive.is_named);
            let files: Vec<_> =
                named.map(|archive| &archive.path).filter(|path| !is_compared(path)).collect();
            let other = |archive: Option<&Utf8PathBuf>| Verified {
                package: package.clone(),
                archive: archive.cloned(),
                verdict: Verdict::OtherBuild(name.clone()),
                kept: None,
            };
            // Of a channel, one build suffices: it may have those of older sources and of other variants.
            if files.is_empty() && of_package.is_empty() {
                others.push(other(None));
            }
            others.extend(files.into_iter().filter(|path| seen.insert(*path)).map(|path| other(Some(path))));
        }
        self.verified.extend(others);
        self.verified
    }
}

fn newest<'a>(archives: impl Iterator<Item = &'a Archive>) -> Option<&'a Archive> {
    archives.max_by_key(|archive| archive.identity.timestamp)
}

fn is_same(one: &PackagePlan, other: &PackagePlan) -> bool {
    one.name == other.name && one.platform == other.platform
}

fn without_archive(package: &PackagePlan) -> Verified {
    let package = PackageLabel::new(Arc::new(package.clone()));
    Verified { package, archive: None, verdict: Verdict::NoArchive, kept: None }
}

fn compared(
    package: &PackageLabel,
    archive: &Archive,
    built: &BuiltPackage,
    keep: Option<&Utf8Path>,
) -> Result<Verified, VerifyError> {
    let differences = compare_archives(&archive.path, &built.file).map_err(VerifyError::Compare)?;
    let (verdict, kept) = if differences.is_empty() {
        (Verdict::Equal, None)
    } else {
        let kept = keep.map(|directory| kept_in(directory, package, built)).transpose();
        (Verdict::Different(differences), kept.map_err(VerifyError::Keep)?)
    };
    Ok(Verified { package: package.clone(), archive: Some(archive.path.clone()), verdict, kept })
}

/// Copies an archive to the folder of its platform in a directory. Returns the path of the copy.
fn kept_in(directory: &Utf8Path, package: &PackageLabel, built: &BuiltPackage) -> io::Result<Utf8PathBuf> {
    let folder = directory.join(package.plan().platform.as_str());
    fs::create_dir_all(&folder)?;
    let copy = folder.join(built.file.file_name().unwrap_or_default());
    fs::copy(&built.file, &copy)?;
    Ok(copy)
}
