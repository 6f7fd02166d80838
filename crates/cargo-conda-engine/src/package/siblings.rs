//! Packages of a plan that pin other packages of the same plan, with `pin_subpackage`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_mapping::{PinKind, Requirement};
use cargo_conda_plan::PackagePlan;

use crate::rattler::{Rendered, Sibling};

/// Returns true if a package pins others of its plan.
pub(super) fn pins_others(package: &PackagePlan) -> bool {
    pins(package).next().is_some()
}

/// The requirements by which a package pins others of its plan.
fn pins(package: &PackagePlan) -> impl Iterator<Item = &Requirement> {
    let requirements = &package.requirements;
    let added = [&requirements.added.run, &requirements.added.run_constraints];
    let added = added.into_iter().flatten().map(|added| &added.requirement);
    let all = requirements.run.iter().chain(&requirements.run_constraints).chain(added);
    all.filter(|requirement| requirement.pin_kind() == Some(PinKind::Subpackage))
}

/// The siblings that a package pins.
pub(super) fn pinned_siblings<'a>(package: &PackagePlan, siblings: &'a [Sibling]) -> Vec<&'a Sibling> {
    let names: BTreeSet<_> = pins(package).map(Requirement::name).collect();
    siblings.iter().filter(|sibling| names.contains(sibling.name.as_str())).collect()
}

/// The siblings that a package pins: `<version> <build string>` by name.
pub(super) fn pinned(package: &PackagePlan, siblings: &[Sibling]) -> BTreeMap<String, String> {
    let pinned = pinned_siblings(package, siblings).into_iter();
    pinned.map(|sibling| (sibling.name.clone(), format!("{} {}", sibling.version, sibling.build))).collect()
}

/// A package in one variant, as other packages may pin it.
pub(super) fn sibling(package: &PackagePlan, rendered: &Rendered) -> Sibling {
    Sibling {
        name: package.name.to_string(),
        version: package.version.to_string(),
        build: rendered.build_string(),
    }
}

#[cfg(test)]
mod tests {
    use cargo_conda_mapping::Requirement;

    use super::{pinned, pins_others};
    use crate::api::fixtures::package;
    use crate::rattler::Sibling;

    fn sibling(name: &str) -> Sibling {
        Sibling { name: name.to_owned(), version: "1.0".to_owned(), build: "h1_0".to_owned() }
    }

    #[test]
    fn a_pin_is_of_the_package_of_that_name_alone() {
        let mut app = package("app");
        assert!(!pins_others(&app));
        let pin = Requirement::parse("${{ pin_subpackage('tool-core', exact=True) }}").unwrap();
        app.requirements.run.push(pin);
        assert!(pins_others(&app));
        let siblings = ["pin", "tool", "tool-core"].map(sibling);
        let pinned: Vec<_> = pinned(&app, &siblings).into_iter().collect();
        assert_eq!(pinned, [("tool-core".to_owned(), "1.0 h1_0".to_owned())]);
    }
}
