//! The dispatcher: a single loop that owns all state of a run. Worker messages, stop requests and clock ticks
//! are handled here, one at a time and in order.
//!
//! Each job has a thread of its own, which can do nothing but send messages. So no state is shared and no
//! lock is needed, and the events of a run have one order.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use fs_err as fs;

use super::compilation::Compilation;
use super::crate_clock::{CrateClock, name_and_version};
use super::repairs::Repairs;
use super::worker::{self, Message, News};
use super::workplace::Workplace;
use crate::api::{
    CompiledCrate, CompiledCrates, CompiledKind, Count, EngineError, EventKind, EventSink, FailedPackage,
    PackageError, PackageOutcome, Phase, Progress, RecentLines, Summary,
};
use crate::cargo::{CargoMessage, CompiledTarget, TargetRole};
use crate::package::JobNews;
use crate::schedule::{JobId, Schedule};
use crate::scratch::target_directory;

/// The longest time between two looks at the interrupt and at the number of idle processors.
const TICK: Duration = Duration::from_millis(100);

/// A job that was started and is not over.
struct Running {
    since: Instant,
    /// The last lines that its processes have printed.
    output: RecentLines,
    crates: CompiledCrates,
}

impl Running {
    fn since(since: Instant) -> Self {
        Self { since, output: RecentLines::default(), crates: CompiledCrates::default() }
    }
}

/// How far a run is on its way to an early end.
#[derive(Default)]
struct Ending {
    /// The number of stop requests that were acted upon.
    stops: u8,
    /// True if nothing more is started: after a stop request, or after a failure with `fail_fast`.
    is_abandoned: bool,
}

/// The state of a run.
pub(super) struct Dispatcher<'w, 'e, W> {
    workplace: &'w W,
    events: EventSink<'e>,
    schedule: Schedule,
    compilation: Compilation,
    clock: CrateClock,
    fresh: BTreeMap<JobId, PackageOutcome>,
    running: BTreeMap<JobId, Running>,
    outcomes: BTreeMap<JobId, PackageOutcome>,
    repairs: Repairs,
    /// For how many packages cargo compiled other crates than were listed.
    inventory_differs: usize,
    ending: Ending,
    /// How many packages were stale when the run began.
    stale: usize,
    /// The progress of which the caller was told last; `None` before the run has started.
    told: Option<Progress>,
    /// The time of the last tick.
    ticked: Instant,
}

impl<'w, 'e, W: Workplace> Dispatcher<'w, 'e, W> {
    /// A dispatcher for all jobs that are not fresh.
    pub(super) fn new(
        workplace: &'w W,
        compilation: Compilation,
        fresh: BTreeMap<JobId, PackageOutcome>,
        events: EventSink<'e>,
    ) -> Self {
        let options = workplace.options();
        Self {
            workplace,
            events,
            schedule: Schedule::new(compilation.work(), options.jobs.get(), options.max_memory),
            compilation,
            clock: CrateClock::default(),
            fresh,
            running: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            inventory_differs: 0,
            repairs: Repairs::default(),
            ending: Ending::default(),
            stale: 0,
            told: None,
            ticked: Instant::now(),
        }
    }

    /// Does all jobs. Blocks until each of them is over.
    pub(super) fn run(mut self) -> Result<Summary, EngineError> {
        let jobs = self.workplace.options().jobs.get();
        let stale = self.compilation.jobs().filter(|job| !self.fresh.contains_key(job));
        let packages: Vec<_> = stale.map(|job| self.workplace.label(job)).collect();
        self.stale = packages.len();
        self.events.send(EventKind::RunStarted { packages, jobs });
        self.tell_progress();
        for (job, outcome) in std::mem::take(&mut self.fresh) {
            self.schedule.skip(job);
            self.conclude(job, outcome);
        }
        let (sender, receiver) = channel();
        thread::scope(|scope| self.dispatch(scope, &sender, &receiver));
        self.finish()
    }

