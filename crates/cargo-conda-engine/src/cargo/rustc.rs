//! Asks the machine's rustc for its version, which is an input of every package that it compiles.

use std::process::Command;
use std::thread::{self, JoinHandle};

use cargo_conda_plan::Toolchain;

use crate::api::BuildRequest;

/// A running `rustc -vV`. rustup takes a while to start it, so the run does other work meanwhile.
pub(crate) struct RustcVersion(Option<JoinHandle<Option<String>>>);

impl RustcVersion {
    /// Starts `rustc -vV` where builds would find it, unless every group of the plan builds with conda's
    /// toolchain.
    pub(crate) fn ask(BuildRequest { workspace, plan, options }: BuildRequest<'_>) -> Self {
        if plan.groups.values().all(|group| group.toolchain != Toolchain::System) {
            return Self(None);
        }
        let variables = options.environment.variables();
        let chosen = ["RUSTC", "CARGO_BUILD_RUSTC"].into_iter().find_map(|name| variables.get(name));
        let program = chosen.map_or("rustc", String::as_str);
        let mut command = Command::new(program);
        // rustup sets this variable for the directory in which this program was started; the workspace's own
        // toolchain file decides.
        command.arg("-vV").current_dir(workspace.root()).env_remove("RUSTUP_TOOLCHAIN").envs(variables);
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
