//! The programs that the builds of packages run besides cargo.

use std::collections::BTreeSet;

use cargo_conda_mapping::SymbolVersion;
use cargo_conda_plan::{PackagePlan, Toolchain};

use crate::api::BuildRequest;
use crate::cargo::zig;
use crate::rattler::machine_glibc;

/// The programs that the build of a package needs of the machine; none with conda's toolchain, where they
/// come from channels.
pub(super) fn tools_of(request: BuildRequest<'_>, package: &PackagePlan) -> Vec<&'static str> {
    if request.plan.group_of(package).toolchain == Toolchain::Conda {
        return Vec::new();
    }
    let of_product = package.product.tools().iter().copied();
    of_product.chain(glibc_of_zig(request, package).map(|_| zig::ZIGBUILD)).collect()
}

/// The programs that any package of a plan needs of the machine.
pub(super) fn all_tools(request: BuildRequest<'_>) -> BTreeSet<&'static str> {
    request.plan.packages.iter().flat_map(|package| tools_of(request, package)).collect()
}

/// The glibc that zig compiles a package for; `None` if the machine's own linker does: the package is for any
/// glibc, the machine's is old enough, or the user names a linker for the target.
pub(super) fn glibc_of_zig(request: BuildRequest<'_>, package: &PackagePlan) -> Option<SymbolVersion> {
    let group = request.plan.group_of(package);
    let wanted = package.glibc.filter(|_| group.toolchain == Toolchain::System)?;
    let linker = package.target.linker_variable();
    let is_named =
        group.env.contains_key(&linker) || request.options.environment.variables().contains_key(&linker);
    let is_older = machine_glibc().is_none_or(|machine| wanted < machine);
    (is_older && !is_named).then_some(wanted)
}
