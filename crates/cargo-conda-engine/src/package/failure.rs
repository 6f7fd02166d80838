//! Explains a failed build: names what failed, and adds what can be done about it.

use std::collections::BTreeSet;

use cargo_conda_mapping::{Platform, RustTarget, native_needs};
use cargo_conda_plan::{PackagePlan, Toolchain};
use cargo_conda_workspace::Workspace;

use super::context::JobContext;
use super::missing_features::missing_features;
use crate::api::{CargoPackage, CompileError, CompileFailure, Remedy};
use crate::cargo::{Conclusion, FailureWatch, UndefinedSymbol};
use crate::environments::GroupEnvironment;

/// Explains why the build of a package has failed, from what its output told. `environment` is the conda
/// environment of the build; `None` with the machine's toolchain. `held_back` are the variables of the caller
/// that the build might have read.
pub(super) fn explain(
    context: &JobContext<'_>,
    package: &PackagePlan,
    watch: FailureWatch,
    environment: Option<&GroupEnvironment>,
    held_back: Vec<String>,
) -> CompileError {
    let Conclusion { failure, features, undefined } =
        watch.conclude(&|id| named(context.request.workspace, id));
    let of_toolchain = if let Some(shared) = environment {
        headers(shared)
    } else {
        let platform = package.platform;
        let concerned = concerned(&failure).zip(features.as_ref());
        let native = concerned.and_then(|(needing, features)| native(&needing.name, features, platform));
        native.or_else(|| linker(&failure))
    };
    let missing = match &failure {
        CompileFailure::Rustc { target, .. } => missing_features(context.request, package, target),
        _ => None,
    };
    let glibc = package.glibc.zip(undefined);
    let glibc = glibc.map(|(wanted, UndefinedSymbol { name, user })| {
        let user = user.map(|library| package_of(context.request.workspace, &library));
        Remedy::Glibc { symbol: name, user, wanted }
    });
    let variables = (!held_back.is_empty()).then_some(Remedy::Variables { held_back });
    let remedies = missing
        .into_iter()
        .chain(of_toolchain)
        .chain(standard_library(&failure, package, environment))
        .chain(musl_compiler(&failure, &package.target))
        .chain(glibc)
        .chain(memory(&failure))
        .chain(variables)
        .collect();
    CompileError { failure, remedies }
}

/// The package whose build script has not found what it needs, or asks for what the linker does not find.
fn concerned(failure: &CompileFailure) -> Option<&CargoPackage> {
    match failure {
        CompileFailure::BuildScript { package, .. } => Some(package),
        CompileFailure::Link { missing, .. } => missing.asked_by.as_ref(),
        CompileFailure::Rustc { .. } | CompileFailure::Killed(_) | CompileFailure::Cargo(_) => None,
    }
}

/// rustc's error for a crate that it does not find, and the crates that belong to every target.
const NO_CRATE: &str = "E0463";
const STANDARD_LIBRARY: [&str; 2] = ["core", "std"];

const PKG_CONFIG: &str = "pkg-config";

/// The conda packages that a crate of the table needs, with their names in distributions; `None` if the table
/// knows of none.
fn native(crate_name: &str, features: &BTreeSet<String>, platform: Platform) -> Option<Remedy> {
    let needs = native_needs(crate_name, features, platform)?;
    if needs.host.is_empty() && needs.build.is_empty() {
        return None;
    }
    // Variables lead build scripts to libraries of conda; libraries of the machine are found by pkg-config.
    let finder = (!needs.host.is_empty() && !needs.build.contains(&PKG_CONFIG)).then_some(PKG_CONFIG);
    let conda = [&needs.host, &needs.build].map(|specs| specs.iter().map(ToString::to_string).collect());
    Some(Remedy::native(crate_name, conda, needs.vendored_by, finder))
}

fn memory(failure: &CompileFailure) -> Option<Remedy> {
    matches!(failure, CompileFailure::Killed(_)).then_some(Remedy::Memory)
}

