//! Runs other programs. No other module of this crate starts a process.

use std::fmt;
use std::io;
use std::process::{Command, Output, Stdio};

use camino::Utf8Path;

/// A program with its arguments, to be run in a given directory and without an input.
///
/// It is shown as it would be typed.
pub(crate) struct Process<'a> {
    /// A name, which is looked up on `PATH`, or a path.
    pub(crate) program: &'a str,
    /// The working directory.
    pub(crate) directory: &'a Utf8Path,
    /// The arguments, in order.
    pub(crate) arguments: &'a [&'a str],
}

impl Process<'_> {
    /// Waits for the program's end and collects what it writes. Standard error is not shown: the caller
    /// decides what people read of it.
    pub(crate) fn run(&self) -> io::Result<Output> {
        let Self { program, directory, arguments } = self;
        Command::new(program).args(*arguments).current_dir(directory).stdin(Stdio::null()).output()
    }
}

impl fmt::Display for Process<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.program, self.arguments.join(" "))
    }
}