    fn dispatch<'scope>(
        &mut self,
        scope: &'scope Scope<'scope, 'w>,
        sender: &Sender<Message>,
        receiver: &Receiver<Message>,
    ) {
        while !self.schedule.is_done() {
            self.check_interrupt();
            self.tick();
            while let Some(job) = self.schedule.start_next(self.workplace.jobserver().idle()) {
                self.start(job, scope, sender.clone());
            }
            match receiver.recv_timeout(TICK) {
                Ok(message) => self.receive(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("this function holds a sender"),
            }
        }
    }

    fn tick(&mut self) {
        if self.ticked.elapsed() >= TICK {
            self.ticked = Instant::now();
            self.schedule.settle();
        }
        if self.schedule.is_at_rest() {
            // Killed processes do not put their tokens back. If that cannot be done here either, the next
            // packages have fewer processors.
            let _unfilled = self.workplace.jobserver().refill();
        }
    }

    fn start<'scope>(&mut self, job: JobId, scope: &'scope Scope<'scope, 'w>, sender: Sender<Message>) {
        let workplace = self.workplace;
        workplace.watch_children();
        let directory = workplace.target_directory(job);
        if self.schedule.is_beside_others(job) {
            target_directory::unlock(directory);
        } else if self.repairs.empties(job) {
            // If the directory cannot be emptied, the build fails again and says why.
            let _kept = target_directory::empty(directory);
        }
        if self.running.insert(job, Running::since(Instant::now())).is_none() {
            self.events.send(EventKind::PackageStarted { package: workplace.label(job) });
        }
        worker::spawn(scope, workplace, job, sender);
    }

    fn receive(&mut self, Message { job, news }: Message) {
        match news {
            News::Job(JobNews::Line(line)) => {
                self.clock.hear(job, &line, self.events.now());
                if let Some(running) = self.running.get_mut(&job) {
                    running.output.push(line.clone());
                }
                self.events.send(EventKind::Line { package: self.workplace.label(job), line });
            }
            News::Job(JobNews::InventoryDiffers(difference)) => {
                self.inventory_differs += 1;
                self.events
                    .send(EventKind::InventoryDiffers { package: self.workplace.label(job), difference });
            }
            News::Job(JobNews::ProgramsInstalled(programs)) => {
                self.events
                    .send(EventKind::ProgramsInstalled { package: self.workplace.label(job), programs });
            }
            News::Job(JobNews::NamesMachine(paths)) => {
                self.events.send(EventKind::NamesMachine { package: self.workplace.label(job), paths });
            }
            News::Job(JobNews::Cargo(message)) => self.on_cargo_message(job, &message),
            News::Job(JobNews::Phase(phase)) => {
                match phase {
                    Phase::Compiling => self.compilation.begin(job),
                    Phase::Inspecting => {
                        self.compilation.end(job);
                        self.schedule.end_compile(job);
                    }
                    Phase::Preparing | Phase::Packaging | Phase::Testing => {}
                }
                self.events.send(EventKind::PhaseStarted { package: self.workplace.label(job), phase });
                self.tell_progress();
            }
            News::Over(Ok(_)) if self.repairs.settle(job) => self.repeat(job),
            News::Over(Ok(built)) => {
                self.schedule.finish(job);
                self.conclude(job, PackageOutcome::Built(built));
            }
            News::Over(Err(error)) => self.on_failure(job, error),
            News::Panicked(panic) => {
                self.workplace.jobserver().open();
                self.workplace.stop_children(true);
                resume_unwind(panic)
            }
        }
    }

    /// A worker passes on a message of cargo's about a unit.
    fn on_cargo_message(&mut self, job: JobId, message: &CargoMessage) {
        if let CargoMessage::ScriptRan { package, .. } = message {
            self.clock.script_ran(job, package, self.events.now());
        }
        let CargoMessage::Compiled(target) = message else {
            return;
        };
        self.tell_compiled(job, target);
        self.schedule.announce(job, &self.compilation.completed(job, target));
        self.tell_progress();
        let Some(first) = self.compilation.compiled_before(job, target) else {
            return;
        };
        self.repairs.count_compiled_twice();
        self.events.send(EventKind::CompiledTwice {
            package: self.workplace.label(job),
            first: self.workplace.label(first),
            unit: target.package.clone(),
        });
        if !self.schedule.were_beside(job, first) {
            return;
        }
        // One of them may have read a file that the other was just writing.
        self.repairs.doubt(job);
        if matches!(self.outcomes.get(&first), Some(PackageOutcome::Built(_))) {
            self.repeat(first);
        } else {
            self.repairs.doubt(first);
        }
    }

    /// Counts a target that cargo is done with, and tells the caller of one that it has compiled.
    fn tell_compiled(&mut self, job: JobId, target: &CompiledTarget) {
        let crates = self.running.get_mut(&job).map(|running| &mut running.crates);
        if let Some(crates) = crates.filter(|_| target.role == TargetRole::Library) {
            *(if target.is_fresh { &mut crates.fresh } else { &mut crates.compiled }) += 1;
        }
        if !target.is_fresh {
            let began = self.clock.compiled(job, target, self.events.now());
            let compiled = CompiledCrate { began, ..compiled_crate(target) };
            self.events.send(EventKind::CrateCompiled { package: self.workplace.label(job), compiled });
        }
    }

    fn on_failure(&mut self, job: JobId, error: PackageError) {
        // Ctrl-C reaches child processes too, and a child that it has ended may be reported before the
        // interrupt is.
        self.check_interrupt();
        let beside = self.schedule.end_compile(job);
        let is_repeatable = !self.ending.is_abandoned && matches!(error, PackageError::Compile(_));
        // Two jobs that compile the same unit against expectation can make each other fail. A fault of the
        // package's own shows up again, and soon: its dependencies are compiled.
        if is_repeatable && (self.note_damage(job) || !beside.is_empty()) {
            self.repeat(job);
        } else {
            self.fail(job, error);
        }
    }

    fn note_damage(&mut self, job: JobId) -> bool {
        let output = self.running.get(&job).into_iter().flat_map(|running| running.output.iter());
        self.repairs.note_damage(job, self.workplace.target_directory(job), output)
    }

    /// Repeats a job with no other beside it. If the run is about to end, the next run does it.
    fn repeat(&mut self, job: JobId) {
        self.repairs.settle(job);
        // Now and not when the job starts: if the run ends first, the next one must not take the package for
        // fresh.
        self.workplace.distrust(job);
        if self.ending.is_abandoned {
            self.schedule.finish(job);
            self.conclude(job, PackageOutcome::Interrupted);
            return;
        }
        self.compilation.forget(job);
        self.clock.forget(job);
        self.schedule.repeat_alone(job);
        if let Some(running) = self.running.get_mut(&job) {
            *running = Running::since(running.since);
        }
        self.events.send(EventKind::PackageRepeated { package: self.workplace.label(job) });
    }

    fn fail(&mut self, job: JobId, error: PackageError) {
        let blocked = self.schedule.fail(job);
        if self.ending.stops > 0 {
            self.conclude(job, PackageOutcome::Interrupted);
            return;
        }
        let by = self.workplace.label(job).plan().name.to_string();
        let output = self.running.get_mut(&job).map(|running| std::mem::take(&mut running.output));
        let output = output.unwrap_or_default();
        let log = self.workplace.log(job).to_owned();
        self.conclude(job, PackageOutcome::Failed(FailedPackage { error: Arc::new(error), output, log }));
        for job in blocked {
            self.conclude(job, PackageOutcome::Blocked { by: by.clone() });
        }
        if self.workplace.options().fail_fast {
            self.abandon();
        }
    }

    /// Starts nothing more. Jobs that run go on.
    fn abandon(&mut self) {
        self.ending.is_abandoned = true;
        for job in self.schedule.abandon() {
            self.conclude(job, PackageOutcome::Interrupted);
        }
    }

    /// Acts on a stop request of the caller, if there is one.
    fn check_interrupt(&mut self) {
        let interrupt = &self.workplace.options().interrupt;
        let (requested, forced) = (interrupt.is_requested(), interrupt.is_forced());
        if !requested {
            return;
        }
        let wanted = if forced { 2 } else { 1 };
        if self.ending.stops < wanted {
            self.ending.stops = wanted;
            self.events.send(EventKind::Interrupted { forced });
            self.abandon();
            self.workplace.jobserver().open();
        }
        // On every tick, because a script may have started another process since the last one.
        self.workplace.stop_children(forced);
    }

    fn conclude(&mut self, job: JobId, outcome: PackageOutcome) {
        let running = self.running.remove(&job).map(|running| (running.since.elapsed(), running.crates));
        let (duration, crates) = running.unwrap_or_default();
        self.clock.forget(job);
        self.outcomes.insert(job, outcome.clone());
        if !(outcome.is_fresh() || matches!(outcome, PackageOutcome::Built(_))) {
            self.compilation.give_up(job);
        }
        let package = self.workplace.label(job);
        self.events.send(EventKind::PackageFinished { package, outcome, duration, crates });
        self.tell_progress();
    }

    /// Tells the caller how far the run has come, if that is news.
    fn tell_progress(&mut self) {
        let was_stale = |outcome: &&PackageOutcome| !outcome.is_fresh();
        let done = self.outcomes.values().filter(was_stale).count();
        let packages = Count { done, total: self.stale };
        let crates = self.compilation.crates();
        let is_told = |told: Progress| (told.packages, told.crates) == (packages, crates);
        if self.stale > 0 && !self.told.is_some_and(is_told) {
            let progress = Progress { crates, packages, remaining: self.compilation.remaining() };
            self.told = Some(progress);
            self.events.send(EventKind::Progressed { progress });
        }
    }

    /// Everything that is done once, after the last job.
    fn finish(mut self) -> Result<Summary, EngineError> {
        for statistics in self.workplace.finish_caches() {
            self.events.send(EventKind::CacheStatistics { statistics });
        }
        self.compilation.keep_timings();
        let channel = self.workplace.channel().to_owned();
        let built = self.outcomes.values().filter_map(|outcome| match outcome {
            PackageOutcome::Built(package) => Some(package),
            _ => None,
        });
        self.workplace.publish(&built.collect::<Vec<_>>())?;
        self.events.send(EventKind::ChannelIndexed { channel: channel.clone() });
        let outcomes = std::mem::take(&mut self.outcomes).into_iter();
        let summary = Summary {
            outcomes: outcomes.map(|(job, outcome)| (self.workplace.label(job), outcome)).collect(),
            channel,
            interrupted: self.ending.stops > 0,
            compiled_twice: self.repairs.compiled_twice(),
            inventory_differs: self.inventory_differs,
        };
        self.events.send(EventKind::RunFinished { summary: summary.clone() });
        Ok(summary)
    }
}

/// A target that cargo has compiled, without the time when that began.
fn compiled_crate(target: &CompiledTarget) -> CompiledCrate {
    let (name, version) = name_and_version(&target.package);
    let sizes = target.files.iter().filter_map(|file| fs::metadata(file).ok());
    CompiledCrate {
        name,
        version,
        id: target.package.clone(),
        kind: match target.role {
            TargetRole::BuildScript => CompiledKind::BuildScript,
            TargetRole::Library => CompiledKind::Library,
            TargetRole::ForeignLibrary => CompiledKind::ForeignLibrary,
            TargetRole::Program => CompiledKind::Program,
            TargetRole::Other => CompiledKind::Other,
        },
        features: target.features.iter().cloned().collect(),
        size: sizes.map(|metadata| metadata.len()).max(),
        began: None,
    }
}
