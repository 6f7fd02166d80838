//! How much is said, and in which form.

use cargo_conda::Verbosity;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct FormatArgs {
    /// `text` for people, `json` for programs; JSON goes to standard output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(crate) format: OutputFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct TalkArgs {
    /// Print more details
    #[arg(short, long)]
    verbose: bool,
    /// Print only what was asked for, and failures
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
}

impl TalkArgs {
    pub(crate) fn verbosity(&self) -> Verbosity {
        match self {
            Self { quiet: true, .. } => Verbosity::Quiet,
            Self { verbose: true, .. } => Verbosity::Verbose,
            Self { quiet: false, verbose: false } => Verbosity::Normal,
        }
    }
}
