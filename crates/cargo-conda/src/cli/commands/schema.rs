//! `cargo conda schema`

use cargo_conda_report::{ConfigFileKind, write_config_schema};
use clap::{Args, ValueEnum};

use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Print the JSON schema of the configuration, with which editors complete and check it
#[derive(Debug, Args)]
pub(crate) struct SchemaCommand {
    /// The kind of file
    #[arg(value_enum, default_value_t = Kind::Manifest)]
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Cargo.toml, with the tables `metadata.conda`
    Manifest,
    /// A file for `--config`
    Config,
}

pub(in crate::cli) fn run(command: &SchemaCommand) -> Result<Code, Failure> {
    let kind = match command.kind {
        Kind::Manifest => ConfigFileKind::Manifest,
        Kind::Config => ConfigFileKind::Config,
    };
    write_config_schema(kind, &mut output::stdout()).map_err(Failure::Write)?;
    Ok(Code::Success)
}
