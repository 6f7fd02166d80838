//! Pins: requirements of a version that is close to another build, written as function calls of recipes.

use super::Requirement;

/// The build that a pin compares with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinKind {
    /// `pin_compatible`: the package of the same name in an environment that is solved earlier; the order is
    /// build, host, run.
    Compatible,
    /// `pin_subpackage`: another output of the same recipe.
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

/// How close a version must be to the other one; see <https://rattler.build/latest/reference/jinja/>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinArguments<'a> {
    /// The lowest version that is allowed: a version, or a number of parts of the other version, as `x.x`.
    /// `None` for no lower bound.
    pub lower_bound: Option<&'a str>,
    /// The lowest version that is too high: a version, or a number of parts of the other version, as `x.x`.
    /// `None` for no upper bound.
    pub upper_bound: Option<&'a str>,
    /// True if only the other build itself is allowed; the bounds are then ignored.
    pub exact: bool,
    /// A glob for the build string; `None` for any build string.
    pub build: Option<&'a str>,
}

impl Requirement {
    /// Makes the requirement that `pin_compatible(…)` or `pin_subpackage(…)` stands for in recipes.
    pub fn pin(kind: PinKind, name: &str, pin: &PinArguments<'_>) -> Self {
        let PinArguments { lower_bound, upper_bound, exact, build } = *pin;
        let mut arguments = vec![quoted(name)];
        if exact {
            arguments.push("exact=True".to_owned());
        } else {
            // Bounds that are left out have defaults in rattler-build, so each is written, if only as `None`.
            for (name, bound) in [("lower_bound", lower_bound), ("upper_bound", upper_bound)] {
                let bound = bound.map_or_else(|| "None".to_owned(), quoted);
                arguments.push(format!("{name}={bound}"));
            }
            arguments.extend(build.map(|build| format!("build={}", quoted(build))));
        }
        Self::call(kind.function(), &arguments.join(", "), name.to_ascii_lowercase())
    }

    /// Returns the kind of a pin; `None` if the requirement is not a pin.
    pub fn pin_kind(&self) -> Option<PinKind> {
        // A call was checked when the requirement was made, so the name of its function tells.
        let call = self.as_str().strip_prefix("${{")?.trim_start();
        [PinKind::Compatible, PinKind::Subpackage].into_iter().find(|kind| call.starts_with(kind.function()))
    }
}

/// A text as a string literal of rattler-build's expressions.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
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
    fn pins_are_told_from_other_requirements() {
        let kind = |text: &str| Requirement::parse(text).unwrap().pin_kind();
        assert_eq!(kind("${{ pin_subpackage('tool', exact=True) }}"), Some(PinKind::Subpackage));
        assert_eq!(kind("${{pin_compatible(\"zlib\")}}"), Some(PinKind::Compatible));
        for other in ["${{ compiler('c') }}", "pin_subpackage", "zlib >=1"] {
            assert_eq!(kind(other), None, "{other}");
        }
    }
}
