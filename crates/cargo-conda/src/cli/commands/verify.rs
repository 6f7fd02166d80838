//! `cargo conda verify`

use std::io::Write as _;
use std::num::NonZeroUsize;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::{Archives, Packaging, Verdict, Verified, VerifyRequest, is_archive, stderr_reporter};
use cargo_conda_report::{VerifiedPackage, write_verified_json};
use clap::Args;

use super::build::stop_on_signals;
use super::own_channel::own_channel;
use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{
    BuildArgs, ChannelArgs, FormatArgs, OutputFormat, PlanningArgs, TalkArgs, build_options, count,
};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Build packages again, elsewhere, and compare them byte for byte with those that are there
///
/// The sources are copied to another directory and compiled with another home of cargo and another number of
/// jobs. The workspace, its channel and its scratch directory stay as they are.
#[derive(Debug, Args)]
pub(crate) struct VerifyCommand {
    /// Archives, directories of channels, or names of packages [default: all packages in the channel]
    #[arg(value_name = "PACKAGE|FILE|CHANNEL")]
    what: Vec<String>,
    #[command(flatten)]
    planning: PlanningArgs,
    #[command(flatten)]
    channel: ChannelArgs,
    /// How many packages are built at a time [default: another number than builds have]
    #[arg(short, long, value_name = "N", value_parser = count, help_heading = "Build")]
    jobs: Option<NonZeroUsize>,
    /// The compression of `.conda` archives, which they do not say, as `build` was given it: `conda:max`
    /// [default: conda:default]
    #[arg(long, value_name = "FORMAT", help_heading = "Build")]
    package_format: Option<Packaging>,
    /// Keep archives that were built again and differ in this directory, for a closer look
    #[arg(long, value_name = "DIR", help_heading = "Build")]
    keep: Option<Utf8PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &VerifyCommand) -> Result<Code, Failure> {
    let VerifyCommand { what, planning, channel, format, talk, jobs, package_format, keep } = command;
    let (paths, names): (Vec<_>, Vec<_>) = what.iter().partition(|what| is_path(what));
    let planned = PlannedWorkspace::with(planning, |request| {
        request.selection.packages.extend(names.iter().map(|name| (*name).clone()));
    })?;
    let PlannedWorkspace { session, workspace, plan: _, request } = planned;
    let jobs = jobs.unwrap_or_else(another_number);
    let mut options = build_options(&session, &workspace, channel, &BuildArgs::default()).with_jobs(jobs);
    if let Some(packaging) = package_format {
        options = options.with_packaging(*packaging);
    }
    stop_on_signals(options.interrupt().clone())?;
    let mut places: Vec<Utf8PathBuf> =
        paths.iter().map(|path| session.absolute(Utf8Path::new(path))).collect();
    if places.is_empty() {
        places.push(own_channel(options.channel())?);
    }
    let archives = Archives::at(&places).map_err(Failure::Write)?;
    let keep = keep.as_ref().map(|directory| session.absolute(directory));
    let mut reporter = stderr_reporter(talk.verbosity());
    let verified = session.verify(
        VerifyRequest {
            workspace: &workspace,
            plan: &request,
            options: &options,
            archives: &archives,
            keep: keep.as_deref(),
        },
        &mut reporter,
    );
    let verified = verified.map_err(Failure::Verify)?;
    if verified.is_empty() {
        let places: Vec<_> = places.iter().map(|place| place.as_str()).collect();
        output::say(
            talk,
            &format!("no archive in `{}` is of a package of this workspace", places.join("`, `")),
        )
        .map_err(Failure::Write)?;
        return Ok(Code::Failed);
    }
    let packages: Vec<_> = verified.iter().map(described).collect();
    let mut out = output::stdout();
    match format.format {
        OutputFormat::Text => packages.iter().try_for_each(|package| write!(out, "{package}")),
        OutputFormat::Json => write_verified_json(&packages, &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(code(&verified))
}

/// Whether an argument names a file or a directory, and not a package.
fn is_path(what: &str) -> bool {
    what.contains(['/', '\\']) || is_archive(Utf8Path::new(what)) || what == "."
}

/// One job more than there are processors, so that packages are compiled in another order than by a usual
/// build.
fn another_number() -> NonZeroUsize {
    std::thread::available_parallelism().map_or(NonZeroUsize::MIN, |processors| processors.saturating_add(1))
}

fn described(verified: &Verified) -> VerifiedPackage<'_> {
    let Verified { package, archive, verdict, kept } = verified;
    let (outcome, differences) = match verdict {
        Verdict::Equal => ("equal", [].as_slice()),
        Verdict::Different(differences) => ("different", differences.as_slice()),
        Verdict::OtherBuild(_) => ("other-build", [].as_slice()),
        Verdict::NoArchive => ("no-archive", [].as_slice()),
        Verdict::Failed => ("failed", [].as_slice()),
        Verdict::NotBuilt => ("not-built", [].as_slice()),
    };
    let other = if let Verdict::OtherBuild(name) = verdict { Some(name.as_str()) } else { None };
    let (archive, kept) = (archive.as_deref(), kept.as_deref());
    VerifiedPackage { package, archive, outcome, other, differences, kept }
}

fn code(verified: &[Verified]) -> Code {
    if verified.iter().any(|verified| verified.verdict == Verdict::NotBuilt) {
        Code::Interrupted
    } else if verified.iter().all(|verified| verified.verdict == Verdict::Equal) {
        Code::Success
    } else {
        Code::Failed
    }
}
