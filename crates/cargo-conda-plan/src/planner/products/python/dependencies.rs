//! What a Python project requires, as requirements of conda.

use cargo_conda_mapping::{
    Platform, PythonDependency, PythonDependencyError, PythonTarget, PythonVersion, Requirement, nearest,
    normalized_name,
};

use super::Mistake;
use super::project::Project;
use crate::config::PackageConfig;
use crate::model::PythonAbi;
use crate::problem::{Problem, ProblemKind, PythonProblem};
use crate::source::Located;

/// The oldest Python that rules are tried with where a project does not say more.
const OLDEST: PythonVersion = PythonVersion { minor: 7 };

/// The requirement on Python, and those on other packages by name.
pub(super) fn requirements(
    project: &Project,
    config: &PackageConfig,
    abi: PythonAbi,
    platform: Platform,
) -> Result<(Requirement, Vec<Requirement>), Mistake> {
    let unsaid = String::new();
    let required = project.requires_python.as_ref().map_or(&unsaid, |required| &required.value);
    let (oldest, is_stable) = match abi {
        PythonAbi::Stable(oldest) => (oldest, true),
        PythonAbi::OfOneVersion => (OLDEST, false),
    };
    let unread = |error| {
        Mistake::new(Problem {
            location: project
                .requires_python
                .as_ref()
                .map_or_else(|| project.start(), |required| required.location.clone()),
            kind: ProblemKind::Python(PythonProblem::RequiresPython(error)),
        })
    };
    let target = PythonTarget::new(platform, oldest, required).map_err(unread)?;
    let python = target.requirement(is_stable).map_err(unread)?;
    Ok((python, dependencies(project, config, &target)?))
}

fn dependencies(
    project: &Project,
    config: &PackageConfig,
    target: &PythonTarget,
) -> Result<Vec<Requirement>, Mistake> {
    let parse = |dependency: &Located<String>| PythonDependency::parse(&dependency.value);
    let all: Result<Vec<_>, _> = project.dependencies.iter().map(parse).collect();
    let unmapped = |error: PythonDependencyError| {
        let place = project.dependencies.iter().find(|dependency| dependency.value == error.text);
        let location = place.map_or_else(|| project.start(), |place| place.location.clone());
        Mistake::new(Problem { location, kind: ProblemKind::Python(PythonProblem::Dependency(error)) })
    };
    let all = all.map_err(unmapped)?;
    check_names(&all, config)?;
    let replaced = |name: &str| config.python_dependencies.get(name).map(|instead| instead.value.clone());
    PythonDependency::to_conda(&all, target, replaced).map_err(unmapped)
}

/// `python-dependencies` must be about dependencies that there are.
fn check_names(all: &[PythonDependency], config: &PackageConfig) -> Result<(), Mistake> {
    for (name, place) in &config.python_dependencies {
        if all.iter().any(|dependency| dependency.name() == name) {
            continue;
        }
        let nearest = nearest(name, all.iter().map(PythonDependency::name)).map(ToOwned::to_owned);
        let problem = PythonProblem::NoSuchDependency { name: name.clone(), nearest };
        let kind = ProblemKind::Python(problem);
        return Err(Mistake::new(Problem { location: place.location.clone(), kind }));
    }
    Ok(())
}

/// The requirement on maturin: the project's own, as far as conda can have it.
pub(super) fn maturin(project: &Project) -> Requirement {
    let is_maturin = |text: &&str| {
        let end =
            text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
        normalized_name(&text[..end]) == "maturin"
    };
    let written = project.build_requires.iter().map(|text| text.value.as_str()).find(is_maturin);
    // maturin's extras are compilers and linkers, which conda has in other packages.
    let written = written.map(|text| match (text.find('['), text.find(']')) {
        (Some(start), Some(end)) if start < end => format!("{}{}", &text[..start], &text[end + 1..]),
        _ => text.to_owned(),
    });
    let own = written.and_then(|text| PythonDependency::parse(&text).ok()?.in_conda());
    own.unwrap_or_else(|| Requirement::parse("maturin").expect("a name is a match spec"))
}
