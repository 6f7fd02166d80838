//! What packages lack and no file tells, so that a person has to say it.

use std::collections::BTreeMap;

use thiserror::Error;

use super::proposals::{Place, Proposal};
use crate::model::{NativeOrigin, PackagePlan};

/// Something that packages lack and that cannot be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What they lack.
    pub lack: Lack,
    /// The names of the members that lack it, in the order of packages; at least one.
    pub crate_names: Vec<String>,
}

/// What a package can lack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Lack {
    /// Nothing says under which licence the crate is.
    #[error("`license`, which the manifest does not give and no file tells")]
    License,
    /// There is no text of the licence.
    #[error("a licence text beside the manifest or at the workspace's root, or `license-files`")]
    LicenseText,
    /// Nothing says what the package is.
    #[error("`description`, of which conda shows the first sentence in lists of packages")]
    Summary,
    /// A crate links a library that the table of native libraries does not know.
    #[error(
        "whether `{sys_crate}` compiles the library `{links}` itself; if it does not, name the conda packages in \
         `native-dependencies.{sys_crate}`"
    )]
    Native {
        /// The name of the crate that links the library.
        sys_crate: String,
        /// The name of the library.
        links: String,
    },
}

/// What packages lack with the proposals, the most important first.
pub(super) fn left_open(packages: &[&PackagePlan], proposals: &[Proposal]) -> Vec<Open> {
    let mut open: BTreeMap<Lack, Vec<String>> = BTreeMap::new();
    for package in packages {
        for lack in lacks(package, proposals) {
            open.entry(lack).or_default().push(package.crate_name.clone());
        }
    }
    open.into_iter().map(|(lack, crate_names)| Open { lack, crate_names }).collect()
}

fn lacks(package: &PackagePlan, proposals: &[Proposal]) -> Vec<Lack> {
    let place = Place::Member(package.crate_name.clone());
    let is_proposed =
        |key: &str| proposals.iter().any(|proposal| proposal.place == place && proposal.key == key);
    let about = &package.about;
    let has_license = about.license.expression.is_some();
    let has_texts = !about.license.files.is_empty();
    let of_package = [
        (!has_license && !is_proposed("license"), Lack::License),
        (has_license && !has_texts && !is_proposed("license-files"), Lack::LicenseText),
        (about.summary.is_none() && !is_proposed("summary"), Lack::Summary),
    ];
    let unknown = package.requirements.native.iter().filter(|native| native.origin == NativeOrigin::Unknown);
    let of_crates = unknown.filter_map(|native| {
        Some(Lack::Native { sys_crate: native.crate_name.clone(), links: native.links.clone()? })
    });
    of_package.into_iter().filter(|(lacks, _)| *lacks).map(|(_, lack)| lack).chain(of_crates).collect()
}
