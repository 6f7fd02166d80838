//! Exit codes. They are an interface: scripts branch on them, and the book lists them.

use std::process::ExitCode;

/// How the program ends. A panic, which is a bug, ends it with 101 as in any Rust program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// 0: everything that was asked for is done.
    Success,
    /// 1: a package could not be built or tested, an audit has found something, or the machine did not let
    /// the program do its work: a directory is not writable, the disk is full, a channel cannot be reached.
    /// The same call may succeed later.
    Failed,
    /// 2: an argument, a manifest, or a file that one of them names is wrong. The same call fails until that
    /// is corrected.
    BadInput,
    /// 130: a signal stopped the run, or the reader of its report closed the pipe.
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

    /// Ends the process at once, without unwinding.
    pub(crate) fn exit(self) -> ! {
        std::process::exit(self.number().into())
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.number())
    }
}
