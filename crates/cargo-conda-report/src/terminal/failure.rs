//! The full report of a package that failed: its output and its error.

use std::fmt::Write as _;

use cargo_conda_engine::FailedPackage;
use cargo_conda_mapping::error_chain;

use crate::style::{Color, Meaning, Surface};

/// The last output of a package's build between two lines with the package's name; empty if there was no
/// output. Where logs can be folded, it is a part that a reader unfolds.
pub(super) fn output_frame(name: &str, failed: &FailedPackage, color: Color, surface: Surface) -> String {
    let FailedPackage { output, log, .. } = failed;
    if output.is_empty() {
        return String::new();
    }
    let (before, after) = match surface {
        Surface::GitHubLog => (format!("::group::output of {name}"), "::endgroup::".to_owned()),
        Surface::Plain | Surface::Linking => {
            let [before, after] =
                ["output", "end of the output"].map(|what| format!("---- {what} of {name}"));
            (color.paint(Meaning::Heading, &before), color.paint(Meaning::Heading, &after))
        }
    };
    let mut frame = String::new();
    line(&mut frame, &before);
    match output.left_out() {
        0 => {}
        1 => line(&mut frame, &format!("... the line before is in {log}")),
        count => line(&mut frame, &format!("... the {count} lines before are in {log}")),
    }
    for printed in output.iter() {
        line(&mut frame, printed);
    }
    line(&mut frame, &after);
    frame
}

/// The error with its causes, and advice if there is any.
pub(super) fn explanation(failed: &FailedPackage, color: Color) -> String {
    let mut text = String::new();
    line(&mut text, &format!("{} {}", color.paint(Meaning::Failure, "error:"), failed.error));
    for cause in error_chain(&*failed.error).skip(1) {
        line(&mut text, &format!("  cause: {}", indented(&cause.to_string())));
    }
    if let Some(help) = failed.error.help() {
        line(&mut text, &format!("  help: {help}"));
    }
    text
}

/// Indents all lines after the first one, as in the column of the first.
fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n    ")
}

/// Appends a line. Writing to a string cannot fail.
fn line(text: &mut String, content: &str) {
    let _written = writeln!(text, "{content}");
}
