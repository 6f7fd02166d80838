//! Which features a member is built with.

use cargo_conda_mapping::nearest;
use cargo_conda_workspace::{FeatureSelection, Member, UnknownFeature, Workspace};

use super::error::PlanError;
use crate::config::PackageConfig;
use crate::request::FeatureRequest;
use crate::source::Located;

/// The request's features, taken apart once.
pub(crate) struct RequestedFeatures<'a> {
    request: &'a FeatureRequest,
    /// `feature`: for every selected member that has it.
    plain: Vec<&'a str>,
    /// `package/feature`.
    qualified: Vec<(&'a str, &'a str)>,
}

impl<'a> RequestedFeatures<'a> {
    /// Takes the request apart and checks what names a package.
    pub(crate) fn new(request: &'a FeatureRequest, workspace: &Workspace) -> Result<Self, PlanError> {
        let mut requested = Self { request, plain: Vec::new(), qualified: Vec::new() };
        for feature in
            request.features.iter().flat_map(|list| list.split([',', ' '])).filter(|f| !f.is_empty())
        {
            let Some((package, feature)) = feature.split_once('/') else {
                requested.plain.push(feature);
                continue;
            };
            let member = workspace.member(package).ok_or_else(|| PlanError::NoSuchMember {
                pattern: package.to_owned(),
                nearest: nearest(package, workspace.members().map(Member::name)).map(ToOwned::to_owned),
            })?;
            if !member.features().contains_key(feature) {
                return Err(no_such_feature(feature, [member]));
            }
            requested.qualified.push((package, feature));
        }
        Ok(requested)
    }

    /// Checks that every feature is had by one of the members that become packages.
    pub(crate) fn check(&self, selected: &[&Member]) -> Result<(), PlanError> {
        let has = |feature: &str| selected.iter().any(|member| member.features().contains_key(feature));
        if let Some(feature) = self.plain.iter().find(|feature| !has(feature)) {
            return Err(no_such_feature(feature, selected.iter().copied()));
        }
        let unused = self
            .qualified
            .iter()
            .find(|(package, _)| !selected.iter().any(|member| member.name() == *package));
        match unused {
            None => Ok(()),
            Some((package, feature)) => {
                Err(PlanError::NoSuchFeature { feature: format!("{package}/{feature}"), nearest: None })
            }
        }
    }

    /// What a member is built with: its configuration and the request on top. What it does not have is left to
    /// [`check_features`](super::checks::check_features), for most members do not become packages.
    pub(crate) fn of(&self, member: &Member, config: &PackageConfig) -> FeatureSelection {
        let has = |feature: &&Located<String>| unknown_to(member, &feature.value).is_none();
        let mut features: Vec<_> =
            config.features.iter().filter(has).map(|feature| feature.value.clone()).collect();
        let plain = self.plain.iter().filter(|feature| member.features().contains_key(**feature)).copied();
        let qualified = self
            .qualified
            .iter()
            .filter(|(package, _)| *package == member.name())
            .map(|(_, feature)| *feature);
        features.extend(plain.chain(qualified).map(ToOwned::to_owned));
        features.sort();
        features.dedup();
        FeatureSelection {
            features,
            all_features: config.all_features || self.request.all_features,
            no_default_features: config.no_default_features || self.request.no_default_features,
        }
    }
}

/// What cargo would say of a feature, if the member does not have it.
pub(crate) fn unknown_to(member: &Member, feature: &str) -> Option<UnknownFeature> {
    let alone = FeatureSelection { features: vec![feature.to_owned()], ..FeatureSelection::default() };
    member.enabled_features(&alone).err()
}

/// The known feature that `feature` was most likely meant to be; `None` if no name is close.
pub(crate) fn nearest_feature<'k>(feature: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    // Lists of features in manifests have this prefix before names of dependencies; selections must not.
    nearest(feature.trim_start_matches("dep:"), known).map(ToOwned::to_owned)
}

fn no_such_feature<'m>(feature: &str, members: impl IntoIterator<Item = &'m Member>) -> PlanError {
    let known = members.into_iter().flat_map(|member| member.features().keys().map(String::as_str));
    PlanError::NoSuchFeature { feature: feature.to_owned(), nearest: nearest_feature(feature, known) }
}
