//! Asks the machine's rustc for its version, which is an input of every package that it compiles, and for the
//! place of its standard library.

use std::process::Command;
use std::thread::{self, JoinHandle};

use camino::Utf8PathBuf;
use cargo_conda_plan::Toolchain;

use super::command::toolchain_command;
use crate::api::BuildRequest;

/// A running `rustc -vV`. rustup takes a while to start it, so the run does other work meanwhile.
pub(crate) struct RustcVersion(Option<JoinHandle<Option<String>>>);

impl RustcVersion {
    /// Starts `rustc -vV` where builds would find it, unless every group of the plan builds with conda's
    /// toolchain.
    pub(crate) fn ask(request: BuildRequest<'_>) -> Self {
        let BuildRequest { plan, .. } = request;
        if plan.groups.values().all(|group| group.toolchain != Toolchain::System) {
            return Self(None);
        }
        let mut command = rustc(request);
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

/// The root of the machine's Rust toolchain; `None` if its rustc does not answer.
pub(crate) fn sysroot(request: BuildRequest<'_>) -> Option<Utf8PathBuf> {
    let output = rustc(request).args(["--print", "sysroot"]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    Some(Utf8PathBuf::from(path.trim_end()))
}

/// The rustc that builds with the machine's toolchain find.
fn rustc(request: BuildRequest<'_>) -> Command {
    let variables = request.options.environment.variables();
    let chosen = ["RUSTC", "CARGO_BUILD_RUSTC"].into_iter().find_map(|name| variables.get(name));
    toolchain_command(chosen.map_or("rustc", String::as_str), request)
}
