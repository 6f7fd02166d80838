//! py-rattler and py-rattler-build, which read recipes, packages and channels independently of this
//! repository's code.

use std::io::Write as _;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::clean_environment;

use super::channel::platform;

/// The interpreter of the virtual environment that `cargo xtask venv` makes.
pub(crate) struct Python {
    interpreter: Utf8PathBuf,
}

impl Python {
    /// The interpreter, for tests with `has = "venv"` or anything that includes it.
    pub(crate) fn of_venv() -> Self {
        let repository = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let program = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
        let interpreter = repository.join("target/venv").join(program);
        assert!(interpreter.is_file(), "{interpreter} is not there: make it with `cargo xtask venv`");
        Self { interpreter }
    }

    /// A call of a script of `tests/scripts`.
    pub(crate) fn command(&self, script: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.interpreter);
        clean_environment(&mut command);
        command.arg(Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(script)).args(arguments);
        println!("$ {command:?}");
        command
    }

    /// A call of a module as a program.
    pub(crate) fn module(&self, name: &str) -> Command {
        let mut command = Command::new(&self.interpreter);
        clean_environment(&mut command);
        command.args(["-m", name]);
        command
    }

    /// Runs a script of `tests/scripts` and returns its standard output.
    #[track_caller]
    pub(crate) fn run(&self, script: &str, arguments: &[&str]) -> String {
        let mut command = self.command(script, arguments);
        let output = command.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script} ended with {}:\n{stderr}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    /// Like [`Self::run`], with standard input.
    #[track_caller]
    pub(crate) fn run_with(&self, script: &str, arguments: &[&str], input: &str) -> String {
        let mut command = self.command(script, arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script} ended with {}:\n{stderr}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    /// Solves and installs packages from a channel into a prefix.
    #[track_caller]
    pub(crate) fn install(&self, channel: &Utf8Path, prefix: &Utf8Path, specs: &[&str]) {
        self.install_for(platform(), &[channel], prefix, specs);
    }

    /// Solves and installs packages for a platform into a prefix; the channels are in the order of their
    /// priority.
    #[track_caller]
    pub(crate) fn install_for(
        &self,
        platform: &str,
        channels: &[&Utf8Path],
        prefix: &Utf8Path,
        specs: &[&str],
    ) {
        let channels = channels.iter().flat_map(|channel| ["--channel", channel.as_str()]);
        let rest = ["--platform", platform, prefix.as_str()].into_iter().chain(specs.iter().copied());
        self.run("install.py", &channels.chain(rest).collect::<Vec<_>>());
    }
}
