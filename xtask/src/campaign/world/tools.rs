//! The programs that campaigns run.

use std::path::PathBuf;
use std::process::Command;

use crate::campaign::model::{Releases, Toolchain};
use crate::campaign::options::Options;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step;

/// Variables of this process that runs see, beside those of the model.
const INHERITED: [&str; 3] = ["PATH", "TMPDIR", "LANG"];

/// The programs that campaigns run.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    /// `cargo-conda`.
    pub(crate) program: PathBuf,
    /// The Python with py-rattler.
    pub(crate) python: PathBuf,
    /// The releases of the toolchains of the model that rustup has.
    pub(crate) releases: Releases,
    /// True if the directory of a workspace with which something is wrong stays.
    pub(crate) keep: bool,
    /// rustup's directory, which runs share with this process.
    rustup_home: PathBuf,
}

impl Tools {
    /// Finds the programs.
    pub(crate) fn find(repository: &Repository, options: &Options) -> Result<Self, ChoreError> {
        let program = match &options.program {
            Some(path) => std::path::absolute(path).map_err(ChoreError::File)?,
            None => build(repository)?,
        };
        let python = repository.venv().join("bin").join("python");
        if !python.is_file() {
            return Err(ChoreError::Campaign(
                "campaigns read channels with py-rattler: install it with `cargo xtask venv`".to_owned(),
            ));
        }
        let rustup_home = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let rustup_home = rustup_home
            .or_else(|| std::env::home_dir().map(|home| home.join(".rustup")))
            .ok_or_else(|| ChoreError::Campaign("`RUSTUP_HOME` and `HOME` are not set".to_owned()))?;
        let mut tools = Self { program, python, releases: Releases::new(), keep: options.keep, rustup_home };
        for toolchain in [None, Some(Toolchain::Stable), Some(Toolchain::Nightly)] {
            let release = tools.release_of(toolchain);
            tools.releases.extend(release.map(|release| (toolchain, release)));
        }
        if tools.releases.contains_key(&None) {
            return Ok(tools);
        }
        Err(ChoreError::Campaign("`rustc -vV` does not print its release".to_owned()))
    }

    /// The release of a toolchain; `None` if there is no such toolchain.
    fn release_of(&self, toolchain: Option<Toolchain>) -> Option<String> {
        let mut rustc = self.command("rustc");
        rustc.arg("-vV").current_dir(std::env::temp_dir());
        rustc.envs(toolchain.map(|toolchain| ("RUSTUP_TOOLCHAIN", toolchain.name())));
        let output = rustc.output().ok().filter(|output| output.status.success())?;
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().find_map(|line| line.strip_prefix("release: ")).map(str::to_owned)
    }

    /// A command that sees nothing of this process but where programs are.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().stdin(std::process::Stdio::null());
        let inherited = INHERITED.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        command.envs(inherited).env("RUSTUP_HOME", &self.rustup_home).env("RUSTUP_AUTO_INSTALL", "0");
        command
    }
}

fn build(repository: &Repository) -> Result<PathBuf, ChoreError> {
    let target = repository.root().join("target");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--workspace", "--locked"]).current_dir(repository.root());
    step::run(cargo.env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("debug").join("cargo-conda"))
}
