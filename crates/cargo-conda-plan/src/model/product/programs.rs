//! The binaries of a member.

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;

/// The binaries of a member, as `cargo install` installs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    /// The names of the binaries that are installed, sorted; never empty.
    pub binaries: Vec<String>,
    /// True if `binaries` has every binary whose `required-features` are on; cargo then needs no `--bin`.
    pub all_binaries: bool,
}

impl Programs {
    /// The paths of the binaries relative to the prefix.
    pub(super) fn files(&self, platform: Platform) -> Vec<Utf8PathBuf> {
        // Where `cargo install` puts them under the root that the build script gives it.
        let directory = if platform.is_windows() { "Library/bin" } else { "bin" };
        let suffix = platform.executable_suffix();
        self.binaries
            .iter()
            .map(|binary| Utf8PathBuf::from(format!("{directory}/{binary}{suffix}")))
            .collect()
    }
}
