//! `cargo conda init`

mod config_file;
mod github;
mod pixi;
mod write;

use std::io::{self, IsTerminal as _, Write as _};

use camino::Utf8PathBuf;
use cargo_conda::{FileChange, PlanRequest, Proposals, Session, Workspace, color_for};
use cargo_conda_plan::{ProposalDestination, ProposalError};
use cargo_conda_report::{render_changes, render_open, write_init_json};
use clap::{Args, ValueEnum};
use fs_err as fs;
use thiserror::Error;

use self::github::Workflow;
use super::workflow::{machines, server};
use crate::cli::args::{FormatArgs, OutputFormat, WorkspaceArgs};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// The branch whose packages are published, where git tells none.
const BRANCH: &str = "main";

/// Propose configuration that makes sense for the workspace, and write it
#[derive(Debug, Args)]
pub(crate) struct InitCommand {
    /// Write without asking
    #[arg(short, long)]
    yes: bool,
    /// Show what would be written, and write nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Write into this file, which other commands read with `--config`, and leave the manifests as they are
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pixi", "ci"])]
    config: Option<Utf8PathBuf>,
    /// Also write a `pixi.toml` beside the root manifest, by which pixi builds the packages
    #[arg(long)]
    pixi: bool,
    /// Also write a workflow for this service, which builds the packages and publishes them
    #[arg(long, value_enum, value_name = "SERVICE")]
    ci: Option<Service>,
    /// The channel that the workflow publishes to, and that has the package `cargo-conda`
    /// [default: the channel of the key `against`, if it names one]
    #[arg(long, value_name = "CHANNEL", requires = "ci")]
    publish_to: Option<String>,
    #[command(flatten)]
    workspace: WorkspaceArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// A service that runs workflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Service {
    /// GitHub Actions
    Github,
}

/// Why nothing was written.
#[derive(Debug, Error)]
pub(crate) enum InitError {
    #[error(
        "`init` asks before it writes, and standard input is no terminal: pass `--yes` to write what is shown, \
         or `--dry-run` to look at it"
    )]
    CannotAsk,
    #[error(
        "with `--format json`, `init` does not ask: pass `--yes` to write what is proposed, or `--dry-run` to look at it"
    )]
    DoesNotAsk,
    #[error(
        "a workflow needs a channel to publish to, which has the package `cargo-conda` too: `--publish-to CHANNEL`{}",
        if .against.is_empty() { "; or name one in the key `against`" } else { "; the key `against` names several" }
    )]
    NoChannel {
        /// The channels of the key `against`, in its order.
        against: Vec<String>,
    },
    #[error(
        "there is a `{path}` already, and `init` changes no such file; move it away, run `init` again, and join the two"
    )]
    Exists { path: Utf8PathBuf },
    #[error("`{path}` is read-only; make it writable, then run `cargo conda init` again")]
    ReadOnly { path: Utf8PathBuf },
    #[error("`{path}` was changed meanwhile; run `cargo conda init` again")]
    Changed { path: Utf8PathBuf },
    #[error(transparent)]
    Manifest(ProposalError),
}

pub(in crate::cli) fn run(command: &InitCommand) -> Result<Code, Failure> {
    let InitCommand { yes, dry_run, config, pixi, ci, publish_to, workspace, format } = command;
    let is_json = format.format == OutputFormat::Json;
    if is_json && !*yes && !*dry_run {
        return Err(Failure::Init(InitError::DoesNotAsk));
    }
    let (session, workspace) = workspace.load()?;
    let mut request = PlanRequest::new(session.platform());
    let destination = match config {
        Some(path) => config_file::destination(&session, path, &mut request)?,
        None => ProposalDestination::Manifests,
    };
    let mut proposals = session.proposals(&workspace, &request, destination).map_err(Failure::Plan)?;
    let mut files = Vec::new();
    if *pixi {
        let reason =
            "pixi builds and installs the packages by it; one of its channels has to have `pixi-build-cargo`";
        files.push(new_file(workspace.root().join("pixi.toml"), pixi::manifest(&proposals), reason));
    }
    if let Some(Service::Github) = ci {
        files.push(workflow(&session, &workspace, &proposals, publish_to.as_deref())?);
        proposals.number_builds(&workspace);
    }
    let mut changes = proposals.changes(&workspace).map_err(InitError::Manifest).map_err(Failure::Init)?;
    for file in files {
        changes.extend(unless_written(file)?);
    }
    if let Some(path) = config {
        config_file::explain(path, &mut changes);
    }
    if !is_json {
        show(&workspace, &proposals, &changes).map_err(Failure::Write)?;
    }
    let is_written = !changes.is_empty() && !*dry_run && (*yes || asked()?);
    if is_written {
        write::check(&changes)?;
        for change in &changes {
            write::write(change)?;
            writeln!(io::stderr(), "wrote {}", change.path).map_err(Failure::Write)?;
        }
    }
    if is_json {
        let mut out = output::stdout();
        write_init_json(&changes, &proposals.open, is_written, &mut out).map_err(Failure::Write)?;
    }
    Ok(Code::Success)
}

/// Shows the changes, or that there are none, and what is left to the user.
fn show(workspace: &Workspace, proposals: &Proposals, changes: &[FileChange]) -> io::Result<()> {
    let mut out = output::stdout();
    if changes.is_empty() {
        writeln!(out, "there is nothing to do: the packages need no further configuration")?;
    }
    render_changes(changes, workspace.root(), color_for(&io::stdout()), &mut out)?;
    render_open(&proposals.open, &mut out)
}

/// Whether the user agrees.
fn asked() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::Init(InitError::CannotAsk));
    }
    let mut stderr = io::stderr();
    let question = write!(stderr, "Write this? [y/N] ").and_then(|()| stderr.flush());
    question.map_err(Failure::Write)?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(Failure::Write)?;
    let is_agreed = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes");
    if !is_agreed {
        writeln!(stderr, "nothing was written").map_err(Failure::Write)?;
    }
    Ok(is_agreed)
}

/// The workflow that builds the packages.
fn workflow(
    session: &Session,
    workspace: &Workspace,
    proposals: &Proposals,
    publish_to: Option<&str>,
) -> Result<FileChange, Failure> {
    let address = match (publish_to, proposals.against.as_slice()) {
        (Some(channel), _) => channel,
        (None, [channel]) => channel,
        (None, against) => return Err(Failure::Init(InitError::NoChannel { against: against.to_owned() })),
    };
    let repository = session.repository(workspace);
    let place = repository.as_ref();
    let text = Workflow {
        address,
        destination: &server(session, address)?,
        platforms: &machines(proposals.platforms.iter().copied()).map_err(Failure::Workflow)?,
        branch: place.and_then(|place| place.default_branch.as_deref()).unwrap_or(BRANCH),
        directory: place.map_or("".into(), |place| place.workspace.as_path()),
    }
    .text();
    let root = place.map_or(workspace.root(), |place| place.root.as_path());
    let path = root.join(".github/workflows/conda.yml");
    Ok(new_file(path, text, "GitHub builds the packages that the channel lacks, and publishes them"))
}

fn new_file(path: Utf8PathBuf, after: String, reason: &str) -> FileChange {
    FileChange { path, before: None, after, reasons: vec![reason.to_owned()] }
}

/// The file; `None` if it is there already, just as it would be.
fn unless_written(file: FileChange) -> Result<Option<FileChange>, Failure> {
    match fs::read_to_string(&file.path) {
        Ok(text) if text == file.after => Ok(None),
        Ok(_) => Err(Failure::Init(InitError::Exists { path: file.path })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(file)),
        Err(error) => Err(Failure::Write(error)),
    }
}
