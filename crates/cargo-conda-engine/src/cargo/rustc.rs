//! Asks the machine's rustc for its version, which is an input of every package that it compiles.

use std::thread::{self, JoinHandle};

use cargo_conda_plan::Toolchain;

use super::command::toolchain_command;
use crate::api::BuildRequest;

/// A running `rustc -vV`. rustup takes a while to start it, so the run does other work meanwhile.
pub(crate) struct RustcVersion(Option<JoinHandle<Option<String>>>);

impl RustcVersion {
    /// Starts `rustc -vV` where builds would find it, unless every group of the plan builds with conda's
    /// toolchain.
    pub(crate) fn ask(request: BuildRequest<'_>) -> Self {
        let BuildRequest { plan, options, .. } = request;
        if plan.groups.values().all(|group| group.toolchain != Toolchain::System) {
            return Self(None);
        }
        let variables = options.environment.variables();
        let chosen = ["RUSTC", "CARGO_BUILD_RUSTC"].into_iter().find_map(|name| variables.get(name));
        let program = chosen.map_or("rustc", String::as_str);
        let mut command = toolchain_command(program, request);
        command.arg("-vV");
        Self(Some(thread::spawn(move || {
            let output = command.output().ok().filter(|output| output.status.success())?;
            let text = String::from_utf8(output.stdout).ok()?;
            // Joined to one line for messages: the first line has the version, the others commit, host and
            // LLVM.
            Some(text.lines().collect::<Vec<_>>().join("; "))
        })))
    }

    pub(crate) fn answer(self) -> Option<String> {
        self.0?.join().ok().flatten()
    }
}
