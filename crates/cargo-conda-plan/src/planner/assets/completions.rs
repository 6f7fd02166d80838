//! The key `completions`.

use std::collections::BTreeMap;

use super::collector::Collector;
use super::command::{Command, SHELL};
use super::sources::Found;
use crate::config::CompletionKeys;
use crate::model::{CompletionShell, PrintedFile, PrintedForm, SourceFile};
use crate::problem::AssetProblem;
use crate::source::{Located, Location};

const KEY: &str = "completions";

impl Collector<'_> {
    pub(super) fn add_completions(&mut self, entries: &[Located<CompletionKeys>]) {
        for Located { value: keys, location } in entries {
            let Some(command) = self.command_of(keys, location) else { continue };
            let Some(program) = self.program_of(keys, command.as_ref(), location) else { continue };
            self.add_scripts(&program, &keys.shells);
            for shell in printed_shells(keys) {
                let Some(command) = &command else { break };
                let Command { variables, program: runs, arguments } = command.for_shell(shell.name());
                let form = PrintedForm::Completions(shell);
                let file = PrintedFile { variables, program: runs, arguments, form };
                self.print(shell.path(&program), file, location);
            }
        }
    }

    /// The command of an entry, if it has one. `None` if the entry cannot be used; unless it is about another
    /// member, that is reported.
    #[expect(clippy::option_option, reason = "an entry that cannot be used, and one without a command")]
    fn command_of(&mut self, keys: &CompletionKeys, location: &Location) -> Option<Option<Command>> {
        let Some(text) = &keys.command else {
            let has_files = keys.shells.values().any(Option::is_some);
            if !has_files {
                self.report(location, AssetProblem::NoCompletions);
            }
            return has_files.then_some(None);
        };
        // A command for one shell need not say which.
        if !text.value.contains(SHELL) && printed_shells(keys).count() > 1 {
            self.report(&text.location, AssetProblem::NoShell { command: text.value.clone() });
            return None;
        }
        self.command(KEY, text).map(Some)
    }

    /// The program that an entry is about. `None` if that is not clear or not of this package; unless it is
    /// of another member, that is reported.
    fn program_of(
        &mut self,
        keys: &CompletionKeys,
        command: Option<&Command>,
        location: &Location,
    ) -> Option<String> {
        match (&keys.program, command) {
            (Some(program), Some(command)) if program.value != command.program => {
                let (word, named) = (command.program.clone(), program.value.clone());
                self.report(&program.location, AssetProblem::OtherProgram { word, program: named });
                None
            }
            (_, Some(command)) => Some(command.program.clone()),
            (Some(program), None) => {
                self.has_program(KEY, &program.value, program).then(|| program.value.clone())
            }
            (None, None) => match self.candidate.binaries().collect::<Vec<_>>().as_slice() {
                [only] => Some((*only).clone()),
                several => {
                    let programs = several.iter().copied().cloned().collect();
                    self.report(location, AssetProblem::WhichProgram { programs });
                    None
                }
            },
        }
    }

    fn add_scripts(&mut self, program: &str, shells: &BTreeMap<CompletionShell, Option<Located<String>>>) {
        for (shell, source) in shells {
            let Some(source) = source else { continue };
            let to = shell.path(program);
            let found = self.find(source);
            if let [Found { path, .. }] = found.as_slice() {
                let file = SourceFile { source: path.clone(), is_executable: false };
                self.install(to, file, &source.location);
            } else if !found.is_empty() {
                let pattern = source.value.clone();
                self.report(&source.location, AssetProblem::SeveralFiles { pattern, to });
            }
        }
    }
}

/// The shells for which an entry has no file, and which it does not leave out.
fn printed_shells(keys: &CompletionKeys) -> impl Iterator<Item = CompletionShell> {
    CompletionShell::ALL.into_iter().filter(|shell| !keys.shells.contains_key(shell))
}
