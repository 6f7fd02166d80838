//! `cargo conda audit`

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::{Advisories, BuildError, Network, Platform, Session, Timestamp};
use cargo_conda_engine::{AuditPlace, AuditRequest, AuditRules, AuditedPackage, Denied, audit_packages};
use cargo_conda_report::{AuditReport, render_audit, write_audit_json};
use cargo_conda_workspace::normalize;
use clap::{Args, ValueEnum};

use super::own_channel::own_channel;
use crate::cli::args::{FormatArgs, OutputFormat, TalkArgs};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Name the finished packages that a security advisory concerns, by the lists of crates that they carry
#[derive(Debug, Args)]
pub(crate) struct AuditCommand {
    /// Directories of channels, and packages [default: the channel of the workspace]
    #[arg(value_name = "CHANNEL|FILE")]
    places: Vec<String>,
    /// Only packages for this platform, and those for all platforms; may be repeated [default: every
    /// platform]
    #[arg(long = "target-platform", value_name = "PLATFORM")]
    target_platforms: Vec<Platform>,
    /// Only the newest builds of each package, which are those that are installed by default
    #[arg(long)]
    newest: bool,
    /// The advisories: a directory in the form of RustSec's database, or the URL of a git repository
    /// [default: RustSec's]
    #[arg(long, value_name = "PATH|URL")]
    db: Option<String>,
    /// Pass over an advisory, by its id of RustSec or of another database
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Fail because of something that is only a warning otherwise
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    deny: Vec<DeniedChoice>,
    /// Do not use the network; use only what is already cached
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DeniedChoice {
    /// All of these
    Warnings,
    /// A crate that is not maintained
    Unmaintained,
    /// A crate that lets safe code cause undefined behaviour
    Unsound,
    /// Anything else that an advisory informs of
    Notice,
    /// A program without a list of crates
    Unlisted,
}

impl DeniedChoice {
    fn denied(self) -> Vec<Denied> {
        match self {
            Self::Warnings => vec![Denied::Unmaintained, Denied::Unsound, Denied::Notice, Denied::Unlisted],
            Self::Unmaintained => vec![Denied::Unmaintained],
            Self::Unsound => vec![Denied::Unsound],
            Self::Notice => vec![Denied::Notice],
            Self::Unlisted => vec![Denied::Unlisted],
        }
    }
}

pub(in crate::cli) fn run(command: &AuditCommand) -> Result<Code, Failure> {
    let AuditCommand { places, target_platforms, newest, db, ignore, deny, offline, format, talk } = command;
    let session = Session::here().map_err(Failure::Session)?.offline(*offline);
    let places = places_of(&session, places)?;
    let Advisories { database, origin } = &open(&session, db.as_deref(), ignore, talk)?;
    let rules = AuditRules {
        ignore: ignore.iter().cloned().collect(),
        deny: deny.iter().flat_map(|choice| choice.denied()).collect(),
    };
    let request = AuditRequest {
        places,
        names: BTreeSet::new(),
        platforms: target_platforms.iter().copied().collect(),
        newest: *newest,
        database,
        rules: rules.clone(),
        network: if *offline { Network::Offline } else { Network::Online },
        platform: session.platform(),
        cache: session.cache_directory(),
    };
    let packages = audit_packages(&request).map_err(|error| Failure::Build(BuildError::Engine(error)))?;
    let report = AuditReport { packages: &packages, database: origin };
    let mut out = output::stdout();
    match format.format {
        OutputFormat::Text => render_audit(report, output::text_options(talk), &mut out),
        OutputFormat::Json => write_audit_json(report, &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(code(&packages, &rules.deny))
}

/// Opens the database, and warns if it is old or does not know an advisory that is to be passed over.
fn open(
    session: &Session,
    db: Option<&str>,
    ignore: &[String],
    talk: &TalkArgs,
) -> Result<Advisories, Failure> {
    let advisories = session.advisories(db).map_err(Failure::Advisories)?;
    let unknown = ignore.iter().filter(|id| advisories.database.find(id).is_none());
    let unknown = unknown.map(|id| format!("`--ignore {id}` names no advisory of the database"));
    let warnings: Vec<_> = advisories.warning(Timestamp::now()).into_iter().chain(unknown).collect();
    let written: io::Result<()> =
        warnings.iter().try_for_each(|warning| output::say(talk, &format!("warning: {warning}")));
    written.map_err(Failure::Write)?;
    Ok(advisories)
}

/// The places to look for packages.
fn places_of(session: &Session, places: &[String]) -> Result<Vec<AuditPlace>, Failure> {
    if !places.is_empty() {
        return Ok(places.iter().map(|place| place_of(session, place)).collect());
    }
    let workspace = session.load_workspace(None).map_err(Failure::Load)?;
    Ok(vec![AuditPlace::Path(own_channel(session.build_options(&workspace).channel())?)])
}

/// What is there, or could be, is a path; everything else is a channel.
fn place_of(session: &Session, place: &str) -> AuditPlace {
    let path: Utf8PathBuf = normalize(&session.absolute(Utf8Path::new(place)));
    let is_package = matches!(path.extension(), Some("conda" | "bz2"));
    let is_url = place.contains("://");
    if !is_url
        && (path.exists() || is_package || place.starts_with('.') || Utf8Path::new(place).is_absolute())
    {
        AuditPlace::Path(path)
    } else {
        AuditPlace::Channel(place.to_owned())
    }
}

fn code(packages: &[AuditedPackage], deny: &BTreeSet<Denied>) -> Code {
    let fails = |package: &AuditedPackage| {
        let is_unlisted = package.has_unlisted_programs() && deny.contains(&Denied::Unlisted);
        package.has_findings() || package.is_unreadable() || is_unlisted
    };
    if packages.iter().any(fails) { Code::Failed } else { Code::Success }
}
