//! Names the variables of the caller that a build did not see although its build scripts read them.

use std::collections::BTreeSet;

use cargo_conda_mapping::may_steer;
use cargo_conda_workspace::LockFile;

use crate::api::{BuildEnvironment, Remedy};
use crate::cargo::{CargoReport, build_script};

/// The names of variables that are set for the caller, that the build did not see, and that a build script
/// of the package asked cargo to watch; sorted.
///
/// A build script that failed may have read variables before it asked for anything. `failed_with` is the lock
/// file after a failure: variables that are named like one of its `-sys` crates count too. `None` after a
/// success.
pub(super) fn held_back(
    environment: &BuildEnvironment,
    report: &CargoReport,
    failed_with: Option<&LockFile>,
) -> Vec<String> {
    let of_scripts = report.scripts.iter().flat_map(|(_, out_dir)| build_script::variables(out_dir));
    let mut asked_for: BTreeSet<String> = report.variables.iter().cloned().chain(of_scripts).collect();
    if let Some(lock_file) = failed_with {
        let crates: BTreeSet<_> = lock_file.entries().map(|(package, _)| package.name.as_str()).collect();
        let is_like_a_crate = |variable: &&str| crates.iter().any(|name| may_steer(name, variable));
        asked_for.extend(environment.names().filter(is_like_a_crate).map(ToOwned::to_owned));
    }
    asked_for.retain(|name| environment.holds_back(name));
    asked_for.into_iter().collect()
}

/// The line of a build's output that names them.
pub(super) fn remark(names: &[String]) -> String {
    format!("note: {}", Remedy::Variables { held_back: names.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_and_held_back_is_named() {
        let caller = ["FOO_DIR", "FOO_MODE", "CC", "PATH", "UNRELATED"];
        let caller = caller.map(|name| (name.to_owned(), "value".to_owned())).into();
        let environment = BuildEnvironment::from_caller(&caller);
        let variables = ["FOO_MODE", "CC", "PATH", "UNSET"].map(ToOwned::to_owned).into();
        let report = CargoReport { variables, ..CargoReport::default() };
        assert_eq!(held_back(&environment, &report, None), ["FOO_MODE"]);
        let lock_file = LockFile::parse("[[package]]\nname = 'foo-sys'\nversion = '1.0.0'\n");
        assert_eq!(held_back(&environment, &report, Some(&lock_file)), ["FOO_DIR", "FOO_MODE"]);
    }
}
