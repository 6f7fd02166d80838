//! The output of `cargo conda test --format json`: one event a line.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::failure::FailureDocument;

/// One line of the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TestEventDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The event.
    #[serde(flatten)]
    pub body: TestEventBody,
}

/// An event; the name of the variant in `kebab-case` is the value of the key `event`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TestEventBody {
    /// An archive is done.
    PackageTested {
        /// Absolute path of the archive.
        file: Utf8PathBuf,
        /// The conda platform of the package.
        platform: String,
        /// How its tests ended.
        outcome: TestOutcomeWord,
        /// The error and its causes, joined by `: `; null unless the tests failed.
        error: Option<String>,
        /// What failed, in parts; null if the tests did not fail or there are no parts.
        failure: Option<Box<FailureDocument>>,
        /// The lines that the tests printed, in order; empty unless the tests failed.
        output: Vec<String>,
        /// Duration of installing and testing in seconds, to the millisecond.
        seconds: f64,
    },
    /// All archives are done; always the last line.
    Finished {
        /// The number of packages whose tests passed.
        passed: usize,
        /// The number of packages whose tests failed.
        failed: usize,
        /// The number of packages that this machine cannot run.
        not_tested: usize,
        /// The number of packages that were not tested because the tests were stopped.
        unfinished: usize,
    },
}

/// How the tests of an archive ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TestOutcomeWord {
    /// The package was installed and all its tests passed.
    Passed,
    /// The package could not be installed, or a test failed.
    Failed,
    /// This machine does not run programs of the package's platform.
    NotTested,
    /// The tests were stopped before.
    Interrupted,
    /// Any word that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}
