//! `cargo conda completions`

use std::io::Write as _;

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct CompletionsCommand {
    /// The shell that completes the command line
    #[arg(value_enum)]
    shell: Shell,
}

/// The words after `cargo conda` in fish, where cargo's own completions do not hand them on. Those of bash
/// and of zsh do.
const FISH_AFTER_CARGO: &str = "
function __fish_cargo_conda_after_cargo
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l word (commandline --current-token --cut-at-cursor)
    complete --do-complete (string join ' ' -- cargo-conda (string escape -- $words[3..-1] $word))
end
complete -c cargo -n '__fish_seen_subcommand_from conda' -f -a '(__fish_cargo_conda_after_cargo)'
";

/// `app` is the whole command line.
pub(in crate::cli) fn run(command: &CompletionsCommand, mut app: Command) -> Result<Code, Failure> {
    // Standard output can be closed, at which the generator would panic.
    let mut script = Vec::new();
    let name = app.get_name().to_owned();
    generate(command.shell, &mut app, name, &mut script);
    if command.shell == Shell::Fish {
        script.extend(FISH_AFTER_CARGO.bytes());
    }
    output::stdout().write_all(&script).map_err(Failure::Write)?;
    Ok(Code::Success)
}
