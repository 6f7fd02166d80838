//! Runs of the dispatcher in a workplace where nothing is compiled.
//!
//! What happens at the same time is arranged with messages between the workers, so that no test waits for
//! time to pass.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use super::compilation::Compilation;
use super::dispatcher::Dispatcher;
use super::workplace::Workplace;
use crate::api::fixtures::label;
use crate::api::{
    BuildEnvironment, BuildOptions, BuiltPackage, CacheStatistics, CompileError, CompileFailure,
    CompiledCrate, CompiledCrates, CompiledKind, EngineError, Event, EventKind, EventSink, PackageError,
    PackageLabel, PackageOutcome, Phase, Printed, Progress, Summary, Tested,
};
use crate::cargo::{CargoMessage, CompiledTarget, TargetRole};
use crate::package::{JobNews, Report};
use crate::schedule::{Footprint, JobId, PerJob, UnitId, Work};
use crate::system::Jobserver;

const ONE: JobId = JobId(0);
const OTHER: JobId = JobId(1);

type Made = Result<BuiltPackage, PackageError>;

/// What a worker does: it is told the job, the number of earlier attempts, and how to report.
type Script = dyn Fn(JobId, usize, &Report) -> Made + Send + Sync;

/// A workplace with two jobs whose work is a script.
struct Fake {
    options: BuildOptions,
    jobserver: Jobserver,
    labels: PerJob<PackageLabel>,
    directory: TempDir,
    script: Box<Script>,
    state: Mutex<State>,
    stopped: Condvar,
}

#[derive(Default)]
struct State {
    attempts: BTreeMap<JobId, usize>,
    at_work: usize,
    /// For each repetition, how many jobs were at work when it began.
    beside_repeats: Vec<usize>,
    distrusted: Vec<JobId>,
    /// How many packages were published at the end.
    published: usize,
    is_stopped: bool,
}

impl Fake {
    fn new(script: impl Fn(JobId, usize, &Report) -> Made + Send + Sync + 'static) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let environment = BuildEnvironment::from_caller(&BTreeMap::new());
        let mut options = BuildOptions::new(root, "linux-64".parse().unwrap(), environment);
        options.jobs = NonZeroUsize::new(2).unwrap();
        options.max_memory = u64::MAX;
        Self {
            jobserver: Jobserver::new(options.jobs).unwrap(),
            options,
            labels: ["one", "other"].into_iter().map(label).collect(),
            directory,
            script: Box::new(script),
            state: Mutex::default(),
            stopped: Condvar::new(),
        }
    }

    fn root(&self) -> &Utf8Path {
        Utf8Path::from_path(self.directory.path()).unwrap()
    }

    /// Does both jobs, which are expected to have no unit in common.
    fn run(&self) -> (Summary, Vec<EventKind>) {
        let work = |unit| {
            let footprint = Footprint { units: [UnitId(unit)].into(), ..Footprint::default() };
            Work { footprint, ..Work::default() }
        };
        let compilation = Compilation::of_work((0..2).map(work).collect(), self.root().join("timings.json"));
        let mut events = Vec::new();
        let mut on_event = |event: Event| events.push(event.kind);
        let sink = EventSink::new(&mut on_event);
        let summary = Dispatcher::new(self, compilation, BTreeMap::new(), sink).run().unwrap();
        (summary, events)
    }
}

impl Workplace for Fake {
    fn options(&self) -> &BuildOptions {
        &self.options
    }

    fn jobserver(&self) -> &Jobserver {
        &self.jobserver
    }

    fn label(&self, job: JobId) -> PackageLabel {
        self.labels[job].clone()
    }

    fn log(&self, _job: JobId) -> &Utf8Path {
        Utf8Path::new("log")
    }

    fn target_directory(&self, _job: JobId) -> &Utf8Path {
        self.root()
    }

    fn make(&self, job: JobId, report: &Arc<Report>) -> Made {
        let attempt = {
            let mut state = self.state.lock().unwrap();
            state.at_work += 1;
            let at_work = state.at_work;
            let attempts = state.attempts.entry(job).or_default();
            *attempts += 1;
            let attempt = *attempts - 1;
            if attempt > 0 {
                state.beside_repeats.push(at_work);
            }
            attempt
        };
        let made = (self.script)(job, attempt, &**report);
        let mut state = self.state.lock().unwrap();
        state.at_work -= 1;
        if self.options.interrupt.is_requested() {
            // A child that compiles ends when the dispatcher stops it, not before.
            drop(self.stopped.wait_while(state, |state| !state.is_stopped).unwrap());
        }
        made
    }

