//! Commands that have an installed program print a file.

use super::super::checks::is_of_another;
use super::collector::Collector;
use crate::problem::AssetProblem;
use crate::source::Located;

/// Stands for the name of a shell in a command.
pub(super) const SHELL: &str = "{shell}";

/// Characters to which shells give a meaning. Commands are not run by one.
const OF_SHELLS: &str = "'\"`\\$|&;<>()*?[]{}";

/// A command: a program of the package with its arguments.
pub(super) struct Command {
    pub(super) variables: Vec<(String, String)>,
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
}

impl Command {
    /// Splits a text at white space. Words such as `NAME=value` before the program are variables.
    fn parse(text: &str, key: &'static str) -> Result<Self, AssetProblem> {
        let plain = text.replace(SHELL, "");
        let is_of_shells = |c: &char| OF_SHELLS.contains(*c) || (c.is_control() && *c != '\t');
        if let Some(character) = plain.chars().find(is_of_shells) {
            return Err(AssetProblem::ShellSyntax { command: text.to_owned(), character, key });
        }
        let mut words = text.split_whitespace().map(ToOwned::to_owned).peekable();
        let mut variables = Vec::new();
        while let Some((name, value)) = words.peek().and_then(|word| variable(word)) {
            variables.push((name, value));
            words.next();
        }
        let program = words.next().unwrap_or_default();
        Ok(Self { variables, program, arguments: words.collect() })
    }

    /// The command with the name of a shell in place of `{shell}`.
    pub(super) fn for_shell(&self, shell: &str) -> Self {
        let filled = |text: &String| text.replace(SHELL, shell);
        Self {
            variables: self.variables.iter().map(|(name, value)| (name.clone(), filled(value))).collect(),
            program: self.program.clone(),
            arguments: self.arguments.iter().map(filled).collect(),
        }
    }
}

/// A word that sets a variable; `None` for any other word.
fn variable(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_variable =
        !name.is_empty() && name.chars().all(is_name) && !name.starts_with(|c: char| c.is_ascii_digit());
    is_variable.then(|| (name.to_owned(), value.to_owned()))
}

impl Collector<'_> {
    /// Parses a command and checks that its program is in the package and can be run. `None` if not, which is
    /// reported, and for a program of another member: a table for all members may have the commands of each.
    pub(super) fn command(&mut self, key: &'static str, text: &Located<String>) -> Option<Command> {
        let command = match Command::parse(&text.value, key) {
            Ok(command) => command,
            Err(problem) => {
                self.report(&text.location, problem);
                return None;
            }
        };
        if !self.has_program(key, &command.program, text) {
            return None;
        }
        let platform = self.candidate.platform;
        if !self.configured.input.request.runs(platform) {
            let command = text.value.clone();
            self.report(&text.location, AssetProblem::CannotRun { command, platform, key });
            return None;
        }
        Some(command)
    }

    /// Whether the package has the program that a value names. If not, it is reported, unless it is that of
    /// another member.
    pub(super) fn has_program(&mut self, key: &'static str, word: &str, value: &Located<String>) -> bool {
        let candidate = self.candidate;
        if candidate.binaries().any(|binary| binary == word) {
            return true;
        }
        let is_left_out = candidate.left_out.iter().any(|left_out| left_out.binary == word);
        let is_own_table = value.location.source.path == candidate.member.manifest().path;
        let workspace = self.configured.input.workspace;
        if is_own_table || !(is_left_out || is_of_another(workspace, candidate, word)) {
            let (word, programs) = (word.to_owned(), candidate.binaries().cloned().collect());
            self.report(&value.location, AssetProblem::NotAProgram { word, key, programs, is_left_out });
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::Command;

    fn parsed(text: &str) -> String {
        match Command::parse(text, "completions") {
            Ok(Command { variables, program, arguments }) => format!("{variables:?} {program} {arguments:?}"),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn words_are_separated_by_spaces() {
        assert_eq!(parsed("jj util  completion {shell}"), r#"[] jj ["util", "completion", "{shell}"]"#);
        assert_eq!(parsed("rg --generate complete-{shell}"), r#"[] rg ["--generate", "complete-{shell}"]"#);
        assert_eq!(parsed("COMPLETE={shell} x a=b"), r#"[("COMPLETE", "{shell}")] x ["a=b"]"#);
        assert_eq!(parsed(""), "[]  []");
    }

    #[test]
    fn nothing_is_left_to_a_shell() {
        for text in ["x > y", "x | y", "x 'a b'", "$HOME/x", "x {other}", "x\ny"] {
            assert!(parsed(text).contains("not run by a shell"), "{text}");
        }
    }

    #[test]
    fn the_name_of_the_shell_goes_everywhere() {
        let command =
            Command::parse("COMPLETE={shell} x complete-{shell}", "completions").unwrap().for_shell("zsh");
        assert_eq!(command.variables, [("COMPLETE".to_owned(), "zsh".to_owned())]);
        assert_eq!(command.arguments, ["complete-zsh"]);
    }
}
