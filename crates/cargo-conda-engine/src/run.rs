//! The dispatcher: one loop that everything reaches in one line.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use cargo_conda_plan::{PackagePlan, Toolchain};

use crate::channel::Channel;
use crate::children::Children;
use crate::environments::Preparation;
use crate::error::{EngineError, PackageError};
use crate::event::{
    BuiltPackage, Event, EventKind, FailedPackage, PackageLabel, PackageOutcome, Phase, Summary,
};
use crate::job::{self, JobContext, JobNews, Tell};
use crate::jobs;
use crate::lock::ScratchLock;
use crate::rattler::{RattlerSession, SessionOptions, block_on};
use crate::request::{BuildRequest, TestPolicy};
use crate::schedule::{JobId, Schedule};
use crate::scratch::Scratch;

/// How often the loop looks whether it was asked to stop.
const TICK: Duration = Duration::from_millis(100);

/// Builds what is planned and says what happens through `on_event`, which is called on this thread only.
///
/// A package that fails does not stop the others, unless the options say so.
///
/// # Errors
///
/// What keeps the run as a whole from being made. Failures of packages are in the summary.
pub fn build(request: BuildRequest<'_>, on_event: &mut dyn FnMut(Event)) -> Result<Summary, EngineError> {
    let began = Instant::now();
    let options = request.options;
    check_request(request)?;
    let session = RattlerSession::new(&SessionOptions {
        build_platform: options.build_platform,
        channels: &request.plan.channels,
        priority: options.channel_priority,
        network: options.network,
    })?;
    let scratch = Scratch::create(&options.scratch)?;
    for package in &request.plan.packages {
        scratch.package(package, None).check_depth(package.platform)?;
    }
    let _lock = ScratchLock::acquire(scratch.root(), &options.interrupt, |holder| {
        let kind = EventKind::Waiting { holder, scratch: scratch.root().to_owned() };
        on_event(Event { at: began.elapsed(), kind });
    })?;
    let platforms: BTreeSet<_> = request.plan.packages.iter().map(|package| package.platform).collect();
    let channel = Channel::create(&options.channel, platforms)?;
    block_on(channel.ensure_index())
        .map_err(|source| EngineError::Index { channel: channel.directory().to_owned(), source })?;
    let tell = &mut |kind| on_event(Event { at: began.elapsed(), kind });
    let environments = Preparation { request, session: &session, scratch: &scratch, tell }.run()?;
    let jobs = jobs::list(request, &session, &scratch, &environments.ready)?;
    let context = JobContext { request, session, scratch, channel, environments, jobs };
    Dispatcher::new(&context, began, on_event).run()
}

/// What can be told to be impossible before anything is done.
fn check_request(BuildRequest { plan, options, .. }: BuildRequest<'_>) -> Result<(), EngineError> {
    for group in plan.groups.values() {
        let (build, target) = (options.build_platform, group.platform);
        if group.toolchain == Toolchain::System && build != target {
            return Err(EngineError::ForeignPlatform { build, target });
        }
        if let Some(name) = group.secrets.iter().find(|name| options.environment.secret(name).is_none()) {
            return Err(EngineError::SecretNotSet { name: name.clone() });
        }
    }
    Ok(())
}

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

struct Dispatcher<'a> {
    context: &'a JobContext<'a>,
    began: Instant,
    on_event: &'a mut dyn FnMut(Event),
    labels: Vec<PackageLabel>,
    schedule: Schedule,
    running: BTreeMap<JobId, Running>,
    outcomes: BTreeMap<JobId, PackageOutcome>,
    children: Children,
    /// How often a stop was acted upon.
    stops: u8,
}

impl<'a> Dispatcher<'a> {
    fn new(context: &'a JobContext<'a>, began: Instant, on_event: &'a mut dyn FnMut(Event)) -> Self {
        let jobs = context.request.options.jobs.get();
        Self {
            context,
            began,
            on_event,
            labels: context.jobs.iter().map(|job| job.label.clone()).collect(),
            schedule: Schedule::new(&needs(context), jobs),
            running: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            children: Children::watch(),
            stops: 0,
        }
    }