    fn distrust(&self, job: JobId) {
        self.state.lock().unwrap().distrusted.push(job);
    }

    fn watch_children(&self) {}

    fn stop_children(&self, _forced: bool) {
        self.state.lock().unwrap().is_stopped = true;
        self.stopped.notify_all();
    }

    fn finish_caches(&self) -> Vec<CacheStatistics> {
        Vec::new()
    }

    fn channel(&self) -> &Utf8Path {
        self.root()
    }

    fn publish(&self, built: &[&BuiltPackage]) -> Result<(), EngineError> {
        self.state.lock().unwrap().published = built.len();
        Ok(())
    }
}

fn built() -> BuiltPackage {
    BuiltPackage {
        file: Utf8PathBuf::from("one-1.0.0-0.conda"),
        size: 1,
        build_string: "0".to_owned(),
        depends: Vec::new(),
        tested: Tested::NotAskedFor,
    }
}

fn compile_error() -> PackageError {
    let failure = CompileFailure::Cargo(Printed::last_of(["error: file truncated"]));
    PackageError::Compile(Box::new(CompileError { failure, remedies: Vec::new() }))
}

/// cargo's message that it has compiled a library that nothing foresaw.
fn unforeseen_library() -> JobNews {
    JobNews::Cargo(CargoMessage::Compiled(CompiledTarget {
        package: "registry+https://e.org#shared@1.0.0".to_owned(),
        features: [].into(),
        role: TargetRole::Library,
        files: vec![Utf8PathBuf::from("/target/release/deps/libshared-1.rlib")],
        is_fresh: false,
    }))
}

/// A first attempt in which both jobs compile the same library side by side. The first job ends after the
/// other one has reported it.
fn compile_the_same() -> impl Fn(JobId, &Report) {
    let (sender, receiver): (Sender<()>, Receiver<()>) = channel();
    let (sender, receiver) = (Mutex::new(sender), Mutex::new(receiver));
    move |job, report| {
        report(unforeseen_library());
        if job == ONE {
            receiver.lock().unwrap().recv().unwrap();
        } else {
            sender.lock().unwrap().send(()).unwrap();
        }
    }
}

fn outcomes(summary: &Summary) -> Vec<&PackageOutcome> {
    summary.outcomes.iter().map(|(_, outcome)| outcome).collect()
}

#[test]
fn packages_that_compiled_the_same_side_by_side_are_repeated_alone() {
    let compile = compile_the_same();
    let fake = Fake::new(move |job, attempt, report| {
        if attempt == 0 {
            compile(job, report);
        }
        Ok(built())
    });
    let (summary, events) = fake.run();
    assert!(matches!(outcomes(&summary)[..], [PackageOutcome::Built(_), PackageOutcome::Built(_)]));
    assert_eq!(summary.compiled_twice, 1);
    let count = |wanted: fn(&EventKind) -> bool| events.iter().filter(|event| wanted(event)).count();
    assert_eq!(count(|event| matches!(event, EventKind::CompiledTwice { .. })), 1);
    assert_eq!(count(|event| matches!(event, EventKind::PackageRepeated { .. })), 2);
    assert_eq!(
        count(|event| matches!(event, EventKind::PackageStarted { .. })),
        2,
        "a repeat is no new start"
    );
    let state = fake.state.into_inner().unwrap();
    assert_eq!(state.attempts, BTreeMap::from([(ONE, 2), (OTHER, 2)]));
    assert_eq!(state.beside_repeats, [1, 1], "each alone");
    assert_eq!(state.published, 2);
    assert!(state.distrusted.contains(&ONE) && state.distrusted.contains(&OTHER));
}

#[test]
fn a_damaged_target_directory_is_emptied_and_the_package_repeated_once() {
    let (sender, receiver) = channel::<Utf8PathBuf>();
    let receiver = Mutex::new(receiver);
    let artifact = Mutex::new(None::<Utf8PathBuf>);
    let mut fake = Fake::new(move |job, attempt, report| {
        let mut artifact = artifact.lock().unwrap();
        let artifact = artifact.get_or_insert_with(|| receiver.lock().unwrap().recv().unwrap());
        let is_there = artifact.exists();
        if job == ONE && attempt == 1 {
            assert!(!is_there, "the directory was emptied before");
            return Ok(built());
        }
        report(JobNews::Line("error: failed to build archive: file truncated".to_owned()));
        Err(compile_error())
    });
    // One after another, so that neither is repeated for the other's sake.
    fake.options.jobs = NonZeroUsize::MIN;
    let folder = fake.root().join("release");
    fs_err::create_dir(&folder).unwrap();
    fs_err::write(folder.join("libshared.rlib"), "half a library").unwrap();
    sender.send(folder.join("libshared.rlib")).unwrap();
    let (summary, _) = fake.run();
    let [one, PackageOutcome::Failed(other)] = outcomes(&summary)[..] else {
        panic!("the second complaint is the package's own fault: {:?}", summary.outcomes);
    };
    assert!(matches!(one, PackageOutcome::Built(_)));
    assert_eq!(other.output.iter().count(), 1);
    assert_eq!(fake.state.into_inner().unwrap().attempts, BTreeMap::from([(ONE, 2), (OTHER, 1)]));
}

