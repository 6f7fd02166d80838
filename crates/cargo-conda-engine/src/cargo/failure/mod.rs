//! Watches the output of a `cargo install` for what failed, if it fails.
//!
//! What cargo says in JSON is taken from there: errors of rustc with their targets, build scripts with their
//! programs and the libraries that they ask for.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::api::{CargoPackage, CompileFailure, FailedTarget, Killed, MissingLibrary, Printed, RustcError};
use crate::cargo::diagnostic::Diagnostic;
use crate::cargo::failed_process::{self, Indented};
use crate::cargo::link_error::{self, UndefinedSymbol};
use crate::cargo::messages::{CargoMessage, TargetRole};

/// How many lines of a build's output are kept for a failure that no message of cargo's explains.
const KEPT_LINES: usize = 50;

/// What the output of a build has told so far of what failed.
#[derive(Debug, Clone, Default)]
pub(crate) struct FailureWatch {
    /// The first thing that failed; `None` as long as nothing is known to have failed.
    first: Option<Failed>,
    /// True while cargo prints what the failed build script printed.
    is_quoting: bool,
    /// The package ids of build scripts, by the paths of their programs.
    scripts: BTreeMap<String, String>,
    /// The package ids of build scripts, by the libraries that they ask for.
    libraries: BTreeMap<String, String>,
    /// The enabled features of packages with a build script, by package id.
    features: BTreeMap<String, BTreeSet<String>>,
    /// The last lines that were printed.
    last_lines: VecDeque<String>,
}

/// Something that failed.
#[derive(Debug, Clone)]
enum Failed {
    Rustc(Diagnostic),
    Script { package: String, ending: String, printed: Indented },
    Compiler { crate_name: String },
}

/// What failed, and with which features the package was compiled whose build script is concerned.
#[derive(Debug)]
pub(crate) struct Conclusion {
    pub(crate) failure: CompileFailure,
    /// The enabled features of that package; `None` if no build script is concerned.
    pub(crate) features: Option<BTreeSet<String>>,
    /// A symbol that the linker did not find; `None` if it found all.
    pub(crate) undefined: Option<UndefinedSymbol>,
}

impl FailureWatch {
    /// Takes a message of cargo's into account.
    pub(crate) fn note(&mut self, message: &CargoMessage) {
        self.is_quoting = false;
        match message {
            CargoMessage::Compiled(target) if target.role == TargetRole::BuildScript => {
                let programs = target.files.iter().map(|file| (file.to_string(), target.package.clone()));
                self.scripts.extend(programs);
                self.features.insert(target.package.clone(), target.features.clone());
            }
            CargoMessage::ScriptRan { package, libraries, .. } => {
                let names = libraries.iter().map(|library| plain_name(library).to_owned());
                self.libraries.extend(names.map(|name| (name, package.clone())));
            }
            CargoMessage::Diagnostic(diagnostic) if diagnostic.error.is_some() && self.first.is_none() => {
                self.first = Some(Failed::Rustc(diagnostic.clone()));
            }
            _ => {}
        }
    }

    /// Takes a line into account that is no message.
    pub(crate) fn hear(&mut self, line: &str) {
        if self.last_lines.len() == KEPT_LINES {
            self.last_lines.pop_front();
        }
        self.last_lines.push_back(line.to_owned());
        match &mut self.first {
            Some(Failed::Script { printed, .. }) if self.is_quoting => self.is_quoting = printed.take(line),
            Some(_) => {}
            None => self.first = self.failed_process(line),
        }
    }

    /// The process that failed, if this line says so.
    fn failed_process(&mut self, line: &str) -> Option<Failed> {
        if let Some(crate_name) = failed_process::killed_compiler(line) {
            return Some(Failed::Compiler { crate_name });
        }
        let ended = |program| failed_process::ending_of(line, program);
        let (package, ending) =
            self.scripts.iter().find_map(|(program, package)| Some((package.clone(), ended(program)?)))?;
        self.is_quoting = true;
        Some(Failed::Script { package, ending, printed: Indented::default() })
    }

    /// What failed, now that the build has failed. `named` gives the package of a package id.
    pub(crate) fn conclude(mut self, named: &dyn Fn(&str) -> CargoPackage) -> Conclusion {
        let (mut concerned, mut undefined) = (None, None);
        let failure = match self.first.take() {
            Some(Failed::Rustc(Diagnostic {
                package,
                target_kind,
                target_name,
                error: Some(error),
                notes,
                ..
            })) => {
                let target = FailedTarget { package: named(&package), kind: target_kind, name: target_name };
                let texts = || notes.iter().map(String::as_str);
                if let Some(library) =
                    link_error::missing_library([error.message.as_str()].into_iter().chain(texts()))
                {
                    concerned = self.libraries.get(&library).cloned();
                    let asked_by = concerned.as_deref().map(named);
                    CompileFailure::Link { target, missing: MissingLibrary { library, asked_by } }
                } else if is_killed_linker(&error, texts()) {
                    CompileFailure::Killed(Killed::Linker(target))
                } else {
                    undefined = link_error::undefined_symbol(texts());
                    let error = with_complaint(error, link_error::complaint(texts()));
                    CompileFailure::Rustc { target, error }
                }
            }
            Some(Failed::Script { package, ending, .. }) if failed_process::is_kill(&ending) => {
                CompileFailure::Killed(Killed::BuildScript(named(&package)))
            }
            Some(Failed::Script { package, ending, printed }) => {
                concerned = Some(package.clone());
                CompileFailure::BuildScript {
                    package: named(&package),
                    ending,
                    printed: Printed::of_script(printed.lines()),
                }
            }
            Some(Failed::Compiler { crate_name }) => CompileFailure::Killed(Killed::Compiler { crate_name }),
            Some(Failed::Rustc(_)) | None => {
                CompileFailure::Cargo(Printed::last_of(without_epilogue(self.last_lines)))
            }
        };
        let features = concerned.and_then(|package| self.features.remove(&package));
        Conclusion { failure, features, undefined }
    }
}

/// The name of a library in an instruction such as `static:+whole-archive=z`.
fn plain_name(library: &str) -> &str {
    library.rsplit_once('=').map_or(library, |(_, name)| name)
}

/// rustc gives an error of the linker no code, and reports how the linker ended, or the compiler that drives
/// it.
fn is_killed_linker<'t>(error: &RustcError, mut notes: impl Iterator<Item = &'t str>) -> bool {
    error.code.is_none()
        && error.message.starts_with("linking with ")
        && (error.message.contains("signal: 9")
            || notes.any(|note| note.contains("terminated with signal 9")))
}

/// rustc's error about a linker says no more than that it failed; its notes have the words of the linker.
fn with_complaint(mut error: RustcError, complaint: Option<&str>) -> RustcError {
    if let Some(complaint) = complaint.filter(|_| error.message.starts_with("linking with ")) {
        error.message = format!("{}: {complaint}", error.message);
    }
    error
}

/// The lines without those with which `cargo install` ends every failed build, and without the commands that
/// the shell traces.
fn without_epilogue(lines: impl IntoIterator<Item = String>) -> impl Iterator<Item = String> {
    const EPILOGUE: [&str; 3] =
        ["+ ", "error: failed to compile `", "To reuse those artifacts with a future compilation"];
    lines.into_iter().filter(|line| !EPILOGUE.iter().any(|start| line.starts_with(start)))
}

#[cfg(test)]
mod tests;
