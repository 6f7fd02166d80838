//! Names of conda packages.

use std::fmt;

use thiserror::Error;

/// The maximum length of a package name in characters, by [CEP 26](https://conda.org/learn/ceps/cep-0026).
const LONGEST: usize = 64;

const SEPARATORS: [char; 3] = ['-', '_', '.'];

/// The name of a conda package.
///
/// Only names that [CEP 26](https://conda.org/learn/ceps/cep-0026) allows for distributed packages are
/// accepted: at most 64 lower-case ASCII letters, digits, `-`, `_` and `.`, of the last three no two side by
/// side, and a letter, digit or underscore first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CondaName(String);

impl CondaName {
    /// Makes the conda name of a crate: the crate's name in lower case.
    ///
    /// `_` and `-` stay as they are: to conda they are different characters, and both are in use.
    pub fn from_crate_name(name: &str) -> Result<Self, NameError> {
        Self::parse(&name.to_ascii_lowercase()).map_err(|error| NameError { name: name.to_owned(), ..error })
    }

    /// Checks a name that a user wrote. Nothing is changed, not even capitals.
    pub fn parse(name: &str) -> Result<Self, NameError> {
        match first_problem(name) {
            None => Ok(Self(name.to_owned())),
            Some(problem) => {
                Err(NameError { name: name.to_owned(), problem, suggestion: nearest_valid_name(name) })
            }
        }
    }

    /// The same name with a prefix, such as `acme-tool`. A name that begins with the prefix, or is the prefix
    /// but for its last separator, stays as it is: `acme` does not become `acme-acme`.
    pub fn with_prefix(self, prefix: &str) -> Result<Self, NameError> {
        let is_prefixed = self.0.starts_with(prefix) || prefix.strip_suffix(SEPARATORS) == Some(&self.0);
        if is_prefixed {
            return Ok(self);
        }
        Self::parse(&format!("{prefix}{self}")).map_err(|error| NameError { suggestion: None, ..error })
    }

