//! Tests an archive in a fresh environment: of a package that was just made, or of one that is finished.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::test_transcript::TestTranscript;
use crate::api::{Emulator, FailedTest, PackageError, TestCommand};
use crate::rattler::{RattlerSession, TestInputs, on_this_thread, runtime_with_log, with_emulated_tests};
use crate::system::{LogLine, children};

/// An archive that is going to be tested.
pub(crate) struct ArchiveTest<'a> {
    pub(crate) session: &'a RattlerSession,
    pub(crate) inputs: TestInputs<'a>,
    /// The command through which the tests run; `None` if the machine runs them itself.
    pub(crate) emulator: Option<&'a Emulator>,
    /// The time that installing and all tests may take together.
    pub(crate) limit: Duration,
}

impl ArchiveTest<'_> {
    /// Installs the archive and runs its tests, for a limited time. `failed_commands` tells what has failed,
    /// from the lines that the tests have printed.
    pub(super) async fn run(
        &self,
        failed_commands: impl FnOnce() -> Vec<TestCommand>,
    ) -> Result<(), PackageError> {
        let &Self { session, ref inputs, emulator, limit } = self;
        let &TestInputs { archive, platform, directory, .. } = inputs;
        let emulated =
            emulator.map(|emulator| with_emulated_tests(archive, directory, platform, emulator)).transpose();
        let refused = |reason| PackageError::Test(FailedTest { commands: Vec::new(), status: None, reason });
        let emulated = emulated.map_err(refused)?;
        let inputs = TestInputs { archive: emulated.as_deref().unwrap_or(archive), ..*inputs };
        match tokio::time::timeout(limit, Box::pin(session.test(&inputs))).await {
            Ok(Err(PackageError::Test(failed))) => {
                Err(PackageError::Test(FailedTest { commands: failed_commands(), ..failed }))
            }
            Ok(tested) => tested,
            Err(_elapsed) => {
                children::kill_those_in(directory);
                Err(PackageError::TestTimedOut { limit })
            }
        }
    }

    /// The same on the calling thread, for a finished package. Returns what the tests have printed, too.
    pub(crate) fn run_alone(&self) -> (Result<(), PackageError>, Vec<String>) {
        let printed: Arc<Mutex<Vec<String>>> = Arc::default();
        let lines = || printed.lock().unwrap_or_else(PoisonError::into_inner);
        let sink = Arc::clone(&printed);
        let log = runtime_with_log(Arc::new(move |line| {
            if let LogLine::Process(text) = line {
                sink.lock().unwrap_or_else(PoisonError::into_inner).push(text);
            }
        }));
        let (runtime, dispatch) = match log {
            Ok(log) => log,
            Err(error) => return (Err(PackageError::Prepare(error)), Vec::new()),
        };
        let failed_commands = || {
            let mut transcript = TestTranscript::default();
            lines().iter().for_each(|line| transcript.hear(line));
            // Whether the test is one that a plan has generated is not in the archive; its commands tell.
            transcript.failed(true)
        };
        let tested = on_this_thread(&dispatch, || runtime.block_on(self.run(failed_commands)));
        let printed = std::mem::take(&mut *lines());
        (tested, printed)
    }
}
