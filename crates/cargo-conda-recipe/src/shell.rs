//! The notation of the two shells that run scripts of recipes.

use cargo_conda_mapping::{NativeValue, Platform};

use crate::built_in::{is_bash_builtin, is_cmd_builtin};

/// The name of the program that is called instead of cargo. The engine puts it into the work directory.
pub const CARGO_WRAPPER: &str = "cargo-messages";

/// The shell of the machine that builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shell {
    /// bash, as rattler-build runs it on Linux and macOS.
    Bash,
    /// cmd.exe, as rattler-build runs it on Windows.
    Cmd,
}

impl Shell {
    /// Returns the shell that rattler-build uses on a platform.
    pub(crate) fn of(platform: Platform) -> Self {
        if platform.is_windows() { Self::Cmd } else { Self::Bash }
    }

    /// Returns `word` quoted so that the shell reads it as one word, whatever characters are in it.
    pub(crate) fn quote(self, word: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            return word.to_owned();
        }
        match self {
            Self::Bash => format!("'{}'", word.replace('\'', r"'\''")),
            Self::Cmd => quote_for_cmd(word),
        }
    }

    /// Returns what rattler-build has to be told for a variable to have this value.
    ///
    /// It writes `export NAME="value"` and `@SET "NAME=value"` into scripts, and escapes less than the shells
    /// interpret: bash would expand `$HOME` and run `$(id)`, cmd.exe would expand `%PATH%`.
    pub(crate) fn variable_value(self, value: &str) -> String {
        match self {
            // Without a `$`, rattler-build quotes the value itself; with one, it escapes double quotes alone.
            Self::Bash if !value.contains('$') => value.to_owned(),
            Self::Bash => escape(value, |c| matches!(c, '\\' | '$' | '`'), '\\'),
            Self::Cmd => {
                let mut is_quoted = true;
                let mut escaped = String::with_capacity(value.len());
                for c in value.chars() {
                    is_quoted ^= c == '"';
                    if c == '%' {
                        escaped.push('%');
                    } else if !is_quoted && "&|<>^()".contains(c) {
                        escaped.push('^');
                    }
                    escaped.push(c);
                }
                escaped
            }
        }
    }

    /// Returns the call of a program by its name, also if the shell has a built-in command of that name.
    pub(crate) fn program(self, name: &str) -> String {
        match self {
            Self::Bash if is_bash_builtin(name) => format!("env {}", self.quote(name)),
            Self::Cmd if is_cmd_builtin(name) => format!("{}.exe", self.quote(name)),
            Self::Bash | Self::Cmd => self.quote(name),
        }
    }

    /// Returns the value of `cargo install --root`, for which binaries land where conda expects them on the
    /// package's platform.
    pub(crate) fn install_root(self, platform: Platform) -> String {
        format!("\"{}\"", self.prefix("PREFIX", platform.is_windows()))
    }

    /// Returns a command that changes the working directory of later commands.
    pub(crate) fn change_directory(self, directory: &str) -> String {
        match self {
            Self::Bash => format!("cd {}", self.quote(directory)),
            Self::Cmd => format!("cd /d {}", self.quote(&directory.replace('/', "\\"))),
        }
    }

    /// Returns the path of a file in the directory of a recipe's sources, without quotation marks around it.
    pub(crate) fn in_source_directory(self, file: &str) -> String {
        match self {
            Self::Bash => format!("$SRC_DIR/{file}"),
            Self::Cmd => format!("%SRC_DIR%\\{file}"),
        }
    }

    /// Returns a command that sets an environment variable for later commands. `value` is in the shell's
    /// notation already.
    pub(crate) fn set_variable(self, name: &str, value: &str) -> String {
        match self {
            Self::Bash => format!("export {name}={value}"),
            Self::Cmd => format!("set \"{name}={value}\""),
        }
    }

    /// Returns a command that chooses cargo's target directory, for later commands, unless the environment
    /// chooses one.
    pub(crate) fn default_target_directory(self) -> &'static str {
        match self {
            Self::Bash => "export CARGO_TARGET_DIR=\"${CARGO_TARGET_DIR:-target}\"",
            Self::Cmd => "if not defined CARGO_TARGET_DIR set \"CARGO_TARGET_DIR=target\"",
        }
    }

    /// Returns a path in a build or host environment, in the notation that
    /// [`set_variable`](Self::set_variable) expects.
    pub(crate) fn native_value(self, value: NativeValue, platform: Platform) -> String {
        let (prefix, below) = match value {
            NativeValue::HostPrefix(below) => (self.prefix("PREFIX", platform.is_windows()), below),
            // The build environment is for the machine that runs this shell.
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

    /// Returns a path below the directory that a variable names, quoted.
    pub(crate) fn below_variable(self, variable: &str, below: &str) -> String {
        format!("\"{}\"", self.path_below(variable, below))
    }

    /// Returns a path below the directory that a variable names, for the middle of a quoted text.
    fn path_below(self, variable: &str, below: &str) -> String {
        match self {
            Self::Bash => format!("${variable}/{below}"),
            Self::Cmd => format!("%{variable}%\\{below}"),
        }
    }

    /// Returns the Python of the host environment, quoted.
    pub(crate) fn interpreter(self, platform: Platform) -> String {
        self.below_variable("PREFIX", if platform.is_windows() { "python.exe" } else { "bin/python" })
    }

    /// Returns a command that has cargo called through the program [`CARGO_WRAPPER`], which is in the
    /// directory that the variable `work` names.
    pub(crate) fn wrap_cargo(self, work: &str) -> String {
        match self {
            Self::Bash => self.set_variable("CARGO", &self.below_variable(work, CARGO_WRAPPER)),
            Self::Cmd => self.set_variable("CARGO", &self.path_below(work, &format!("{CARGO_WRAPPER}.bat"))),
        }
    }

    /// Returns a command that has pip install all wheels in a folder of the work directory.
    pub(crate) fn install_wheels(self, folder: &str) -> String {
        let pip = "python -m pip install --no-deps --no-index --no-build-isolation -vv";
        match self {
            Self::Bash => format!("{pip} {}/*.whl", self.below_variable("SRC_DIR", folder)),
            Self::Cmd => format!(
                "for %%w in ({}) do {pip} \"%%w\"",
                self.below_variable("SRC_DIR", &format!("{folder}\\*.whl"))
            ),
        }
    }

    /// Returns the directory of an environment with `bin`, `lib` and `include`: the prefix, or its `Library`
    /// on Windows.
    pub(crate) fn prefix(self, variable: &str, on_windows: bool) -> String {
        match (self, on_windows) {
            (Self::Bash, false) => format!("${variable}"),
            (Self::Bash, true) => format!("${variable}/Library"),
            (Self::Cmd, false) => format!("%{variable}%"),
            // rattler-build sets this variable to `%PREFIX%\Library` on Windows.
            (Self::Cmd, true) if variable == "PREFIX" => "%LIBRARY_PREFIX%".to_owned(),
            (Self::Cmd, true) => format!("%{variable}%\\Library"),
        }
    }
}

/// Returns `word` quoted so that bash reads it as one word, whatever characters are in it.
pub fn quote_for_bash(word: &str) -> String {
    Shell::Bash.quote(word)
}

/// Quotes a word for cmd.exe, and for the rules by which a program splits its command line:
/// <https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments>.
fn quote_for_cmd(word: &str) -> String {
    let mut quoted = String::with_capacity(word.len() + 2);
    quoted.push('"');
    let mut backslashes = 0;
    for c in word.chars() {
        match c {
            // Backslashes are literal, unless a quotation mark follows them.
            '"' => quoted.push_str(&"\\".repeat(backslashes)),
            // `%` starts a variable, unless it is doubled inside a batch file.
            '%' => quoted.push('%'),
            _ => {}
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        quoted.push(c);
        if c == '"' {
            quoted.push(c);
        }
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

/// Puts `escape` before each character that is special.
fn escape(text: &str, is_special: impl Fn(char) -> bool, escape: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_special(c) {
            escaped.push(escape);
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::Shell;

    #[test]
    fn programs_are_run_and_not_built_in_commands() {
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
        assert_eq!(Shell::Cmd.quote("C:\\my crates\\"), "\"C:\\my crates\\\\\"");
    }
}
