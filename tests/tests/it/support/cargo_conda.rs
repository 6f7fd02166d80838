//! Runs the binaries.

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::clean_environment;

use super::local_channel::LocalChannel;
use super::project::{TempProject, repository};
use super::redact::redact;

/// The longest time that a test waits for a run, more than any takes on a slow machine.
const PATIENCE: Duration = Duration::from_mins(5);

/// A call of `cargo conda` in a project.
pub(crate) struct CargoConda {
    command: Command,
    root: Utf8PathBuf,
    /// Files for the output, which can be read while the program runs.
    streams: tempfile::TempDir,
}

impl CargoConda {
    pub(crate) fn new(project: &TempProject) -> Self {
        let mut command = Command::new(binary());
        clean_environment(&mut command);
        command.arg("conda").current_dir(project.root()).stdin(Stdio::null());
        Self { command, root: project.root().to_owned(), streams: tempfile::tempdir().unwrap() }
    }

    /// Adds arguments that are separated by spaces.
    pub(crate) fn args(mut self, arguments: &str) -> Self {
        self.command.args(arguments.split_whitespace());
        self
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Uses conda's toolchain from a local channel.
    pub(crate) fn conda(self, channel: &LocalChannel) -> Self {
        self.args("--toolchain conda").local_channel(channel)
    }

    /// Takes packages from a local channel.
    pub(crate) fn local_channel(self, channel: &LocalChannel) -> Self {
        let (directory, variants) = (channel.directory(), channel.variants());
        self.args("--channel").arg(directory).arg("--variant-config").arg(variants)
    }

    /// Puts the programs of the virtual environment, of which zig is one, on the `PATH`. All tests share what
    /// zig has compiled of its own libraries.
    pub(crate) fn with_zig(self) -> Self {
        let target = repository().join("target");
        let path = std::env::var("PATH").unwrap();
        self.env("PATH", &format!("{}:{path}", target.join("venv/bin")))
            .env("ZIG_GLOBAL_CACHE_DIR", target.join("zig-cache").as_str())
    }

    pub(crate) fn directory(mut self, directory: &str) -> Self {
        self.command.current_dir(self.root.join(directory));
        self
    }

    /// The command itself, for tests that run it in another way.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// Runs the program to its end.
    pub(crate) fn run(self) -> Ran {
        self.start().wait()
    }

    /// Starts the program.
    pub(crate) fn start(mut self) -> Running {
        println!("$ {:?}", self.command);
        let stream = |name| fs_err::File::create(self.streams.path().join(name)).unwrap().into_file();
        self.command.stdout(stream("stdout")).stderr(stream("stderr"));
        let child = self.command.spawn().unwrap();
        Running { child, root: self.root, streams: self.streams }
    }
}

/// A running call.
pub(crate) struct Running {
    child: Child,
    root: Utf8PathBuf,
    streams: tempfile::TempDir,
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Standard error until now.
    pub(crate) fn stderr(&self) -> String {
        self.stream("stderr")
    }

    /// Waits until a condition holds. Fails if the program ends before, or after a timeout.
    pub(crate) fn wait_until(&mut self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let began = Instant::now();
        while !holds(self) {
            assert!(self.is_running(), "it ended before {what}:\n{}", self.stderr());
            assert!(began.elapsed() < PATIENCE, "{what} never came:\n{}", self.stderr());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends a signal, named without `SIG`.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.pid().to_string()]).status().unwrap();
        assert!(sent.success(), "failed to send SIG{name}");
    }

    /// Waits for the end of the program.
    pub(crate) fn wait(mut self) -> Ran {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                self.child.wait().unwrap();
                panic!("it never ended:\n{}", self.stderr());
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let ran = Ran {
            status,
            stdout: self.stream("stdout"),
            stderr: self.stream("stderr"),
            root: self.root.clone(),
        };
        println!("{status}\n---- stdout\n{}---- stderr\n{}----", ran.stdout, ran.stderr);
        ran
    }

    fn stream(&self, name: &str) -> String {
        String::from_utf8(fs_err::read(self.streams.path().join(name)).unwrap()).unwrap()
    }
}

/// A finished call.
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    root: Utf8PathBuf,
}

impl Ran {
    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn code(self, expected: i32) -> Self {
        assert_eq!(self.status.code(), Some(expected), "stderr:\n{}", self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn success(self) -> Self {
        self.code(0)
    }

    /// Standard error with varying parts replaced, for snapshots.
    pub(crate) fn redacted_stderr(&self) -> String {
        redact(&self.root, &self.stderr)
    }

    /// Standard output with varying parts replaced, for snapshots.
    pub(crate) fn redacted_stdout(&self) -> String {
        redact(&self.root, &self.stdout)
    }

    /// Standard output as lines of JSON.
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The events of a kind, from standard output.
    pub(crate) fn events(&self, kind: &str) -> Vec<serde_json::Value> {
        self.json_lines().into_iter().filter(|event| event["event"] == kind).collect()
    }
}

fn binary() -> PathBuf {
    match std::env::var_os("CARGO_CONDA") {
        Some(path) => path.into(),
        None => program("cargo-conda"),
    }
}

/// Path of a binary that cargo built in the same target directory as the tests.
pub(crate) fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // Tests are in the directory `deps`, binaries in its parent.
    let profile = Utf8Path::from_path(&test).unwrap().ancestors().nth(2).unwrap();
    let binary = profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        binary.is_file(),
        "{binary} is not there: run the tests through `cargo xtask ci`, or `cargo build` first"
    );
    binary.into()
}
