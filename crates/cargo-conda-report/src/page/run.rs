//! A run as plain data.

use crate::schema::{
    CompiledDocument, FailureDocument, MemberDocument, Outcome, PackageDocument, PackageRef, PlanDocument,
    ProgramDocument, ResolvedPackageDocument,
};

/// What the events of a run tell.
#[derive(Debug, Default)]
pub struct Run {
    /// What was planned; `None` if the events are from a version that did not say.
    pub(super) planned: Option<Planned>,
    /// The number of packages that were built at the same time; `None` if none was started.
    pub(super) jobs: Option<usize>,
    /// When the first package could begin, in seconds; 0 if none was started.
    pub(super) started: f64,
    /// When the last event happened, in seconds since the run began.
    pub(super) end: f64,
    /// Every package: those of the run in the order of their first events, then those that were planned only.
    pub(super) packages: Vec<PackageRun>,
    /// Every target that cargo compiled, in the order in which they were done.
    pub(super) crates: Vec<CrateRun>,
    /// The environments, in the order in which they were ready.
    pub(super) environments: Vec<EnvironmentRun>,
    /// What deserves a look, in the order in which it happened.
    pub(super) notes: Vec<Note>,
    /// The directory of the channel; `None` if it was not reached.
    pub(super) channel: Option<String>,
    /// How far the events go.
    pub(super) ending: Ending,
}

/// How the events end.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The run came to its end.
    Finished,
    /// The run was asked to stop, and came to its end.
    Interrupted,
    /// There is no last event: the run was killed, is still at work, or failed before any package.
    #[default]
    Missing,
    /// The last line is not whole.
    Cut,
}

/// The plan of a run.
#[derive(Debug)]
pub(super) struct Planned {
    /// The version of cargo-conda.
    pub(super) version: String,
    /// The time when the run began.
    pub(super) time: String,
    pub(super) members: Vec<MemberDocument>,
    pub(super) plan: PlanDocument,
}

/// What became of a package.
#[derive(Debug)]
pub(super) struct PackageRun {
    pub(super) name: PackageRef,
    /// The package in the plan; `None` without a plan.
    pub(super) plan: Option<PackageDocument>,
    /// When work on it began; `None` if it never did.
    pub(super) started: Option<f64>,
    /// When each phase began, in order.
    pub(super) phases: Vec<(String, f64)>,
    pub(super) programs: Vec<ProgramDocument>,
    /// `None` if the events end before.
    pub(super) end: Option<PackageEnd>,
}

/// How the work on a package ended.
#[derive(Debug)]
pub(super) struct PackageEnd {
    pub(super) at: f64,
    pub(super) outcome: Outcome,
    pub(super) size: Option<u64>,
    pub(super) tested: Option<bool>,
    pub(super) blocked_by: Option<String>,
    pub(super) error: Option<String>,
    pub(super) cause: Option<String>,
    pub(super) failure: Option<Box<FailureDocument>>,
    pub(super) help: Option<String>,
    pub(super) log: Option<String>,
    pub(super) seconds: f64,
    pub(super) crates_compiled: usize,
    pub(super) crates_fresh: usize,
}

/// A target that cargo compiled.
#[derive(Debug)]
pub(super) struct CrateRun {
    /// The package for which it was compiled.
    pub(super) package: PackageRef,
    pub(super) compiled: CompiledDocument,
    /// When it was done.
    pub(super) end: f64,
}

/// The environments of a group.
#[derive(Debug)]
pub(super) struct EnvironmentRun {
    pub(super) title: String,
    pub(super) seconds: f64,
    pub(super) build: Vec<ResolvedPackageDocument>,
    pub(super) host: Vec<ResolvedPackageDocument>,
}

/// Something that deserves a look.
#[derive(Debug)]
pub(super) struct Note {
    /// The package that it is about; `None` if it is about the workspace or the run.
    pub(super) package: Option<String>,
    pub(super) text: String,
}

impl PackageRun {
    pub(super) fn new(name: PackageRef) -> Self {
        Self { name, plan: None, started: None, phases: Vec::new(), programs: Vec::new(), end: None }
    }

    /// How the work ended, as a word.
    pub(super) fn outcome(&self) -> &'static str {
        match self.end.as_ref().map(|end| end.outcome) {
            Some(Outcome::Built) => "built",
            Some(Outcome::Fresh) => "fresh",
            Some(Outcome::Failed) => "failed",
            Some(Outcome::Blocked) => "blocked",
            Some(Outcome::Interrupted) => "interrupted",
            Some(Outcome::Other) => "other",
            None if self.started.is_some() => "unfinished",
            None => "not started",
        }
    }

    /// True if it has come to a phase.
    pub(super) fn has_phase(&self, phase: &str) -> bool {
        self.phases.iter().any(|(word, _)| word == phase)
    }

    /// The conda name, with the platform and the variant if `is_full`.
    pub(super) fn title(&self, is_full: bool) -> String {
        let PackageRef { name, platform, variant, .. } = &self.name;
        let platform = if is_full { format!(" {platform}") } else { String::new() };
        let variant = variant.iter().map(|(key, value)| format!(" {key}={value}"));
        format!("{name}{platform}{}", variant.collect::<String>())
    }
}

impl CrateRun {
    /// How long it took, in seconds; `None` if cargo did not say when it began.
    pub(super) fn seconds(&self) -> Option<f64> {
        self.compiled.began.map(|began| (self.end - began).max(0.0))
    }

    /// Name and version.
    pub(super) fn title(&self) -> String {
        let CompiledDocument { crate_name, version, .. } = &self.compiled;
        match version {
            Some(version) => format!("{crate_name} {version}"),
            None => crate_name.clone(),
        }
    }
}

impl Run {
    /// True if packages are told apart by platforms too.
    pub(super) fn has_platforms(&self) -> bool {
        let mut platforms = self.packages.iter().map(|package| &package.name.platform);
        let first = platforms.next();
        platforms.any(|platform| Some(platform) != first)
    }

    /// How many packages ended so.
    pub(super) fn count(&self, outcome: &str) -> usize {
        self.packages.iter().filter(|package| package.outcome() == outcome).count()
    }
}
