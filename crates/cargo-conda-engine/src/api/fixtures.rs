//! Plans of packages, made by hand for unit tests.

use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{CondaName, CondaVersion};
use cargo_conda_plan::{
    About, Assets, BuildIdentity, CargoInstall, Disclosure, GroupId, License, PackagePlan,
    PackageRequirements, Product, Programs, StripPlan,
};
use cargo_conda_workspace::FeatureSelection;

use super::PackageLabel;

/// A package for 64-bit Linux with one program, both named like the crate.
pub(crate) fn package(name: &str) -> PackagePlan {
    PackagePlan {
        crate_name: name.to_owned(),
        directory: Utf8PathBuf::from(format!("/repo/{name}")),
        name: CondaName::from_crate_name(name).unwrap(),
        version: CondaVersion::from_semver(&"1.0.0".parse().unwrap()),
        platform: "linux-64".parse().unwrap(),
        target: "x86_64-unknown-linux-gnu".parse().unwrap(),
        glibc: None,
        build: BuildIdentity::default(),
        product: Product::Programs(Programs { binaries: vec![name.to_owned()], all_binaries: true }),
        install: CargoInstall {
            left_out: Vec::new(),
            features: FeatureSelection::default(),
            profile: "release".to_owned(),
            strip: StripPlan::default(),
            extra_args: Vec::new(),
        },
        about: About { license: License::default(), ..About::default() },
        requirements: PackageRequirements::default(),
        disclosure: Disclosure::default(),
        assets: Assets::default(),
        extra_input_globs: Vec::new(),
        tests: None,
        group: GroupId(1),
    }
}

/// The label of such a package.
pub(crate) fn label(name: &str) -> PackageLabel {
    PackageLabel::new(Arc::new(package(name)))
}
