//! What `cargo conda doctor` has found.

use std::io::{self, Write};

use cargo_conda_engine::{Check, Finding, Severity};

use crate::schema::{ExaminationDocument, ExaminedDocument, SCHEMA, SeverityWord};
use crate::style::{Color, Meaning, TextOptions, Verbosity};
use crate::units::count;

/// Writes findings, each with its remedy below it, and how many keep builds from working. What is as it
/// should be is left out with [`Verbosity::Quiet`].
///
/// # Errors
///
/// The error of the writer.
pub fn render_findings(findings: &[Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let is_shown = |finding: &&Finding| {
        options.verbosity != Verbosity::Quiet || SeverityWord::from(finding.severity) != SeverityWord::Ok
    };
    for finding in findings.iter().filter(is_shown) {
        writeln!(out, "{}: {}", label(finding.severity, options.color), indented(&finding.message, 2))?;
        if let Some(help) = &finding.help {
            writeln!(out, "  help: {}", indented(help, 8))?;
        }
    }
    let [errors, warnings] = [SeverityWord::Error, SeverityWord::Warning].map(|word| number(findings, word));
    match (errors, warnings) {
        (0, 0) => writeln!(out, "nothing was found that would keep a build from working")?,
        _ => writeln!(out, "{}, {}", count(errors, "error"), count(warnings, "warning"))?,
    }
    out.flush()
}

/// Writes findings as one JSON document, see [`ExaminationDocument`].
///
/// # Errors
///
/// The error of the writer.
pub fn write_findings_json(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let document = ExaminationDocument {
        schema: SCHEMA,
        findings: findings.iter().map(ExaminedDocument::from).collect(),
        errors: number(findings, SeverityWord::Error),
        warnings: number(findings, SeverityWord::Warning),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    out.flush()
}

fn number(findings: &[Finding], word: SeverityWord) -> usize {
    findings.iter().filter(|finding| SeverityWord::from(finding.severity) == word).count()
}

fn label(severity: Severity, color: Color) -> String {
    let (meaning, label) = match severity {
        Severity::Fine => (Meaning::Success, "ok"),
        Severity::Doubtful => (Meaning::Warning, "warning"),
        Severity::Wrong(_) => (Meaning::Failure, "error"),
    };
    color.paint(meaning, label)
}

/// Text whose further lines, such as those of cargo, are indented.
fn indented(text: &str, columns: usize) -> String {
    text.trim_end().replace('\n', &format!("\n{}", " ".repeat(columns)))
}

impl From<Severity> for SeverityWord {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Fine => Self::Ok,
            Severity::Doubtful => Self::Warning,
            Severity::Wrong(_) => Self::Error,
        }
    }
}

impl From<&Finding> for ExaminedDocument {
    fn from(finding: &Finding) -> Self {
        let Finding { check, severity, message, help } = finding;
        Self {
            check: word(*check).to_owned(),
            severity: (*severity).into(),
            message: message.clone(),
            help: help.clone(),
        }
    }
}

fn word(check: Check) -> &'static str {
    match check {
        Check::Toolchain => "toolchain",
        Check::Linker => "linker",
        Check::Workspace => "workspace",
        Check::LockFile => "lock-file",
        Check::Manifests => "manifests",
        Check::Licenses => "licenses",
        Check::CargoConfiguration => "cargo-configuration",
        Check::Secrets => "secrets",
        Check::CCompiler => "c-compiler",
        Check::NativeLibraries => "native-libraries",
        Check::Platforms => "platforms",
        Check::Directories => "directories",
        Check::Space => "space",
        Check::Channels => "channels",
        Check::Credentials => "credentials",
    }
}
