//! What a process printed before it failed.

use std::fmt;

use thiserror::Error;

/// The most lines that are kept: enough for a panic or a message of pkg-config.
const MOST_LINES: usize = 12;

/// The last or the first lines that a failed process printed; see the package's log for all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Error)]
pub struct Printed {
    /// The lines in order, without line ends; at most twelve. None of the first and the last is blank.
    lines: Vec<String>,
}

impl Printed {
    /// Keeps the last of these lines, and none that is blank at the start or the end.
    pub fn last_of(lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut lines: Vec<String> = lines.into_iter().map(Into::into).collect();
        let is_blank = |line: &String| line.trim().is_empty();
        while lines.last().is_some_and(is_blank) {
            lines.pop();
        }
        let kept = lines.split_off(lines.len().saturating_sub(MOST_LINES));
        Self { lines: kept.into_iter().skip_while(is_blank).collect() }
    }

    /// Keeps those of the lines of a build script that say most: from where the crate `pkg-config` says which
    /// library it has not found, else the last.
    pub fn of_script<L: AsRef<str> + Into<String>>(lines: impl IntoIterator<Item = L>) -> Self {
        let lines: Vec<L> = lines.into_iter().collect();
        match lines.iter().rposition(|line| names_library(line.as_ref())) {
            Some(reason) => Self::first_of(lines.into_iter().skip(reason)),
            None => Self::last_of(lines),
        }
    }

    /// Keeps the first of these lines, and none that is blank at the start or the end.
    pub fn first_of(lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let lines = lines.into_iter().map(Into::into);
        let begun = lines.skip_while(|line: &String| line.trim().is_empty());
        Self::last_of(begun.take(MOST_LINES))
    }

    /// The lines in order, without line ends; empty if the process printed nothing.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The one line that says most: that of the crate `pkg-config`, else a panic with its message, else the
    /// last line that starts with `error`, else the last line. `None` if the process printed nothing.
    pub fn headline(&self) -> Option<String> {
        if let Some(reason) = self.lines.iter().find(|line| names_library(line)) {
            return Some(reason.trim().to_owned());
        }
        let panic = self.lines.iter().position(|line| line.contains("panicked at "));
        if let Some(panic) = panic {
            let message = self.lines.get(panic + 1).map(|line| line.trim()).unwrap_or_default();
            return Some(format!("{} {message}", self.lines[panic].trim()).trim_end().to_owned());
        }
        let is_error = |line: &&String| line.trim_start().to_lowercase().starts_with("error");
        let line = self.lines.iter().rfind(is_error).or(self.lines.last())?;
        Some(line.trim().to_owned())
    }
}

/// Whether a line is that in which the crate `pkg-config` names a library that it has not found. Build
/// scripts often print it long before they panic, with less to say.
fn names_library(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("The system library `") && line.ends_with(" was not found.")
}

impl fmt::Display for Printed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lines.is_empty() {
            return f.write_str("it printed nothing");
        }
        f.write_str(&self.lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::Printed;

    #[test]
    fn blank_lines_at_the_ends_are_left_out_and_the_last_lines_are_kept() {
        let printed = Printed::last_of(["", "one", "", "two", " "]);
        assert_eq!(printed.lines(), ["one", "", "two"]);
        let printed = Printed::last_of((0..30).map(|number| number.to_string()));
        assert_eq!(printed.lines().len(), 12);
        assert_eq!(printed.headline().as_deref(), Some("29"));
        assert_eq!(Printed::default().headline(), None);
    }

    #[test]
    fn a_panic_or_an_error_is_the_line_that_says_most() {
        let headline = |lines: &[&str]| Printed::last_of(lines.iter().copied()).headline().unwrap();
        let panic = ["thread 'main' (7) panicked at build.rs:4:5:", "libz was not found", "note: run with …"];
        assert_eq!(headline(&panic), "thread 'main' (7) panicked at build.rs:4:5: libz was not found");
        let reason = "The system library `dbus-1` required by crate `libdbus-sys` was not found.";
        let told =
            Printed::of_script(["pkg_config failed:", reason, "", "HINT: …", panic[0], "explicit panic"]);
        assert_eq!(told.headline().as_deref(), Some(reason));
        assert_eq!(told.lines()[0], reason);
        assert_eq!(Printed::of_script(panic), Printed::last_of(panic));
        assert_eq!(headline(&["error: no such file", "  at all"]), "error: no such file");
        assert_eq!(headline(&["usage: tool FILE"]), "usage: tool FILE");
    }
}
