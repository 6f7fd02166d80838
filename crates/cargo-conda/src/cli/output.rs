//! Standard output and standard error of the commands.

use std::io::{self, Write};

use cargo_conda::{Plan, Verbosity, color_for};
use cargo_conda_report::TextOptions;

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
    plan.warnings.iter().try_for_each(|warning| say(talk, &format!("warning: {warning}")))
}
