//! Requirements: what a package needs of other packages or of the machine.

use std::fmt;

use rattler_conda_types::{MatchSpec, PackageNameMatcher, ParseMatchSpecError, ParseStrictness, Version};
use thiserror::Error;

/// A requirement in conda's own notation (a match spec), such as `openssl >=3,<4`.
///
/// Kept as the user wrote it, apart from white space around it. Read by the strict rules that rattler-build has
/// for recipes, so that a recipe made from it is always accepted; it names exactly one package.
///
/// The four functions that recipes have for requirements are understood too, as `${{ pin_compatible('zlib') }}`:
/// `compiler`, `stdlib`, `pin_compatible` and `pin_subpackage`. rattler-build evaluates them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    text: String,
    name: String,
}

impl Requirement {
    /// Reads a requirement.
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        let text = text.trim();
        if let Some(name) = name_in_expression(text) {
            return Ok(Self { text: text.to_owned(), name: name.to_ascii_lowercase() });
        }
        let spec = MatchSpec::from_str(text, ParseStrictness::Strict);
        spec.map(|spec| Self { text: text.to_owned(), name: name_of(&spec) })
            .map_err(|source| RequirementError { text: text.to_owned(), suggestion: suggest(text), source })
    }

    /// Returns the name of the package that is required, in lower case as conda compares it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether this is a compiler or a standard library, which rattler-build chooses.
    pub fn is_function(&self) -> bool {
        self.name.ends_with(')')
    }

    /// Makes the requirement of a compiler: what `compiler('<language>')` stands for in recipes.
    pub fn compiler(language: &str) -> Self {
        Self::function("compiler", language)
    }

    /// Makes the requirement of a language's standard library: what `stdlib('<language>')` stands for in recipes.
    pub fn stdlib(language: &str) -> Self {
        Self::function("stdlib", language)
    }

    /// Takes a match spec as it is, whatever its form.
    pub fn from_match_spec(spec: &MatchSpec) -> Self {
        Self { text: spec.to_string(), name: name_of(spec) }
    }

    /// Makes the requirement of a package that is close to another build of it: what `pin_compatible(…)` and
    /// `pin_subpackage(…)` stand for in recipes.
    pub fn pin(kind: PinKind, name: &str, pin: &PinArguments<'_>) -> Self {
        let PinArguments { lower_bound, upper_bound, exact, build } = *pin;
        let mut arguments = vec![quoted(name)];
        if exact {
            arguments.push("exact=True".to_owned());
        } else {
            // Without these, rattler-build has bounds of its own.
            for (name, bound) in [("lower_bound", lower_bound), ("upper_bound", upper_bound)] {
                let bound = bound.map_or_else(|| "None".to_owned(), quoted);
                arguments.push(format!("{name}={bound}"));
            }
            arguments.extend(build.map(|build| format!("build={}", quoted(build))));
        }
        let call = format!("{}({})", kind.function(), arguments.join(", "));
        Self { text: format!("${{{{ {call} }}}}"), name: name.to_ascii_lowercase() }
    }

    fn function(function: &str, argument: &str) -> Self {
        Self {
            text: format!("${{{{ {function}('{argument}') }}}}"),
            name: format!("{function}('{argument}')"),
        }
    }

    /// Returns whether whatever meets this requirement also meets the lower bound of the other one, as far as the lower
    /// bounds of both tell. `text` is a match spec of a package; one that cannot be read covers nothing.
    pub fn is_covered_by(&self, text: &str) -> bool {
        let spec = |text| MatchSpec::from_str(text, ParseStrictness::Lenient).ok();
        let Some((own, other)) = spec(self.as_str()).zip(spec(text)) else {
            return false;
        };
        name_of(&own) == name_of(&other) && lower_bound(text) >= lower_bound(self.as_str())
    }

    /// Returns the requirement as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Makes the requirement for something that the machine itself has.
    pub(crate) fn virtual_package(name: &str, versions: &str) -> Self {
        Self { text: format!("{name} {versions}"), name: name.to_owned() }
    }
}

/// What a version must be close to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinKind {
    /// What the environment before has of the package.
    Compatible,
    /// Another package that is made from the same sources.
    Subpackage,
}

impl PinKind {
    fn function(self) -> &'static str {
        match self {
            Self::Compatible => "pin_compatible",
            Self::Subpackage => "pin_subpackage",
        }
    }
}

