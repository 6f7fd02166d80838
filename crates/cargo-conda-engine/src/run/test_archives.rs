//! Tests finished packages, several at a time.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;

use crate::api::{EngineError, Packaging, StepError, TestOutcome, TestRequest, TestedArchive};
use crate::channel::archives_of;
use crate::package::ArchiveTest;
use crate::rattler::archive::{Identity, identity};
use crate::rattler::{RattlerSession, SessionOptions, TestInputs, packages_in};
use crate::system::children::Children;

/// How often a request to stop is looked for.
const TICK: Duration = Duration::from_millis(100);

/// An archive that is going to be tested.
struct Candidate {
    file: Utf8PathBuf,
    platform: Platform,
    /// The channel that the archive is in; `None` if it is in none.
    home: Option<Utf8PathBuf>,
    /// Its run requirements.
    depends: Vec<String>,
}

/// Tests finished packages in fresh environments, with the code that tests a package after it was built.
///
/// `on_tested` is called as soon as an archive is done, in any order. The answer has all archives, sorted by
/// path. Nothing is tested if one of the places is neither a channel with archives nor an archive.
pub fn test_archives(
    request: &TestRequest,
    on_tested: &mut dyn FnMut(&TestedArchive),
) -> Result<Vec<TestedArchive>, EngineError> {
    let candidates = candidates(&request.places)?;
    // Without channels nothing is fetched, so what is wrong with them must not matter.
    let needs_channels = candidates.iter().any(|candidate| packages_in(&candidate.depends).next().is_some());
    let session = RattlerSession::new(&SessionOptions {
        build_platform: request.platform,
        channels: if needs_channels { &request.channels } else { &[] },
        against: &[],
        priority: request.channel_priority,
        network: request.network,
        package_cache: None,
        packaging: Packaging::default(),
    })?;
    let scratch =
        tempfile::tempdir_in(&request.scratch).map_err(|source| unwritten(&request.scratch, source))?;
    let scratch = Utf8Path::from_path(scratch.path()).unwrap_or(&request.scratch);
    let bench = Bench { request, scratch, session: &session };
    Ok(bench.test_all(&candidates, on_tested))
}

/// The error of the directory in which environments are made: the system's directory for files of short life.
fn unwritten(directory: &Utf8Path, source: io::Error) -> EngineError {
    let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
    EngineError::Unwritten { path: directory.to_owned(), variable: Some(variable), source }
}

/// What all tests share.
struct Bench<'a> {
    request: &'a TestRequest,
    scratch: &'a Utf8Path,
    session: &'a RattlerSession,
}

impl Bench<'_> {
    fn test_all(
        &self,
        candidates: &[Candidate],
        on_tested: &mut dyn FnMut(&TestedArchive),
    ) -> Vec<TestedArchive> {
        let children = Children::watch();
        let next = AtomicUsize::new(0);
        let (sender, done) = channel();
        let sender = Mutex::new(sender);
        let mut tested = Vec::new();
        std::thread::scope(|scope| {
            for _ in 0..self.request.jobs.get().min(candidates.len()) {
                let own_sender = sender.lock().map(|sender| sender.clone());
                let Ok(own_sender) = own_sender else { break };
                let next = &next;
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(candidate) = candidates.get(number) else { return };
                        // The receiver lives until all threads have ended.
                        let _received = own_sender.send(self.test(candidate, number));
                    }
                });
            }
            let mut stopped = (false, false);
            while tested.len() < candidates.len() {
                match done.recv_timeout(TICK) {
                    Ok(archive) => {
                        on_tested(&archive);
                        tested.push(archive);
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                let interrupt = &self.request.interrupt;
                let asked = (interrupt.is_requested(), interrupt.is_forced());
                if asked != stopped {
                    children.stop(asked.1);
                    stopped = asked;
                }
            }
        });
        tested.sort_by(|one, other| one.file.cmp(&other.file));
        tested
    }

    fn test(&self, candidate: &Candidate, number: usize) -> TestedArchive {
        let began = Instant::now();
        let outcome = self.outcome(candidate, number);
        TestedArchive {
            file: candidate.file.clone(),
            platform: candidate.platform,
            outcome,
            duration: began.elapsed(),
        }
    }

    fn outcome(&self, candidate: &Candidate, number: usize) -> TestOutcome {
        let interrupt = &self.request.interrupt;
        if interrupt.is_requested() {
            return TestOutcome::Interrupted;
        }
        let TestRequest { platform, emulators, .. } = self.request;
        if !emulators.run_tests(*platform, candidate.platform) {
            return TestOutcome::CannotRunHere;
        }
        let directory = self.scratch.join(number.to_string());
        let home = candidate.home.as_deref();
        let inputs = TestInputs {
            archive: &candidate.file,
            platform: candidate.platform,
            directory: &directory,
            channels: home.as_slice(),
            depends: &candidate.depends,
        };
        let emulator = emulators.of(candidate.platform);
        let test = ArchiveTest { session: self.session, inputs, emulator, limit: self.request.limit };
        match test.run_alone() {
            (Ok(()), _) => TestOutcome::Passed,
            // A test that was ended fails, which says nothing of the package.
            (Err(_), _) if interrupt.is_requested() => TestOutcome::Interrupted,
            (Err(error), output) => TestOutcome::Failed { error: error.into(), output },
        }
    }
}

/// The archives of all places, each once, sorted by path.
fn candidates(places: &[Utf8PathBuf]) -> Result<Vec<Candidate>, EngineError> {
    let mut candidates = BTreeMap::new();
    for place in places {
        let files = if place.is_dir() { archives_of(place)? } else { vec![place.clone()] };
        if files.is_empty() {
            return Err(EngineError::NoArchives { path: place.clone() });
        }
        for file in files {
            let candidate = candidate(&file)?;
            candidates.insert(file, candidate);
        }
    }
    Ok(candidates.into_values().collect())
}

fn candidate(file: &Utf8Path) -> Result<Candidate, EngineError> {
    let refused = |source| EngineError::NotAnArchive { path: file.to_owned(), source };
    let Identity { subdir, depends, .. } = identity(file).map_err(refused)?;
    let folder = file.parent().and_then(Utf8Path::file_name);
    let platform = subdir.as_deref().or(folder).unwrap_or_default();
    let platform = platform.parse().map_err(|_not_known| {
        refused(StepError::of(format!(
            "it is for `{platform}`, and only packages for one platform are tested"
        )))
    })?;
    let home = file.ancestors().nth(2).filter(|home| home.join("noarch/repodata.json").is_file());
    Ok(Candidate { file: file.to_owned(), platform, home: home.map(ToOwned::to_owned), depends })
}
