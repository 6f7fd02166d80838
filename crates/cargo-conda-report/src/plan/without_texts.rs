//! Crates whose licence text is that of SPDX, below the table of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::shorten::shortened;
use crate::style::{Meaning, TextOptions, Verbosity};

/// Writes how many crates ship no licence text, so that packages have the text of SPDX for them; verbose
/// options name the crates. `crates` has the packages with each crate. Nothing is written for none, and with
/// quiet options.
///
/// # Errors
///
/// The error of the writer.
pub fn render_crates_without_texts(
    crates: &BTreeMap<String, BTreeSet<&str>>,
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    if crates.is_empty() || options.verbosity == Verbosity::Quiet {
        return Ok(());
    }
    let count =
        if crates.len() == 1 { "1 crate ships".to_owned() } else { format!("{} crates ship", crates.len()) };
    let is_verbose = options.verbosity == Verbosity::Verbose;
    let end = if is_verbose { "" } else { "; `-v` names them" };
    let note = format!("{count} no licence text, so packages have the text of SPDX in its place{end}");
    writeln!(out, "\n{} {note}", options.color.paint(Meaning::Heading, "note:"))?;
    for (name, packages) in crates.iter().filter(|_| is_verbose) {
        let packages: Vec<_> = packages.iter().copied().collect();
        writeln!(out, "  {name} in {}", shortened(&packages))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Color;

    fn rendered(verbosity: Verbosity) -> String {
        let packages = |names: &[&'static str]| names.iter().copied().collect();
        let crates = BTreeMap::from([
            ("base64-simd 0.8.0".to_owned(), packages(&["base32", "base64", "basenc", "cat", "cut"])),
            ("fluent-langneg 0.13.0".to_owned(), packages(&["cat", "ls"])),
        ]);
        let mut out = Vec::new();
        let options = TextOptions { color: Color::Never, verbosity };
        render_crates_without_texts(&crates, &options, &mut out).unwrap();
        render_crates_without_texts(&BTreeMap::new(), &options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn crates_are_counted_and_named_on_request() {
        insta::assert_snapshot!(rendered(Verbosity::Normal), @"

        note: 2 crates ship no licence text, so packages have the text of SPDX in its place; `-v` names them
        ");
        insta::assert_snapshot!(rendered(Verbosity::Verbose), @"

        note: 2 crates ship no licence text, so packages have the text of SPDX in its place
          base64-simd 0.8.0 in base32, base64, basenc and 2 more
          fluent-langneg 0.13.0 in cat, ls
        ");
        assert_eq!(rendered(Verbosity::Quiet), "");
    }
}
