//! A process of a build that failed, by the line in which cargo says so, and what it printed.
//!
//! cargo has no JSON message for a build script that fails or a compiler that is killed, and it keeps the
//! output of a build script only if the script succeeds, in either layout of its build directory. All it says
//! is text on standard error: the command with how it ended, then what it printed, indented. The command is
//! compared with the path of the build script in cargo's JSON message that the script was compiled, so that
//! neither cargo's wording nor a package's name has to be understood.

/// How a process ended, in cargo's words: `exit status: 101`, `signal: 9, SIGKILL: kill`.
pub(super) type Ending = String;

/// How the process with a command of one word ended, if this line says so.
pub(super) fn ending_of(line: &str, program: &str) -> Option<Ending> {
    let (_, after) = line.split_once(&format!("`{program}` ("))?;
    after.split_once(')').map(|(ending, _)| ending.to_owned())
}

/// The crate whose compiler was killed, if this line says so. `--crate-name` is an option of rustc's.
pub(super) fn killed_compiler(line: &str) -> Option<String> {
    if !line.contains("` (signal: 9") {
        return None;
    }
    let (_, after) = line.split_once(" --crate-name ")?;
    after.split_whitespace().next().map(ToOwned::to_owned)
}

/// True if cargo says so of a process that was killed by signal 9.
pub(super) fn is_kill(ending: &str) -> bool {
    ending.starts_with("signal: 9")
}

/// The lines below the line that names a failed process.
#[derive(Debug, Clone, Default)]
pub(super) struct Indented {
    lines: Vec<String>,
    /// True while the lines of a backtrace are left out.
    is_in_backtrace: bool,
}

/// More lines than are shown, because instructions to cargo may be among the last.
const KEPT_LINES: usize = 500;

impl Indented {
    /// Takes the next line of cargo's output; false if it is none of the process's.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let Some(text) = line.strip_prefix("  ").or(line.is_empty().then_some("")) else {
            return false;
        };
        self.is_in_backtrace &= text.starts_with(' ');
        if text == "stack backtrace:" {
            self.is_in_backtrace = true;
        }
        // Instructions to cargo are not for people.
        let is_heading = ["--- stdout", "--- stderr"].contains(&text);
        if !self.is_in_backtrace
            && !is_heading
            && !text.starts_with("cargo:")
            && self.lines.len() < KEPT_LINES
        {
            self.lines.push(text.to_owned());
        }
        true
    }

    pub(super) fn lines(self) -> Vec<String> {
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::{Indented, ending_of, is_kill, killed_compiler};

    #[test]
    fn the_command_of_a_build_script_says_how_it_ended() {
        let line = "  process didn't exit successfully: `/t/build/a-1/build-script-build` (exit status: 101)";
        assert_eq!(ending_of(line, "/t/build/a-1/build-script-build").as_deref(), Some("exit status: 101"));
        assert_eq!(ending_of(line, "/t/build/b-1/build-script-build"), None);
        // With `term.verbose` cargo also names the command when it starts.
        assert_eq!(
            ending_of("     Running `/t/build/a-1/build-script-build`", "/t/build/a-1/build-script-build"),
            None
        );
        assert!(is_kill("signal: 9, SIGKILL: kill") && !is_kill("exit status: 9"));
    }

    #[test]
    fn a_killed_compiler_is_known_by_its_crate() {
        let line = "  process didn't exit successfully: `/bin/rustc --crate-name dep --edition=2024 src/lib.rs` (signal: 9, SIGKILL: kill)";
        assert_eq!(killed_compiler(line).as_deref(), Some("dep"));
        assert_eq!(killed_compiler(&line.replace("signal: 9, SIGKILL: kill", "exit status: 1")), None);
    }

    #[test]
    fn what_a_build_script_printed_ends_with_the_indentation() {
        let mut printed = Indented::default();
        let lines = [
            "  --- stdout",
            "  cargo::rerun-if-changed=build.rs",
            "",
            "  --- stderr",
            "  panicked at build.rs:1:1:",
            "  no",
            "  stack backtrace:",
            "     0: main",
            "  note: more",
        ];
        assert!(lines.iter().all(|line| printed.take(line)));
        assert!(!printed.take("error: failed to compile"));
        assert_eq!(printed.lines(), ["", "panicked at build.rs:1:1:", "no", "note: more"]);
    }
}
