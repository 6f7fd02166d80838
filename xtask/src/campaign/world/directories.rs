//! Where the things of a generated workspace are.

use std::path::{Path, PathBuf};

/// The directory that contains a generated workspace and everything around it.
#[derive(Debug, Clone)]
pub(crate) struct Directories {
    root: PathBuf,
    /// The workspace's directory, and cargo's target directory.
    workspace: PathBuf,
    target: PathBuf,
}

impl Directories {
    /// Directories below `root`, with the target directory inside of the workspace.
    pub(crate) fn below(root: &Path) -> Self {
        let workspace = root.join("outer").join("work");
        Self { root: root.to_owned(), target: workspace.join("target"), workspace }
    }

    /// The same with another target directory.
    pub(crate) fn with_target(self, target: &Path) -> Self {
        Self { target: target.to_owned(), ..self }
    }

    /// The directory that contains all others, to which paths of the model are relative.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn workspace(&self) -> &Path {
        &self.workspace
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    pub(crate) fn channel(&self) -> PathBuf {
        self.target.join("conda")
    }

    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("conda-build")
    }

    /// The home directory of runs, which is cargo's home too.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// The directory for temporary files of runs. A run that is killed leaves some.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.root.join("temporary")
    }

    /// Directory of programs that were taken out of packages.
    pub(crate) fn unpacked(&self) -> PathBuf {
        self.root.join("unpacked")
    }

    /// Directory of the output of runs.
    pub(crate) fn output(&self) -> PathBuf {
        self.root.join("output")
    }

    /// The script that `RUSTC_WRAPPER` can name.
    pub(crate) fn wrapper(&self) -> PathBuf {
        self.root.join("wrapper.sh")
    }
}
