//! Standard output and standard error of the commands.

use std::io::{self, Write};

use cargo_conda::{Plan, Verbosity, color_for};
use cargo_conda_report::{TextOptions, warning_lines};

use super::args::TalkArgs;

/// Standard output, which carries only what was asked for: a plan, a drawing, JSON.
pub(super) fn stdout() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

/// How text is written to standard output.
pub(super) fn text_options(talk: &TalkArgs) -> TextOptions {
    TextOptions { color: color_for(&io::stdout()), verbosity: talk.verbosity() }
}

/// Writes a line to standard error, unless `--quiet` is given.
pub(super) fn say(talk: &TalkArgs, text: &str) -> io::Result<()> {
    if talk.verbosity() == Verbosity::Quiet {
        return Ok(());
    }
    writeln!(io::stderr(), "{text}")
}

/// Writes the warnings of a plan to standard error, unless `--quiet` is given.
pub(super) fn warnings(talk: &TalkArgs, plan: &Plan) -> io::Result<()> {
    let lines = warning_lines(&plan.warnings, talk.verbosity());
    lines.iter().try_for_each(|line| say(talk, &format!("warning: {line}")))
}
