//! Starts cargo and rustc outside of package builds, with the toolchain and the variables that builds would
//! get.

use std::process::Command;

use camino::Utf8Path;

use crate::api::{BuildEnvironment, BuildRequest};

/// A command for a program of the machine's Rust toolchain, in the workspace's root.
pub(crate) fn toolchain_command(program: &str, request: BuildRequest<'_>) -> Command {
    command_in(program, request.workspace.root(), &request.options.environment)
}

/// The same for any directory, and for any program of the machine.
pub(crate) fn command_in(program: &str, directory: &Utf8Path, environment: &BuildEnvironment) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory);
    // rustup sets this variable for the directory in which this program was started; the workspace's own
    // toolchain file decides.
    command.env_remove("RUSTUP_TOOLCHAIN").envs(environment.variables());
    command
}
