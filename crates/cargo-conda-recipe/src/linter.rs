//! What the linter of conda-forge will say about the recipe of a package.
//!
//! The rules and their numbers are those of
//! [conda-smithy](https://github.com/conda-forge/conda-smithy/blob/main/conda_smithy/linter/messages/recipe.py).
//! Recipes that are written here keep all others.

use std::fmt;

use cargo_conda_plan::PackagePlan;

/// A rule of the linter that the recipe of a package breaks, because the plan has nothing to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinterRemark {
    package: String,
    rule: &'static str,
    missing: &'static str,
    remedy: String,
}

impl fmt::Display for LinterRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { package, rule, missing, remedy } = self;
        write!(
            f,
            "the recipe of `{package}` has no {missing}, which conda-forge's linter asks for ({rule}): {remedy}"
        )
    }
}

/// Returns what the linter will find missing in the recipe of a package, in the order of its rules.
pub fn linter_remarks(package: &PackagePlan) -> Vec<LinterRemark> {
    let about = &package.about;
    let manifest = package.directory.join("Cargo.toml");
    let key = |key: &str| {
        format!("write `{key}`, or `{key}.workspace = true` if `[workspace.package]` has it, into {manifest}")
    };
    let rules = [
        (about.homepage.is_none() && about.repository.is_none(), "R-002", "homepage", key("homepage")),
        (about.license.expression.is_none(), "R-002", "licence", key("license")),
        (about.summary.is_none(), "R-002", "summary", key("description")),
        (
            about.license.files.is_empty() && package.disclosure.notices.is_none(),
            "R-013",
            "licence file",
            format!("put the text beside {manifest}, or name it in `license-file`"),
        ),
        (
            package.disclosure.notices.is_none(),
            "R-031",
            "licences of other people's crates",
            "remove `third-party-licenses = false`".to_owned(),
        ),
    ];
    let broken = rules.into_iter().filter(|(is_broken, ..)| *is_broken);
    broken
        .map(|(_, rule, missing, remedy)| LinterRemark {
            package: package.name.to_string(),
            rule,
            missing,
            remedy,
        })
        .collect()
}
