//! The program `cargo-conda`: which commands it has, and how it ends.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::again::command_line;
use super::commands;
use super::exit_code::Code;

/// Turn a Cargo workspace into a conda channel
#[derive(Debug, Parser)]
#[command(name = "cargo-conda", bin_name = "cargo conda", version, arg_required_else_help = true)]
pub(super) struct App {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(commands::init::InitCommand),
    Plan(commands::plan::PlanCommand),
    Build(commands::build::BuildCommand),
    Recipe(commands::recipe::RecipeCommand),
    Graph(commands::graph::GraphCommand),
    Sbom(commands::sbom::SbomCommand),
    Report(commands::report::ReportCommand),
    Why(commands::why::WhyCommand),
    Verify(commands::verify::VerifyCommand),
    Affected(commands::affected::AffectedCommand),
    Index(commands::index::IndexCommand),
    Test(commands::test::TestCommand),
    Publish(commands::publish::PublishCommand),
    Audit(commands::audit::AuditCommand),
    Workflow(commands::workflow::WorkflowCommand),
    Schema(commands::schema::SchemaCommand),
    Doctor(commands::doctor::DoctorCommand),
    Clean(commands::clean::CleanCommand),
    Completions(commands::completions::CompletionsCommand),
    Man(commands::man::ManCommand),
    /// List the points at which tests inject faults
    #[cfg(debug_assertions)]
    #[command(hide = true)]
    FaultPoints,
}

/// Parses the arguments of the process, runs the command, and gives the exit code.
pub(crate) fn main() -> ExitCode {
    let matches = App::command().get_matches_from(without_subcommand_name(std::env::args_os()));
    let app = App::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let result = match &app.command {
        Command::Init(command) => commands::init::run(command),
        Command::Plan(command) => commands::plan::run(command),
        Command::Build(command) => commands::build::run(command, again(&matches)),
        Command::Recipe(command) => commands::recipe::run(command),
        Command::Graph(command) => commands::graph::run(command),
        Command::Sbom(command) => commands::sbom::run(command),
        Command::Report(command) => commands::report::run(command),
        Command::Why(command) => commands::why::run(command),
        Command::Verify(command) => commands::verify::run(command),
        Command::Affected(command) => commands::affected::run(command),
        Command::Index(command) => commands::index::run(command),
        Command::Test(command) => commands::test::run(command),
        Command::Publish(command) => commands::publish::run(command),
        Command::Audit(command) => commands::audit::run(command),
        Command::Workflow(command) => commands::workflow::run(command),
        Command::Schema(command) => commands::schema::run(command),
        Command::Doctor(command) => commands::doctor::run(command),
        Command::Clean(command) => commands::clean::run(command),
        Command::Completions(command) => commands::completions::run(command, App::command()),
        Command::Man(command) => commands::man::run(command, App::command()),
        #[cfg(debug_assertions)]
        Command::FaultPoints => commands::fault_points::run(),
    };
    match result {
        Ok(code) => code.into(),
        // A reader that closes the pipe, such as `head`, has read enough.
        Err(failure) if failure.is_broken_pipe() => Code::Success.into(),
        Err(failure) => failure.show().into(),
    }
}

/// The command line that repeats the command for one package.
fn again(matches: &ArgMatches) -> String {
    let app = App::command();
    let found = matches.subcommand().and_then(|(name, matches)| Some((app.find_subcommand(name)?, matches)));
    found.map(|(command, matches)| command_line(command, matches)).unwrap_or_default()
}

/// Cargo starts a subcommand as `cargo-conda conda …`; a person may start it as `cargo-conda …`. Both mean
/// the same.
fn without_subcommand_name(arguments: impl IntoIterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let is_name = |(position, argument): &(usize, OsString)| *position == 1 && argument == "conda";
    arguments.into_iter().enumerate().filter(move |argument| !is_name(argument)).map(|(_, argument)| argument)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::{App, Command, without_subcommand_name};

    #[test]
    fn the_command_line_is_consistent() {
        App::command().debug_assert();
    }

    #[test]
    fn our_own_package_has_a_page_for_every_command() {
        let manifest = include_str!("../../Cargo.toml");
        for command in App::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = command.get_name();
            let entry =
                format!("{{ command = \"cargo-conda man {name}\", page = \"cargo-conda-{name}.1\" }},\n");
            assert!(manifest.contains(&entry), "`man-pages` in Cargo.toml lacks {entry}");
        }
    }

    #[test]
    fn the_name_of_the_subcommand_may_be_left_out() {
        for line in ["cargo-conda plan", "cargo-conda conda plan"] {
            let app = App::parse_from(without_subcommand_name(line.split(' ').map(Into::into)));
            assert!(matches!(app.command, Command::Plan(_)), "{line}");
        }
        // Only the first word is cargo's.
        let app = App::parse_from(without_subcommand_name(
            "cargo-conda conda why conda".split(' ').map(Into::into),
        ));
        assert!(matches!(app.command, Command::Why(command) if command.specs == ["conda"]));
    }
}
