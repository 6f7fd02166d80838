//! Commands of scripts, put together word by word.

use cargo_conda_plan::{CargoInstall, PackagePlan};
use cargo_conda_workspace::FeatureSelection;

use crate::layout::SourceLayout;
use crate::shell::Shell;

/// A command to which words are added.
pub(crate) struct Words {
    shell: Shell,
    command: String,
}

impl Words {
    /// A command that begins with this text, which is quoted already.
    pub(crate) fn new(shell: Shell, command: String) -> Self {
        Self { shell, command }
    }

    pub(crate) fn push(&mut self, word: &str) {
        self.command.push(' ');
        self.command.push_str(&self.shell.quote(word));
    }

    /// Adds an option with a value that is quoted already.
    pub(crate) fn push_quoted(&mut self, option: &str, value: &str) {
        self.push(option);
        self.command.push(' ');
        self.command.push_str(value);
    }

    pub(crate) fn push_all(&mut self, words: impl IntoIterator<Item = impl AsRef<str>>) {
        words.into_iter().for_each(|word| self.push(word.as_ref()));
    }

    /// Adds the format in which the engine reads cargo's messages, which also writes the diagnostics into the
    /// log. People get cargo's usual output.
    pub(crate) fn push_message_format(&mut self, layout: &SourceLayout) {
        if layout.is_read_by_engine() {
            self.push_all(["--message-format", "json"]);
        }
    }

    /// Adds what the programs of this package are stripped of, where that differs from its siblings: for its
    /// own crate alone, so that all others are shared.
    pub(crate) fn push_own_strip(&mut self, package: &PackagePlan) {
        let CargoInstall { strip, profile, .. } = &package.install;
        if let Some(strip) = strip.of_package {
            let key = format!("profile.{profile}.package.{}.strip", package.crate_name);
            self.push_all(["--config", &format!("{key}='{}'", strip.as_str())]);
        }
    }

    /// The whole command.
    pub(crate) fn finish(mut self, layout: &SourceLayout) -> String {
        if layout.is_read_by_engine() {
            // In one stream, so that diagnostics stay in order with what cargo prints beside them.
            self.command.push_str(" 2>&1");
        }
        self.command
    }

    /// The whole command, whose output the engine does not read.
    pub(crate) fn into_command(self) -> String {
        self.command
    }

    /// Adds cargo's options for a selection of features of one member.
    pub(crate) fn push_feature_selection(&mut self, selection: &FeatureSelection) {
        if selection.no_default_features {
            self.push("--no-default-features");
        }
        if selection.all_features {
            self.push("--all-features");
        }
        self.push_features(selection.features.iter().cloned());
    }

    pub(crate) fn push_features(&mut self, features: impl Iterator<Item = String>) {
        let features: Vec<_> = features.collect();
        if !features.is_empty() {
            self.push_all(["--features", &features.join(",")]);
        }
    }

    pub(crate) fn push_binaries(&mut self, binaries: &[String]) {
        for binary in binaries {
            self.push_all(["--bin", binary]);
        }
    }
}
