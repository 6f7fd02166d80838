//! Collects the files of a package, and refuses those whose paths are taken.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::super::candidate::Candidate;
use super::super::configured::Configured;
use super::sources::{Found, Sources};
use super::target::check_path;
use crate::model::{Assets, PrintedFile, SourceFile};
use crate::problem::{AssetProblem, Findings, ProblemKind};
use crate::source::{Located, Location};

/// The files of a package that were found so far.
pub(super) struct Collector<'a> {
    pub(super) configured: &'a Configured<'a>,
    pub(super) candidate: &'a Candidate<'a>,
    pub(super) findings: &'a mut Findings,
    sources: Sources<'a>,
    /// The paths that are taken, as the platform compares them.
    taken: BTreeMap<String, Taken>,
    assets: Assets,
}

/// What is at a path of the package.
struct Taken {
    path: Utf8PathBuf,
    /// The source of an asset, quoted; empty for another file.
    what: String,
    /// True for a program or another file that is no asset.
    is_own: bool,
}

impl<'a> Collector<'a> {
    /// No files yet but those that the package has without these keys.
    pub(super) fn new(
        configured: &'a Configured<'a>,
        candidate: &'a Candidate<'a>,
        own_files: Vec<Utf8PathBuf>,
        findings: &'a mut Findings,
    ) -> Self {
        let mut collector = Self {
            configured,
            candidate,
            findings,
            sources: Sources::of(configured),
            taken: BTreeMap::new(),
            assets: Assets::default(),
        };
        for path in own_files {
            collector.take(path, String::new(), true);
        }
        collector
    }

    pub(super) fn into_assets(self) -> Assets {
        self.assets
    }

    /// The files that a pattern matches; none if there is a problem, which is reported.
    pub(super) fn find(&mut self, pattern: &Located<String>) -> Vec<Found> {
        self.assets.patterns.extend(self.sources.patterns(pattern));
        self.sources.find(pattern).unwrap_or_else(|problem| {
            self.report(&pattern.location, problem);
            Vec::new()
        })
    }

    /// Installs a file of the sources.
    pub(super) fn install(&mut self, to: Utf8PathBuf, file: SourceFile, location: &Location) {
        if self.assets.files.get(&to) == Some(&file) {
            return;
        }
        let root = self.configured.input.workspace.root();
        let shown = format!("`{}`", file.source.strip_prefix(root).unwrap_or(&file.source));
        if self.is_free(&to, shown, location) {
            self.assets.files.insert(to, file);
        }
    }

    /// Installs a file that a program prints.
    pub(super) fn print(&mut self, to: Utf8PathBuf, file: PrintedFile, location: &Location) {
        if self.assets.printed.get(&to) == Some(&file) {
            return;
        }
        if self.is_free(&to, format!("the output of `{file}`"), location) {
            self.assets.printed.insert(to, file);
        }
    }

    pub(super) fn report(&mut self, location: &Location, problem: AssetProblem) {
        self.findings.report(location.clone(), ProblemKind::Asset(problem));
    }

    /// Takes a path for a file, unless the package cannot have it there; that is reported.
    fn is_free(&mut self, path: &Utf8Path, what: String, location: &Location) -> bool {
        let problem = check_path(path, self.candidate.platform).err().or_else(|| self.clash(path, &what));
        if let Some(problem) = problem {
            self.report(location, problem);
            return false;
        }
        self.take(path.to_owned(), what, false);
        true
    }

    fn take(&mut self, path: Utf8PathBuf, what: String, is_own: bool) {
        self.taken.insert(self.folded(&path), Taken { path, what, is_own });
    }

    /// Why a file cannot be at a path beside those that are there; `None` if it can.
    fn clash(&self, path: &Utf8Path, what: &str) -> Option<AssetProblem> {
        let (to, folded) = (path.to_owned(), self.folded(path));
        if let Some(there) = self.taken.get(&folded) {
            return Some(if there.is_own {
                AssetProblem::OwnFile { to }
            } else {
                AssetProblem::TwoSources { to, first: there.what.clone(), second: what.to_owned() }
            });
        }
        let mut above = Utf8Path::new(&folded).ancestors().skip(1);
        if let Some(there) = above.find_map(|above| self.taken.get(above.as_str())) {
            return Some(AssetProblem::FileAsDirectory { to: there.path.clone(), within: to });
        }
        let directory = format!("{folded}/");
        let (_, below) = self.taken.range(directory.clone()..).next()?;
        self.folded(&below.path)
            .starts_with(&directory)
            .then(|| AssetProblem::FileAsDirectory { to, within: below.path.clone() })
    }

    /// A path as the file systems of the platform compare it: but for Linux, mostly without regard to case.
    fn folded(&self, path: &Utf8Path) -> String {
        if self.candidate.platform.is_linux() { path.to_string() } else { path.as_str().to_lowercase() }
    }
}
