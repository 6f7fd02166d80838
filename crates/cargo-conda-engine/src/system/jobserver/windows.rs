//! The jobserver of Windows: a semaphore with a name, by which each process opens it.

use std::io;
use std::num::NonZeroUsize;
use std::process::Command;

use jobserver::{Acquired, Client};

/// The variable by which cargo finds the semaphore.
const VARIABLE: &str = "CARGO_MAKEFLAGS";

/// The semaphore with the tokens. It never has more of them than at the beginning.
#[derive(Debug)]
pub(crate) struct Jobserver {
    tokens: usize,
    client: Client,
}

impl Jobserver {
    pub(crate) fn new(tokens: NonZeroUsize) -> io::Result<Self> {
        Ok(Self { tokens: tokens.get(), client: Client::new(tokens.get())? })
    }

    /// The variable by which cargo finds the semaphore. There always is one; only the types do not say so.
    pub(crate) fn variables(&self) -> Option<(&'static str, String)> {
        // The client tells the name of its semaphore to the environments of commands alone.
        let mut command = Command::new("cargo");
        self.client.configure(&mut command);
        let flags = command.get_envs().find_map(|(name, flags)| flags.filter(|_| name == VARIABLE));
        flags.map(|flags| (VARIABLE, flags.to_string_lossy().into_owned()))
    }

    /// How many tokens are in the semaphore, that is, how many processors are idle.
    pub(crate) fn idle(&self) -> usize {
        self.client.available().unwrap_or(0)
    }

    /// Waits until a token is in the semaphore, and takes it. Dropping it puts the token back.
    pub(crate) fn acquire(&self) -> io::Result<Acquired> {
        self.client.acquire()
    }

    /// Puts back the tokens that killed processes had taken. Call it only while no job is running.
    pub(crate) fn refill(&self) -> io::Result<()> {
        (self.idle()..self.tokens).try_for_each(|_| self.client.release_raw())
    }

    /// Puts all tokens back, so that no process waits for one while the run is being stopped.
    pub(crate) fn open(&self) {
        // A semaphore with all tokens takes no more.
        let _taken = self.refill();
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::process::Command;

    use super::Jobserver;

    /// What rustc prints, which opens the jobserver and warns if it cannot.
    fn rustc_with(name: &str, flags: &str) -> String {
        let mut rustc = Command::new("rustc");
        let output = rustc.args(["--print", "crate-name", "-"]).env(name, flags).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    }

    #[test]
    fn children_open_the_semaphore() {
        let _turn = crate::system::one_at_a_time();
        let server = Jobserver::new(NonZeroUsize::MIN).unwrap();
        let (name, flags) = server.variables().unwrap();
        assert_eq!(rustc_with(name, &flags), "");
        drop(server);
        let warning = rustc_with(name, &flags);
        assert!(warning.contains("failed to connect to jobserver"), "{warning}");
    }
}
