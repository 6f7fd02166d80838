//! What a program took: time, processors and memory.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::error::ChoreError;
use crate::memory;

/// What a program took until its end, and what it printed.
pub(super) struct Measured {
    /// The time that passed, in seconds.
    pub(super) elapsed: f64,
    /// The time that processors worked for it and for all programs that it started, in seconds; `None` except
    /// on Linux.
    pub(super) processors: Option<f64>,
    /// The peak of its own resident memory in KiB, without that of programs that it started; `None` except on
    /// Linux.
    pub(super) memory: Option<u64>,
    /// Its standard output.
    pub(super) output: String,
}

/// Runs a program to its end. An exit status other than zero is an error. No other program of this process
/// may end meanwhile: processor time is counted for all of them together.
pub(super) fn measured(command: &mut Command) -> Result<Measured, ChoreError> {
    let output = tempfile::NamedTempFile::new().map_err(ChoreError::File)?;
    // Into a file: a pipe would fill up while `watch` only looks at the memory.
    command.stdout(output.reopen().map_err(ChoreError::File)?).stdin(Stdio::null());
    let shown = command.get_program().to_string_lossy().into_owned();
    let before = processors_of_ended();
    let began = Instant::now();
    let child = command.spawn();
    let mut child = child.map_err(|source| ChoreError::Start { command: shown.clone(), source })?;
    let (status, memory) = watch(&mut child)?;
    let elapsed = began.elapsed().as_secs_f64();
    if !status.success() {
        return Err(ChoreError::Failed { command: shown, status });
    }
    let processors = processors_of_ended().zip(before).map(|(after, before)| after - before);
    let output = fs_err::read_to_string(output.path()).map_err(ChoreError::File)?;
    Ok(Measured { elapsed, processors, memory, output })
}

/// Waits for a process and polls its peak memory in KiB; `None` except on Linux. The peak only grows, so
/// polling misses only what the process allocates after the last reading.
fn watch(child: &mut Child) -> Result<(ExitStatus, Option<u64>), ChoreError> {
    let mut peak = None;
    loop {
        if let Some(status) = child.try_wait().map_err(ChoreError::File)? {
            return Ok((status, peak));
        }
        peak = peak.max(memory::peak(child.id()));
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// How long processors worked for the processes that this one has waited for, and for those that these have
/// waited for, in seconds; `None` except on Linux.
fn processors_of_ended() -> Option<f64> {
    ended(&fs_err::read_to_string("/proc/self/stat").ok()?)
}

/// The sum of `cutime` and `cstime` in seconds, from the text of `/proc/<pid>/stat`. Linux counts there in
/// hundredths of a second on all platforms.
fn ended(stat: &str) -> Option<f64> {
    // The name in parentheses may contain spaces.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(13).map(str::parse::<u32>);
    let (user, system) = (fields.next()?.ok()?, fields.next()?.ok()?);
    Some(f64::from(user + system) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::ended;

    #[test]
    fn processor_time_of_ended_children_is_read() {
        let stat = "17 (a (b) c) S 1 17 17 0 -1 4194560 2 3 4 5 11 12 250 50 20 0 1 0 99";
        assert_eq!(ended(stat), Some(3.0));
        assert_eq!(ended("17 (a) S 1"), None);
    }
}
