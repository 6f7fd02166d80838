//! The dispatcher: one loop that everything reaches in one line.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;

use super::compilation::Compilation;
use crate::api::{
    BuiltPackage, EngineError, Event, EventKind, FailedPackage, PackageError, PackageLabel, PackageOutcome,
    Phase, Status, Summary,
};
use crate::cargo::CargoMessage;
use crate::freshness::Record;
use crate::package::{self, JobContext, JobNews, Tell};
use crate::rattler::block_on;
use crate::schedule::{JobId, Schedule};
use crate::scratch::target_directory;
use crate::system::children::Children;

/// How often the loop looks whether it was asked to stop, and whether a processor is idle.
const TICK: Duration = Duration::from_millis(100);

/// What a worker says.
struct Message {
    job: JobId,
    news: News,
}

enum News {
    Job(JobNews),
    Over(Result<BuiltPackage, PackageError>),
    /// A bug of ours: the run must not wait for a job that is gone.
    Panicked(Box<dyn std::any::Any + Send>),
}

/// A job that was started.
struct Running {
    since: Instant,
    output: Vec<String>,
}

pub(crate) struct Dispatcher<'a> {
    context: &'a JobContext<'a>,
    began: Instant,
    on_event: &'a mut dyn FnMut(Event),
    labels: Vec<PackageLabel>,
    schedule: Schedule,
    fresh: BTreeMap<JobId, BuiltPackage>,
    compilation: Compilation,
    running: BTreeMap<JobId, Running>,
    outcomes: BTreeMap<JobId, PackageOutcome>,
    /// Jobs whose package may have been made while another compiled what it is made of.
    doubtful: BTreeSet<JobId>,
    compiled_twice: usize,
    /// Target directories that were found damaged, and the jobs before which they are emptied.
    emptied: BTreeSet<Utf8PathBuf>,
    to_empty: BTreeSet<JobId>,
    /// The processes of this run; nothing as long as none was started.
    children: Option<Children>,
    ticked: Instant,
    /// How often a stop was acted upon.
    stops: u8,
    /// Whether nothing more is to be started.
    is_abandoned: bool,
}

impl<'a> Dispatcher<'a> {
    /// A dispatcher for all that is not fresh.
    pub(crate) fn new(
        context: &'a JobContext<'a>,
        statuses: &[Status],
        began: Instant,
        on_event: &'a mut dyn FnMut(Event),
    ) -> Self {
        let options = context.request.options;
        let fresh = |(index, status): (usize, &Status)| match status {
            Status::Fresh(built) if !options.force => Some((JobId(index), built.clone())),
            Status::Fresh(_) | Status::Stale(_) => None,
        };
        let fresh: BTreeMap<_, _> = statuses.iter().enumerate().filter_map(fresh).collect();
        let compilation = Compilation::new(context, |job| fresh.contains_key(&job));
        Self {
            context,
            began,
            on_event,
            labels: context.jobs.iter().map(|job| job.label.clone()).collect(),
            schedule: Schedule::new(compilation.work(context), options.jobs.get(), options.max_memory),
            fresh,
            compilation,
            running: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            compiled_twice: 0,
            emptied: BTreeSet::new(),
            to_empty: BTreeSet::new(),
            children: None,
            ticked: Instant::now(),
            stops: 0,
            is_abandoned: false,
        }
    }

    pub(crate) fn run(mut self) -> Result<Summary, EngineError> {
        let jobs = self.context.request.options.jobs.get();
        let stale = (0..self.labels.len()).map(JobId).filter(|job| !self.fresh.contains_key(job));
        let packages = stale.map(|job| self.label(job)).collect();
        self.tell(EventKind::RunStarted { packages, jobs });
        for (job, built) in std::mem::take(&mut self.fresh) {
            self.schedule.skip(job);
            self.conclude(job, PackageOutcome::Fresh(built));
        }
        let (sender, receiver) = channel();
        thread::scope(|scope| self.dispatch(scope, &sender, &receiver));
        self.finish()
    }

