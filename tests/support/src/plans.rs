//! Sample plans: the smallest value of each kind, which a test completes with the fields that it is about.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{CondaName, CondaVersion, Platform};
use cargo_conda_plan::{
    About, BuildGroup, BuildIdentity, CargoInstall, Disclosure, GroupId, PackagePlan, PackageRequirements,
    Plan, Product, Programs, StripPlan, Toolchain, Variants,
};
use cargo_conda_workspace::FeatureSelection;
use indexmap::IndexMap;

/// A platform by its name in conda.
pub fn platform(name: &str) -> Platform {
    name.parse().expect("the test names a platform")
}

/// A package for `linux-64` with one binary, both named like the crate; the version is in Cargo's notation.
pub fn package(name: &str, version: &str) -> PackagePlan {
    let version = version.parse().expect("the test gives a version");
    PackagePlan {
        crate_name: name.to_owned(),
        directory: Utf8PathBuf::from(format!("/repo/{name}")),
        name: CondaName::from_crate_name(name).expect("the test gives the name of a crate"),
        version: CondaVersion::from_semver(&version),
        platform: platform("linux-64"),
        build: BuildIdentity::default(),
        product: Product::Programs(Programs { binaries: vec![name.to_owned()], all_binaries: true }),
        install: CargoInstall {
            left_out: Vec::new(),
            features: FeatureSelection::default(),
            profile: "release".to_owned(),
            strip: StripPlan::default(),
            extra_args: Vec::new(),
        },
        about: About::default(),
        requirements: PackageRequirements::default(),
        disclosure: Disclosure::default(),
        extra_input_globs: Vec::new(),
        tests: None,
        group: GroupId(1),
    }
}

/// A group for a platform that compiles with the machine's toolchain.
pub fn group(platform: Platform) -> BuildGroup {
    BuildGroup {
        platform,
        toolchain: Toolchain::System,
        profile: "release".to_owned(),
        env: IndexMap::new(),
        secrets: Vec::new(),
        build_dependencies: Vec::new(),
        host_dependencies: Vec::new(),
    }
}

/// A plan of packages that share the group 1 on `linux-64`.
pub fn plan(packages: Vec<PackagePlan>) -> Plan {
    Plan {
        packages,
        groups: [(GroupId(1), group(platform("linux-64")))].into(),
        skipped: Vec::new(),
        channels: Vec::new(),
        variants: Variants::default(),
        remap_paths: true,
        warnings: Vec::new(),
    }
}
