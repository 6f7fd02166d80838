//! The programs that the builds of packages run besides cargo.

use std::collections::BTreeSet;

use cargo_conda_plan::{PackagePlan, Toolchain};

use crate::api::BuildRequest;
use crate::cargo::zig::{ZIGBUILD, ZigWork};
use crate::rattler::machine_glibc;

/// The programs that the build of a package needs of the machine; none with conda's toolchain, where they
/// come from channels.
pub(super) fn tools_of(request: BuildRequest<'_>, package: &PackagePlan) -> Vec<&'static str> {
    if request.plan.group_of(package).toolchain == Toolchain::Conda {
        return Vec::new();
    }
    let of_product = package.product.tools().iter().copied();
    let zig = matches!(zig_work(request, package), Some(ZigWork::Glibc(_)));
    of_product.chain(zig.then_some(ZIGBUILD)).collect()
}

/// The programs that the build of a package runs if the machine has them.
pub(super) fn optional_tools_of(request: BuildRequest<'_>, package: &PackagePlan) -> Option<&'static str> {
    (zig_work(request, package) == Some(ZigWork::Musl)).then_some(ZIGBUILD)
}

/// The programs that any package of a plan runs, of the machine.
pub(super) fn all_tools(request: BuildRequest<'_>) -> BTreeSet<&'static str> {
    let of_package =
        |package| tools_of(request, package).into_iter().chain(optional_tools_of(request, package));
    request.plan.packages.iter().flat_map(of_package).collect()
}

/// What zig does for a package; `None` if the machine's own programs do all.
pub(super) fn zig_work(request: BuildRequest<'_>, package: &PackagePlan) -> Option<ZigWork> {
    let group = request.plan.group_of(package);
    let is_named = |name: &String| {
        group.env.contains_key(name) || request.options.environment.variables().contains_key(name)
    };
    if group.toolchain != Toolchain::System {
        return None;
    }
    if package.target.is_musl() {
        // The crate `cc` reads these, the first that is set.
        let mut compilers =
            [package.target.c_variable("CC"), "TARGET_CC".to_owned(), "CC".to_owned()].into_iter();
        return (!compilers.any(|name| is_named(&name))).then_some(ZigWork::Musl);
    }
    let wanted = package.glibc?;
    let is_older = machine_glibc().is_none_or(|machine| wanted < machine);
    (is_older && !is_named(&package.target.linker_variable())).then_some(ZigWork::Glibc(wanted))
}
