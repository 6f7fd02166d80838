//! Words for the two shells that run build scripts.

use cargo_conda_mapping::{NativeValue, Platform};

use crate::built_in;

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

    /// The call of a program by its name, even if the shell has a command of that name itself.
    pub(crate) fn program(self, name: &str) -> String {
        match self {
            Self::Bash if built_in::is_of_bash(name) => format!("env {}", self.quote(name)),
            Self::Cmd if built_in::is_of_cmd(name) => format!("{}.exe", self.quote(name)),
            Self::Bash | Self::Cmd => self.quote(name),
        }
    }

    /// The root that `cargo install` gets, so that binaries land where conda puts them on the package's platform.
    pub(crate) fn install_root(self, platform: Platform) -> String {
        format!("\"{}\"", self.prefix("PREFIX", platform.is_windows()))
    }

    /// A command that sets a variable for the commands after it. The value is text for this shell already.
    pub(crate) fn set_variable(self, name: &str, value: &str) -> String {
        match self {
            Self::Bash => format!("export {name}={value}"),
            Self::Cmd => format!("set \"{name}={value}\""),
        }
    }

    /// A value that leads into an environment, ready for [`set_variable`](Self::set_variable).
    pub(crate) fn native_value(self, value: NativeValue, platform: Platform) -> String {
        let (prefix, below) = match value {
            NativeValue::HostPrefix(below) => (self.prefix("PREFIX", platform.is_windows()), below),
            // The machine that builds is the one that runs this shell.
            NativeValue::BuildPrefix(below) => (self.prefix("BUILD_PREFIX", self == Self::Cmd), below),
        };
        let path = match (self, below) {
            (_, "") => prefix,
            (Self::Bash, below) => format!("{prefix}/{below}"),
            (Self::Cmd, below) => format!("{prefix}\\{}", below.replace('/', "\\")),
        };
        match self {
            Self::Bash => format!("\"{path}\""),
            Self::Cmd => path,
        }
    }

    /// Where an environment has `bin`, `lib` and `include`: on Windows they are in a directory of their own.
    fn prefix(self, variable: &str, on_windows: bool) -> String {
        match (self, on_windows) {
            (Self::Bash, false) => format!("${variable}"),
            (Self::Bash, true) => format!("${variable}/Library"),
            (Self::Cmd, false) => format!("%{variable}%"),
            // What recipes for Windows call it.
            (Self::Cmd, true) if variable == "PREFIX" => "%LIBRARY_PREFIX%".to_owned(),
            (Self::Cmd, true) => format!("%{variable}%\\Library"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shell;

    #[test]
    fn programs_are_run_and_not_what_shells_have_of_their_names() {
        assert_eq!(Shell::Bash.program("pwd"), "env pwd");
        assert_eq!(Shell::Bash.program("["), "env '['");
        assert_eq!(Shell::Bash.program("dir"), "dir");
        assert_eq!(Shell::Cmd.program("Dir"), "Dir.exe");
        assert_eq!(Shell::Cmd.program("pwd"), "pwd");
    }

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
