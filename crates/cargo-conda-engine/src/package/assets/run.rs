//! Runs a program for what it prints, for a limited time.

use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use fs_err as fs;
use fs_err::File;

use crate::api::{AssetFailure, Interrupt, Printed};
use crate::system::{children, remove};

/// How often a running program is looked at.
const TICK: Duration = Duration::from_millis(5);

/// The most bytes that a program may print: far more than any completion script or manual page has.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// A call of a program.
pub(super) struct Call<'a> {
    /// Absolute path of the program.
    pub(super) program: &'a Utf8Path,
    /// The name by which the program is called: what its `argv[0]` is.
    pub(super) name: &'a str,
    pub(super) arguments: &'a [String],
    /// All variables of the program, by name.
    pub(super) variables: Vec<(String, String)>,
    /// The working directory, which is emptied before.
    pub(super) home: &'a Utf8Path,
    /// How long the program may run.
    pub(super) limit: Duration,
    pub(super) interrupt: &'a Interrupt,
}

/// Runs a program to its end and returns the bytes of its standard output. Its standard input is empty. When
/// it has ended or its time is up, the processes that it has started are ended too.
pub(super) fn run(call: &Call<'_>) -> Result<Vec<u8>, AssetFailure> {
    remove::directory_if_present(call.home)?;
    fs::create_dir_all(call.home)?;
    // Beside the home, where the program finds no file. A process that outlives the program could keep a pipe
    // open.
    let beside = |name: &str| call.home.with_extension(name);
    let (stdout, stderr) = (beside("stdout"), beside("stderr"));
    let mut command = Command::new(call.program);
    command
        .args(call.arguments)
        .env_clear()
        .envs(call.variables.iter().map(|(name, value)| (name, value)))
        .current_dir(call.home)
        .stdin(Stdio::null())
        .stdout(File::create(&stdout)?.into_file())
        .stderr(File::create(&stderr)?.into_file());
    set_name(&mut command, call.name);
    let mut child = command.spawn()?;
    let ended = wait(&mut child, call, &stdout);
    if ended.is_err() {
        children::kill_tree(child.id());
        child.wait()?;
    }
    children::kill_those_in(call.home);
    let status = ended?;
    let bytes = fs::read(&stdout)?;
    if !status.success() {
        return Err(AssetFailure::Exit { status, printed: first_lines(&[&fs::read(&stderr)?, &bytes]) });
    }
    Ok(bytes)
}

/// Waits until the program ends.
fn wait(child: &mut Child, call: &Call<'_>, stdout: &Utf8Path) -> Result<ExitStatus, AssetFailure> {
    let began = Instant::now();
    loop {
        if fs::metadata(stdout)?.len() > MOST_BYTES {
            return Err(AssetFailure::TooMuch { printed: head(stdout)? });
        }
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if call.interrupt.is_requested() {
            return Err(std::io::Error::from(std::io::ErrorKind::Interrupted).into());
        }
        if began.elapsed() > call.limit {
            return Err(AssetFailure::TimedOut { limit: call.limit, printed: head(stdout)? });
        }
        thread::sleep(TICK);
    }
}

/// The first lines of a file.
fn head(path: &Utf8Path) -> std::io::Result<Printed> {
    let mut start = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut start)?;
    Ok(first_lines(&[&start]))
}

/// The first lines of the first text that has any.
pub(super) fn first_lines(texts: &[&[u8]]) -> Printed {
    // The lines are shown on a terminal, which must not take them for instructions.
    let shown = |line: &str| -> String {
        let escaped =
            |c: char| if c.is_control() && c != '\t' { c.escape_debug().to_string() } else { c.into() };
        line.chars().map(escaped).collect()
    };
    let printed =
        texts.iter().map(|text| Printed::first_of(String::from_utf8_lossy(text).lines().map(shown)));
    printed.into_iter().find(|printed| !printed.lines().is_empty()).unwrap_or_default()
}

/// Sets `argv[0]`: programs print it in completion scripts, and as a path it would lead into the scratch.
#[cfg(unix)]
fn set_name(command: &mut Command, name: &str) {
    use std::os::unix::process::CommandExt as _;

    command.arg0(name);
}

/// On Windows programs print nothing for packages.
#[cfg(not(unix))]
fn set_name(_command: &mut Command, _name: &str) {}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn output(script: &str, limit: Duration) -> Result<Vec<u8>, AssetFailure> {
        let _turn = crate::system::one_at_a_time();
        let directory = tempfile::tempdir().unwrap();
        let home = Utf8Path::from_path(directory.path()).unwrap().join("home");
        let arguments = ["-c".to_owned(), script.to_owned()];
        run(&Call {
            program: "/bin/sh".into(),
            name: "tool",
            arguments: &arguments,
            variables: vec![("HOME".to_owned(), home.to_string())],
            home: &home,
            limit,
            interrupt: &Interrupt::default(),
        })
    }

    fn text(script: &str) -> String {
        String::from_utf8(output(script, Duration::from_secs(20)).unwrap()).unwrap()
    }

    #[test]
    fn a_program_sees_its_name_and_an_empty_home_and_input() {
        assert_eq!(text("echo $0; cat; cd ~; ls -A; env | grep -c USER || true"), "tool\n0\n");
    }

    #[test]
    fn a_failure_shows_the_first_lines_of_what_was_printed() {
        let Err(AssetFailure::Exit { status, printed }) =
            output("echo out; echo err >&2; exit 3", Duration::MAX)
        else {
            panic!("it exited with 3");
        };
        assert_eq!((status.code(), printed.lines()), (Some(3), ["err".to_owned()].as_slice()));
    }

    #[test]
    fn what_hangs_is_ended_with_all_that_it_has_started() {
        let began = Instant::now();
        let hung = output("echo begun; sleep 60 & (cd /; sleep 60) & wait", Duration::from_millis(300));
        let Err(AssetFailure::TimedOut { printed, .. }) = hung else { panic!("it hung") };
        assert_eq!(printed.lines(), ["begun"]);
        assert!(began.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn what_a_program_leaves_behind_is_ended() {
        let began = Instant::now();
        assert_eq!(text("sleep 60 & echo done"), "done\n");
        assert!(began.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn endless_output_is_cut() {
        let endless = output("cat /dev/zero", Duration::from_mins(1));
        // A slow shell reaches the end of its time first.
        assert!(matches!(endless, Err(AssetFailure::TooMuch { .. } | AssetFailure::TimedOut { .. })));
    }
}
