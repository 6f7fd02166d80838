//! Freshness of packages: which are fresh, and why the others are stale (`cargo conda why`).

use std::io::{self, Write};

use cargo_conda_engine::{Cause, PackageLabel, Status};
use cargo_conda_plan::PackagePlan;

use crate::schema::{CauseDocument, SCHEMA, Status as StatusWord, StatusDocument, StatusesDocument};
use crate::style::{Meaning, TextOptions};
use crate::terminal::Names;

/// Writes for each package whether it is fresh or stale, and if it is stale, every cause on a line of its
/// own.
///
/// # Errors
///
/// The error of the writer.
pub fn render_statuses(
    statuses: &[(PackageLabel, Status)],
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let labels: Vec<_> = statuses.iter().map(|(label, _)| label.clone()).collect();
    let names = Names::for_run(&labels);
    for (label, status) in statuses {
        let name = options.color.paint(Meaning::Heading, &names.full(label));
        match status {
            Status::Fresh(built) => writeln!(out, "{name} is fresh: {}", built.file)?,
            Status::Published(published) => writeln!(out, "{name} is fresh: {}", published.url)?,
            Status::Stale(causes) => {
                writeln!(out, "{name} has to be built:")?;
                for cause in causes {
                    writeln!(out, "  {cause}")?;
                }
            }
        }
    }
    out.flush()
}

/// Writes the freshness of packages as one JSON document, see [`StatusesDocument`].
///
/// # Errors
///
/// The error of the writer.
pub fn write_statuses_json(statuses: &[(PackageLabel, Status)], out: &mut dyn Write) -> io::Result<()> {
    let packages = statuses.iter().map(StatusDocument::from).collect();
    serde_json::to_writer_pretty(&mut *out, &StatusesDocument { schema: SCHEMA, packages })?;
    writeln!(out)?;
    out.flush()
}

impl From<&(PackageLabel, Status)> for StatusDocument {
    fn from((label, status): &(PackageLabel, Status)) -> Self {
        let (word, file, url, causes) = match status {
            Status::Fresh(built) => (StatusWord::Fresh, Some(built.file.clone()), None, &[][..]),
            Status::Published(published) => (StatusWord::Fresh, None, Some(published.url.clone()), &[][..]),
            Status::Stale(causes) => (StatusWord::Pending, None, None, &causes[..]),
        };
        let causes = causes.iter().map(CauseDocument::from).collect();
        Self { package: label.into(), status: word, file, url, causes }
    }
}

impl From<&Cause> for CauseDocument {
    fn from(cause: &Cause) -> Self {
        let (kind, name) = match cause {
            Cause::PublishedDiffers { archive, difference } => {
                let archive = Some(archive.clone());
                return Self { archive, message: cause.to_string(), ..Self::from(&**difference) };
            }
            Cause::NotPublished { channel, .. } => ("not-published", Some(channel.clone())),
            Cause::ChannelUnreadable { channel, .. } => ("channel-unreadable", Some(channel.clone())),
            Cause::NotComparable { archive, .. } => ("not-comparable", Some(archive.clone())),
            Cause::NeverBuilt => ("never-built", None),
            Cause::ArchiveMissing { path } => ("archive-missing", Some(path.to_string())),
            Cause::ArchiveChanged { path } => ("archive-changed", Some(path.to_string())),
            Cause::ArchiveNotIndexed { path } => ("archive-not-indexed", Some(path.to_string())),
            Cause::OtherFormat { path } => ("archive-format", Some(path.to_string())),
            Cause::Untested => ("untested", None),
            Cause::InputsUnknown(_) => ("unsettled", None),
            Cause::Input { kind, name, change: _ } => (kind.as_str(), Some(name.clone())),
        };
        Self { kind: kind.to_owned(), name, archive: None, message: cause.to_string() }
    }
}

/// Returns true if all variants of a package are fresh; false if `statuses` has no variant of it.
pub fn is_fresh(package: &PackagePlan, statuses: &[(PackageLabel, Status)]) -> bool {
    let is_meant = |label: &PackageLabel| {
        label.plan().crate_name == package.crate_name && label.plan().platform == package.platform
    };
    let mut own = statuses.iter().filter(|(label, _)| is_meant(label)).peekable();
    own.peek().is_some() && own.all(|(_, status)| status.is_fresh())
}
