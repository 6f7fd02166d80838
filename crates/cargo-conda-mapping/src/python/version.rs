//! Versions of Python projects: <https://packaging.python.org/en/latest/specifications/version-specifiers/>.

use thiserror::Error;

use crate::version::CondaVersion;

/// The error for a text that is no version of a Python project.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a version of Python; write for example `1.2.3`, `1.2.3rc1` or `1.2.3.post1`")]
pub struct PythonVersionError {
    /// The version as it was written.
    pub text: String,
}

/// The spellings of the parts of a version, with their normal form; a longer spelling before its beginning.
const WORDS: [(&str, &str); 10] = [
    ("alpha", "a"),
    ("beta", "b"),
    ("preview", "rc"),
    ("pre", "rc"),
    ("post", ".post"),
    ("rev", ".post"),
    ("dev", ".dev"),
    ("rc", "rc"),
    ("c", "rc"),
    ("r", ".post"),
];

/// Reads a version of a Python project, and writes its normal form in conda's notation.
///
/// conda orders normal forms as Python does: `1.0.dev1`, `1.0a1`, `1.0rc1`, `1.0`, `1.0.post1`.
pub fn python_version(text: &str) -> Result<CondaVersion, PythonVersionError> {
    let error = || PythonVersionError { text: text.to_owned() };
    let normal = normal_form(text).ok_or_else(error)?;
    CondaVersion::from_normal_form(&normal).map_err(|_too_long| error())
}

/// The numbers of the release in a version, such as `[1, 2]` of `1.2rc1`. `None` if the text is no version.
pub(super) fn python_release(text: &str) -> Option<Vec<u32>> {
    let normal = normal_form(text)?;
    let release = normal.rsplit('!').next()?;
    let end = release.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(release.len());
    release[..end].trim_end_matches('.').split('.').map(|number| number.parse().ok()).collect()
}

/// The normal form; `None` if the text is no version.
pub(super) fn normal_form(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix('v').unwrap_or(&text);
    let (public, local) = match text.split_once('+') {
        Some((public, local)) => (public, Some(local)),
        None => (text, None),
    };
    let (epoch, rest) = match public.split_once('!') {
        Some((epoch, rest)) => (Some(number(epoch)?), rest),
        None => (None, public),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (release, suffix) = rest.split_at(end);
    let release: Option<Vec<_>> = release.trim_end_matches('.').split('.').map(number).collect();
    let mut normal = epoch.filter(|epoch| epoch != "0").map_or_else(String::new, |epoch| epoch + "!");
    normal.push_str(&release?.join("."));
    push_suffixes(&mut normal, suffix)?;
    if let Some(local) = local {
        let parts: Vec<_> = local.split(['.', '-', '_']).collect();
        let is_part = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
        normal.push('+');
        normal.push_str(&parts.iter().all(is_part).then(|| parts.join("."))?);
    }
    Some(normal)
}

/// Appends what follows the release: pre-release, post-release, development release, in this order.
fn push_suffixes(normal: &mut String, suffix: &str) -> Option<()> {
    let mut rest = suffix;
    let mut last = 0;
    while !rest.is_empty() {
        let word = rest.trim_start_matches(['.', '-', '_']);
        // `1.0-1` is a post-release.
        let (written, after) = if rest.starts_with('-') && word.starts_with(|c: char| c.is_ascii_digit()) {
            (".post", word)
        } else {
            let spelling = WORDS.iter().chain(&[("a", "a"), ("b", "b")]);
            let (spelt, written) = spelling.copied().find(|(spelt, _)| word.starts_with(spelt))?;
            (written, word[spelt.len()..].trim_start_matches(['.', '-', '_']))
        };
        let place = match written {
            ".post" => 2,
            ".dev" => 3,
            _ => 1,
        };
        if place <= last {
            return None;
        }
        last = place;
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        normal.push_str(written);
        normal.push_str(if digits == 0 { "0" } else { trimmed(&after[..digits]) });
        rest = &after[digits..];
    }
    Some(())
}

/// A number without leading zeros; `None` if the text is none.
fn number(text: &str) -> Option<String> {
    let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    is_number.then(|| trimmed(text).to_owned())
}

fn trimmed(digits: &str) -> &str {
    let trimmed = digits.trim_start_matches('0');
    if trimmed.is_empty() { "0" } else { trimmed }
}

#[cfg(test)]
mod tests {
    use super::{python_release, python_version};

    #[test]
    fn versions_are_written_in_their_normal_form() {
        for (text, normal) in [
            ("1.2.3", "1.2.3"),
            ("v1.02", "1.2"),
            ("1.0.0-alpha.1", "1.0.0a1"),
            ("1.0.0-rc.2", "1.0.0rc2"),
            ("1.0c1", "1.0rc1"),
            ("1.0-pre", "1.0rc0"),
            ("1.0b", "1.0b0"),
            ("1.0-1", "1.0.post1"),
            ("1.0.Post2.dev3", "1.0.post2.dev3"),
            ("0!1.0", "1.0"),
            ("2!1.0+Local-1", "2!1.0+local.1"),
        ] {
            assert_eq!(python_version(text).unwrap().as_str(), normal, "{text}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "1.0-foo", "x", "1.0a1b2", "1.0.dev1a1", "1..0", "1.0+", "1.0 beta x"] {
            assert!(python_version(text).is_err(), "{text}");
        }
        insta::assert_snapshot!(python_version("1.0-nightly").unwrap_err(), @"`1.0-nightly` is not a version of Python; write for example `1.2.3`, `1.2.3rc1` or `1.2.3.post1`");
    }

    #[test]
    fn the_release_is_the_numbers() {
        assert_eq!(python_release("3.11.2rc1"), Some(vec![3, 11, 2]));
        assert_eq!(python_release("1!2.0.post1"), Some(vec![2, 0]));
        assert_eq!(python_release("later"), None);
    }
}
