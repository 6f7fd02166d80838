//! From the dependencies of a project model to requirements of recipes.

use std::cell::RefCell;
use std::sync::Arc;

use cargo_conda::backend::{
    AddedRequirements, ConditionalRequirement, PinArguments, PinKind, Requirement, Requirements, RunExports,
};
use rattler_conda_types::{Channel, MatchSpec, PackageName, PackageNameMatcher, VersionSpec};
use thiserror::Error;
use url::Url;

use crate::wire::{
    BinarySpec, ConstraintSpec, PackageSpec, Pin, PinBound, ProjectModel, SourceSpec, Specs, Target,
};

/// A dependency that no recipe can have.
#[derive(Debug, Error)]
pub(crate) enum SpecError {
    #[error("`{name}` is not a name of a package: {reason}")]
    Name { name: String, reason: String },
    #[error("`{name}` has an address that is none: `{url}`: {reason}")]
    Url { name: String, url: String, reason: String },
    #[error(
        "`{name}` pins a package among the build dependencies, before which there is nothing to be compatible with"
    )]
    PinBeforeAll { name: String },
    #[error("`{name}` pins a package in a group of extra dependencies, where pins mean nothing")]
    PinInExtras { name: String },
    #[error("`{name}` has both `exact` and `build`, of which only one can count")]
    ExactBuild { name: String },
}

/// Packages that pixi builds from sources. A recipe knows none of that: there each is a requirement with an address that
/// leads back here.
#[derive(Debug, Default)]
pub(crate) struct SourceSpecs(Vec<SourceSpec>);

/// The scheme of such addresses.
const SCHEME: &str = "source";

impl SourceSpecs {
    /// Keeps a source and says where it is found again.
    fn keep(&mut self, spec: SourceSpec) -> Url {
        self.0.push(spec);
        let url = format!("{SCHEME}://pixi/{}", self.0.len() - 1);
        url.parse().expect("a scheme, a host and a number are an address")
    }

    /// What an address stands for, if it is one of these.
    pub(crate) fn get(&self, url: &Url) -> Option<&SourceSpec> {
        let own = url.scheme() == SCHEME;
        let index = url.path().trim_start_matches('/').parse::<usize>().ok().filter(|_| own)?;
        self.0.get(index)
    }
}

/// All dependencies of a model, each with the condition that it is under.
pub(crate) fn requirements(model: &ProjectModel) -> Result<(AddedRequirements, SourceSpecs), SpecError> {
    let sources = RefCell::default();
    let mut added = AddedRequirements::default();
    let conditional = model.targets.conditional.iter();
    let conditional = conditional.map(|(condition, target)| (Some(condition.as_str()), target));
    for (condition, target) in std::iter::once((None, &model.targets.default_target)).chain(conditional) {
        added.append(Converter { condition, sources: &sources }.requirements(target)?);
    }
    Ok((added, sources.into_inner()))
}

/// Converts what is under one condition.
struct Converter<'a> {
    condition: Option<&'a str>,
    sources: &'a RefCell<SourceSpecs>,
}

