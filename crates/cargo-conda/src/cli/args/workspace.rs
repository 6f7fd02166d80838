//! Which workspace, and whether the network may be used for it.

use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda::{Session, Source, Workspace};
use clap::Args;

use crate::cli::failure::Failure;

#[derive(Debug, Args)]
#[command(next_help_heading = "Workspace")]
pub(crate) struct WorkspaceArgs {
    /// The `Cargo.toml` of the workspace or of a member [default: the nearest one in this directory or above]
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<Utf8PathBuf>,
    /// Do not use the network; use only crates and conda packages that are already cached
    #[arg(long)]
    offline: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Workspace")]
pub(crate) struct ConfigArgs {
    /// A file with configuration, which overrules that of manifests; of several files, later ones overrule
    /// earlier ones
    #[arg(long = "config", value_name = "FILE")]
    files: Vec<Utf8PathBuf>,
}

impl ConfigArgs {
    /// Reads the files, in the order of the command line.
    pub(super) fn read(&self, session: &Session) -> Result<Vec<Arc<Source>>, Failure> {
        let Self { files } = self;
        files.iter().map(|path| session.config_file(path).map_err(Failure::ConfigFile)).collect()
    }
}

impl WorkspaceArgs {
    /// Whether the network is not used.
    pub(crate) fn is_offline(&self) -> bool {
        self.offline
    }

    /// Reads what the process offers, and loads the workspace.
    pub(crate) fn load(&self) -> Result<(Session, Workspace), Failure> {
        let Self { manifest_path, offline } = self;
        let session = Session::here().map_err(Failure::Session)?.offline(*offline);
        let workspace = session.load_workspace(manifest_path.as_deref()).map_err(Failure::Load)?;
        Ok((session, workspace))
    }
}
