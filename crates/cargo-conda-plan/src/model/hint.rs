//! Hints: what a workspace has for other package managers, and a conda package could have too.

use thiserror::Error;

/// Something that a package could have and that its configuration does not ask for. Hints are shown on
/// request only: a package without it is complete.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Hint {
    /// The Debian package has manual pages.
    #[error(
        "{crate_name}: `package.metadata.deb` installs {}; `man-pages = [{}]` in `[package.metadata.conda]` does the same",
        if *.pages == 1 { "a manual page".to_owned() } else { format!("{} manual pages", .pages) },
        quoted(.sources)
    )]
    DebianManPages {
        /// The name of the member.
        crate_name: String,
        /// The number of pages.
        pages: usize,
        /// What to write, in the order of the manifest: paths and patterns relative to the member's manifest.
        sources: Vec<String>,
    },
}

fn quoted(sources: &[String]) -> String {
    sources.iter().map(|source| format!("\"{source}\"")).collect::<Vec<_>>().join(", ")
}
