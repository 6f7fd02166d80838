//! What went wrong, for people: what, where, and what to write instead.

use std::error::Error;
use std::io::{self, Write as _};

use cargo_conda::engine::EngineError;
use cargo_conda::plan::{PlanError, Problem};
use cargo_conda::workspace::LoadError;
use cargo_conda::{BuildError, SessionError};
use miette::{LabeledSpan, MietteDiagnostic, NamedSource, Report};

use super::exit_code::Code;

/// Why a command could not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The process is in no state to begin.
    Session(SessionError),
    /// The workspace cannot be loaded.
    Load(LoadError),
    /// There is no plan.
    Plan(PlanError),
    /// The run broke off.
    Build(BuildError),
    /// Signals cannot be handled.
    Signals(ctrlc::Error),
    /// Something cannot be written.
    Write(io::Error),
}

impl Failure {
    /// Whether the reader of our output is gone.
    pub(super) fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Write(error) | Self::Build(BuildError::Report(error)) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }

    /// Whose fault it is.
    fn code(&self) -> Code {
        match self {
            Self::Session(_) | Self::Load(_) | Self::Plan(_) => Code::BadInput,
            Self::Build(BuildError::Engine(error)) => engine_code(error),
            Self::Build(_) | Self::Signals(_) | Self::Write(_) => Code::Failed,
        }
    }

    /// Shows it on standard error.
    pub(super) fn show(self) -> Code {
        // Nowhere is left to tell that standard error cannot be written.
        let _unwritten = write!(io::stderr(), "{}", self.text());
        self.code()
    }

    fn text(&self) -> String {
        match self {
            Self::Plan(PlanError::Problems(problems)) => problems.iter().map(problem_text).collect(),
            Self::Plan(error) => plain_text(error, plan_help(error)),
            Self::Session(error) => plain_text(error, None),
            Self::Load(error) => plain_text(error, None),
            Self::Build(BuildError::Engine(error)) => plain_text(error, engine_help(error)),
            Self::Build(error) => plain_text(error, None),
            Self::Signals(error) => plain_text(error, None),
            Self::Write(error) => plain_text(error, None),
        }
    }
}

/// Whose fault it is that a run could not be made.
fn engine_code(error: &EngineError) -> Code {
    match error {
        EngineError::InterruptedWhileWaiting => Code::Interrupted,
        EngineError::TooDeep { .. }
        | EngineError::ForeignPlatform { .. }
        | EngineError::InvalidChannel { .. }
        | EngineError::Prepare { .. } => Code::BadInput,
        _ => Code::Failed,
    }
}

/// An error with its causes and what to do about it, in the manner of cargo. Causes are other programs' words:
/// they are indented, not wrapped.
fn plain_text(error: &dyn Error, help: Option<String>) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let causes = causes.map(|cause| ("  cause: ", cause.to_string()));
    let lines = causes.chain(help.map(|help| ("  help: ", help)));
    let mut text = format!("error: {error}\n");
    for (label, words) in lines {
        text.push_str(label);
        let indent = format!("\n{:width$}", "", width = label.len());
        text.push_str(&words.trim_end().replace('\n', &indent));
        text.push('\n');
    }
    text
}

/// A problem with the line of the manifest that it is in.
fn problem_text(problem: &Problem) -> String {
    let source = &problem.location.source;
    let (line, column) = problem.location.line_and_column();
    let label = LabeledSpan::new_with_span(None, problem.location.span.clone());
    let mut diagnostic = MietteDiagnostic::new(problem.kind.to_string()).with_label(label);
    diagnostic.help = problem.help();
    let place = format!("{}:{line}:{column}", source.path);
    let named = NamedSource::new(place, source.text.clone()).with_language("TOML");
    format!("{:?}\n", Report::new(diagnostic).with_source_code(named))
}

fn plan_help(error: &PlanError) -> Option<String> {
    match error {
        PlanError::NothingSelected(skipped) => {
            let lines = skipped.iter().map(|skip| {
                let remedy =
                    skip.remedy().map(|remedy| format!("; to include it: {remedy}")).unwrap_or_default();
                format!("{}: {}{remedy}", skip.crate_name, skip.reason)
            });
            Some(lines.collect::<Vec<_>>().join("\n"))
        }
        PlanError::CannotPackage(skip) => skip.remedy().map(|remedy| format!("to include it: {remedy}")),
        _ => None,
    }
}

fn engine_help(error: &EngineError) -> Option<String> {
    match error {
        EngineError::TooDeep { .. } => {
            Some("choose a shorter target directory: set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`".to_owned())
        }
        EngineError::ForeignPlatform { .. } => {
            Some("`cargo conda plan` and `cargo conda recipe` work for any platform".to_owned())
        }
        EngineError::InvalidChannel { .. } => {
            Some("write a name such as `conda-forge`, a URL, or the path of a directory".to_owned())
        }
        _ => None,
    }
}
