//! Starts cargo and rustc outside of package builds, with the toolchain and the variables that builds would
//! get.

use std::process::Command;

use crate::api::BuildRequest;

/// A command for a program of the machine's Rust toolchain, in the workspace's root.
pub(crate) fn toolchain_command(program: &str, request: BuildRequest<'_>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(request.workspace.root());
    // rustup sets this variable for the directory in which this program was started; the workspace's own
    // toolchain file decides.
    command.env_remove("RUSTUP_TOOLCHAIN").envs(request.options.environment.variables());
    command
}
