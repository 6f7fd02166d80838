//! The audit for people: what is wrong, by advisory, and which packages it concerns.

use std::collections::BTreeMap;
use std::io::{self, Write};

use cargo_conda_engine::{Advisory, AuditConcern, AuditOutcome, AuditedPackage, Informational};

use super::outcome::{AuditReport, DatabaseOrigin};
use crate::schema::AuditCountsDocument;
use crate::style::{Color, Meaning, TextOptions, Verbosity};
use crate::table::Table;

/// A crate in one version that an advisory concerns, with the packages that it is in.
type Group<'a> = (&'a AuditConcern, Vec<(&'a AuditedPackage, &'a AuditConcern)>);

/// Writes an audit: each advisory with the packages that it concerns, then the packages whose crates cannot
/// be told, then the counts. With [`Verbosity::Quiet`], only what makes the audit fail; with
/// [`Verbosity::Verbose`], the other packages too.
///
/// # Errors
///
/// The error of the writer.
pub fn render_audit(report: AuditReport<'_>, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let TextOptions { color, verbosity } = options;
    let is_quiet = verbosity == Verbosity::Quiet;
    for (concern, packages) in groups(report.packages) {
        if concern.is_finding || !is_quiet {
            write_group(concern, &packages, color, out)?;
        }
    }
    for package in report.packages {
        write_unread(package, color, is_quiet, out)?;
    }
    if verbosity == Verbosity::Verbose {
        for package in report.packages.iter().filter(|package| package.concerns().is_empty()) {
            write_lists(package, color, out)?;
        }
    }
    if !is_quiet {
        writeln!(out, "{}", summary(report.counts(), report.database))?;
    }
    out.flush()
}

/// What was found, by advisory, crate and version: findings first, then warnings.
fn groups(packages: &[AuditedPackage]) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<_, Group<'_>> = BTreeMap::new();
    for package in packages {
        for concern in package.concerns() {
            let key = (!concern.is_finding, &concern.advisory.id, &concern.version);
            groups.entry(key).or_insert_with(|| (concern, Vec::new())).1.push((package, concern));
        }
    }
    groups.into_values().collect()
}

fn write_group(
    concern: &AuditConcern,
    packages: &[(&AuditedPackage, &AuditConcern)],
    color: Color,
    out: &mut dyn Write,
) -> io::Result<()> {
    let AuditConcern { advisory, version, is_finding, .. } = concern;
    let Advisory { id, crate_name, title, severity, informational, url, patched, functions, .. } = advisory;
    let meaning = if *is_finding { Meaning::Failure } else { Meaning::Warning };
    let mark = if *is_finding { id.clone() } else { format!("warning: {id}") };
    let kind = informational.as_ref().map(Informational::as_str).or(severity.as_deref());
    let kind = kind.map_or_else(String::new, |kind| format!(" ({kind})"));
    writeln!(out, "{}: {title}{kind}", color.paint(meaning, &mark))?;
    if let Some(url) = url {
        writeln!(out, "  {url}")?;
    }
    let fixed = if patched.is_empty() {
        "there is no fixed version".to_owned()
    } else {
        format!("fixed in {}", patched.join(" or "))
    };
    writeln!(out, "  {crate_name} {version}, {fixed}")?;
    if !functions.is_empty() {
        writeln!(out, "  it concerns programs that call {}", functions.join(", "))?;
    }
    let header = ["package", "version", "build", "platform", "through"];
    let mut table = Table::new(header.map(ToOwned::to_owned).to_vec());
    for (package, concern) in packages {
        let Some(build) = &package.build else { continue };
        let only = if concern.is_linked { "" } else { " (only to build)" };
        let through = format!("{}{only}", concern.chain.join(" -> "));
        let cells = [&build.name, &build.version, &build.build, &build.subdir, &through];
        table.push(cells.map(ToOwned::to_owned).to_vec());
    }
    table.lines().try_for_each(|line| writeln!(out, "  {line}"))?;
    writeln!(out)
}

/// Names a package whose crates cannot be told, wholly or in part.
fn write_unread(
    package: &AuditedPackage,
    color: Color,
    is_quiet: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = &package.place;
    let failed = color.paint(Meaning::Failure, "unreadable:");
    match &package.outcome {
        AuditOutcome::Unreadable { reason } => writeln!(out, "{failed} {place}: {reason}"),
        AuditOutcome::Read(contents) => {
            for (file, reason) in &contents.damaged {
                writeln!(out, "{failed} {place}: `{file}`: {reason}")?;
            }
            if contents.unlisted.is_empty() || is_quiet {
                return Ok(());
            }
            let warning = color.paint(Meaning::Warning, "no list of crates:");
            writeln!(out, "{warning} {place}: {}", contents.unlisted.join(", "))
        }
    }
}

/// Says what a package without findings was judged by.
fn write_lists(package: &AuditedPackage, color: Color, out: &mut dyn Write) -> io::Result<()> {
    let AuditOutcome::Read(contents) = &package.outcome else { return Ok(()) };
    if contents.lists.is_empty() {
        let is_empty = contents.unlisted.is_empty() && contents.damaged.is_empty();
        return if is_empty { writeln!(out, "no programs: {}", package.place) } else { Ok(()) };
    }
    let lists = contents.lists.iter().map(|(file, crates)| format!("{file} ({crates} crates)"));
    let clean = color.paint(Meaning::Success, "no advisory:");
    writeln!(out, "{clean} {}: {}", package.place, lists.collect::<Vec<_>>().join(", "))
}

fn summary(counts: AuditCountsDocument, database: &DatabaseOrigin) -> String {
    let AuditCountsDocument { concerned, unreadable, unlisted, warned, clean, no_programs } = counts;
    let total = concerned + unreadable + unlisted + warned + clean + no_programs;
    let parts = [
        (concerned, "with findings"),
        (warned, "with warnings only"),
        (unlisted, "with programs that list no crates"),
        (unreadable, "unreadable"),
        (no_programs, "without programs"),
        (clean, "without findings"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
    let parts = parts.collect::<Vec<_>>().join(", ");
    let DatabaseOrigin { place, committed, advisories, .. } = database;
    let day = committed.as_deref().and_then(|time| time.split('T').next());
    let day = day.map_or_else(String::new, |day| format!(" as of {day}"));
    let packages = if total == 1 { "package" } else { "packages" };
    format!("{total} {packages}: {parts}; {advisories} advisories of {place}{day}")
}
