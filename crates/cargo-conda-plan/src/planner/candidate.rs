//! A member together with its configuration on one platform, ready to be judged.

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{FeatureSelection, Member};

use super::configured::Configured;
use super::products::{self, Products};
use crate::config::PackageConfig;
use crate::model::{LeftOutBinary, Product, ProductKind, SkipReason};
use crate::problem::{Problem, Warning};

/// A member that may become one or more packages.
pub(super) struct Candidate<'a> {
    pub(super) member: &'a Member,
    pub(super) platform: Platform,
    pub(super) config: PackageConfig,
    pub(super) features: FeatureSelection,
    /// What the member can become: a package for each, in the order of their kinds.
    pub(super) products: Vec<Product>,
    /// The binaries that no package installs, by name.
    pub(super) left_out: Vec<LeftOutBinary>,
    /// What is wrong with what the member could become.
    problems: Vec<Problem>,
    /// What deserves attention in it.
    pub(super) warnings: Vec<Warning>,
    /// Why the member becomes nothing if there are no products.
    without_products: SkipReason,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(configured: &Configured<'a>, member: &'a Member, platform: Platform) -> Self {
        let config = configured.package_config(member, platform);
        let features = configured.features.of(member, &config);
        let Products { found, left_out, problems, warnings, reason } =
            products::of(configured, member, &config, &features, platform);
        let without_products = reason;
        Self {
            member,
            platform,
            config,
            features,
            products: found,
            left_out,
            problems,
            warnings,
            without_products,
        }
    }

    /// The member as a candidate for one of its products alone, with the features of that product.
    pub(super) fn with_product(&self, product: &Product) -> Self {
        Self {
            config: self.config.clone(),
            features: products::features_of(product, self.member, &self.features),
            products: vec![product.clone()],
            left_out: self.left_out.clone(),
            problems: Vec::new(),
            warnings: Vec::new(),
            without_products: self.without_products.clone(),
            ..*self
        }
    }

    /// A member without products is no package; then the reason is returned.
    pub(super) fn buildable(&self) -> Result<(), SkipReason> {
        if self.products.is_empty() { Err(self.without_products.clone()) } else { Ok(()) }
    }

    /// Takes out what is wrong with what the member could become, for a member that is not left out for
    /// another reason.
    pub(super) fn take_problems(&mut self, verdict: &Result<(), SkipReason>) -> Vec<Problem> {
        let counts = *verdict == Ok(()) || *verdict == self.buildable();
        if counts { std::mem::take(&mut self.problems) } else { Vec::new() }
    }

    /// Whether one of the products is a Python extension.
    pub(super) fn is_for_python(&self) -> bool {
        self.products.iter().any(|product| product.kind() == ProductKind::PythonExtension)
    }

    /// The names of the binaries that a package installs, sorted.
    pub(super) fn binaries(&self) -> impl Iterator<Item = &String> {
        self.products.iter().flat_map(Product::binaries)
    }

    /// The verdict of the key `skip`: `Some(true)` takes the member in, `None` leaves it to the evidence.
    pub(super) fn decreed(&self) -> Option<bool> {
        self.config.skip.as_ref().map(|skip| !skip.value)
    }
}
