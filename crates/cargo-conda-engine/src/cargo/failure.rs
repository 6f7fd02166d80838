//! Watches the output of a `cargo install` for what failed, if it fails.
//!
//! What cargo says in JSON is taken from there: errors of rustc with their targets.

use std::collections::VecDeque;

use super::diagnostic::Diagnostic;
use super::messages::CargoMessage;
use crate::api::{CargoPackage, CompileFailure, FailedTarget, Printed};

/// How many lines of a build's output are kept for a failure that no message of cargo's explains.
const KEPT_LINES: usize = 50;

/// What the output of a build has told so far of what failed.
#[derive(Debug, Clone, Default)]
pub(crate) struct FailureWatch {
    /// The first diagnostic that is an error.
    first_error: Option<Diagnostic>,
    /// The last lines that were printed.
    last_lines: VecDeque<String>,
}

impl FailureWatch {
    /// Takes a message of cargo's into account.
    pub(crate) fn note(&mut self, message: &CargoMessage) {
        if let CargoMessage::Diagnostic(diagnostic) = message
            && diagnostic.error.is_some()
            && self.first_error.is_none()
        {
            self.first_error = Some(diagnostic.clone());
        }
    }

    /// Takes a line into account that is no message.
    pub(crate) fn hear(&mut self, line: &str) {
        if self.last_lines.len() == KEPT_LINES {
            self.last_lines.pop_front();
        }
        self.last_lines.push_back(line.to_owned());
    }

    /// What failed, now that the build has failed. `named` gives the package of a package id.
    pub(crate) fn conclude(self, named: &dyn Fn(&str) -> CargoPackage) -> CompileFailure {
        match self.first_error {
            Some(Diagnostic { package, target_kind, target_name, error: Some(error), .. }) => {
                let target = FailedTarget { package: named(&package), kind: target_kind, name: target_name };
                CompileFailure::Rustc { target, error }
            }
            _ => CompileFailure::Cargo(Printed::last_of(without_epilogue(self.last_lines))),
        }
    }
}

/// The lines without those with which `cargo install` ends every failed build, and without the commands that
/// the shell traces.
fn without_epilogue(lines: impl IntoIterator<Item = String>) -> impl Iterator<Item = String> {
    const EPILOGUE: [&str; 2] =
        ["error: failed to compile `", "To reuse those artifacts with a future compilation"];
    lines
        .into_iter()
        .filter(|line| !line.starts_with("+ ") && !EPILOGUE.iter().any(|start| line.starts_with(start)))
}