#[test]
fn a_stop_during_a_repeat_leaves_packages_that_the_next_run_builds() {
    let compile = compile_the_same();
    let interrupt = Arc::new(Mutex::new(None::<crate::api::Interrupt>));
    let handle = Arc::clone(&interrupt);
    let fake = Fake::new(move |job, attempt, report| {
        if attempt == 0 {
            compile(job, report);
            return Ok(built());
        }
        handle.lock().unwrap().as_ref().unwrap().request();
        Err(compile_error())
    });
    *interrupt.lock().unwrap() = Some(fake.options.interrupt.clone());
    let (summary, events) = fake.run();
    assert!(summary.interrupted);
    assert!(matches!(outcomes(&summary)[..], [PackageOutcome::Interrupted, PackageOutcome::Interrupted]));
    let stops = events.iter().filter(|event| matches!(event, EventKind::Interrupted { forced: false }));
    assert_eq!(stops.count(), 1);
    let state = fake.state.into_inner().unwrap();
    assert_eq!(state.attempts.values().sum::<usize>(), 3, "the second repeat was not started");
    assert!(state.distrusted.contains(&ONE) && state.distrusted.contains(&OTHER));
}

/// cargo's message about a library, which it has compiled or found fresh.
fn library(name: &str, is_fresh: bool) -> JobNews {
    JobNews::Cargo(CargoMessage::Compiled(CompiledTarget {
        package: format!("registry+https://e.org#{name}@1.0.0"),
        features: ["std".to_owned()].into(),
        role: TargetRole::Library,
        files: Vec::new(),
        is_fresh,
    }))
}

#[test]
fn what_is_compiled_is_told_and_what_is_fresh_is_counted() {
    let fake = Fake::new(|job, _attempt, report| {
        if job == ONE {
            report(JobNews::Line("   Compiling new v1.0.0".to_owned()));
            report(library("old", true));
            report(library("new", false));
            report(library("unannounced", false));
        }
        Ok(built())
    });
    let (_, events) = fake.run();
    let told = events.iter().filter_map(|event| match event {
        EventKind::CrateCompiled { package, compiled } => {
            let CompiledCrate { name, version, kind, features, size, began, .. } = compiled;
            assert_eq!((*kind, *size), (CompiledKind::Library, None));
            let (version, package) = (version.as_deref()?, &package.plan().name);
            let began = if began.is_some() { "began" } else { "unknown" };
            Some(format!("{name} {version} {features:?} for {package}: {began}"))
        }
        _ => None,
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [r#"new 1.0.0 ["std"] for one: began"#, r#"unannounced 1.0.0 ["std"] for one: unknown"#]
    );
    let counted = events.iter().filter_map(|event| match event {
        EventKind::PackageFinished { package, crates, .. } => {
            Some((package.plan().name.to_string(), *crates))
        }
        _ => None,
    });
    let mut counted: Vec<_> = counted.collect();
    counted.sort_by(|one, other| one.0.cmp(&other.0));
    let (none, three) = (CompiledCrates::default(), CompiledCrates { compiled: 2, fresh: 1 });
    assert_eq!(counted, [("one".to_owned(), three), ("other".to_owned(), none)]);
}

#[test]
fn progress_counts_what_is_compiled_and_not_what_failed() {
    let mut fake = Fake::new(|job, _attempt, report| {
        report(JobNews::Phase(Phase::Compiling));
        if job == OTHER {
            return Err(compile_error());
        }
        report(JobNews::Phase(Phase::Inspecting));
        Ok(built())
    });
    // One after another, so that the events have one order.
    fake.options.jobs = NonZeroUsize::MIN;
    let (_, events) = fake.run();
    let told = events.iter().filter_map(|event| match event {
        EventKind::Progressed { progress: Progress { crates, packages, remaining: None } } => {
            let crates = crates.unwrap();
            Some(format!("{}/{} {}/{}", crates.done, crates.total, packages.done, packages.total))
        }
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), ["0/2 0/2", "1/2 0/2", "1/2 1/2", "1/1 2/2"]);
}
