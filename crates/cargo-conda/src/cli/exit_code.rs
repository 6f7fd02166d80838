//! Exit codes. They are an interface: scripts branch on them.

use std::process::ExitCode;

/// How the program ends. A panic, which is a bug of ours, ends with 101 as in any Rust program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// Everything that was asked for is done.
    Success,
    /// A build or a test of a package failed.
    Failed,
    /// What was asked for, or what a manifest says, cannot be acted on.
    BadInput,
    /// Somebody stopped the run.
    Interrupted,
}

impl Code {
    fn number(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::BadInput => 2,
            Self::Interrupted => 130,
        }
    }

    /// Ends the process without unwinding it.
    pub(crate) fn exit(self) -> ! {
        std::process::exit(self.number().into())
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.number())
    }
}