    /// Checks that names can begin with a prefix.
    pub fn check_prefix(prefix: &str) -> Result<(), NameError> {
        // No name is empty; any letter can follow.
        let continued = Self::parse(&format!("{prefix}x")).map(|_valid| ());
        continued.map_err(|error| NameError {
            name: prefix.to_owned(),
            suggestion: error.suggestion.as_deref().and_then(without_continuation),
            ..error
        })
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CondaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A prefix without the letter that [`CondaName::check_prefix`] adds. `None` if nothing is left.
fn without_continuation(name: &str) -> Option<String> {
    name.strip_suffix('x').filter(|prefix| !prefix.is_empty()).map(ToOwned::to_owned)
}

/// The error for a name that conda does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{name}` cannot be the name of a conda package: {problem}{}", advice(self.suggestion.as_deref()))]
pub struct NameError {
    /// The name as it was written.
    pub name: String,
    /// The first rule that the name breaks.
    pub problem: NameProblem,
    /// A valid name close to it; `None` if the name has no character that is allowed.
    pub suggestion: Option<String>,
}

/// A rule for conda package names that a name breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameProblem {
    /// The name has no characters.
    #[error("it is empty")]
    Empty,
    /// A character that is not allowed in names.
    #[error("it contains `{0}`, but only lower-case ASCII letters, digits, `-`, `_` and `.` are allowed")]
    Character(char),
    /// A first character that is only allowed inside a name.
    #[error("it starts with `{0}`, but a name starts with a letter, a digit or one underscore")]
    Start(char),
    /// Two separators side by side. `__` at the start is reserved for conda's virtual packages.
    #[error("it contains two of `-`, `_` and `.` side by side")]
    AdjacentSeparators,
    /// More characters than conda allows; the number of them.
    #[error("it has {0} characters, but at most {LONGEST} are allowed")]
    TooLong(usize),
}

fn advice(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; write `{name}` or the like"))
}

fn first_problem(name: &str) -> Option<NameProblem> {
    let Some(first) = name.chars().next() else {
        return Some(NameProblem::Empty);
    };
    if let Some(wrong) = name.chars().find(|&c| !is_name_character(c)) {
        return Some(NameProblem::Character(wrong));
    }
    if matches!(first, '-' | '.') {
        return Some(NameProblem::Start(first));
    }
    let mut pairs = name.chars().zip(name.chars().skip(1));
    if pairs.any(|(a, b)| SEPARATORS.contains(&a) && SEPARATORS.contains(&b)) {
        return Some(NameProblem::AdjacentSeparators);
    }
    // All characters are ASCII by now, so the length in bytes is that in characters.
    (name.len() > LONGEST).then_some(NameProblem::TooLong(name.len()))
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || SEPARATORS.contains(&c)
}

fn nearest_valid_name(name: &str) -> Option<String> {
    let mut valid = String::new();
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        let c = if is_name_character(c) { c } else { '-' };
        if !(SEPARATORS.contains(&c) && (valid.is_empty() || valid.ends_with(SEPARATORS))) {
            valid.push(c);
        }
    }
    valid.truncate(LONGEST);
    let valid = valid.trim_end_matches(SEPARATORS);
    (!valid.is_empty()).then(|| valid.to_owned())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_crate_name_is_lower_cased_and_keeps_its_separators() {
        for (name, expected) in
            [("ripgrep", "ripgrep"), ("rattler_index", "rattler_index"), ("Inflector", "inflector")]
        {
            assert_eq!(CondaName::from_crate_name(name).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn a_name_that_a_user_writes_is_taken_as_it_is() {
        assert_eq!(CondaName::parse("_py-tool.2").unwrap().to_string(), "_py-tool.2");
        assert!(CondaName::parse("Tool").is_err());
    }

    #[test]
    fn errors_name_the_rule_and_a_way_out() {
        let error = |name: &str| CondaName::parse(name).unwrap_err().to_string();
        assert_snapshot!(error("My Tool"), @"`My Tool` cannot be the name of a conda package: it contains `M`, but only lower-case ASCII letters, digits, `-`, `_` and `.` are allowed; write `my-tool` or the like");
        assert_snapshot!(error("-tool"), @"`-tool` cannot be the name of a conda package: it starts with `-`, but a name starts with a letter, a digit or one underscore; write `tool` or the like");
        assert_snapshot!(error("__glibc"), @"`__glibc` cannot be the name of a conda package: it contains two of `-`, `_` and `.` side by side; write `glibc` or the like");
        assert_snapshot!(error(""), @"`` cannot be the name of a conda package: it is empty");
        assert_snapshot!(error("ψ"), @"`ψ` cannot be the name of a conda package: it contains `ψ`, but only lower-case ASCII letters, digits, `-`, `_` and `.` are allowed");
        assert_snapshot!(error(&"x".repeat(65)), @"`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx` cannot be the name of a conda package: it has 65 characters, but at most 64 are allowed; write `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx` or the like");
    }

    #[test]
    fn the_error_for_a_crate_shows_its_name_as_written() {
        assert_eq!(CondaName::from_crate_name("Grün").unwrap_err().name, "Grün");
    }

    #[test]
    fn a_prefix_is_added_once() {
        let prefixed = |name: &str, prefix: &str| {
            let name = CondaName::parse(name).unwrap();
            name.with_prefix(prefix).map(|name| name.to_string()).map_err(|error| error.to_string())
        };
        for (name, prefix, expected) in [
            ("git", "acme-", "acme-git"),
            ("acme", "acme-", "acme"),
            ("acme-git", "acme-", "acme-git"),
            ("acmes", "acme-", "acme-acmes"),
            ("git", "", "git"),
            ("git", "acme", "acmegit"),
        ] {
            assert_eq!(prefixed(name, prefix).as_deref(), Ok(expected));
        }
        assert_snapshot!(prefixed("_git", "acme-").unwrap_err(), @"`acme-_git` cannot be the name of a conda package: it contains two of `-`, `_` and `.` side by side");
        let error = |prefix: &str| CondaName::check_prefix(prefix).unwrap_err().to_string();
        assert_eq!(CondaName::check_prefix("acme-"), Ok(()));
        assert_eq!(CondaName::check_prefix(""), Ok(()));
        assert_snapshot!(error("Acme-"), @"`Acme-` cannot be the name of a conda package: it contains `A`, but only lower-case ASCII letters, digits, `-`, `_` and `.` are allowed; write `acme-` or the like");
        assert_snapshot!(error("-"), @"`-` cannot be the name of a conda package: it starts with `-`, but a name starts with a letter, a digit or one underscore");
        assert_snapshot!(error("acme--"), @"`acme--` cannot be the name of a conda package: it contains two of `-`, `_` and `.` side by side; write `acme-` or the like");
    }

    proptest! {
        #[test]
        fn a_suggestion_is_always_valid(name in "\\PC{0,80}") {
            if let Err(NameError { suggestion: Some(suggestion), .. }) = CondaName::parse(&name) {
                prop_assert!(CondaName::parse(&suggestion).is_ok(), "{suggestion}");
            }
        }

        #[test]
        fn valid_names_are_those_of_conda(name in "[a-zA-Z_.-]{0,66}") {
            let Ok(name) = CondaName::parse(&name) else { return Ok(()) };
            let conda = rattler_conda_types::PackageName::try_from(name.as_str()).unwrap();
            prop_assert_eq!(conda.as_normalized(), name.as_str());
        }
    }
}
