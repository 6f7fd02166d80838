//! The error for a text that is no requirement, with what was probably meant.

use rattler_conda_types::{MatchSpec, ParseMatchSpecError, ParseStrictness};
use thiserror::Error;

use super::match_spec::{EXPRESSION, MOST_BYTES, MOST_NESTED, nesting};

/// A text that is not a requirement in conda's notation; the source says where reading it failed.
#[derive(Debug, Error)]
#[error("cannot read `{}` as a conda requirement; {}", shortened(text), self.advice())]
pub struct RequirementError {
    /// The text.
    pub text: String,
    /// The requirement that was probably meant; `None` if the text is not close to one.
    pub suggestion: Option<String>,
    source: Option<ParseMatchSpecError>,
}

impl RequirementError {
    pub(super) fn new(text: &str, source: ParseMatchSpecError) -> Self {
        Self { text: text.to_owned(), suggestion: suggest(text), source: Some(source) }
    }

    /// The error for a text that must not be given to conda's parser: it has an expression other than the
    /// calls that are allowed, several lines, is too long or nests too deep.
    pub(super) fn unread(text: &str) -> Self {
        Self { text: text.to_owned(), suggestion: None, source: None }
    }

    fn advice(&self) -> String {
        match &self.suggestion {
            Some(spec) => format!("write `{spec}`"),
            None if self.text.contains(char::is_control) => {
                "write it in one line, and a space in place of each tab".to_owned()
            }
            None if self.text.len() > MOST_BYTES => {
                format!("write it in at most {MOST_BYTES} bytes; it has {}", self.text.len())
            }
            None if nesting(&self.text) > MOST_NESTED => {
                format!("write it with fewer parentheses; at most {MOST_NESTED} may be inside each other")
            }
            None if self.text.contains(EXPRESSION) => {
                "an expression can only be a call of `compiler`, `stdlib`, `pin_compatible` or `pin_subpackage`, such as \
                 `${{ pin_compatible('openssl') }}`"
                    .to_owned()
            }
            None => "write a name and, after a space, versions, such as `openssl >=3,<4`".to_owned(),
        }
    }
}

/// A text for a message: of a long one the beginning.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Translates Cargo's notation, and conda's with a missing or a superfluous separator, into strict match
/// specs.
fn suggest(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))?;
    let (name, rest) = text.split_at(end);
    let versions = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '@' | '=' | '"' | '\''));
    let suggestion = if let Some(version) = versions.strip_prefix('^') {
        format!("{name} {}", range(version, breaking_part)?)
    } else if let Some(version) = versions.strip_prefix('~') {
        format!("{name} {}", range(version, |parts| parts.len().min(2) - 1)?)
    } else if versions.starts_with(|c: char| c.is_ascii_digit()) {
        let version = versions.split_whitespace().next()?;
        format!("{name} {}.*", version.trim_end_matches(['.', '*', 'x']))
    } else {
        format!("{name} {}", versions.split_whitespace().collect::<Vec<_>>().join(",")).trim_end().to_owned()
    };
    MatchSpec::from_str(&suggestion, ParseStrictness::Strict).is_ok().then_some(suggestion)
}

/// A requirement of Cargo's as a range: from `version` up to the next value of the part at the index that
/// `bumped` chooses. See <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html>.
fn range(version: &str, bumped: impl Fn(&[u32]) -> usize) -> Option<String> {
    let mut parts: Vec<u32> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let index = bumped(&parts);
    parts.truncate(index + 1);
    let last = parts.last_mut()?;
    *last = last.checked_add(1)?;
    let limit: Vec<_> = parts.iter().map(ToString::to_string).collect();
    Some(format!(">={version},<{}", limit.join(".")))
}

/// The part of a version whose change Cargo takes for a breaking one: the first that is not zero, or the
/// last.
fn breaking_part(parts: &[u32]) -> usize {
    parts.iter().position(|part| *part != 0).unwrap_or(parts.len() - 1)
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use insta::assert_snapshot;

    use super::RequirementError;
    use crate::Requirement;

    #[test]
    fn errors_translate_cargo_notation() {
        let error = |text: &str| Requirement::parse(text).unwrap_err().to_string();
        assert_snapshot!(error("openssl 3"), @"cannot read `openssl 3` as a conda requirement; write `openssl 3.*`");
        assert_snapshot!(error("openssl@3.1"), @"cannot read `openssl@3.1` as a conda requirement; write `openssl 3.1.*`");
        assert_snapshot!(error("openssl = \"3\""), @r#"cannot read `openssl = "3"` as a conda requirement; write `openssl 3.*`"#);
        assert_snapshot!(error("openssl ^3.1"), @"cannot read `openssl ^3.1` as a conda requirement; write `openssl >=3.1,<4`");
        assert_snapshot!(error("openssl ~3.1.2"), @"cannot read `openssl ~3.1.2` as a conda requirement; write `openssl >=3.1.2,<3.2`");
        assert_snapshot!(error("openssl 3.x"), @"cannot read `openssl 3.x` as a conda requirement; write `openssl 3.*`");
        assert_snapshot!(error("openssl >=3 <4"), @"cannot read `openssl >=3 <4` as a conda requirement; write `openssl >=3,<4`");
        assert_snapshot!(error("openssl*"), @"cannot read `openssl*` as a conda requirement; write `openssl *`");
        assert_snapshot!(error(""), @"cannot read `` as a conda requirement; write a name and, after a space, versions, such as `openssl >=3,<4`");
    }

    #[test]
    fn ranges_of_cargo_end_where_cargo_ends_them() {
        let suggested = |text: &str| Requirement::parse(text).unwrap_err().suggestion.unwrap();
        let cases = [
            ("a ^1.2.3", "a >=1.2.3,<2"),
            ("a ^0.3.1", "a >=0.3.1,<0.4"),
            ("a ^0.0.3", "a >=0.0.3,<0.0.4"),
            ("a ^0.0", "a >=0.0,<0.1"),
            ("a ^0", "a >=0,<1"),
            ("a ~1.2", "a >=1.2,<1.3"),
            ("a ~1", "a >=1,<2"),
        ];
        for (cargo, conda) in cases {
            assert_eq!(suggested(cargo), conda);
        }
    }

    #[test]
    fn the_cause_is_the_source_and_not_repeated() {
        let error = Requirement::parse("").unwrap_err();
        assert_snapshot!(error.source().unwrap(), @"missing package name");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_suggestions_are_valid(text in "[a-z]{0,3}[ @=^~<>*.,\"0-9a-z\\[\\]é]{0,12}") {
            if let Err(RequirementError { suggestion: Some(suggestion), .. }) = Requirement::parse(&text) {
                proptest::prop_assert!(Requirement::parse(&suggestion).is_ok());
            }
        }
    }
}
