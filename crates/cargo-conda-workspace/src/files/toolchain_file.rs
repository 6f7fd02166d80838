//! Reads `rust-toolchain.toml`, which names the toolchain that rustup runs in a workspace.

use std::io;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use toml::Spanned;

use super::paths::read_if_there;
use crate::error::LoadError;

/// The toolchain file beside the workspace's manifest; see
/// <https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolchainFile {
    /// The absolute path of the file.
    pub path: Utf8PathBuf,
    /// The text of the file.
    pub text: String,
    /// The toolchain that the file names, such as `1.95.0`, `stable` or `nightly-2026-01-31`; `None` if it
    /// has only `components` or a `path`.
    pub channel: Option<String>,
    /// The byte offsets of the name in the text; empty without a name.
    pub span: Range<usize>,
}

impl ToolchainFile {
    /// The names of the file. Where both exist, rustup reads the first, the older name.
    pub const NAMES: [&str; 2] = ["rust-toolchain", "rust-toolchain.toml"];

    /// Reads the file that lies in `directory`, if there is one.
    pub(crate) fn read(
        directory: &Utf8Path,
        read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
    ) -> Result<Option<Self>, LoadError> {
        for name in Self::NAMES {
            if let Some((path, text)) = read_if_there(directory.join(name), read)? {
                return Self::parse(path, text).map(Some);
            }
        }
        Ok(None)
    }

    fn parse(path: Utf8PathBuf, text: String) -> Result<Self, LoadError> {
        // The old format is one line with the name of a toolchain. Rustup accepts it only under the old name.
        let line = text.trim();
        if path.extension().is_none() && !line.is_empty() && !line.contains(['\n', '[', '=']) {
            let start = text.len() - text.trim_start().len();
            let (channel, span) = (Some(line.to_owned()), start..start + line.len());
            return Ok(Self { path, text, channel, span });
        }
        let file: File = match toml::from_str(&text) {
            Ok(file) => file,
            Err(source) => return Err(LoadError::BrokenCargoConfig { path, source }),
        };
        let channel = file.toolchain.channel;
        let span = channel.as_ref().map_or(0..0, Spanned::span);
        Ok(Self { path, text, channel: channel.map(Spanned::into_inner), span })
    }
}

/// The part of the file that we read.
#[derive(Deserialize)]
struct File {
    toolchain: Table,
}

#[derive(Deserialize)]
struct Table {
    channel: Option<Spanned<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(name: &str, text: &str) -> Option<String> {
        let file = ToolchainFile::parse(Utf8PathBuf::from(name), text.to_owned()).unwrap();
        if let Some(channel) = &file.channel {
            assert!(file.text[file.span].contains(channel.as_str()));
        }
        file.channel
    }

    #[test]
    fn both_formats_name_a_channel() {
        let toml = "[toolchain]\nchannel = \"1.95.0\"\ncomponents = [\"clippy\"]\n";
        assert_eq!(channel("rust-toolchain.toml", toml).as_deref(), Some("1.95.0"));
        assert_eq!(channel("rust-toolchain", toml).as_deref(), Some("1.95.0"));
        assert_eq!(
            channel("rust-toolchain", "\nnightly-2026-01-31\n").as_deref(),
            Some("nightly-2026-01-31")
        );
        assert_eq!(channel("rust-toolchain.toml", "[toolchain]\npath = '/opt/rust'\n"), None);
    }

    #[test]
    fn a_file_that_is_neither_is_refused() {
        let parse = |name: &str, text: &str| ToolchainFile::parse(Utf8PathBuf::from(name), text.to_owned());
        assert!(parse("rust-toolchain.toml", "1.95.0").is_err());
        assert!(parse("rust-toolchain", "").is_err());
    }

    #[test]
    fn the_old_name_wins_as_in_rustup() {
        let mut asked = Vec::new();
        let file = ToolchainFile::read(Utf8Path::new("/w"), &mut |path| {
            asked.push(path.to_owned());
            Ok("stable".to_owned())
        });
        assert_eq!(file.unwrap().unwrap().path, "/w/rust-toolchain");
        assert_eq!(asked, ["/w/rust-toolchain"]);
    }
}