    fn dispatch<'scope>(
        &mut self,
        scope: &'scope Scope<'scope, 'a>,
        sender: &Sender<Message>,
        receiver: &Receiver<Message>,
    ) {
        while !self.schedule.is_done() {
            self.heed_interrupt();
            self.tick();
            while let Some(job) = self.schedule.start_next(self.context.jobserver.idle()) {
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
            // What cannot be put back is missed by the next packages, which then are compiled one after another.
            let _unfilled = self.context.jobserver.refill();
        }
    }

    fn start<'scope>(&mut self, job: JobId, scope: &'scope Scope<'scope, 'a>, sender: Sender<Message>) {
        let context = self.context;
        self.children.get_or_insert_with(Children::watch);
        let directory = context.target_directory(&context.jobs[job.0]);
        if self.schedule.is_beside_others(job) {
            target_directory::unlock(&directory);
        } else if self.to_empty.remove(&job) {
            // If it cannot be emptied, the build says what is wrong with it.
            let _kept = target_directory::empty(&directory);
        }
        if self.running.insert(job, Running { since: Instant::now(), output: Vec::new() }).is_none() {
            self.tell(EventKind::PackageStarted { package: self.label(job) });
        }
        scope.spawn(move || {
            let news = sender.clone();
            // The dispatcher outlives its workers; a message that nobody reads is no loss.
            let tell: Arc<Tell> = Arc::new(move |told| {
                drop(news.send(Message { job, news: News::Job(told) }));
            });
            let work = AssertUnwindSafe(|| package::make(context, &context.jobs[job.0], &tell));
            let news = match catch_unwind(work) {
                Ok(result) => News::Over(result),
                Err(panic) => News::Panicked(panic),
            };
            drop(sender.send(Message { job, news }));
        });
    }

    fn receive(&mut self, Message { job, news }: Message) {
        match news {
            News::Job(JobNews::Output(line)) => {
                if let Some(running) = self.running.get_mut(&job) {
                    running.output.push(line.clone());
                }
                self.tell(EventKind::Output { package: self.label(job), line });
            }
            News::Job(JobNews::Cargo(message)) => self.hear(job, &message),
            News::Job(JobNews::Phase(phase)) => {
                if phase == Phase::Inspecting {
                    self.compilation.end(job);
                    self.schedule.end_compile(job);
                }
                self.tell(EventKind::PhaseStarted { package: self.label(job), phase });
            }
            News::Over(Ok(_)) if self.doubtful.remove(&job) => self.repeat(job),
            News::Over(Ok(built)) => {
                self.schedule.finish(job);
                self.conclude(job, PackageOutcome::Built(built));
            }
            News::Over(Err(error)) => {
                // Ctrl-C reaches children too, and they may be the first to say so.
                self.heed_interrupt();
                let beside = self.schedule.end_compile(job);
                let is_worth_it = !self.is_abandoned && matches!(error, PackageError::Compile { .. });
                // Two that compile the same, against what was foreseen, can make each other fail. A fault of the package's
                // own shows up again, and soon: what it is made of is compiled.
                if is_worth_it && (self.notes_damage(job) || !beside.is_empty()) {
                    self.repeat(job);
                } else {
                    self.fail(job, error);
                }
            }
            News::Panicked(panic) => {
                self.context.jobserver.open();
                self.stop_children(true);
                resume_unwind(panic)
            }
        }
    }

    /// Whether a build failed for what an earlier one has left. The directory is emptied then, once in a run, before the package
    /// is tried again.
    fn notes_damage(&mut self, job: JobId) -> bool {
        let output = self.running.get(&job).map(|running| running.output.as_slice()).unwrap_or_default();
        if !output.iter().any(|line| target_directory::is_complaint(line)) {
            return false;
        }
        let directory = self.context.target_directory(&self.context.jobs[job.0]);
        let is_new = self.emptied.insert(directory);
        if is_new {
            self.to_empty.insert(job);
        }
        is_new
    }

    /// cargo says what it has compiled.
    fn hear(&mut self, job: JobId, message: &CargoMessage) {
        let CargoMessage::Compiled(target) = message else {
            return;
        };
        self.schedule.announce(job, &self.compilation.completed(job, target));
        let Some(first) = self.compilation.compiled_before(job, target) else {
            return;
        };
        self.compiled_twice += 1;
        let package = self.label(job);
        let (unit, first_package) = (target.package.clone(), self.label(first));
        self.tell(EventKind::CompiledTwice { package, first: first_package, unit });
        if !self.schedule.were_beside(job, first) {
            return;
        }
        // One may have read what the other was just writing.
        self.doubtful.insert(job);
        if matches!(self.outcomes.get(&first), Some(PackageOutcome::Built(_))) {
            self.repeat(first);
        } else {
            self.doubtful.insert(first);
        }
    }

    /// Makes a package once more, with nobody beside it; or leaves that to the next run, if this one is to end.
    fn repeat(&mut self, job: JobId) {
        self.doubtful.remove(&job);
        // Should it not come to that, what was made must not pass for right. Without the record, if it cannot be removed, the
        // next run would believe it; but then the job could not have begun either.
        let _unremoved = Record::remove(self.context.jobs[job.0].scratch.record());
        if self.is_abandoned {
            self.schedule.finish(job);
            self.conclude(job, PackageOutcome::Interrupted);
            return;
        }
        self.compilation.forget(job);
        self.schedule.repeat_alone(job);
        if let Some(running) = self.running.get_mut(&job) {
            running.output.clear();
        }
        self.tell(EventKind::PackageRepeated { package: self.label(job) });
    }

    fn fail(&mut self, job: JobId, error: PackageError) {
        let blocked = self.schedule.fail(job);
        if self.stops > 0 {
            self.conclude(job, PackageOutcome::Interrupted);
            return;
        }
        let by = self.label(job).plan().name.to_string();
        let output = self.running.get_mut(&job).map(|running| std::mem::take(&mut running.output));
        let log = self.context.jobs[job.0].scratch.log().to_owned();
        let output = output.unwrap_or_default().into();
        self.conclude(job, PackageOutcome::Failed(FailedPackage { error: Arc::new(error), output, log }));
        for job in blocked {
            self.conclude(job, PackageOutcome::Blocked { by: by.clone() });
        }
        if self.context.request.options.fail_fast {
            self.abandon();
        }
    }

    /// Starts nothing more; what runs is let go on.
    fn abandon(&mut self) {
        self.is_abandoned = true;
        for job in self.schedule.abandon() {
            self.conclude(job, PackageOutcome::Interrupted);
        }
    }

    fn heed_interrupt(&mut self) {
        let interrupt = &self.context.request.options.interrupt;
        let (requested, forced) = (interrupt.is_requested(), interrupt.is_forced());
        if !requested {
            return;
        }
        let wanted = if forced { 2 } else { 1 };
        if self.stops < wanted {
            self.stops = wanted;
            self.tell(EventKind::Interrupted { forced });
            self.abandon();
            self.context.jobserver.open();
        }
        // At each tick anew: a script may have started another process in between.
        self.stop_children(forced);
    }

    fn stop_children(&self, forced: bool) {
        if let Some(children) = &self.children {
            children.stop(forced);
        }
    }

    fn conclude(&mut self, job: JobId, outcome: PackageOutcome) {
        let duration = self.running.remove(&job).map(|running| running.since.elapsed()).unwrap_or_default();
        self.outcomes.insert(job, outcome.clone());
        self.tell(EventKind::PackageFinished { package: self.label(job), outcome, duration });
    }

    fn finish(mut self) -> Result<Summary, EngineError> {
        let environments = &self.context.environments.ready;
        for cache in environments.iter().filter_map(|environment| environment.cache.as_ref()) {
            if let Some(statistics) = cache.finish() {
                self.tell(EventKind::CacheStatistics { statistics });
            }
        }
        self.compilation.keep_timings();
        let channel = self.context.channel.directory().to_owned();
        let is_fresh = |outcome: &PackageOutcome| matches!(outcome, PackageOutcome::Fresh(_));
        let indexed = if self.outcomes.values().all(is_fresh) {
            // The index was read, and names them all.
            Ok(())
        } else {
            block_on(self.context.channel.update_index())
        };
        if indexed.is_ok() {
            self.tell(EventKind::ChannelIndexed { channel: channel.clone() });
        }
        let outcomes = std::mem::take(&mut self.outcomes);
        let outcomes = outcomes.into_iter().map(|(job, outcome)| (self.label(job), outcome)).collect();
        let summary = Summary {
            outcomes,
            channel: channel.clone(),
            interrupted: self.stops > 0,
            compiled_twice: self.compiled_twice,
        };
        self.tell(EventKind::RunFinished { summary: summary.clone() });
        indexed.map_err(|source| EngineError::Index { channel, source })?;
        Ok(summary)
    }

    fn label(&self, job: JobId) -> PackageLabel {
        self.labels[job.0].clone()
    }

    fn tell(&mut self, kind: EventKind) {
        (self.on_event)(Event { at: self.began.elapsed(), kind });
    }
}
