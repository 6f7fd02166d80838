//! What became of published packages, as text and as JSON (`cargo conda publish`).

use std::io::{self, Write};

use cargo_conda_engine::{Publication, PublishOutcome, PublishedArchive};
use cargo_conda_mapping::error_chain;

use crate::install;
use crate::schema::{
    InstallableDocument, PublishEventBody, PublishEventDocument, PublishOutcomeWord, SCHEMA,
};
use crate::style::{Meaning, TextOptions, Verbosity};

/// Writes what became of an archive: a line, and below it why it failed. With [`Verbosity::Quiet`], failures
/// only.
///
/// # Errors
///
/// The error of the writer.
pub fn render_published(
    archive: &PublishedArchive,
    options: TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let color = options.color;
    let file = format!("{}/{}", archive.subdir, archive.file.file_name().unwrap_or_default());
    let attested = if archive.attested { " (attested)" } else { "" };
    let line = |word: &str| format!("{word}: {file}{attested}");
    match &archive.outcome {
        PublishOutcome::Failed(error) => {
            writeln!(out, "{} {file}", color.paint(Meaning::Failure, "failed:"))?;
            for reason in error_chain(&**error) {
                writeln!(out, "  cause: {}", reason.to_string().trim_end().replace('\n', "\n    "))?;
            }
            if let Some(help) = error.help() {
                writeln!(out, "  help: {help}")?;
            }
        }
        _ if options.verbosity == Verbosity::Quiet => {}
        PublishOutcome::Published => writeln!(out, "{}", line("published"))?,
        PublishOutcome::Replaced => writeln!(out, "{}", line("replaced"))?,
        PublishOutcome::ThereAlready => writeln!(out, "{}", line("there already"))?,
        PublishOutcome::NotTried => writeln!(out, "{}", line("not tried"))?,
        PublishOutcome::Planned { replaces: false } => writeln!(out, "{}", line("would publish"))?,
        PublishOutcome::Planned { replaces: true } => writeln!(out, "{}", line("would replace"))?,
    }
    out.flush()
}

/// Writes how many archives were published, and a line for each package in the channel that installs it.
///
/// # Errors
///
/// The error of the writer.
pub fn render_publication(publication: &Publication, out: &mut dyn Write) -> io::Result<()> {
    let Counts { published, there_already, failed, not_tried, planned } = Counts::of(publication);
    let first = if planned > 0 { format!("{planned} to publish") } else { format!("{published} published") };
    let also = [(there_already, "there already"), (failed, "failed"), (not_tried, "not tried")];
    let also = also.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!(", {count} {word}"));
    writeln!(out, "{first}{} in {}", also.collect::<String>(), publication.channel)?;
    for package in installable(publication) {
        writeln!(out, "  {}", package.install)?;
    }
    Ok(())
}

/// Writes what became of an archive as a line of JSON, see [`PublishEventDocument`].
///
/// # Errors
///
/// The error of the writer.
pub fn write_published_json(archive: &PublishedArchive, out: &mut dyn Write) -> io::Result<()> {
    let PublishedArchive { file, name, version, subdir, sha256, size, attested, outcome } = archive;
    let error = match outcome {
        PublishOutcome::Failed(error) => {
            let reasons: Vec<_> = error_chain(&**error).map(ToString::to_string).collect();
            Some(reasons.join(": "))
        }
        _ => None,
    };
    let body = PublishEventBody::PackagePublished {
        file: file.clone(),
        name: name.clone(),
        version: version.clone(),
        platform: subdir.clone(),
        sha256: sha256.clone(),
        size: *size,
        attested: *attested,
        outcome: word(outcome),
        error,
    };
    write_event(out, body)
}

/// Writes the last line of JSON.
///
/// # Errors
///
/// The error of the writer.
pub fn write_publication_json(publication: &Publication, out: &mut dyn Write) -> io::Result<()> {
    let Counts { published, there_already, failed, not_tried, planned } = Counts::of(publication);
    let body = PublishEventBody::Finished {
        channel: publication.channel.clone(),
        published,
        there_already,
        failed,
        not_tried,
        planned,
        packages: installable(publication),
    };
    write_event(out, body)
}

fn write_event(out: &mut dyn Write, body: PublishEventBody) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &PublishEventDocument { schema: SCHEMA, body })?;
    writeln!(out)?;
    out.flush()
}

#[derive(Default)]
struct Counts {
    published: usize,
    there_already: usize,
    failed: usize,
    not_tried: usize,
    planned: usize,
}

impl Counts {
    fn of(publication: &Publication) -> Self {
        let mut counts = Self::default();
        for archive in &publication.archives {
            *match archive.outcome {
                PublishOutcome::Published | PublishOutcome::Replaced => &mut counts.published,
                PublishOutcome::ThereAlready => &mut counts.there_already,
                PublishOutcome::Failed(_) => &mut counts.failed,
                PublishOutcome::NotTried => &mut counts.not_tried,
                PublishOutcome::Planned { .. } => &mut counts.planned,
            } += 1;
        }
        counts
    }
}

/// The packages that are in the channel, each version once. If not all archives are in the channel, none is
/// named: the index may not describe them yet.
fn installable(publication: &Publication) -> Vec<InstallableDocument> {
    let is_there = |archive: &PublishedArchive| {
        matches!(
            archive.outcome,
            PublishOutcome::Published | PublishOutcome::Replaced | PublishOutcome::ThereAlready
        )
    };
    if !publication.archives.iter().all(is_there) {
        return Vec::new();
    }
    let channel = &publication.channel;
    let channel = if channel.contains("://") {
        install::word(channel)
    } else {
        install::channel_url(channel.as_str().into())
    };
    let mut packages: Vec<InstallableDocument> = Vec::new();
    for PublishedArchive { name, version, .. } in &publication.archives {
        if !packages.iter().any(|known| known.name == *name && known.version == *version) {
            let install = install::conda(&channel, &format!("{name}={version}"));
            packages.push(InstallableDocument { name: name.clone(), version: version.clone(), install });
        }
    }
    packages
}

fn word(outcome: &PublishOutcome) -> PublishOutcomeWord {
    match outcome {
        PublishOutcome::Published => PublishOutcomeWord::Published,
        PublishOutcome::Replaced => PublishOutcomeWord::Replaced,
        PublishOutcome::ThereAlready => PublishOutcomeWord::ThereAlready,
        PublishOutcome::Failed(_) => PublishOutcomeWord::Failed,
        PublishOutcome::NotTried => PublishOutcomeWord::NotTried,
        PublishOutcome::Planned { replaces: false } => PublishOutcomeWord::WouldPublish,
        PublishOutcome::Planned { replaces: true } => PublishOutcomeWord::WouldReplace,
    }
}
