//! A single requirement: a match spec, or a function call that rattler-build replaces by one.

use std::fmt;

use rattler_conda_types::{MatchSpec, PackageNameMatcher, ParseStrictness, Version};

use super::RequirementError;

/// A requirement in conda's own notation (a match spec), such as `openssl >=3,<4`.
///
/// The text stays as the user wrote it, apart from white space around it. It is read by the strict rules that
/// rattler-build has for recipes, so that a recipe made from it is always accepted; it names exactly one
/// package.
///
/// The four functions that recipes have for requirements are allowed too, as `${{ pin_compatible('zlib') }}`:
/// `compiler`, `stdlib`, `pin_compatible` and `pin_subpackage`. rattler-build evaluates them.
///
/// ```
/// use cargo_conda_mapping::Requirement;
///
/// let requirement = Requirement::parse("OpenSSL >=3,<4")?;
/// assert_eq!(requirement.name(), "openssl");
/// assert_eq!(requirement.as_str(), "OpenSSL >=3,<4");
///
/// let error = Requirement::parse("openssl = \"3\"").unwrap_err();
/// assert_eq!(error.suggestion.as_deref(), Some("openssl 3.*"));
/// # Ok::<(), cargo_conda_mapping::RequirementError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    text: String,
    name: String,
}

impl Requirement {
    /// Reads a requirement in conda's notation, or a call of one of the four functions.
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        let text = text.trim();
        if text.contains(char::is_control) || text.len() > MOST_BYTES {
            return Err(RequirementError::unread(text));
        }
        if let Some(name) = name_in_expression(text) {
            return Ok(Self { text: text.to_owned(), name: name.to_ascii_lowercase() });
        }
        // rattler-build evaluates expressions wherever they stand, and they can read variables and files.
        if text.contains(EXPRESSION) || !is_bounded_match_spec(text) {
            return Err(RequirementError::unread(text));
        }
        let spec = MatchSpec::from_str(text, ParseStrictness::Strict);
        spec.map(|spec| Self { text: text.to_owned(), name: name_of(&spec) })
            .map_err(|source| RequirementError::new(text, source))
    }

    /// Returns the name of the required package in lower case, as conda compares it. The name of a compiler
    /// or of a standard library is its function call, such as `compiler('rust')`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns true for a compiler or a standard library, whose package rattler-build chooses.
    pub fn is_function(&self) -> bool {
        self.name.ends_with(')')
    }

    /// Returns true for a call of a function of recipes, which rattler-build evaluates: a compiler, a
    /// standard library or a pin.
    pub fn is_expression(&self) -> bool {
        // Match specs begin with a name, a channel or a URL, none of which can begin like this.
        self.text.starts_with(EXPRESSION)
    }

    /// Makes the requirement of a compiler, which recipes write as `compiler('<language>')`.
    pub fn compiler(language: &str) -> Self {
        Self::function("compiler", language)
    }

    /// Makes the requirement of a language's standard library, which recipes write as `stdlib('<language>')`.
    pub fn stdlib(language: &str) -> Self {
        Self::function("stdlib", language)
    }

    /// Makes a requirement of a match spec that was read before, also of one that strict reading would
    /// refuse.
    pub fn from_match_spec(spec: &MatchSpec) -> Self {
        Self { text: spec.to_string(), name: name_of(spec) }
    }

    fn function(function: &str, argument: &str) -> Self {
        let argument = format!("'{argument}'");
        Self::call(function, &argument, format!("{function}({argument})"))
    }

    /// A call of a function of recipes, about the package `name`.
    pub(super) fn call(function: &str, arguments: &str, name: String) -> Self {
        Self { text: format!("${{{{ {function}({arguments}) }}}}"), name }
    }

    /// Returns true if `text` is a match spec for the same package whose lower bound is at least that of this
    /// requirement. Upper bounds are not compared; a text that is no match spec gives false.
    pub fn is_covered_by(&self, text: &str) -> bool {
        let spec = |text| MatchSpec::from_str(text, ParseStrictness::Lenient).ok();
        if !is_bounded_match_spec(text) {
            return false;
        }
        let Some((own, other)) = spec(self.as_str()).zip(spec(text)) else {
            return false;
        };
        name_of(&own) == name_of(&other) && lower_bound(text) >= lower_bound(self.as_str())
    }

    /// Returns the requirement as text, as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Makes the requirement of a virtual package, which stands for a property of the machine, such as
    /// `__glibc`.
    pub(crate) fn virtual_package(name: &str, versions: &str) -> Self {
        Self { text: format!("{name} {versions}"), name: name.to_owned() }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The version after `>=` of a match spec; `None`, which is less than any version, if there is none.
fn lower_bound(text: &str) -> Option<Version> {
    let version = text.split_once(">=")?.1.split([',', '|', ' ']).next()?;
    version.parse().ok()
}

/// The most parentheses inside each other that a requirement may have. Real ones have two or three, and
/// rattler's parser calls itself for each: a few hundred overflow the stack.
pub(super) const MOST_NESTED: usize = 32;

/// The most bytes that a requirement may have. Real ones have fewer than a hundred, and the time of rattler's
/// parser grows with the square of the length: a few kilobytes take a second.
pub(super) const MOST_BYTES: usize = 1024;

/// Returns true if rattler reads a match spec in a short time and with little of the stack. Its parser calls
/// itself for each parenthesis, and a stack overflow ends the process, so a text of others is asked first.
pub fn is_bounded_match_spec(text: &str) -> bool {
    text.len() <= MOST_BYTES && nesting(text) <= MOST_NESTED
}

/// The number of parentheses inside each other, at the place of a text where it is greatest.
pub(super) fn nesting(text: &str) -> usize {
    let mut open: usize = 0;
    let mut most = 0;
    for c in text.bytes() {
        match c {
            b'(' | b'[' => open += 1,
            b')' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// The start of an expression in a recipe.
pub(super) const EXPRESSION: &str = "${{";

/// The functions of recipes that stand for a requirement.
/// See <https://rattler.build/latest/reference/jinja/>.
const FUNCTIONS: [&str; 4] = ["compiler", "stdlib", "pin_compatible", "pin_subpackage"];

/// The name of a requirement that is written as a call of one of [`FUNCTIONS`]: the package that a pin is
/// for, or for compilers and standard libraries the call itself. `None` if the text is no such call.
fn name_in_expression(text: &str) -> Option<String> {
    let call = text.strip_prefix(EXPRESSION)?.strip_suffix("}}")?.trim();
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

/// The text between a pair of quotation marks; `None` if it is not quoted or contains more than plain
/// characters.
fn unquoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (!inner.is_empty() && inner.chars().all(is_plain)).then_some(inner)
}

fn name_of(spec: &MatchSpec) -> String {
    match &spec.name {
        PackageNameMatcher::Exact(name) => name.as_normalized().to_owned(),
        // `from_match_spec` takes patterns too, which strict reading refuses; such a pattern stands in for
        // the name.
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "${{ env.get('X') }}::zlib",
            "zlib[license=\"${{ load_from_file('/etc/passwd') }}\"]",
            "https://conda.example/noarch/zlib-${{ 1 }}-0.conda",
        ] {
            assert!(Requirement::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_requirement_is_one_line() {
        for text in ["zlib\n>=1", "zlib\t>=1", "conda-\u{85}forge::zlib"] {
            let error = Requirement::parse(text).unwrap_err().to_string();
            assert!(error.ends_with("write it in one line, and a space in place of each tab"), "{error}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| format!("zlib {}1.*{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Requirement::parse(&nested(MOST_NESTED)).is_ok());
        for depth in [MOST_NESTED + 1, 400] {
            let error = Requirement::parse(&nested(depth)).unwrap_err().to_string();
            assert!(error.ends_with("write it with fewer parentheses; at most 32 may be inside each other"));
            assert!(!Requirement::parse("zlib").unwrap().is_covered_by(&nested(depth)));
        }
    }

    #[test]
    fn length_has_a_limit() {
        let long = format!("zlib >=1{}", ",<3.0.a07".repeat(100_000));
        let error = Requirement::parse(&long).unwrap_err().to_string();
        assert!(error.ends_with("write it in at most 1024 bytes; it has 900008"), "{}", error.len());
        assert!(error.len() < 400, "the message repeats the text");
        assert!(!Requirement::parse("zlib").unwrap().is_covered_by(&long));
        let longest = format!("zlib >=1{}", ",<2".repeat((MOST_BYTES - 8) / 3));
        assert!(Requirement::parse(&longest).is_ok());
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
}
