//! The channel that `cargo conda build` makes of a workspace, for commands that read finished packages.

use camino::{Utf8Path, Utf8PathBuf};

use crate::cli::failure::{Failure, NoChannel};

/// The directory of the workspace's channel, if a build has made it.
pub(super) fn own_channel(directory: &Utf8Path) -> Result<Utf8PathBuf, Failure> {
    if directory.is_dir() {
        Ok(directory.to_owned())
    } else {
        Err(Failure::NoChannel(NoChannel { directory: directory.to_owned() }))
    }
}
