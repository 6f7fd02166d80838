//! Which features a member is built with.

use cargo_conda_mapping::nearest;
use cargo_conda_workspace::{FeatureSelection, Member, Workspace};

use crate::config::PackageConfig;
use crate::error::{Findings, PlanError, ProblemKind};
use crate::request::FeatureRequest;

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

    /// Checks that every plain feature is had by one of the members that become packages.
    pub(crate) fn check(&self, selected: &[&Member]) -> Result<(), PlanError> {
        let missing = self
            .plain
            .iter()
            .find(|feature| !selected.iter().any(|member| member.features().contains_key(**feature)));
        match missing {
            None => Ok(()),
            Some(feature) => Err(no_such_feature(feature, selected.iter().copied())),
        }
    }

    /// What a member is built with: its configuration and the request on top.
    pub(crate) fn of(
        &self,
        member: &Member,
        config: &PackageConfig,
        findings: &mut Findings,
    ) -> FeatureSelection {
        let mut features: Vec<String> = Vec::new();
        for feature in &config.features {
            // `dependency/feature` is for cargo to judge: the dependency may itself be optional.
            if feature.value.contains('/') || member.features().contains_key(&feature.value) {
                features.push(feature.value.clone());
            } else {
                let nearest = nearest(&feature.value, member.features().keys().map(String::as_str));
                let kind = ProblemKind::NoSuchFeature {
                    member: member.name().to_owned(),
                    feature: feature.value.clone(),
                    nearest: nearest.map(ToOwned::to_owned),
                };
                findings.report(feature.location.clone(), kind);
            }
        }
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

fn no_such_feature<'m>(feature: &str, members: impl IntoIterator<Item = &'m Member>) -> PlanError {
    let known = members.into_iter().flat_map(|member| member.features().keys().map(String::as_str));
    PlanError::NoSuchFeature {
        feature: feature.to_owned(),
        nearest: nearest(feature, known).map(ToOwned::to_owned),
    }
}