/// Whether rustc found no standard library for the target.
fn standard_library(
    failure: &CompileFailure,
    package: &PackagePlan,
    environment: Option<&GroupEnvironment>,
) -> Option<Remedy> {
    let CompileFailure::Rustc { error, .. } = failure else {
        return None;
    };
    let is_lacking = error.code.as_deref() == Some(NO_CRATE)
        && STANDARD_LIBRARY.iter().any(|name| error.message.contains(&format!("`{name}`")));
    let (target, toolchain) = match environment {
        Some(shared) => (&shared.target, Toolchain::Conda),
        None => (&package.target, Toolchain::System),
    };
    is_lacking.then(|| Remedy::StandardLibrary { target: target.clone(), toolchain })
}

/// What the crate `cc` prints before the name of a compiler that is not there.
const NO_COMPILER: &str = "failed to find tool ";

/// Whether the build script of a package for musl found no compiler.
fn musl_compiler(failure: &CompileFailure, target: &RustTarget) -> Option<Remedy> {
    let CompileFailure::BuildScript { printed, .. } = failure else {
        return None;
    };
    let is_lacking = target.is_musl() && printed.lines().iter().any(|line| line.contains(NO_COMPILER));
    is_lacking.then(|| Remedy::MuslCompiler { target: target.clone() })
}

/// Whether rustc found no linker, in its words.
fn linker(failure: &CompileFailure) -> Option<Remedy> {
    let CompileFailure::Rustc { error, .. } = failure else {
        return None;
    };
    Remedy::of_missing_linker(&error.message)
}

/// The name of the package that a library of Rust belongs to; that of the library if there is none.
pub(super) fn package_of(workspace: &Workspace, library: &str) -> String {
    let mut names = workspace.packages().map(|(package, _)| package.name);
    // The names of libraries have `_` where those of packages have `-`.
    names.find(|name| name.replace('-', "_") == library).unwrap_or(library).to_owned()
}

fn headers(shared: &GroupEnvironment) -> Option<Remedy> {
    let without = shared.environment.without_headers();
    (!without.is_empty()).then_some(Remedy::Headers { without })
}

/// The package of a package id. Crates of the standard library (`-Zbuild-std`) are in no lock file; the id
/// itself names them: <https://doc.rust-lang.org/cargo/reference/pkgid-spec.html>.
fn named(workspace: &Workspace, id: &str) -> CargoPackage {
    if let Some(package) = workspace.package(id) {
        let version = Some(package.version.to_string());
        return CargoPackage { id: id.to_owned(), name: package.name.to_owned(), version };
    }
    CargoPackage { id: id.to_owned(), name: name_in_id(id).to_owned(), version: None }
}

fn name_in_id(id: &str) -> &str {
    let (path, fragment) = id.rsplit_once('#').unwrap_or((id, ""));
    match fragment.split_once('@') {
        Some((name, _version)) => name,
        None => path.rsplit('/').next().unwrap_or(path),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{name_in_id, native};

    #[test]
    fn a_package_id_names_its_package() {
        assert_eq!(name_in_id("registry+https://e.org#serde@1.0.0"), "serde");
        assert_eq!(name_in_id("path+file:///w/core#0.0.0"), "core");
    }

    #[test]
    fn a_crate_of_the_table_has_a_remedy() {
        let linux = "linux-64".parse().unwrap();
        let remedy = |name| native(name, &BTreeSet::new(), linux).map(|remedy| remedy.to_string());
        insta::assert_snapshot!(remedy("openssl-sys").unwrap(), @"`openssl-sys` needs a native library: `--toolchain conda` brings `openssl`; with its feature `vendored` it compiles a copy; for the machine's toolchain run `apt install libssl-dev pkg-config` (Debian) or `dnf install openssl-devel pkgconf-pkg-config` (Fedora), and have the library linked statically: packages must not load libraries of the machine");
        insta::assert_snapshot!(remedy("cmake").unwrap(), @"`cmake` needs a native tool: `--toolchain conda` brings `cmake`, `make`; for the machine's toolchain run `apt install cmake make` (Debian) or `dnf install cmake make` (Fedora)");
        assert_eq!(remedy("ring"), None);
        assert_eq!(remedy("no-such-crate"), None);
    }
}
