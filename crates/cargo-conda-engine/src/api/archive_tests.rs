//! Testing finished packages: what is asked for, and what becomes of each archive.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;

use super::emulator::Emulators;
use super::error::PackageError;
use super::interrupt::Interrupt;
use super::request::{ChannelPriority, Network};

/// Which finished packages are tested, and how.
#[derive(Debug, Clone)]
pub struct TestRequest {
    /// Directories of channels, and archives.
    pub places: Vec<Utf8PathBuf>,
    /// Channels with the packages that archives depend on, the one with the highest priority first. Archives
    /// without run dependencies are tested without them.
    pub channels: Vec<String>,
    /// Which channel a dependency is taken from.
    pub channel_priority: ChannelPriority,
    /// Whether dependencies may be fetched.
    pub network: Network,
    /// The platform of this machine.
    pub platform: Platform,
    /// The commands through which tests of packages for other platforms run.
    pub emulators: Emulators,
    /// How many archives are tested at the same time.
    pub jobs: NonZeroUsize,
    /// The time that one archive may take to install and test.
    pub limit: Duration,
    /// A directory for environments. What is made in it is deleted again.
    pub scratch: Utf8PathBuf,
    /// Stops the tests.
    pub interrupt: Interrupt,
}

/// What became of an archive.
#[derive(Debug, Clone)]
pub struct TestedArchive {
    /// The path of the archive.
    pub file: Utf8PathBuf,
    /// The platform that the package is for.
    pub platform: Platform,
    /// How its tests ended.
    pub outcome: TestOutcome,
    /// How long installing and testing took; zero if it never began.
    pub duration: Duration,
}

/// How the tests of an archive ended.
#[derive(Debug, Clone)]
pub enum TestOutcome {
    /// The package was installed, and all its tests succeeded.
    Passed,
    /// This machine does not run programs of the package's platform, so nothing was tested.
    CannotRunHere,
    /// The package could not be installed, or a test failed.
    Failed {
        /// What went wrong.
        error: Arc<PackageError>,
        /// The lines that the tests printed, in order.
        output: Vec<String>,
    },
    /// The tests were stopped before this archive was done.
    Interrupted,
}