    fn run(mut self) -> Result<Summary, EngineError> {
        let jobs = self.context.request.options.jobs.get();
        self.tell(EventKind::RunStarted { packages: self.labels.clone(), jobs });
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
            while let Some(job) = self.schedule.start_next() {
                self.start(job, scope, sender.clone());
            }
            match receiver.recv_timeout(TICK) {
                Ok(message) => self.receive(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("this function holds a sender"),
            }
        }
    }

    fn start<'scope>(&mut self, job: JobId, scope: &'scope Scope<'scope, 'a>, sender: Sender<Message>) {
        self.running.insert(job, Running { since: Instant::now(), output: Vec::new() });
        self.tell(EventKind::PackageStarted { package: self.label(job) });
        let context = self.context;
        scope.spawn(move || {
            let news = sender.clone();
            // The dispatcher outlives its workers; a message that nobody reads is no loss.
            let tell: Arc<Tell> = Arc::new(move |told| {
                drop(news.send(Message { job, news: News::Job(told) }));
            });
            let work = AssertUnwindSafe(|| job::make(context, &context.jobs[job.0], &tell));
            let news = match catch_unwind(work) {
                Ok(result) => News::Over(result),
                Err(panic) => News::Panicked(panic),
            };
            drop(sender.send(Message { job, news }));
        });
    }

    fn receive(&mut self, Message { job, news }: Message) {
        let package = self.label(job);
        match news {
            News::Job(JobNews::Output(line)) => {
                if let Some(running) = self.running.get_mut(&job) {
                    running.output.push(line.clone());
                }
                self.tell(EventKind::Output { package, line });
            }
            News::Job(JobNews::Phase(phase)) => {
                if phase == Phase::Inspecting {
                    self.schedule.release_compiler(job);
                }
                self.tell(EventKind::PhaseStarted { package, phase });
            }
            News::Over(Ok(built)) => {
                self.schedule.finish(job);
                self.conclude(job, PackageOutcome::Built(built));
            }
            News::Over(Err(error)) => {
                // Ctrl-C reaches children too, and they may be the first to say so.
                self.heed_interrupt();
                self.fail(job, error);
            }
            News::Panicked(panic) => {
                self.children.stop(true);
                resume_unwind(panic)
            }
        }
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
        }
        // At each tick anew: a script may have started another process in between.
        self.children.stop(forced);
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
        let channel = self.context.channel.directory().to_owned();
        let indexed = block_on(self.context.channel.index());
        if indexed.is_ok() {
            self.tell(EventKind::ChannelIndexed { channel: channel.clone() });
        }
        let outcomes = std::mem::take(&mut self.outcomes);
        let outcomes = outcomes.into_iter().map(|(job, outcome)| (self.label(job), outcome)).collect();
        let summary = Summary { outcomes, channel: channel.clone(), interrupted: self.stops > 0 };
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

/// For each job the jobs whose packages must be in the channel before its own is tested.
fn needs(context: &JobContext<'_>) -> Vec<BTreeSet<JobId>> {
    let jobs = &context.jobs;
    if context.request.options.tests == TestPolicy::Skip {
        return vec![BTreeSet::new(); jobs.len()];
    }
    let provides = |name: &str, of: &PackagePlan| -> Vec<JobId> {
        let is_needed = |other: &PackagePlan| {
            other.platform == of.platform && other.name.as_str() == name && other.name != of.name
        };
        (0..jobs.len()).filter(|&index| is_needed(jobs[index].package())).map(JobId).collect()
    };
    let needs = |package: &PackagePlan| {
        package.run_dependencies.iter().flat_map(|needed| provides(needed.name(), package)).collect()
    };
    jobs.iter().map(|job| needs(job.package())).collect()
}
