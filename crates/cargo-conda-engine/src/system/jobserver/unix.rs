//! The jobserver of Linux and macOS: a pipe that holds one byte, a token, for each processor.
//!
//! Every child process inherits both ends of the pipe, through rattler-build's scripts too. A named pipe
//! would need no inheritance, but make before 4.4 stops with an error when it is given one.

use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
use std::num::NonZeroUsize;
use std::os::fd::{AsFd, AsRawFd as _};

use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionread};

/// The pipe with the tokens.
#[derive(Debug)]
pub(crate) struct Jobserver {
    tokens: usize,
    reader: PipeReader,
    writer: PipeWriter,
}

/// The right to run one process; dropping it puts the token back.
#[derive(Debug)]
pub(crate) struct Token<'a>(&'a Jobserver);

impl Jobserver {
    pub(crate) fn new(tokens: NonZeroUsize) -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        inherited(&reader)?;
        inherited(&writer)?;
        let server = Self { tokens: tokens.get(), reader, writer };
        server.put(server.tokens)?;
        Ok(server)
    }

    /// The variables by which cargo finds the pipe.
    pub(crate) fn variables(&self) -> [(&'static str, String); 1] {
        let (reader, writer) = (self.reader.as_raw_fd(), self.writer.as_raw_fd());
        // The first spelling is for make before 4.2, which build scripts may call.
        let flags = format!("-j --jobserver-fds={reader},{writer} --jobserver-auth={reader},{writer}");
        [("CARGO_MAKEFLAGS", flags)]
    }

    /// How many tokens are in the pipe, that is, how many processors are idle.
    pub(crate) fn idle(&self) -> usize {
        ioctl_fionread(&self.reader).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or(0)
    }

    /// Waits until a token is in the pipe, and takes it.
    pub(crate) fn acquire(&self) -> io::Result<Token<'_>> {
        (&self.reader).read_exact(&mut [0])?;
        Ok(Token(self))
    }

    /// Puts back the tokens that killed processes had taken. Call it only while no job is running.
    pub(crate) fn refill(&self) -> io::Result<()> {
        self.put(self.tokens.saturating_sub(self.idle()))
    }

    /// Fills the pipe, so that no process waits for a token while the run is being stopped.
    pub(crate) fn open(&self) {
        // If the pipe is full, there are enough tokens.
        let _unwritten = self.put(self.tokens);
    }

    fn put(&self, tokens: usize) -> io::Result<()> {
        (&self.writer).write_all(&vec![b'+'; tokens])
    }
}

impl Drop for Token<'_> {
    fn drop(&mut self) {
        // The pipe has room for the token that was taken out of it.
        let _unwritten = self.0.put(1);
    }
}

fn inherited(end: impl AsFd) -> io::Result<()> {
    Ok(fcntl_setfd(end, FdFlags::empty())?)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::process::Command;

    use super::Jobserver;

    #[test]
    fn children_inherit_the_pipe() {
        let _turn = crate::system::one_at_a_time();
        let server = Jobserver::new(NonZeroUsize::MIN).unwrap();
        let [(_, flags)] = server.variables();
        let reader = flags.rsplit('=').next().unwrap().split(',').next().unwrap().to_owned();
        // `head` stands for make, which is not installed everywhere: a child that inherits the pipe can read
        // it by its number.
        let took = Command::new("sh").args(["-c", &format!("head -c 1 <&{reader}")]).output().unwrap();
        assert_eq!(took.stdout, b"+");
        assert_eq!(server.idle(), 0);
    }
}
