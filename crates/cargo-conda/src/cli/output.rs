//! Standard output, standard error, and what they can show.

use std::io::{self, IsTerminal as _, Write};

use cargo_conda::report::TextOptions;
use cargo_conda::{Plan, Verbosity, color};

use super::args::TalkArgs;

/// Standard output, for what was asked for: a plan, a drawing, JSON.
pub(super) fn stdout() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

/// How much is said.
pub(super) fn verbosity(talk: &TalkArgs) -> Verbosity {
    match talk {
        TalkArgs { quiet: true, .. } => Verbosity::Quiet,
        TalkArgs { verbose: true, .. } => Verbosity::Verbose,
        TalkArgs { .. } => Verbosity::Normal,
    }
}

/// How text looks on standard output.
pub(super) fn text_options(talk: &TalkArgs) -> TextOptions {
    TextOptions { color: color(io::stdout().is_terminal()), verbosity: verbosity(talk) }
}

/// A line on standard error that is no answer, only good to know.
pub(super) fn say(talk: &TalkArgs, text: &str) -> io::Result<()> {
    if verbosity(talk) == Verbosity::Quiet {
        return Ok(());
    }
    writeln!(io::stderr(), "{text}")
}

/// What a person should know of a plan, on standard error.
pub(super) fn warnings(talk: &TalkArgs, plan: &Plan) -> io::Result<()> {
    plan.warnings.iter().try_for_each(|warning| say(talk, &format!("warning: {warning}")))
}
