//! Files that a crate's build script writes, which are installed after the build.

use camino::Utf8PathBuf;

/// Files that the build script of the package's crate writes into its `OUT_DIR`. Which ones there are is only
/// known after the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildScriptFiles {
    /// The directory of the files, below `OUT_DIR`; empty for `OUT_DIR` itself.
    pub from: Utf8PathBuf,
    /// A glob pattern, below `from`: `*`, `?` and `[…]` within a name, `**` for any directories.
    pub pattern: String,
    /// The directory that they are installed to. Each keeps its path below `from`.
    pub to: Utf8PathBuf,
    /// True if it is an error that the build script writes none.
    pub is_required: bool,
}

impl BuildScriptFiles {
    /// The pattern as it is written in a manifest, below `OUT_DIR`.
    pub fn whole_pattern(&self) -> String {
        self.from.join(&self.pattern).into_string()
    }
}
