//! Turns a failure of cargo into the error that names its cause.
//!
//! Cargo and rustup have no error codes, so their messages are searched for known sentences: those of cargo
//! 1.95 and rustup 1.28. A failure with another message is passed on as it is.

use camino::{Utf8Path, Utf8PathBuf};

use crate::cargo::CargoFailure;
use crate::error::{LoadError, Position};
use crate::files::normalize;

/// The run that failed.
pub(super) struct Situation<'a> {
    /// The directory that cargo ran in.
    pub(super) directory: &'a Utf8Path,
    /// The manifest of the workspace.
    pub(super) root_manifest: &'a Utf8Path,
    /// The lock file of the workspace.
    pub(super) lock_file: &'a Utf8Path,
}

impl Situation<'_> {
    pub(super) fn explain(&self, source: Box<CargoFailure>) -> LoadError {
        let stderr = source.stderr.as_str();
        if let Some(toolchain) = missing_toolchain(stderr) {
            return LoadError::ToolchainNotInstalled { toolchain: toolchain.to_owned(), source };
        }
        // Before the test for `--offline`, because this message proposes that option.
        if stderr.contains("--locked was passed") {
            let (path, root_manifest) = (self.lock_file.to_owned(), self.root_manifest.to_owned());
            return LoadError::StaleLockfile { path, root_manifest, source };
        }
        // Cargo names the option also where only the setting `net.offline` is on.
        if stderr.contains("--offline") {
            return LoadError::MissingOffline { root_manifest: self.root_manifest.to_owned(), source };
        }
        match self.broken_manifest(stderr) {
            Some((file, position)) => LoadError::BrokenManifest { file, position, source },
            None => LoadError::CargoFailed { source },
        }
    }

    /// The manifest that the message is about, and the place in it if cargo names one.
    fn broken_manifest(&self, stderr: &str) -> Option<(Utf8PathBuf, Option<Position>)> {
        if let Some((file, position)) = stderr.lines().find_map(rendered_position) {
            // Cargo prints paths relative to the directory that it runs in.
            return Some((normalize(&self.directory.join(file)), Some(position)));
        }
        // The last sentence is about the innermost cause: the member, not the workspace that lists it.
        let (_, rest) = stderr.rsplit_once("failed to parse manifest at `")?;
        let (file, _) = rest.split_once('`')?;
        Some((Utf8PathBuf::from(file), None))
    }
}

/// The name `x` in "toolchain 'x' is not installed" or of "custom toolchain 'x' specified in … is not
/// installed".
fn missing_toolchain(stderr: &str) -> Option<&str> {
    stderr.lines().find_map(|line| {
        let rest = line.strip_prefix("error: ")?;
        let rest = rest.strip_prefix("custom ").unwrap_or(rest).strip_prefix("toolchain '")?;
        let (toolchain, rest) = rest.split_once('\'')?;
        rest.contains("is not installed").then_some(toolchain)
    })
}

/// The file and the place in a line such as ` --> crates/a/Cargo.toml:3:7`.
fn rendered_position(line: &str) -> Option<(&Utf8Path, Position)> {
    let place = line.trim_start().strip_prefix("--> ")?;
    let (place, column) = place.rsplit_once(':')?;
    let (file, line) = place.rsplit_once(':')?;
    let position = Position { line: line.parse().ok()?, column: column.trim().parse().ok()? };
    // `cargo metadata` compiles nothing, but a warning of rustc has such a line too.
    file.ends_with("Cargo.toml").then(|| (Utf8Path::new(file), position))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toolchains_are_named_in_two_ways() {
        let standard =
            "error: toolchain '1.60.0-x86_64-unknown-linux-gnu' is not installed\nhelp: run `rustup …`";
        assert_eq!(missing_toolchain(standard), Some("1.60.0-x86_64-unknown-linux-gnu"));
        let custom = "error: custom toolchain 'foo' specified in override file '/w/rust-toolchain.toml' is not installed";
        assert_eq!(missing_toolchain(custom), Some("foo"));
        assert_eq!(missing_toolchain("error: toolchain 'x' has no `cargo`"), None);
    }

    #[test]
    fn places_are_read_from_the_right() {
        let (file, position) = rendered_position(r" --> C:\w\Cargo.toml:12:7").unwrap();
        assert_eq!((file.as_str(), position), (r"C:\w\Cargo.toml", Position { line: 12, column: 7 }));
        assert!(rendered_position("  | 12:7").is_none());
    }
}
