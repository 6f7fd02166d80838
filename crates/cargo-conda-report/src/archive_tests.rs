//! The tests of finished packages, as text and as JSON (`cargo conda test`).

use std::io::{self, Write};

use cargo_conda_engine::{TestOutcome, TestedArchive};
use cargo_conda_mapping::error_chain;

use crate::failure_document::failure_document;
use crate::schema::{SCHEMA, TestEventBody, TestEventDocument, TestOutcomeWord};
use crate::style::{Meaning, TextOptions, Verbosity};
use crate::units::duration as in_units;

/// Writes what became of an archive: a line, and below it what a failed test printed and why it failed. With
/// [`Verbosity::Quiet`], failures only.
///
/// # Errors
///
/// The error of the writer.
pub fn render_tested(tested: &TestedArchive, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let color = options.color;
    let TestedArchive { file, platform, outcome, duration } = tested;
    let is_quiet = options.verbosity == Verbosity::Quiet;
    let line = |word: &str| format!("{word} {file}");
    match outcome {
        TestOutcome::Failed { error, output } => {
            writeln!(out, "{}", line(&color.paint(Meaning::Failure, "failed:")))?;
            output.iter().try_for_each(|printed| writeln!(out, "    {printed}"))?;
            for reason in error_chain(&**error) {
                writeln!(out, "  cause: {}", reason.to_string().trim_end().replace('\n', "\n    "))?;
            }
        }
        _ if is_quiet => {}
        TestOutcome::Passed => writeln!(out, "{} ({})", line("passed:"), in_units(*duration))?,
        TestOutcome::CannotRunHere => {
            writeln!(out, "{}: this machine does not run programs for {platform}", line("not tested:"))?;
        }
        TestOutcome::Interrupted => writeln!(out, "{}", line("interrupted:"))?,
    }
    out.flush()
}

/// Writes how many archives passed, failed and were not tested.
///
/// # Errors
///
/// The error of the writer.
pub fn render_test_counts(tested: &[TestedArchive], out: &mut dyn Write) -> io::Result<()> {
    let Counts { passed, failed, not_tested, unfinished } = Counts::of(tested);
    let also = [(not_tested, "not tested"), (unfinished, "interrupted")];
    let also = also.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!(", {count} {word}"));
    writeln!(out, "{passed} passed, {failed} failed{}", also.collect::<String>())
}

/// Writes what became of an archive as a line of JSON, see [`TestEventDocument`].
///
/// # Errors
///
/// The error of the writer.
pub fn write_tested_json(tested: &TestedArchive, out: &mut dyn Write) -> io::Result<()> {
    let TestedArchive { file, platform, outcome, duration } = tested;
    let failed = match outcome {
        TestOutcome::Failed { error, output } => Some((error, output)),
        _ => None,
    };
    let seconds = u32::try_from(duration.as_millis()).map_or(f64::MAX, |millis| f64::from(millis) / 1000.0);
    write_event(
        out,
        TestEventBody::PackageTested {
            file: file.clone(),
            platform: platform.to_string(),
            outcome: word(outcome),
            error: failed.map(|(error, _)| error.headline()),
            failure: failed.and_then(|(error, _)| failure_document(error)).map(Box::new),
            output: failed.map(|(_, output)| output.clone()).unwrap_or_default(),
            seconds,
        },
    )
}

/// Writes the last line of JSON.
///
/// # Errors
///
/// The error of the writer.
pub fn write_test_counts_json(tested: &[TestedArchive], out: &mut dyn Write) -> io::Result<()> {
    let Counts { passed, failed, not_tested, unfinished } = Counts::of(tested);
    write_event(out, TestEventBody::Finished { passed, failed, not_tested, unfinished })
}

fn write_event(out: &mut dyn Write, body: TestEventBody) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &TestEventDocument { schema: SCHEMA, body })?;
    writeln!(out)?;
    out.flush()
}

struct Counts {
    passed: usize,
    failed: usize,
    not_tested: usize,
    unfinished: usize,
}

impl Counts {
    fn of(tested: &[TestedArchive]) -> Self {
        let count = |wanted| tested.iter().filter(|archive| word(&archive.outcome) == wanted).count();
        Self {
            passed: count(TestOutcomeWord::Passed),
            failed: count(TestOutcomeWord::Failed),
            not_tested: count(TestOutcomeWord::NotTested),
            unfinished: count(TestOutcomeWord::Interrupted),
        }
    }
}

fn word(outcome: &TestOutcome) -> TestOutcomeWord {
    match outcome {
        TestOutcome::Passed => TestOutcomeWord::Passed,
        TestOutcome::CannotRunHere => TestOutcomeWord::NotTested,
        TestOutcome::Failed { .. } => TestOutcomeWord::Failed,
        TestOutcome::Interrupted => TestOutcomeWord::Interrupted,
    }
}
