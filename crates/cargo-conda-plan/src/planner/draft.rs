//! The third stage: each selected member is described as a package.
//!
//! The parts of a description (identity, about, requirements) are functions of the member and its
//! configuration, each in its own file.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{CondaName, CondaVersion, Platform, RustTarget, SymbolVersion};

use super::about::about;
use super::assets::assets;
use super::candidate::Candidate;
use super::checks::{check_binaries, check_binary_names, check_extra_args, check_features};
use super::configured::Configured;
use super::disclosure::disclosure;
use super::error::PlanError;
use super::features_of::check_features_of;
use super::identity::{base_name, build_identity, version, with_suffix};
use super::requirements::{build_variables, requirements};
use super::strip::strip;
use super::target::{check_target, glibc};
use crate::model::{
    About, Assets, BuildGroup, BuildIdentity, CargoInstall, Disclosure, GroupId, PackagePlan,
    PackageRequirements, Product, ProductKind, bill_of_materials,
};
use crate::problem::Findings;

/// A package that lacks only its group.
pub(super) struct Draft {
    pub(super) crate_name: String,
    pub(super) directory: Utf8PathBuf,
    pub(super) name: CondaName,
    pub(super) version: CondaVersion,
    pub(super) platform: Platform,
    pub(super) target: RustTarget,
    pub(super) glibc: Option<SymbolVersion>,
    pub(super) build: BuildIdentity,
    pub(super) product: Product,
    pub(super) install: CargoInstall,
    pub(super) about: About,
    pub(super) requirements: PackageRequirements,
    pub(super) disclosure: Disclosure,
    pub(super) assets: Assets,
    pub(super) extra_input_globs: Vec<String>,
    pub(super) tests: Option<Vec<String>>,
    /// The group that the package would be in if it were the only one.
    pub(super) own_group: BuildGroup,
}

/// Describes each product of each candidate as a package, in the same order. A package whose conda name is
/// invalid is left out, with a problem in `findings`.
pub(super) fn describe(
    configured: &Configured<'_>,
    candidates: &[Candidate<'_>],
    findings: &mut Findings,
) -> Result<Vec<Draft>, PlanError> {
    let mut drafts = Vec::new();
    for candidate in candidates {
        check(configured, candidate, findings);
        for (index, product) in candidate.products.iter().enumerate() {
            // A plan says once which binaries of a member are left out.
            let left_out = if index == 0 { candidate.left_out.as_slice() } else { &[] };
            let is_main = is_main(candidate, index);
            let own = candidate.with_product(product);
            let mut draft = Draft::of(configured, &own, product, is_main, findings)?;
            if let Some(draft) = &mut draft {
                draft.install.left_out = left_out.to_vec();
                draft.tests = draft.tests.take().filter(|_| is_main);
            }
            drafts.extend(draft);
        }
    }
    Ok(drafts)
}

/// Whether the configured tests, files, completions and manual pages are those of a product: of the programs
/// if there are some, else of the last package, which the others are installed with. A static library beside
/// a shared one is for few, and never that package.
fn is_main(candidate: &Candidate<'_>, index: usize) -> bool {
    let products = &candidate.products;
    let programs = products.iter().position(|product| product.kind() == ProductKind::Programs);
    let last = products.iter().rposition(|product| !product.is_static_beside_shared());
    programs.or(last) == Some(index)
}

/// Checks what the packages of a member have in common.
fn check(configured: &Configured<'_>, candidate: &Candidate<'_>, findings: &mut Findings) {
    let workspace = configured.input.workspace;
    check_features(candidate, findings);
    check_binaries(workspace, candidate, findings);
    check_binary_names(candidate, findings);
    check_extra_args(&candidate.config, findings);
    check_features_of(workspace, candidate, findings);
    check_target(candidate, findings);
}

impl Draft {
    /// Describes one product of a member, which is a candidate for this product alone.
    fn of(
        configured: &Configured<'_>,
        candidate: &Candidate<'_>,
        product: &Product,
        is_main: bool,
        findings: &mut Findings,
    ) -> Result<Option<Self>, PlanError> {
        let Candidate { member, platform, config, features, .. } = candidate;
        let Some(base_name) = base_name(candidate, (product, is_main), configured.name_prefix(), findings)
        else {
            return Ok(None);
        };
        let Some(name) = with_suffix(member, &base_name, product, findings) else {
            return Ok(None);
        };
        let outer = &configured.input.request.outer.metadata;
        let version = version(candidate, product, findings);
        let profile = configured.profiles.of(config, findings);
        let strip = strip(configured, candidate, &profile);
        let about = about(configured, candidate, findings);
        let requirements = requirements(configured, candidate, (product, &base_name), findings)?;
        let disclosure = disclosure(configured, candidate, findings)?;
        let bill = disclosure.sbom.then(|| bill_of_materials(name.as_str(), *platform));
        let own_files = product.files(*platform).into_iter().chain(bill).collect();
        let assets =
            if is_main { assets(configured, candidate, own_files, findings) } else { Assets::default() };
        let target = configured.target(member, *platform)?;
        let glibc = glibc(configured, candidate, &target, findings);
        let own_group = BuildGroup {
            platform: *platform,
            target: target.clone(),
            glibc,
            toolchain: configured.toolchain,
            profile: profile.clone(),
            env: build_variables(config, configured.toolchain),
            secrets: config.secrets.clone(),
            build_dependencies: requirements.build.clone(),
            host_dependencies: requirements.host.clone(),
        };
        Ok(Some(Self {
            crate_name: member.name().to_owned(),
            directory: member.directory().to_owned(),
            name,
            version,
            platform: *platform,
            target,
            glibc,
            build: build_identity(config, outer),
            product: product.clone(),
            install: CargoInstall {
                left_out: Vec::new(),
                features: features.clone(),
                profile,
                strip,
                extra_args: config.extra_args.iter().map(|argument| argument.value.clone()).collect(),
            },
            about,
            requirements,
            disclosure,
            assets,
            extra_input_globs: config.extra_input_globs.clone(),
            tests: config.tests.clone(),
            own_group,
        }))
    }

    /// The package, once its group is known. Its own group goes: the shared one has taken it in.
    pub(super) fn in_group(self, group: GroupId) -> PackagePlan {
        let Self {
            crate_name,
            directory,
            name,
            version,
            platform,
            target,
            glibc,
            build,
            product,
            install,
            about,
            requirements,
            disclosure,
            assets,
            extra_input_globs,
            tests,
            own_group: _,
        } = self;
        PackagePlan {
            crate_name,
            directory,
            name,
            version,
            platform,
            target,
            glibc,
            build,
            product,
            install,
            about,
            requirements,
            disclosure,
            assets,
            extra_input_globs,
            tests,
            group,
        }
    }
}
