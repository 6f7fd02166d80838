//! Reports on the standard error of the current process.

use std::io::{self, IsTerminal};

use cargo_conda_report::{Color, TerminalReporter, TextOptions, Verbosity};
use indicatif::ProgressDrawTarget;

/// A reporter for people on standard error: with progress bars on a terminal, in plain lines elsewhere.
pub fn stderr_reporter(verbosity: Verbosity) -> TerminalReporter<io::Stderr> {
    let options = TextOptions { color: color_for(&io::stderr()), verbosity };
    if io::stderr().is_terminal() {
        TerminalReporter::with_bars(io::stderr(), ProgressDrawTarget::stderr(), options)
    } else {
        TerminalReporter::plain(io::stderr(), options)
    }
}

/// Whether text on a stream is coloured: on a terminal, and elsewhere if the variable `CLICOLOR_FORCE` is set
/// and not 0 (<https://bixense.com/clicolors>), but not if `NO_COLOR` is set (<https://no-color.org>).
pub fn color_for(stream: &impl IsTerminal) -> Color {
    let is_set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let is_forced = is_set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    if (stream.is_terminal() || is_forced) && is_set("NO_COLOR").is_none() {
        Color::Always
    } else {
        Color::Never
    }
}