/// How close a version must be; as in recipes, see <https://rattler.build/latest/reference/jinja/>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinArguments<'a> {
    /// The oldest that will do: a version, or how many parts of the other one, as `x.x`.
    pub lower_bound: Option<&'a str>,
    /// The oldest that will not do any more, likewise.
    pub upper_bound: Option<&'a str>,
    /// Whether it must be the very same build, and then bounds say nothing.
    pub exact: bool,
    /// What the build string must be like.
    pub build: Option<&'a str>,
}

/// A text as a literal of an expression.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text that is not a requirement in conda's notation; the source says where reading it failed.
#[derive(Debug, Error)]
#[error("cannot read `{text}` as a conda requirement; {}", advice(self.suggestion.as_deref()))]
pub struct RequirementError {
    /// The text.
    pub text: String,
    /// The requirement that was probably meant.
    pub suggestion: Option<String>,
    source: ParseMatchSpecError,
}

fn advice(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(
        || "write a name and, after a space, versions, such as `openssl >=3,<4`".to_owned(),
        |spec| format!("write `{spec}`"),
    )
}

/// The version behind `>=` of a match spec; nothing if there is none, which is less than any.
fn lower_bound(text: &str) -> Option<Version> {
    let version = text.split_once(">=")?.1.split([',', '|', ' ']).next()?;
    version.parse().ok()
}

/// The functions of recipes that stand for a requirement.
/// See <https://rattler.build/latest/reference/jinja/>.
const FUNCTIONS: [&str; 4] = ["compiler", "stdlib", "pin_compatible", "pin_subpackage"];

/// The package that a function of recipes is about, if the text is a call of one. A compiler is no package yet: its
/// name is the call itself.
fn name_in_expression(text: &str) -> Option<String> {
    let call = text.strip_prefix("${{")?.strip_suffix("}}")?.trim();
    let (function, arguments) = call.strip_suffix(')')?.split_once('(')?;
    let function = function.trim();
    let mut arguments = arguments.split(',').map(str::trim);
    let argument = unquoted(arguments.next()?)?;
    let is_named = |argument: &str| {
        let (name, value) = argument.split_once('=').unwrap_or_default();
        let is_value =
            matches!(value.trim(), "True" | "False" | "true" | "false") || unquoted(value.trim()).is_some();
        ["build", "exact", "lower_bound", "upper_bound"].contains(&name.trim()) && is_value
    };
    if !FUNCTIONS.contains(&function) || !arguments.all(is_named) {
        return None;
    }
    let is_package = function.starts_with("pin_");
    Some(if is_package { argument.to_owned() } else { format!("{function}('{argument}')") })
}

/// What is between two quotation marks of a kind, if that is all there is, and plain.
fn unquoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (!inner.is_empty() && inner.chars().all(is_plain)).then_some(inner)
}

fn name_of(spec: &MatchSpec) -> String {
    match &spec.name {
        PackageNameMatcher::Exact(name) => name.as_normalized().to_owned(),
        // Strict reading refuses these; their text is still the best name there is.
        other => other.to_string(),
    }
}

