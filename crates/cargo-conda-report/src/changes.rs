//! What `cargo conda init` would write, and why.

use std::io::{self, Write};

use camino::Utf8Path;
use cargo_conda_plan::{FileChange, Open};
use similar::TextDiff;

use crate::schema::{ChangeDocument, InitDocument, OpenDocument, SCHEMA};
use crate::shorten::shortened;
use crate::style::{Color, Meaning};

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// Writes each changed file as a unified diff, below the reasons of the change. Paths are relative to `root`
/// where they are below it.
///
/// # Errors
///
/// The error of the writer.
pub fn render_changes(
    changes: &[FileChange],
    root: &Utf8Path,
    color: Color,
    out: &mut dyn Write,
) -> io::Result<()> {
    for FileChange { path, before, after, reasons } in changes {
        let path = path.strip_prefix(root).unwrap_or(path);
        writeln!(out, "{}", color.paint(Meaning::Heading, path.as_str()))?;
        for reason in reasons {
            writeln!(out, "  {reason}")?;
        }
        writeln!(out)?;
        let old = before.as_ref().map_or("/dev/null", |_| path.as_str());
        let diff = TextDiff::from_lines(before.as_deref().unwrap_or_default(), after);
        let diff = diff.unified_diff().context_radius(CONTEXT).header(old, path.as_str()).to_string();
        for line in diff.lines() {
            writeln!(out, "{}", painted(line, color))?;
        }
        writeln!(out)?;
    }
    out.flush()
}

/// Writes what packages lack and only a person can say.
///
/// # Errors
///
/// The error of the writer.
pub fn render_open(open: &[Open], out: &mut dyn Write) -> io::Result<()> {
    if open.is_empty() {
        return Ok(());
    }
    writeln!(out, "left to you:")?;
    for Open { lack, crate_names } in open {
        let names: Vec<_> = crate_names.iter().map(String::as_str).collect();
        writeln!(out, "  {}: {lack}", shortened(&names))?;
    }
    out.flush()
}

/// Writes what is proposed as one JSON document, see [`InitDocument`]. `written` says whether the files were
/// written.
///
/// # Errors
///
/// The error of the writer.
pub fn write_init_json(
    changes: &[FileChange],
    open: &[Open],
    written: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let document = InitDocument {
        schema: SCHEMA,
        changes: changes.iter().map(ChangeDocument::from).collect(),
        open: open.iter().map(OpenDocument::from).collect(),
        written,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    out.flush()
}

impl From<&FileChange> for ChangeDocument {
    fn from(change: &FileChange) -> Self {
        let FileChange { path, before, after, reasons } = change;
        Self { path: path.to_string(), new: before.is_none(), reasons: reasons.clone(), text: after.clone() }
    }
}

impl From<&Open> for OpenDocument {
    fn from(open: &Open) -> Self {
        let Open { lack, crate_names } = open;
        Self { message: lack.to_string(), crates: crate_names.clone() }
    }
}

fn painted(line: &str, color: Color) -> String {
    match line.as_bytes().first() {
        Some(b'+') => color.paint(Meaning::Success, line),
        Some(b'-') => color.paint(Meaning::Failure, line),
        Some(b'@') => color.paint(Meaning::Activity, line),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use cargo_conda_plan::Lack;
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_changed_file_and_a_new_one() {
        let before = "[package]\nname = 'a'\n\n[dependencies]\n";
        let after = before.replace("\n\n", "\n\n[package.metadata.conda]\nskip = true\n\n");
        let changes = [
            FileChange {
                path: "/w/a/Cargo.toml".into(),
                before: Some(before.to_owned()),
                after,
                reasons: vec!["`skip`: it lies in `examples`".to_owned()],
            },
            FileChange {
                path: "/w/pixi.toml".into(),
                before: None,
                after: "[workspace]\n".to_owned(),
                reasons: Vec::new(),
            },
        ];
        let shown = |color| {
            let mut out = Vec::new();
            render_changes(&changes, "/w".into(), color, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_snapshot!(shown(Color::Never), @"
        a/Cargo.toml
          `skip`: it lies in `examples`

        --- a/Cargo.toml
        +++ a/Cargo.toml
        @@ -1,4 +1,7 @@
         [package]
         name = 'a'
         
        +[package.metadata.conda]
        +skip = true
        +
         [dependencies]

        pixi.toml

        --- /dev/null
        +++ pixi.toml
        @@ -0,0 +1 @@
        +[workspace]
        ");
        assert!(shown(Color::Always).contains("\u{1b}[32;1m+skip = true\u{1b}[0m\n"));
    }

    #[test]
    fn what_is_left_open_is_a_line_for_all_crates() {
        let names = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        let mut out = Vec::new();
        render_open(&[Open { lack: Lack::License, crate_names: names }], &mut out).unwrap();
        assert_snapshot!(String::from_utf8(out).unwrap(), @"
        left to you:
          a, b, c and 2 more: `license`, which the manifest does not give and no file tells
        ");
    }
}
