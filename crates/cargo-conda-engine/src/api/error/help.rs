//! What to do about an error of the engine. The text lives beside the errors, so that an error that is added
//! gets one too.

use super::engine::EngineError;
use super::fault::Fault;
use super::unresolved::advice;

/// How a person chooses the channel's directory.
const CHANNEL: &str = "pass `--output-dir`";

/// How a person chooses the target directory, in which channel and scratch lie unless told otherwise.
const TARGET_DIRECTORY: &str = "set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`";

impl EngineError {
    /// What to do about it; `None` if the message says all there is to say.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::DollarInPath { .. } | Self::SpaceInPath { .. } => {
                Some(format!("choose another target directory: {TARGET_DIRECTORY}"))
            }
            Self::TooDeep { .. } => Some(format!("choose a shorter target directory: {TARGET_DIRECTORY}")),
            Self::ForeignPlatform { .. } => Some(
                "build with `--toolchain conda`, whose compilers also build for other platforms".to_owned(),
            ),
            Self::SecretNotSet { name } => Some(format!(
                "set the environment variable `{name}`, or remove it from `secrets` in the manifests"
            )),
            Self::InvalidChannel { .. } => {
                Some("write a name such as `conda-forge`, a URL, or the path of a directory".to_owned())
            }
            Self::Resolve { platform, cached, source, .. } => advice(*platform, *cached, &source.to_string()),
            Self::Prepare { .. } | Self::Lock { .. } if self.fault() == Fault::Machine => Some(format!(
                "this machine does not allow it: check permissions and free space, or choose another directory: {CHANNEL}, \
                 {TARGET_DIRECTORY}"
            )),
            Self::Prepare { .. } | Self::Lock { .. } => {
                Some(format!("choose another directory: {CHANNEL}, {TARGET_DIRECTORY}"))
            }
            Self::Clean { .. } if self.fault() == Fault::Machine => {
                Some("this machine does not allow it: check permissions".to_owned())
            }
            Self::InterruptedWhileWaiting
            | Self::Interrupted
            | Self::ArchivesDiffer { .. }
            | Self::RattlerConfig(_)
            | Self::Recipe { .. }
            | Self::NoChannel { .. }
            | Self::NotAChannel { .. }
            | Self::VariantFile { .. }
            | Self::Clean { .. }
            | Self::Install { .. }
            | Self::Activate { .. }
            | Self::VirtualPackages { .. }
            | Self::Jobserver { .. }
            | Self::Forget { .. }
            | Self::Index { .. } => None,
        }
    }
}
