//! Words for the two shells that run build scripts.

use cargo_conda_mapping::Platform;

/// The shell of the machine that builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shell {
    /// bash, as rattler-build runs it on Linux and macOS.
    Bash,
    /// cmd.exe, as rattler-build runs it on Windows.
    Cmd,
}

impl Shell {
    pub(crate) fn of(platform: Platform) -> Self {
        if platform.is_windows() { Self::Cmd } else { Self::Bash }
    }

    /// One word, whatever characters are in it.
    pub(crate) fn quote(self, word: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            return word.to_owned();
        }
        match self {
            Self::Bash => format!("'{}'", word.replace('\'', r"'\''")),
            // `%` would start a variable; inside a batch file it is doubled.
            Self::Cmd => format!("\"{}\"", word.replace('%', "%%").replace('"', "\"\"")),
        }
    }

    /// The root that `cargo install` gets, so that binaries land where conda puts them on this platform.
    pub(crate) fn install_root(self) -> &'static str {
        match self {
            Self::Bash => "\"$PREFIX\"",
            Self::Cmd => "\"%LIBRARY_PREFIX%\"",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shell;

    #[test]
    fn words_survive_bash() {
        assert_eq!(Shell::Bash.quote("crates/plain-name"), "crates/plain-name");
        assert_eq!(Shell::Bash.quote("a b"), "'a b'");
        assert_eq!(Shell::Bash.quote("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(Shell::Bash.quote(""), "''");
    }

    #[test]
    fn words_survive_cmd() {
        assert_eq!(Shell::Cmd.quote("a b"), "\"a b\"");
        assert_eq!(Shell::Cmd.quote("100%"), "\"100%%\"");
        assert_eq!(Shell::Cmd.quote("say \"hi\""), "\"say \"\"hi\"\"\"");
    }
}
