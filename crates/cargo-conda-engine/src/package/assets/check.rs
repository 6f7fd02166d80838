//! Judges what a program has printed.

use camino::Utf8Path;
use cargo_conda_plan::PrintedForm;

use super::run::first_lines;
use crate::api::AssetFailure;

/// The character with which terminals are told to change colours and the like.
const ESCAPE: u8 = 0x1b;

/// Returns the text, unless it is not what was expected or contains one of these paths, which exist on this
/// machine only.
pub(super) fn checked(
    bytes: Vec<u8>,
    form: PrintedForm,
    paths: &[&Utf8Path],
) -> Result<String, AssetFailure> {
    let printed = first_lines(&[&bytes]);
    if printed.lines().is_empty() {
        return Err(AssetFailure::Nothing);
    }
    if bytes.contains(&ESCAPE) {
        return Err(AssetFailure::Escape { printed });
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(AssetFailure::NotUtf8 { printed });
    };
    if let Some(line) = text.lines().find(|line| paths.iter().any(|path| line.contains(path.as_str()))) {
        return Err(AssetFailure::OwnPath { line: line.trim().to_owned() });
    }
    let PrintedForm::ManualPage { section } = form else {
        return Ok(text);
    };
    match section_in(&text) {
        None => Err(AssetFailure::NoManualPage { printed }),
        Some(found) if !found.starts_with(section) => {
            Err(AssetFailure::OtherSection { planned: section, found: found.to_owned() })
        }
        Some(_) => Ok(text),
    }
}

/// The section in the title of a manual page, of the macro packages `man` (`.TH NAME SECTION`) or `mdoc`
/// (`.Dt NAME SECTION`). `None` if there is no title.
fn section_in(text: &str) -> Option<&str> {
    let title = text.lines().find_map(|line| {
        [".TH", ".Dt"]
            .iter()
            .find_map(|request| line.strip_prefix(request))
            .filter(|rest| rest.starts_with(' '))
    })?;
    let mut rest = title.trim_start();
    // The name is a word or a text in quotation marks.
    rest = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.1,
        None => rest.split_once(' ')?.1,
    };
    let section = rest.split_whitespace().next()?.trim_matches('"');
    (!section.is_empty()).then_some(section)
}

#[cfg(test)]
mod tests {
    use cargo_conda_plan::CompletionShell;

    use super::*;

    fn judged(text: &str, form: PrintedForm) -> String {
        match checked(text.into(), form, &["/scratch/x".into()]) {
            Ok(_) => "fine".to_owned(),
            Err(failure) => cargo_conda_mapping::error_chain(&failure)
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(": "),
        }
    }

    #[test]
    fn scripts_are_text_without_paths_of_this_machine() {
        let script = |text: &str| judged(text, PrintedForm::Completions(CompletionShell::Bash));
        assert_eq!(script("complete -F _x x\n"), "fine");
        insta::assert_snapshot!(script(" \n\n"), @"it printed nothing");
        insta::assert_snapshot!(script("\u{1b}[1mx"), @r"it printed an escape sequence for terminals: \u{1b}[1mx");
        insta::assert_snapshot!(script("a\n  exec /scratch/x/bin/x\n"), @"it printed a path that only exists during the build: exec /scratch/x/bin/x");
        let bytes = checked(vec![b'a', 0xff], PrintedForm::Completions(CompletionShell::Zsh), &[]);
        insta::assert_snapshot!(bytes.unwrap_err(), @"it printed something that is not UTF-8");
    }

    #[test]
    fn pages_say_their_section() {
        let page = |text: &str| judged(text, PrintedForm::ManualPage { section: '1' });
        for title in [".TH X 1", ".TH \"X Y\" \"1\" 2024", ".Dd today\n.Dt X 1", ".\\\" by hand\n.TH x 1x"] {
            assert_eq!(page(title), "fine", "{title}");
        }
        insta::assert_snapshot!(page("Usage: x"), @"it printed no manual page, which has a line that begins with `.TH` or `.Dt`: Usage: x");
        insta::assert_snapshot!(page(".TH X 8"), @"it printed a page of section 8, not of section 1");
    }
}
