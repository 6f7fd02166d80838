//! Dependencies of Python projects as match specs:
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/>.

use thiserror::Error;

use super::marker::{Holds, Marker};
use super::name::{conda_name_of, is_name, normalized_name};
use super::specifier::Specifiers;
use super::target::PythonTarget;
use crate::requirement::Requirement;

/// A dependency of a Python project, such as `tomli>=1.1; python_version < "3.11"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonDependency {
    text: String,
    name: String,
    /// The extras of the other project that are asked for, in the order of the text.
    extras: Vec<String>,
    /// What follows `@`; `None` if the dependency is of the index.
    url: Option<String>,
    specifiers: Specifiers,
    /// The condition; `None` if the dependency always holds.
    marker: Option<Marker>,
}

/// The error for a dependency that conda cannot have, or that is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the dependency `{text}` {problem}")]
pub struct PythonDependencyError {
    /// The dependency as it was written.
    pub text: String,
    /// The project's name in its normal form; `None` if the text has no name.
    pub name: Option<String>,
    /// What is wrong.
    pub problem: PythonDependencyProblem,
}

/// What is wrong with a dependency.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PythonDependencyProblem {
    /// It is not written as Python's specification has it.
    #[error("cannot be read; write for example `name>=1.2,<2`")]
    Unreadable,
    /// It names a place instead of versions.
    #[error("names a place, and packages of conda depend on packages in channels alone")]
    Url,
    /// It asks for extras of another project.
    #[error("asks for extras, which packages of conda do not have")]
    Extras,
    /// Its condition asks for what only the machine knows on which the package is installed.
    #[error("has a condition on `{0}`, which is not known before the package is installed")]
    Variable(String),
    /// Another dependency of the same name holds for other Pythons.
    #[error("holds for some Pythons, and another dependency of this name for others")]
    Ambiguous,
}

impl PythonDependency {
    /// Reads a dependency.
    pub fn parse(text: &str) -> Result<Self, PythonDependencyError> {
        let error = || PythonDependencyError {
            text: text.to_owned(),
            name: None,
            problem: PythonDependencyProblem::Unreadable,
        };
        let trimmed = text.trim();
        let end = trimmed
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(trimmed.len());
        let (name, rest) = trimmed.split_at(end);
        if !is_name(name) {
            return Err(error());
        }
        let (extras, rest) = extras(rest.trim_start()).ok_or_else(error)?;
        let rest = rest.trim_start();
        // A space separates an address from the marker, as it may contain a semicolon.
        let separator = if rest.starts_with('@') { " ;" } else { ";" };
        let (wanted, marker) = rest.split_once(separator).unwrap_or((rest, ""));
        let marker = marker.trim();
        let marker = if marker.is_empty() { None } else { Some(Marker::parse(marker).ok_or_else(error)?) };
        let (text, name) = (text.to_owned(), normalized_name(name));
        if let Some(url) = wanted.strip_prefix('@') {
            let url = Some(url.trim().to_owned());
            return Ok(Self { text, name, extras, url, specifiers: Specifiers::default(), marker });
        }
        let versions = wanted.trim();
        let bare = versions.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
        let specifiers = Specifiers::parse(bare.unwrap_or(versions)).map_err(|_unread| error())?;
        Ok(Self { text, name, extras, url: None, specifiers, marker })
    }

    /// The project's name in its normal form.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The match spec, whatever the condition is; `None` if conda cannot have it.
    pub fn in_conda(&self) -> Option<Requirement> {
        self.match_spec().ok()
    }

    /// The match specs of the dependencies that hold on the target, in order of their names. `replaced` gives
    /// the match specs of some projects by their names.
    ///
    /// conda decides about dependencies when a package is made, and not when it is installed. So a dependency
    /// that holds for some of the target's Pythons is one for all of them: it is of no harm to the others.
    ///
    /// # Errors
    ///
    /// The first dependency that conda cannot have.
    pub fn to_conda(
        all: &[Self],
        target: &PythonTarget,
        replaced: impl Fn(&str) -> Option<Vec<Requirement>>,
    ) -> Result<Vec<Requirement>, PythonDependencyError> {
        let mut holding: Vec<(&Self, Holds)> = Vec::new();
        let mut requirements = Vec::new();
        for dependency in all {
            if let Some(instead) = replaced(&dependency.name) {
                requirements.extend(instead);
                continue;
            }
            let holds = dependency.holds(target)?;
            if holds == Holds::Never {
                continue;
            }
            let clashes = |(other, others): &(&Self, Holds)| {
                other.name == dependency.name && Holds::Sometimes == holds.max_with(*others)
            };
            if holding.iter().any(clashes) {
                return Err(dependency.error(PythonDependencyProblem::Ambiguous));
            }
            requirements.push(dependency.match_spec()?);
            holding.push((dependency, holds));
        }
        requirements.sort();
        requirements.dedup();
        Ok(requirements)
    }

