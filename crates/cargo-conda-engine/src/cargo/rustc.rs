//! The version of the machine's rustc.

use std::process::Command;
use std::thread::{self, JoinHandle};

use cargo_conda_plan::Toolchain;

use crate::api::BuildRequest;

/// What the machine's rustc says of itself, where builds would find it. It takes its time, and meanwhile there is other work.
pub(crate) struct RustcVersion(Option<JoinHandle<Option<String>>>);

impl RustcVersion {
    /// Starts rustc, if anything is built with it.
    pub(crate) fn ask(BuildRequest { workspace, plan, options }: BuildRequest<'_>) -> Self {
        if plan.groups.values().all(|group| group.toolchain != Toolchain::System) {
            return Self(None);
        }
        let variables = options.environment.variables();
        let program = variables.get("RUSTC").map_or("rustc", String::as_str);
        let mut command = Command::new(program);
        // rustup's choice for whoever started this program is not that for the workspace.
        command.arg("-vV").current_dir(workspace.root()).env_remove("RUSTUP_TOOLCHAIN").envs(variables);
        Self(Some(thread::spawn(move || {
            let output = command.output().ok().filter(|output| output.status.success())?;
            let text = String::from_utf8(output.stdout).ok()?;
            // One line for people: the first has the version, the others commit, host and LLVM.
            Some(text.lines().collect::<Vec<_>>().join("; "))
        })))
    }

    pub(crate) fn answer(self) -> Option<String> {
        self.0?.join().ok().flatten()
    }
}
