//! Which packages of a request are read.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::api::{AuditRequest, AuditedBuild};
use crate::rattler::archive::compare_versions;

/// Leaves out packages that the request does not ask for. `build_of` says which build a package is; `None` if
/// the package does not say, and then it stays.
pub(super) fn retain_requested<T>(
    packages: &mut Vec<T>,
    request: &AuditRequest<'_>,
    build_of: impl Fn(&T) -> Option<&AuditedBuild>,
) {
    let AuditRequest { names, platforms, newest, .. } = request;
    let is_named = |build: &AuditedBuild| names.is_empty() || names.contains(&build.name);
    // What is for no platform is for all of them.
    let is_for = |build: &AuditedBuild| {
        platforms.is_empty() || build.subdir.parse().map_or(true, |platform| platforms.contains(&platform))
    };
    packages.retain(|package| build_of(package).is_none_or(|build| is_named(build) && is_for(build)));
    if !newest {
        return;
    }
    let mut best: BTreeMap<(String, String), AuditedBuild> = BTreeMap::new();
    for build in packages.iter().filter_map(&build_of) {
        let known = best.entry(key(build)).or_insert_with(|| build.clone());
        if order(build, known).is_gt() {
            known.clone_from(build);
        }
    }
    let is_newest =
        |build: &AuditedBuild| best.get(&key(build)).is_none_or(|best| order(build, best).is_ge());
    packages.retain(|package| build_of(package).is_none_or(is_newest));
}

fn key(build: &AuditedBuild) -> (String, String) {
    (build.name.clone(), build.subdir.clone())
}

fn order(one: &AuditedBuild, other: &AuditedBuild) -> Ordering {
    compare_versions(&one.version, &other.version).then(one.number.cmp(&other.number))
}

#[cfg(test)]
mod tests {
    use super::order;
    use crate::api::AuditedBuild;

    fn build(version: &str, number: u64) -> AuditedBuild {
        AuditedBuild {
            name: "a".to_owned(),
            version: version.to_owned(),
            build: format!("h_{number}"),
            number,
            subdir: "linux-64".to_owned(),
        }
    }

    #[test]
    fn versions_count_before_numbers() {
        assert!(order(&build("1.10", 0), &build("1.9", 7)).is_gt());
        assert!(order(&build("1.9", 7), &build("1.9", 10)).is_lt());
        assert!(order(&build("1.0", 1), &build("1.0", 1)).is_eq());
    }
}
