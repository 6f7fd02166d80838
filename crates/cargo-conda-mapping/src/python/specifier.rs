//! Version specifiers, such as `>=1.2,<2`:
//! <https://packaging.python.org/en/latest/specifications/version-specifiers/>.

use std::cmp::Ordering;

use thiserror::Error;

use super::version::{normal_form, python_release};

/// The error for a text that is no list of version specifiers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a list of versions; write for example `>=1.2,<2`")]
pub struct SpecifierError {
    /// The specifier as it was written.
    pub text: String,
}

/// Operators, the longer before those that begin them.
const OPERATORS: [(&str, Operator); 8] = [
    ("===", Operator::Equal),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("~=", Operator::Compatible),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Less,
    Greater,
    Compatible,
}

/// Specifiers that must all be met; none allow every version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Specifiers(Vec<Specifier>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Specifier {
    operator: Operator,
    /// The version in its normal form, without `.*`.
    version: String,
    /// The numbers of the version's release.
    release: Vec<u32>,
    /// True for every version that begins with this one: `==1.2.*`.
    is_prefix: bool,
}

impl Specifiers {
    pub(super) fn parse(text: &str) -> Result<Self, SpecifierError> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(Specifier::parse).collect::<Result<_, _>>().map(Self)
    }

    /// The specifiers in conda's notation; empty if there are none.
    pub(super) fn in_conda(&self) -> String {
        self.0.iter().map(Specifier::in_conda).collect::<Vec<_>>().join(",")
    }

    /// The same without lower bounds that a release above them makes needless.
    pub(super) fn in_conda_above(&self, release: &[u32]) -> String {
        let is_bound = |specifier: &&Specifier| {
            let bounds = matches!(specifier.operator, Operator::GreaterOrEqual | Operator::Greater);
            bounds && compare(&specifier.release, release).is_lt()
        };
        let kept = self.0.iter().filter(|specifier| !is_bound(specifier));
        kept.map(Specifier::in_conda).collect::<Vec<_>>().join(",")
    }

    /// Whether they allow a version that is a release.
    pub(super) fn allow(&self, release: &[u32]) -> bool {
        self.0.iter().all(|specifier| specifier.allows(release))
    }
}

impl Specifier {
    fn parse(text: &str) -> Result<Self, SpecifierError> {
        let error = || SpecifierError { text: text.to_owned() };
        let (operator, version) = OPERATORS
            .iter()
            .find_map(|(written, operator)| Some((*operator, text.strip_prefix(written)?.trim())))
            .ok_or_else(error)?;
        let (version, is_prefix) = match version.strip_suffix(".*") {
            Some(version) => (version, true),
            None => (version, false),
        };
        let release = python_release(version).ok_or_else(error)?;
        let version = normal_form(version).ok_or_else(error)?;
        let takes_prefix = matches!(operator, Operator::Equal | Operator::NotEqual);
        if (is_prefix && !takes_prefix) || (operator == Operator::Compatible && release.len() < 2) {
            return Err(error());
        }
        Ok(Self { operator, version, release, is_prefix })
    }

    fn in_conda(&self) -> String {
        let Self { operator, version, release, is_prefix } = self;
        match operator {
            Operator::Equal if *is_prefix => format!("{version}.*"),
            Operator::Equal => format!("=={version}"),
            Operator::NotEqual if *is_prefix => format!("!={version}.*"),
            Operator::NotEqual => format!("!={version}"),
            Operator::LessOrEqual => format!("<={version}"),
            Operator::GreaterOrEqual => format!(">={version}"),
            Operator::Less => format!("<{version}"),
            Operator::Greater => format!(">{version}"),
            Operator::Compatible => format!(">={version},{}.*", joined(&release[..release.len() - 1])),
        }
    }

    fn allows(&self, release: &[u32]) -> bool {
        if self.is_prefix {
            let begins = (0..self.release.len()).all(|place| at(release, place) == self.release[place]);
            return begins == (self.operator == Operator::Equal);
        }
        let begins = |count: usize| (0..count).all(|place| at(release, place) == at(&self.release, place));
        self.operator.holds(compare(release, &self.release))
            && (self.operator != Operator::Compatible || begins(self.release.len() - 1))
    }
}

impl Operator {
    /// The operator that a text begins with, and what follows it. `None` if it begins with none.
    pub(super) fn at_start(text: &str) -> Option<(Self, &str)> {
        OPERATORS.iter().find_map(|(written, operator)| Some((*operator, text.strip_prefix(written)?)))
    }

    /// Whether it holds between two values that compare like this.
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::LessOrEqual => order.is_le(),
            Self::GreaterOrEqual | Self::Compatible => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::Greater => order.is_gt(),
        }
    }
}

/// Compares releases, in which missing numbers are zeros.
pub(super) fn compare(one: &[u32], other: &[u32]) -> Ordering {
    let places = 0..one.len().max(other.len());
    places
        .map(|place| at(one, place).cmp(&at(other, place)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn at(release: &[u32], place: usize) -> u32 {
    release.get(place).copied().unwrap_or(0)
}

fn joined(release: &[u32]) -> String {
    release.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::Specifiers;
    use crate::python::PythonTarget;

    #[test]
    fn specifiers_become_versions_of_match_specs() {
        for (written, conda) in [
            (">=3.9", "python >=3.9"),
            (">= 3.9 , < 4", "python >=3.9,<4"),
            ("~=3.10", "python >=3.10,3.*"),
            ("~=3.10.2", "python >=3.10.2,3.10.*"),
            ("==3.11.*", "python 3.11.*"),
            ("!=3.11.*,>=3.9", "python !=3.11.*,>=3.9"),
            ("===3.11", "python ==3.11"),
            ("", "python"),
        ] {
            assert_eq!(target(written).requirement(false).unwrap().as_str(), conda);
        }
    }

    fn target(requires: &str) -> PythonTarget {
        PythonTarget::new("linux-64".parse().unwrap(), "3.7".parse().unwrap(), requires).unwrap()
    }

    #[test]
    fn one_lower_bound_is_enough() {
        let required = |requires: &str| {
            let target = PythonTarget { oldest: "3.9".parse().unwrap(), ..target(requires) };
            target.requirement(true).unwrap().to_string()
        };
        assert_eq!(required(""), "python >=3.9");
        assert_eq!(required(">=3.8,<4"), "python >=3.9,<4");
        assert_eq!(required(">=3.9,<4"), "python >=3.9,<4");
        assert_eq!(required(">=3.10"), "python >=3.10");
        assert_eq!(required("<4"), "python >=3.9,<4");
    }

    #[test]
    fn what_is_no_specifier_is_refused() {
        for text in ["3.9", ">=x", "~=3", ">=3.*", "=>3"] {
            assert!(Specifiers::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn releases_are_allowed_as_python_allows_them() {
        let allows = |text: &str, release: &[u32]| Specifiers::parse(text).unwrap().allow(release);
        assert!(allows(">=3.9", &[3, 9, 0]) && !allows(">3.9", &[3, 9, 0]));
        assert!(allows("==3.9.*", &[3, 9, 7]) && !allows("!=3.9.*", &[3, 9, 7]));
        assert!(allows("~=3.9", &[3, 12, 0]) && !allows("~=3.9.1", &[3, 10, 0]));
        assert!(allows("", &[2, 7]));
    }
}
