use std::ffi::OsString;
use std::io;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// Enough lines to fill the pipes between the programs.
const LINES: usize = 5000;

/// Failures of the pipeline.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SmokeError {
    #[error("failed to run {package}: {source}")]
    Run {
        package: &'static str,
        source: io::Error,
    },
    #[error("{package} failed with {status}")]
    Failed {
        package: &'static str,
        status: ExitStatus,
    },
    #[error("{LINES} lines were sent, {arrived} arrived")]
    Lost { arrived: usize },
    #[error("a token has left its host")]
    Leaked,
}

/// A program of the pipeline, running.
struct Stage {
    package: &'static str,
    child: Child,
}

/// Sends lines from the load generator through an agent to a collector, and counts them.
pub(crate) fn run() -> Result<(), SmokeError> {
    let lines = LINES.to_string();
    let mut loadgen = Stage::start("logferry-loadgen", &["--lines", &lines], Stdio::null())?;
    let mut agent = Stage::start("logferry-agent", &[], loadgen.stdout())?;
    let collector = Stage::start("logferry-collector", &[], agent.stdout())?;

    let output = collector.finish()?;
    agent.finish()?;
    loadgen.finish()?;

    let arrived = output.lines().count();
    if arrived != LINES {
        return Err(SmokeError::Lost { arrived });
    }
    if output.contains("\"token\":\"t-") {
        return Err(SmokeError::Leaked);
    }
    Ok(())
}

impl Stage {
    fn start(
        package: &'static str,
        arguments: &[&str],
        input: impl Into<Stdio>,
    ) -> Result<Self, SmokeError> {
        // The cargo that runs this program, so that a toolchain override still holds.
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let child = Command::new(cargo)
            .args(["run", "--quiet", "--package", package, "--"])
            .args(arguments)
            .stdin(input)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| SmokeError::Run { package, source })?;
        Ok(Self { package, child })
    }

    /// The pipe that the next program reads from.
    fn stdout(&mut self) -> ChildStdout {
        self.child
            .stdout
            .take()
            .expect("every stage starts with a piped output, taken once")
    }

    /// Waits for the program and returns what is left of its output.
    fn finish(self) -> Result<String, SmokeError> {
        let Self { package, child } = self;
        let output = child
            .wait_with_output()
            .map_err(|source| SmokeError::Run { package, source })?;
        if !output.status.success() {
            return Err(SmokeError::Failed {
                package,
                status: output.status,
            });
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
