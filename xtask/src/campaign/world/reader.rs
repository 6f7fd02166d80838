//! The third party that reads channels: py-rattler, in one process for a whole campaign.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::error::ChoreError;

const SCRIPT: &str = include_str!("read_channel.py");

/// A Python process that reads channels.
pub(crate) struct ChannelReader {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// A package that is in a channel and in its index.
#[derive(Debug, Clone)]
pub(crate) struct ReadPackage {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) build_number: u64,
    /// File name of the archive.
    pub(crate) file: String,
    pub(crate) sha256: String,
    pub(crate) size: u64,
    /// The directory that the archive was unpacked into.
    pub(crate) prefix: String,
}

impl ChannelReader {
    /// Starts the interpreter of the virtual environment.
    pub(crate) fn start(python: &Path) -> Result<Self, ChoreError> {
        let mut command = Command::new(python);
        command.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let shown = python.display().to_string();
        let mut process = command.spawn().map_err(|source| ChoreError::Start { command: shown, source })?;
        let (Some(requests), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(ChoreError::Campaign("the reader of channels has no pipes".to_owned()));
        };
        Ok(Self { process, requests, answers: BufReader::new(answers) })
    }

    /// Reads a channel and unpacks its packages below `unpacked`. Returns the packages, sorted by platform,
    /// and a line for each contradiction.
    pub(crate) fn read(
        &mut self,
        channel: &Path,
        unpacked: &Path,
    ) -> Result<(Vec<ReadPackage>, Vec<String>), ChoreError> {
        let request = json!({ "channel": channel, "unpacked": unpacked });
        writeln!(self.requests, "{request}").map_err(ChoreError::File)?;
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(ChoreError::File)?;
        let answer: Value = serde_json::from_str(&line).map_err(|error| {
            ChoreError::Campaign(format!("the reader of channels answered {line:?}: {error}"))
        })?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let package = |value: &Value| ReadPackage {
            name: text(&value["name"]),
            version: text(&value["version"]),
            build_number: value["build_number"].as_u64().unwrap_or_default(),
            file: text(&value["file"]),
            sha256: text(&value["sha256"]),
            size: value["size"].as_u64().unwrap_or_default(),
            prefix: text(&value["prefix"]),
        };
        let packages = answer["packages"].as_array().into_iter().flatten().map(package).collect();
        let problems = answer["problems"].as_array().into_iter().flatten().map(text).collect();
        Ok((packages, problems))
    }
}

impl Drop for ChannelReader {
    fn drop(&mut self) {
        // Threads of rattler's sometimes crash when the interpreter takes itself apart, so it is killed.
        let _ended = self.process.kill();
        let _status = self.process.wait();
    }
}
