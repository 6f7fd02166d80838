//! The remedies for errors of a run, which are shown to the user after `help:`.
//!
//! The match over all errors is exhaustive, so that an error that is added gets a decision too.

use super::complaint::Complaint;
use super::engine::{EngineError, TakenNumber};
use super::fault::Fault;
use super::step::StepError;
use super::unresolved::advice;

/// How the user chooses the channel's directory.
const CHANNEL: &str = "pass `--output-dir`";

/// How the user chooses Cargo's target directory. The channel and the scratch directory are in it by default.
const TARGET_DIRECTORY: &str = "set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`";

impl EngineError {
    /// The remedy, as a sentence for the user; `None` if the message says what to do, or if none is known.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::VariableInPath { .. } | Self::SpaceInPath { .. } => {
                Some(format!("choose another target directory: {TARGET_DIRECTORY}"))
            }
            Self::TooDeep { .. } => Some(format!("choose a shorter target directory: {TARGET_DIRECTORY}")),
            Self::IgnoredLockFile(error) => Some(error.help()),
            Self::Publish(error) => error.help(),
            Self::ForeignPlatform { .. } => Some(
                "build with `--toolchain conda`, whose compilers also build for other platforms".to_owned(),
            ),
            Self::RustTooOld { toolchain_file: Some(path), .. } => {
                Some(format!("name a newer toolchain in `{path}`, or build with `--toolchain conda`"))
            }
            Self::RustTooOld { toolchain_file: None, .. } => Some(
                "update the toolchain (with rustup: `rustup update`), or build with `--toolchain conda`"
                    .to_owned(),
            ),
            Self::SecretNotSet { name } => Some(format!(
                "set the environment variable `{name}`, or remove it from `secrets` in the manifests"
            )),
            Self::InvalidChannel { .. } => {
                Some("write a name such as `conda-forge`, a URL, or the path of a directory".to_owned())
            }
            Self::Against { source, .. } => advice_on_channel(source, ", or build without `--against`"),
            Self::UnreadChannel { source, .. } | Self::Install { source, .. } => advice_on_channel(source, ""),
            Self::NumbersTaken { taken } => taken.first().map(|TakenNumber { package, next, .. }| {
                format!(
                    "write `build-number = {next}` for {package}, or `build-number = \"auto\"`, which takes the \
                     next number by itself; `cargo conda why` says what differs"
                )
            }),
            Self::Forget { directory, .. } => {
                Some(format!("delete `{directory}`; the next run compiles its packages from scratch"))
            }
            Self::Resolve { platform, cached, source, .. } => advice(*platform, *cached, &source.to_string()),
            Self::Prepare { .. } | Self::Lock { .. } if self.fault() == Fault::Machine => Some(format!(
                "this machine does not allow it: check permissions and free space, or choose another directory: {CHANNEL}, \
                 {TARGET_DIRECTORY}"
            )),
            Self::Prepare { .. } | Self::Lock { .. } => {
                Some(format!("choose another directory: {CHANNEL}, {TARGET_DIRECTORY}"))
            }
            Self::Move { .. } => Some(
                "check permissions and free space; the next run moves them there, without building them again"
                    .to_owned(),
            ),
            Self::Unwritten { variable, .. } => {
                let advice = match self.fault() {
                    Fault::Machine => "this machine does not allow it: check permissions and free space",
                    _ if variable.is_some() => "a file is where a directory has to be",
                    _ => "a file is where a directory has to be: remove it, or name another directory",
                };
                let other = variable.map(|name| format!(", or choose another directory: set `{name}`"));
                Some(format!("{advice}{}", other.unwrap_or_default()))
            }
            Self::ForeignArchive { .. } => Some(
                "delete it, or move it into the folder of the platform that it is for".to_owned(),
            ),
            Self::Clean { .. } if self.fault() == Fault::Machine => {
                Some("this machine does not allow it: check permissions".to_owned())
            }
            Self::InterruptedWhileWaiting
            | Self::Interrupted
            | Self::ArchivesDiffer { .. }
            | Self::RattlerConfig(_)
            | Self::Recipe { .. }
            | Self::NoChannel { .. }
            | Self::NotAnArchive { .. }
            | Self::NoArchives { .. }
            | Self::NoPackages { .. }
            | Self::NotAChannel { .. }
            | Self::VariantFile { .. }
            | Self::Clean { .. }
            | Self::Activate { .. }
            | Self::VirtualPackages { .. }
            | Self::Jobserver { .. }
            | Self::Index { .. } => None,
        }
    }
}

fn advice_on_channel(source: &StepError, or: &str) -> Option<String> {
    Complaint::read(&source.to_string())?.advice_on_channel(or)
}