    fn holds(&self, target: &PythonTarget) -> Result<Holds, PythonDependencyError> {
        let Some(marker) = &self.marker else {
            return Ok(Holds::Always);
        };
        marker.holds(target).map_err(|unknown| self.error(PythonDependencyProblem::Variable(unknown.0)))
    }

    fn match_spec(&self) -> Result<Requirement, PythonDependencyError> {
        if self.url.is_some() {
            return Err(self.error(PythonDependencyProblem::Url));
        }
        if !self.extras.is_empty() {
            return Err(self.error(PythonDependencyProblem::Extras));
        }
        let spec = format!("{} {}", conda_name_of(&self.name), self.specifiers.in_conda());
        Requirement::parse(spec.trim_end()).map_err(|_unread| self.error(PythonDependencyProblem::Unreadable))
    }

    fn error(&self, problem: PythonDependencyProblem) -> PythonDependencyError {
        PythonDependencyError { text: self.text.clone(), name: Some(self.name.clone()), problem }
    }
}

impl Holds {
    /// [`Holds::Sometimes`] if either of the two is.
    fn max_with(self, other: Self) -> Self {
        if self == Self::Sometimes { self } else { other }
    }
}

/// The extras in brackets at the start of a text, and what follows them. `None` if a bracket is not closed.
fn extras(text: &str) -> Option<(Vec<String>, &str)> {
    let Some(inner) = text.strip_prefix('[') else {
        return Some((Vec::new(), text));
    };
    let (inner, rest) = inner.split_once(']')?;
    let names = inner.split(',').map(str::trim).filter(|name| !name.is_empty());
    let names: Vec<_> = names.map(ToOwned::to_owned).collect();
    names.iter().all(|name| is_name(name)).then_some((names, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(dependencies: &[&str]) -> Result<Vec<String>, PythonDependencyError> {
        let target = PythonTarget::new("linux-64".parse().unwrap(), "3.9".parse().unwrap(), ">=3.9").unwrap();
        let all: Result<Vec<_>, _> = dependencies.iter().map(|text| PythonDependency::parse(text)).collect();
        let instead = |name: &str| match name {
            "replaced" => Some(vec![Requirement::parse("other >=2").unwrap()]),
            "dropped" => Some(Vec::new()),
            _ => None,
        };
        let mapped = PythonDependency::to_conda(&all?, &target, instead)?;
        Ok(mapped.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn dependencies_become_match_specs() {
        for (written, conda) in [
            ("requests", Some("requests")),
            ("Typing_Extensions>=4.1", Some("typing-extensions >=4.1")),
            ("torch (>=2, <3)", Some("pytorch >=2,<3")),
            ("numpy ~= 1.26", Some("numpy >=1.26,1.*")),
            ("attrs==23.*", Some("attrs 23.*")),
            ("tomli>=1.1;python_version<'3.11'", Some("tomli >=1.1")),
            ("importlib-metadata; python_version < '3.8'", None),
            ("colorama; sys_platform == 'win32'", None),
            ("pytest>=7; extra == 'test'", None),
            ("replaced[extra] @ https://e.org/x.zip", Some("other >=2")),
            ("dropped; platform_release == '1'", None),
        ] {
            let conda: Vec<_> = conda.into_iter().map(ToOwned::to_owned).collect();
            assert_eq!(mapped(&[written]).unwrap(), conda, "{written}");
        }
    }

    #[test]
    fn what_conda_cannot_have_is_an_error() {
        let error = |texts: &[&str]| mapped(texts).unwrap_err().to_string();
        insta::assert_snapshot!(error(&["uvicorn[standard]>=0.2"]), @"the dependency `uvicorn[standard]>=0.2` asks for extras, which packages of conda do not have");
        insta::assert_snapshot!(error(&["x @ https://e.org/x;y.zip ; os_name == 'posix'"]), @"the dependency `x @ https://e.org/x;y.zip ; os_name == 'posix'` names a place, and packages of conda depend on packages in channels alone");
        insta::assert_snapshot!(error(&["x; platform_version > '1'"]), @"the dependency `x; platform_version > '1'` has a condition on `platform_version`, which is not known before the package is installed");
        insta::assert_snapshot!(error(&["numpy<2; python_version<'3.12'", "numpy>=2; python_version>='3.12'"]), @"the dependency `numpy>=2; python_version>='3.12'` holds for some Pythons, and another dependency of this name for others");
        for text in ["", ">=1", "a b", "a[", "a>=", "a; nonsense", "-a", "a=1"] {
            assert!(error(&[text]).ends_with("cannot be read; write for example `name>=1.2,<2`"), "{text}");
        }
    }

    #[test]
    fn two_that_always_hold_are_both_required() {
        assert_eq!(mapped(&["a>=1", "a<2"]).unwrap(), ["a <2", "a >=1"]);
    }
}
