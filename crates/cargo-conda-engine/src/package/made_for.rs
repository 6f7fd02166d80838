//! What tells packages of one version apart that are made for different machines.
//!
//! A program for an older glibc, for musl or for another target is another package. conda tells such packages
//! apart by variant keys: their values are hashed into the build string, and so into the name of the archive.

use std::collections::BTreeMap;

use camino::Utf8Path;
use cargo_conda_plan::{PackagePlan, Toolchain};

use crate::api::{BuildRequest, OLDEST_MACOS};

/// conda-forge's key for the version of the C library, which is the oldest system on macOS.
const C_LIBRARY: &str = "c_stdlib_version";

/// The keys of ours: the Rust target, and the program that links.
const TARGET: &str = "rust_target";
const LINKER: &str = "linker";

/// The variant keys of a package and their values; empty if it is made for the usual target in the usual way.
pub(super) fn made_for(request: BuildRequest<'_>, package: &PackagePlan) -> BTreeMap<&'static str, String> {
    let group = request.plan.group_of(package);
    let is_of_machine = group.toolchain == Toolchain::System;
    let variable = |name: &str| {
        let caller = request.options.environment.variables();
        let of_caller = || caller.get(name).filter(|_| is_of_machine);
        group.env.get(name).or_else(of_caller).filter(|value| !value.is_empty())
    };
    let target = (!package.target.is_usual()).then(|| package.target.to_string());
    let macos = || variable(OLDEST_MACOS).filter(|_| package.platform.is_osx()).cloned();
    let c_library = package.glibc.map(|version| version.to_string()).or_else(macos);
    // Another machine may have the same linker in another directory.
    let linker = variable(&package.target.linker_variable()).map(Utf8Path::new);
    let linker = linker.and_then(Utf8Path::file_name).map(ToOwned::to_owned);
    let keys = [(C_LIBRARY, c_library), (TARGET, target), (LINKER, linker)];
    keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
