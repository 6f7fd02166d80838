//! Which package takes the name that pixi gave to the manifest.
//!
//! pixi looks for an output by the key of a dependency. If the dependency defines its package inline, the key
//! is also the name of the manifest, and the person who wrote it meant the program: `typst` is the binary of
//! the crate `typst-cli`. So a name that no package has goes to the package with the binary of that name.

use cargo_conda::{Plan, Skip};

use crate::failure::Failure;

/// The name that pixi gives to a package while it asks for the name.
const PLACEHOLDER: &str = "uninferred-package";

/// The name in a project model, in the lower case in which pixi looks for outputs. `None` if it stands for no
/// name.
pub(super) fn stated_name(name: Option<&str>) -> Option<String> {
    name.map(str::to_lowercase).filter(|name| name != PLACEHOLDER)
}

/// A package that could have the name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    /// The crate that the package is made from.
    pub(super) crate_name: &'a str,
    /// The name that the package has without pixi.
    pub(super) name: &'a str,
    /// The names of its binaries.
    pub(super) binaries: &'a [String],
}

/// The packages of a plan, in the order of the plan.
pub(super) fn candidates(plan: &Plan) -> Vec<Candidate<'_>> {
    let candidates = plan.packages.iter().map(|package| Candidate {
        crate_name: &package.crate_name,
        name: package.name.as_str(),
        binaries: package.binaries(),
    });
    candidates.collect()
}

/// What a name means among the packages of a workspace.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    /// A package has the name.
    Package,
    /// No package has the name, and exactly one has a binary of that name: the package of this crate.
    Binary(&'a str),
    /// No package has the name, and none or several have a binary of that name.
    Nothing,
}

impl<'a> Meaning<'a> {
    /// The meaning of a name in lower case.
    pub(super) fn of(name: &str, candidates: &[Candidate<'a>]) -> Self {
        if candidates.iter().any(|candidate| candidate.name == name) {
            return Self::Package;
        }
        match with_binary(name, candidates).as_slice() {
            [only] => Self::Binary(only.crate_name),
            _ => Self::Nothing,
        }
    }
}

/// The packages with a binary of a name.
fn with_binary<'a>(name: &str, candidates: &[Candidate<'a>]) -> Vec<Candidate<'a>> {
    let has_binary =
        |candidate: &&Candidate<'_>| candidate.binaries.iter().any(|binary| binary.to_lowercase() == name);
    candidates.iter().filter(has_binary).copied().collect()
}

/// Checks that a package has the name, where the name says that there is one.
///
/// A crate's name says so, and so does any name of an inline definition, since pixi looks for an output of
/// that name. Any other name in a manifest at the root of a workspace may stand for the whole workspace.
pub(super) fn check(name: &str, plan: &Plan, is_inline: bool) -> Result<(), Failure> {
    let candidates = candidates(plan);
    if candidates.iter().any(|candidate| candidate.name == name) {
        return Ok(());
    }
    let skip = plan.skipped.iter().find(|skip| skip.crate_name.to_lowercase() == name);
    if skip.is_none() && !is_inline {
        return Ok(());
    }
    Err(no_such_package(name, skip, &candidates, is_inline))
}

