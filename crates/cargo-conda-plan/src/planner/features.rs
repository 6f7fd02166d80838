//! The features that each member is built with.

use cargo_conda_mapping::nearest;
use cargo_conda_workspace::{FeatureSelection, FeaturesOf, Member, Workspace};

use super::error::PlanError;
use super::member_spec::MemberHint;
use crate::config::PackageConfig;
use crate::request::FeatureRequest;
use crate::source::Located;

/// The features of the request, parsed once.
pub(super) struct RequestedFeatures<'a> {
    request: &'a FeatureRequest,
    /// Entries of the form `feature`: for every selected member that has the feature.
    plain: Vec<&'a str>,
    /// Entries of the form `package/feature`, as a pair.
    qualified: Vec<(&'a str, &'a str)>,
}

impl<'a> RequestedFeatures<'a> {
    /// Parses the features of the request. Entries that name a package must name a member with that feature.
    pub(super) fn new(request: &'a FeatureRequest, workspace: &Workspace) -> Result<Self, PlanError> {
        let mut requested = Self { request, plain: Vec::new(), qualified: Vec::new() };
        for feature in
            request.features.iter().flat_map(|list| list.split([',', ' '])).filter(|f| !f.is_empty())
        {
            let Some((package, feature)) = feature.split_once('/') else {
                requested.plain.push(feature);
                continue;
            };
            let member = workspace.member(package).ok_or_else(|| PlanError::NoSuchMember {
                spec: package.to_owned(),
                hint: nearest(package, workspace.members().map(Member::name))
                    .map(|name| MemberHint::Nearest(name.to_owned())),
            })?;
            if !member.features().contains_key(feature) {
                return Err(no_such_feature(feature, [member]));
            }
            requested.qualified.push((package, feature));
        }
        Ok(requested)
    }

    /// Checks that each feature exists in one of the members that become packages.
    pub(super) fn check(&self, selected: &[&Member]) -> Result<(), PlanError> {
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

    /// The features that a member is built with: those of its configuration and, on top, those of the
    /// request. Features that the member does not have are left out here;
    /// [`check_features`](super::checks::check_features) reports them if the member becomes a package.
    pub(super) fn of(&self, member: &Member, config: &PackageConfig) -> FeatureSelection {
        let has = |feature: &&Located<String>| !lacks_feature(member, &feature.value);
        let mut features: Vec<_> =
            config.features.iter().filter(has).map(|feature| feature.value.clone()).collect();
        let plain = self.plain.iter().filter(|feature| member.features().contains_key(**feature)).copied();
        let qualified = self
            .qualified
            .iter()
            .filter(|(package, _)| *package == member.name())
            .map(|(_, feature)| *feature);
        features.extend(plain.chain(qualified).map(ToOwned::to_owned));
        let of = config.features_of.as_ref().map(|of| of.value).unwrap_or_default();
        let mut all_features = config.all_features || self.request.all_features;
        if all_features && of == FeaturesOf::Workspace {
            // In a build of the workspace, cargo's `--all-features` would mean the features of all members.
            features.extend(member.features().keys().cloned());
            all_features = false;
        }
        features.sort();
        features.dedup();
        let no_default_features = config.no_default_features || self.request.no_default_features;
        FeatureSelection { features, all_features, no_default_features, of }
    }
}

/// Whether cargo would refuse a feature of a member, which may be of the form `dependency/feature`.
pub(super) fn lacks_feature(member: &Member, feature: &str) -> bool {
    let alone = FeatureSelection { features: vec![feature.to_owned()], ..FeatureSelection::default() };
    member.enabled_features(&alone).is_err()
}

/// The feature of some members that `feature` was most likely meant to be; `None` if no name is close.
pub(super) fn nearest_feature<'m>(
    feature: &str,
    members: impl IntoIterator<Item = &'m Member>,
) -> Option<String> {
    let known = members.into_iter().flat_map(|member| member.features().keys().map(String::as_str));
    // The lists of features in manifests have this prefix before names of dependencies; selections must not
    // have it.
    nearest(feature.trim_start_matches("dep:"), known).map(ToOwned::to_owned)
}

fn no_such_feature<'m>(feature: &str, members: impl IntoIterator<Item = &'m Member>) -> PlanError {
    PlanError::NoSuchFeature { feature: feature.to_owned(), nearest: nearest_feature(feature, members) }
}
