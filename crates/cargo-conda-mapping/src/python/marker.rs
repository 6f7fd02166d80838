//! Markers, the conditions of dependencies:
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers>.

use super::specifier::{Operator, compare};
use super::target::PythonTarget;
use super::version::python_release;

/// How deep parentheses may be nested.
const MOST_NESTED: usize = 32;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    Or(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Compare(Value, Comparison, Value),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Variable(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Order(Operator),
    In,
    NotIn,
}

/// Which of the Pythons that a package is for meet a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Always,
    Never,
    /// For some and not for others.
    Sometimes,
}

/// A variable that only the machine knows on which the package is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnknownVariable(pub(super) String);

impl Marker {
    /// Reads a marker; `None` if the text is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = words(text)?.into_iter().rev().collect();
        let marker = or(&mut words, MOST_NESTED)?;
        words.is_empty().then_some(marker)
    }

    /// For which Pythons the condition holds on the platform of the target.
    pub(super) fn holds(&self, target: &PythonTarget) -> Result<Holds, UnknownVariable> {
        let results: Result<Vec<_>, _> =
            target.versions().map(|version| self.holds_with(target, version)).collect();
        let results = results?;
        Ok(match (results.iter().any(|holds| *holds), results.iter().all(|holds| *holds)) {
            (false, _) => Holds::Never,
            (true, true) => Holds::Always,
            (true, false) => Holds::Sometimes,
        })
    }

    fn holds_with(&self, target: &PythonTarget, python: [u32; 3]) -> Result<bool, UnknownVariable> {
        match self {
            Self::Or(one, other) => Ok(one.holds_with(target, python)? || other.holds_with(target, python)?),
            Self::And(one, other) => Ok(one.holds_with(target, python)? && other.holds_with(target, python)?),
            Self::Compare(one, comparison, other) => Ok(comparison
                .holds(&one.in_environment(target, python)?, &other.in_environment(target, python)?)),
        }
    }
}

impl Value {
    fn in_environment(
        &self,
        target: &PythonTarget,
        [major, minor, patch]: [u32; 3],
    ) -> Result<String, UnknownVariable> {
        let platform = target.platform;
        let by_system = |linux: &str, osx: &str, windows: &str| {
            let value = if platform.is_windows() {
                windows
            } else if platform.is_osx() {
                osx
            } else {
                linux
            };
            value.to_owned()
        };
        let name = match self {
            Self::Text(text) => return Ok(text.clone()),
            Self::Variable(name) => name,
        };
        Ok(match name.as_str() {
            "os_name" => by_system("posix", "posix", "nt"),
            "sys_platform" => by_system("linux", "darwin", "win32"),
            "platform_system" => by_system("Linux", "Darwin", "Windows"),
            "platform_machine" => machine(target).to_owned(),
            "platform_python_implementation" => "CPython".to_owned(),
            "implementation_name" => "cpython".to_owned(),
            "python_version" => format!("{major}.{minor}"),
            "python_full_version" | "implementation_version" => format!("{major}.{minor}.{patch}"),
            // Without extras, as a package is installed.
            "extra" => String::new(),
            _ => return Err(UnknownVariable(name.clone())),
        })
    }
}

/// What Python calls the processor of a platform.
fn machine(target: &PythonTarget) -> &'static str {
    let platform = target.platform;
    let triple = platform.rust_triple().unwrap_or_default();
    match triple.split('-').next().unwrap_or_default() {
        "x86_64" if platform.is_windows() => "AMD64",
        "aarch64" if platform.is_windows() => "ARM64",
        "aarch64" if platform.is_osx() => "arm64",
        "powerpc64le" => "ppc64le",
        "riscv64gc" => "riscv64",
        "armv7" => "armv7l",
        "arm" => "armv6l",
        processor => processor,
    }
}

impl Comparison {
    /// As versions if both values are versions, as text otherwise.
    fn holds(self, one: &str, other: &str) -> bool {
        let is_part = || other.split([',', ' ']).any(|part| part == one) || other.contains(one);
        match self {
            Self::In => is_part(),
            Self::NotIn => !is_part(),
            Self::Order(operator) => {
                let (release, is_prefix) = match other.strip_suffix(".*") {
                    Some(prefix) => (python_release(prefix), true),
                    None => (python_release(other), false),
                };
                match (python_release(one), release) {
                    (Some(mut one), Some(other)) => {
                        if is_prefix {
                            one.truncate(other.len());
                        }
                        operator.holds(compare(&one, &other))
                    }
                    _ => operator.holds(one.cmp(other)),
                }
            }
        }
    }
}

/// A word of a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Open,
    Close,
    Quoted(String),
    Name(String),
    Operator(Operator),
}

fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = if let Some((operator, after)) = Operator::at_start(rest) {
            (Word::Operator(operator), after)
        } else {
            match first {
                '(' => (Word::Open, &rest[1..]),
                ')' => (Word::Close, &rest[1..]),
                '\'' | '"' => {
                    let (quoted, after) = rest[1..].split_once(first)?;
                    (Word::Quoted(quoted.to_owned()), after)
                }
                _ => {
                    let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
                    let end = rest.find(|c| !is_inner(c)).unwrap_or(rest.len());
                    if end == 0 {
                        return None;
                    }
                    (Word::Name(rest[..end].to_owned()), &rest[end..])
                }
            }
        };
        words.push(word);
        rest = after.trim_start();
    }
    Some(words)
}

/// Reads alternatives. `words` are in reverse order, so that the next one is the last.
fn or(words: &mut Vec<Word>, depth: usize) -> Option<Marker> {
    let mut marker = and(words, depth)?;
    while take_name(words, "or") {
        marker = Marker::Or(Box::new(marker), Box::new(and(words, depth)?));
    }
    Some(marker)
}

fn and(words: &mut Vec<Word>, depth: usize) -> Option<Marker> {
    let mut marker = term(words, depth)?;
    while take_name(words, "and") {
        marker = Marker::And(Box::new(marker), Box::new(term(words, depth)?));
    }
    Some(marker)
}

fn term(words: &mut Vec<Word>, depth: usize) -> Option<Marker> {
    if words.last() == Some(&Word::Open) {
        words.pop();
        let marker = or(words, depth.checked_sub(1)?)?;
        return (words.pop()? == Word::Close).then_some(marker);
    }
    let one = value(words)?;
    let comparison = if take_name(words, "in") {
        Comparison::In
    } else if take_name(words, "not") {
        take_name(words, "in").then_some(Comparison::NotIn)?
    } else {
        let Word::Operator(operator) = words.pop()? else { return None };
        Comparison::Order(operator)
    };
    Some(Marker::Compare(one, comparison, value(words)?))
}

fn value(words: &mut Vec<Word>) -> Option<Value> {
    match words.pop()? {
        Word::Quoted(text) => Some(Value::Text(text)),
        Word::Name(name) => Some(Value::Variable(name)),
        Word::Open | Word::Close | Word::Operator(_) => None,
    }
}

/// Takes the next word if it is this name.
fn take_name(words: &mut Vec<Word>, name: &str) -> bool {
    let is_next = matches!(words.last(), Some(Word::Name(next)) if next == name);
    if is_next {
        words.pop();
    }
    is_next
}

#[cfg(test)]
mod tests {
    use super::{Holds, Marker};
    use crate::python::PythonTarget;

    fn holds(marker: &str, platform: &str) -> Holds {
        let target = PythonTarget::new(platform.parse().unwrap(), "3.9".parse().unwrap(), ">=3.9").unwrap();
        Marker::parse(marker).unwrap().holds(&target).unwrap()
    }

    #[test]
    fn markers_are_decided_for_the_platform_and_all_pythons() {
        for (marker, expected) in [
            ("python_version < '3.9'", Holds::Never),
            ("python_version >= \"3.9\"", Holds::Always),
            ("python_version<'3.11'", Holds::Sometimes),
            ("python_full_version >= '3.11.4'", Holds::Sometimes),
            ("python_version == '3.10.*'", Holds::Sometimes),
            ("sys_platform == 'linux'", Holds::Always),
            ("sys_platform != 'win32' and os_name == 'posix'", Holds::Always),
            ("platform_system == 'Windows' or platform_machine == 'x86_64'", Holds::Always),
            ("platform_python_implementation != 'CPython'", Holds::Never),
            ("extra == 'test'", Holds::Never),
            ("(python_version < '3.8' or extra == 'x') and os_name == 'posix'", Holds::Never),
            ("'linux' in sys_platform", Holds::Always),
            ("sys_platform not in 'win32, darwin'", Holds::Always),
        ] {
            assert_eq!(holds(marker, "linux-64"), expected, "{marker}");
        }
        assert_eq!(holds("platform_machine == 'arm64'", "osx-arm64"), Holds::Always);
        assert_eq!(holds("platform_machine == 'AMD64'", "win-64"), Holds::Always);
    }

    #[test]
    fn what_is_no_marker_is_refused() {
        for marker in
            ["", "python_version", "python_version <", "'a' 'b'", "(os_name == 'nt'", "a == 'b' x", "$"]
        {
            assert_eq!(Marker::parse(marker), None, "{marker}");
        }
        assert_eq!(Marker::parse(&"(".repeat(10_000)), None);
    }

    #[test]
    fn only_the_machine_knows_its_release() {
        let target = PythonTarget::new("linux-64".parse().unwrap(), "3.9".parse().unwrap(), "").unwrap();
        let marker = Marker::parse("platform_release >= '5'").unwrap();
        assert_eq!(marker.holds(&target).unwrap_err().0, "platform_release");
    }
}