impl Converter<'_> {
    fn requirements(&self, target: &Target) -> Result<AddedRequirements, SpecError> {
        if let Some((name, _)) = target.build_dependencies.iter().find(|(_, spec)| is_pin(spec)) {
            return Err(SpecError::PinBeforeAll { name: name.clone() });
        }
        let extras = target.extra_dependencies.iter();
        let exports = &target.run_exports;
        Ok(Requirements {
            build: self.specs(&target.build_dependencies)?,
            host: self.specs(&target.host_dependencies)?,
            run: self.specs(&target.run_dependencies)?,
            run_constraints: self.specs(&target.run_constraints)?,
            extras: extras.map(|(group, members)| self.extra(group, members)).collect::<Result<_, _>>()?,
            run_exports: RunExports {
                noarch: self.specs(&exports.noarch)?,
                strong: self.specs(&exports.strong)?,
                weak: self.specs(&exports.weak)?,
                strong_constraints: self.constraints(&exports.strong_constraints)?,
                weak_constraints: self.constraints(&exports.weak_constraints)?,
            },
        })
    }

    /// A group of extra dependencies, with its name.
    fn extra(
        &self,
        group: &str,
        members: &Specs<PackageSpec>,
    ) -> Result<(String, Vec<ConditionalRequirement>), SpecError> {
        if let Some((name, _)) = members.iter().find(|(_, spec)| is_pin(spec)) {
            return Err(SpecError::PinInExtras { name: name.clone() });
        }
        Ok((group.to_owned(), self.specs(members)?))
    }

    fn specs(&self, specs: &Specs<PackageSpec>) -> Result<Vec<ConditionalRequirement>, SpecError> {
        let convert = |(name, spec): (&String, &PackageSpec)| {
            let requirement = match spec {
                PackageSpec::Binary(spec) => binary(name, spec)?,
                PackageSpec::Source(spec) => {
                    let url = self.sources.borrow_mut().keep((**spec).clone());
                    let spec = MatchSpec { url: Some(url), ..MatchSpec::from(package_name(name)?) };
                    Requirement::from_match_spec(&spec)
                }
                PackageSpec::PinCompatible(spec) => pin(PinKind::Compatible, name, spec)?,
                PackageSpec::PinSubpackage(spec) => pin(PinKind::Subpackage, name, spec)?,
            };
            Ok(self.conditional(requirement))
        };
        specs.iter().map(convert).collect()
    }

    fn constraints(&self, specs: &Specs<ConstraintSpec>) -> Result<Vec<ConditionalRequirement>, SpecError> {
        let convert = |(name, spec): (&String, &ConstraintSpec)| {
            let requirement = match spec {
                ConstraintSpec::Binary(spec) => binary(name, spec)?,
                ConstraintSpec::PinCompatible(spec) => pin(PinKind::Compatible, name, spec)?,
                ConstraintSpec::PinSubpackage(spec) => pin(PinKind::Subpackage, name, spec)?,
            };
            Ok(self.conditional(requirement))
        };
        specs.iter().map(convert).collect()
    }

    fn conditional(&self, requirement: Requirement) -> ConditionalRequirement {
        ConditionalRequirement { condition: self.condition.map(ToOwned::to_owned), requirement }
    }
}

fn is_pin(spec: &PackageSpec) -> bool {
    matches!(spec, PackageSpec::PinCompatible(_) | PackageSpec::PinSubpackage(_))
}

fn pin(kind: PinKind, name: &str, pin: &Pin) -> Result<Requirement, SpecError> {
    if pin.exact && pin.build.is_some() {
        return Err(SpecError::ExactBuild { name: name.to_owned() });
    }
    let arguments = PinArguments {
        lower_bound: pin.lower_bound.as_ref().map(PinBound::as_str),
        upper_bound: pin.upper_bound.as_ref().map(PinBound::as_str),
        exact: pin.exact,
        build: pin.build.as_deref(),
    };
    Ok(Requirement::pin(kind, package_name(name)?.as_normalized(), &arguments))
}

fn binary(name: &str, spec: &BinarySpec) -> Result<Requirement, SpecError> {
    let BinarySpec {
        version,
        build,
        build_number,
        file_name,
        extras,
        flags,
        channel,
        subdir,
        md5,
        sha256,
        url,
        license,
        condition,
    } = spec.clone();
    let address = |url: String| {
        url.parse::<Url>().map_err(|error| SpecError::Url {
            name: name.to_owned(),
            url: url.clone(),
            reason: error.to_string(),
        })
    };
    let mut spec = MatchSpec {
        name: PackageNameMatcher::Exact(package_name(name)?),
        version,
        build,
        build_number,
        file_name,
        extras,
        flags,
        channel: channel.map(address).transpose()?.map(|url| Arc::new(Channel::from_url(url))),
        subdir,
        md5,
        sha256,
        url: url.map(address).transpose()?,
        license,
        condition,
        ..MatchSpec::default()
    };
    // Any version is no wish at all, and leaves the choice to variants.
    let bare = MatchSpec { version: None, ..spec.clone() } == MatchSpec::from(package_name(name)?);
    if bare && spec.version == Some(VersionSpec::Any) {
        spec.version = None;
    }
    Ok(Requirement::from_match_spec(&spec))
}

fn package_name(name: &str) -> Result<PackageName, SpecError> {
    name.parse().map_err(|error: rattler_conda_types::InvalidPackageNameError| SpecError::Name {
        name: name.to_owned(),
        reason: error.to_string(),
    })
}