fn no_such_package(
    name: &str,
    skip: Option<&Skip>,
    candidates: &[Candidate<'_>],
    is_inline: bool,
) -> Failure {
    let several = with_binary(name, candidates);
    let message = match skip {
        Some(skip) => format!(
            "no package is called `{name}`: the crate of that name becomes none, because {}",
            skip.reason
        ),
        None if several.len() > 1 => {
            let names = several.iter().map(|candidate| format!("`{}`", candidate.name)).collect::<Vec<_>>();
            format!(
                "no package is called `{name}`, and several have a binary of that name: {}",
                names.join(", ")
            )
        }
        None => format!("no package is called `{name}`, and none has a binary of that name"),
    };
    let names = candidates.iter().map(described).collect::<Vec<_>>().join(", ");
    let place = if is_inline { "as the key of the dependency" } else { "as `name` in `[package]`" };
    let choose = format!("use the name of a package {place}: {names}");
    let help = match skip.and_then(Skip::remedy) {
        Some(remedy) => format!("to include the crate: {remedy}; or {choose}"),
        None => choose,
    };
    Failure::with_help(message, help)
}

/// A package with those of its binaries that have another name.
fn described(candidate: &Candidate<'_>) -> String {
    let others = candidate.binaries.iter().filter(|binary| *binary != candidate.name);
    let others = others.map(|binary| format!("`{binary}`")).collect::<Vec<_>>();
    match others.as_slice() {
        [] => format!("`{}`", candidate.name),
        [one] => format!("`{}` (with the binary {one})", candidate.name),
        several => format!("`{}` (with the binaries {})", candidate.name, several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packages by the name of the crate, each with its binaries.
    struct Packages(Vec<(&'static str, Vec<String>)>);

    impl Packages {
        fn new(packages: &[(&'static str, &[&str])]) -> Self {
            let owned = packages
                .iter()
                .map(|(name, binaries)| (*name, binaries.iter().copied().map(ToOwned::to_owned).collect()));
            Self(owned.collect())
        }

        fn candidates<'a>(&'a self) -> Vec<Candidate<'a>> {
            let candidate = |(name, binaries): &'a (&'static str, Vec<String>)| Candidate {
                crate_name: name,
                name,
                binaries,
            };
            self.0.iter().map(candidate).collect()
        }

        fn meaning(&self, name: &str) -> String {
            format!("{:?}", Meaning::of(name, &self.candidates()))
        }

        fn refused(&self, name: &str) -> String {
            let data = no_such_package(name, None, &self.candidates(), true).into_data();
            format!("{}\nhelp: {}", data.message, data.help.unwrap())
        }
    }

    #[test]
    fn a_package_of_the_name_comes_before_binaries() {
        let packages = Packages::new(&[("fo", &["server"]), ("foo-cli", &["fo"]), ("foo", &["foo"])]);
        assert_eq!(packages.meaning("fo"), "Package");
        assert_eq!(packages.meaning("foo-cli"), "Package");
    }

    #[test]
    fn the_only_binary_of_the_name_gives_its_package_the_name() {
        let packages = Packages::new(&[
            ("jj-cli", &["fake-editor", "jj"]),
            ("gen", &["gen-protos"]),
            ("Upper", &["Shout"]),
        ]);
        assert_eq!(packages.meaning("jj"), "Binary(\"jj-cli\")");
        assert_eq!(packages.meaning("shout"), "Binary(\"Upper\")");
    }

    #[test]
    fn a_binary_of_several_packages_means_none_of_them() {
        let packages = Packages::new(&[("a", &["tool"]), ("b", &["tool", "b"])]);
        assert_eq!(packages.meaning("tool"), "Nothing");
        assert_eq!(packages.meaning("tools"), "Nothing");
    }

    #[test]
    fn the_placeholder_is_no_name() {
        assert_eq!(stated_name(Some("Tables")), Some("tables".to_owned()));
        assert_eq!(stated_name(Some("uninferred-package")), None);
        assert_eq!(stated_name(None), None);
    }

    #[test]
    fn a_name_that_means_nothing_is_answered_with_those_that_do() {
        let packages = Packages::new(&[("a", &["tool"]), ("b", &["b", "tool"]), ("c", &["c"])]);
        insta::assert_snapshot!(packages.refused("tool"), @"
        no package is called `tool`, and several have a binary of that name: `a`, `b`
        help: use the name of a package as the key of the dependency: `a` (with the binary `tool`), `b` (with the binary `tool`), `c`
        ");
        insta::assert_snapshot!(packages.refused("x"), @"
        no package is called `x`, and none has a binary of that name
        help: use the name of a package as the key of the dependency: `a` (with the binary `tool`), `b` (with the binary `tool`), `c`
        ");
    }
}
