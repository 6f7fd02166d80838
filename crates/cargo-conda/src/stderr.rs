//! The terminal of this process.

use std::io::{self, IsTerminal as _, Stderr};

use cargo_conda_report::{Color, TerminalReporter, TextOptions, Verbosity};
use indicatif::ProgressDrawTarget;

/// A reporter for people on standard error: with progress bars on a terminal, in plain lines elsewhere.
pub fn stderr_reporter(verbosity: Verbosity) -> TerminalReporter<Stderr> {
    let terminal = io::stderr().is_terminal();
    let options = TextOptions { color: color(terminal), verbosity };
    if terminal {
        TerminalReporter::with_bars(io::stderr(), ProgressDrawTarget::stderr(), options)
    } else {
        TerminalReporter::plain(io::stderr(), options)
    }
}

/// Colours need a terminal and the absence of `NO_COLOR` (<https://no-color.org>).
pub fn color(terminal: bool) -> Color {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if terminal && !refused { Color::Always } else { Color::Never }
}