/// Puts Cargo's notation, and conda's when two words are not apart as they should be, into conda's strict one.
fn suggest(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))?;
    let (name, rest) = text.split_at(end);
    let versions = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '@' | '=' | '"' | '\''));
    let suggestion = if let Some(version) = versions.strip_prefix('^') {
        let next_major = version.split('.').next()?.parse::<u32>().ok()?.checked_add(1)?;
        format!("{name} >={version},<{next_major}")
    } else if versions.starts_with(|c: char| c.is_ascii_digit() || c == '~') {
        let version = versions.split_whitespace().next()?.trim_start_matches('~');
        format!("{name} {}.*", version.trim_end_matches(['.', '*', 'x']))
    } else {
        format!("{name} {}", versions.split_whitespace().collect::<Vec<_>>().join(",")).trim_end().to_owned()
    };
    MatchSpec::from_str(&suggestion, ParseStrictness::Strict).is_ok().then_some(suggestion)
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn pins_are_calls_of_recipes() {
        let none = PinArguments { lower_bound: None, upper_bound: None, exact: false, build: None };
        let pin = |kind, pin| Requirement::pin(kind, "Zlib", &pin).to_string();
        assert_eq!(
            pin(PinKind::Compatible, PinArguments { lower_bound: Some("x.x"), build: Some("a\"b*"), ..none }),
            r#"${{ pin_compatible("Zlib", lower_bound="x.x", upper_bound=None, build="a\"b*") }}"#
        );
        assert_eq!(
            pin(PinKind::Subpackage, PinArguments { exact: true, ..none }),
            r#"${{ pin_subpackage("Zlib", exact=True) }}"#
        );
        assert_eq!(Requirement::pin(PinKind::Compatible, "Zlib", &none).name(), "zlib");
    }

    #[test]
    fn conda_notation_is_kept_as_written() {
        for (text, name) in [
            ("openssl", "openssl"),
            ("openssl 3.*", "openssl"),
            ("openssl >=3, <4", "openssl"),
            ("openssl>=3", "openssl"),
            ("libgit2 >=1.7,<1.8 h123*", "libgit2"),
            ("conda-forge::openssl", "openssl"),
            ("OpenSSL ==3.1", "openssl"),
            ("__glibc >=2.17", "__glibc"),
        ] {
            let requirement = Requirement::parse(text).unwrap();
            assert_eq!((requirement.as_str(), requirement.name()), (text, name));
        }
        assert_eq!(Requirement::parse("  zlib \n").unwrap().to_string(), "zlib");
    }

    #[test]
    fn functions_of_recipes_are_kept_as_written() {
        for (text, name) in [
            ("${{ compiler('rust') }}", "compiler('rust')"),
            ("${{ pin_compatible('OpenSSL', upper_bound='x.x') }}", "openssl"),
            ("${{ pin_subpackage(\"agent\", exact=True) }}", "agent"),
        ] {
            let requirement = Requirement::parse(text).unwrap();
            assert_eq!((requirement.as_str(), requirement.name()), (text, name));
        }
        assert_eq!(Requirement::compiler("c"), Requirement::parse("${{ compiler('c') }}").unwrap());
        assert_eq!(Requirement::stdlib("c"), Requirement::parse("${{ stdlib('c') }}").unwrap());
        for text in [
            "${{ compilr('rust') }}",
            "${{ compiler() }}",
            "${{ pin_compatible }}",
            "{{ compiler('c') }}",
            "${{ compiler('c') ~ env.get('X') }}",
            "${{ compiler('c }}",
            "${{ pin_compatible('zlib', upper='x') }}",
        ] {
            assert!(Requirement::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_lower_bound_covers_those_below_it() {
        let measured = Requirement::virtual_package("__glibc", ">=2.34,<3.0.a0");
        for covering in ["__glibc >=2.34,<3.0.a0", "__glibc >=2.36", "__glibc >=2.100"] {
            assert!(measured.is_covered_by(covering), "{covering}");
        }
        for other in
            ["__glibc >=2.17,<3.0.a0", "__glibc >=2.4", "__glibc", "__osx >=11.0", "__glibc >= ?", ""]
        {
            assert!(!measured.is_covered_by(other), "{other}");
        }
    }

    #[test]
    fn errors_translate_cargo_notation() {
        let error = |text: &str| Requirement::parse(text).unwrap_err().to_string();
        assert_snapshot!(error("openssl 3"), @"cannot read `openssl 3` as a conda requirement; write `openssl 3.*`");
        assert_snapshot!(error("openssl@3.1"), @"cannot read `openssl@3.1` as a conda requirement; write `openssl 3.1.*`");
        assert_snapshot!(error("openssl = \"3\""), @r#"cannot read `openssl = "3"` as a conda requirement; write `openssl 3.*`"#);
        assert_snapshot!(error("openssl ^3.1"), @"cannot read `openssl ^3.1` as a conda requirement; write `openssl >=3.1,<4`");
        assert_snapshot!(error("openssl ~3.1.2"), @"cannot read `openssl ~3.1.2` as a conda requirement; write `openssl 3.1.2.*`");
        assert_snapshot!(error("openssl 3.x"), @"cannot read `openssl 3.x` as a conda requirement; write `openssl 3.*`");
        assert_snapshot!(error("openssl >=3 <4"), @"cannot read `openssl >=3 <4` as a conda requirement; write `openssl >=3,<4`");
        assert_snapshot!(error("openssl*"), @"cannot read `openssl*` as a conda requirement; write `openssl *`");
        assert_snapshot!(error(""), @"cannot read `` as a conda requirement; write a name and, after a space, versions, such as `openssl >=3,<4`");
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
