//! Resolves a closure query: checks its member, features and triples, then simulates the build.

use super::query::{ClosureError, ClosureQuery};
use super::set::Closure;
use crate::members::{FeatureSelection, FeaturesOf, Member, UnknownFeature};
use crate::simulation::{Request, RequestedMember, Triple};
use crate::workspace::Workspace;

impl ClosureQuery<'_> {
    /// The packages that the build compiles, with the features of each.
    ///
    /// Features are resolved as cargo resolves them, with the version of the resolver that the workspace
    /// uses. A dependency under a `cfg` that only compiler flags decide, such as `target_feature`, counts as
    /// compiled.
    pub fn resolve<'w>(&self, workspace: &'w Workspace) -> Result<Closure<'w>, ClosureError> {
        let unknown_member = || ClosureError::UnknownMember { name: self.member.to_owned() };
        let member = workspace.member(self.member).ok_or_else(unknown_member)?;
        let root = workspace.graph.find(member.id()).ok_or_else(unknown_member)?;
        let request = Request {
            built: built(member, self.features)?,
            beside: match self.features.of {
                FeaturesOf::Package => Vec::new(),
                FeaturesOf::Workspace => beside(workspace, member, self.features),
            },
            features_of: self.features.of,
            target: known_triple(self.target)?,
            host: known_triple(self.host)?,
        };
        let compiled = workspace
            .simulator
            .simulate(&workspace.graph, &request)
            .map_err(|source| ClosureError::Simulation { member: member.name().to_owned(), source })?;
        Ok(Closure { workspace, member, root, compiled })
    }
}

/// The member that is built, with what the selection asks of it.
fn built<'a>(
    member: &'a Member,
    selection: &'a FeatureSelection,
) -> Result<RequestedMember<'a>, UnknownFeature> {
    let features = member.requested_features(selection)?;
    Ok(RequestedMember { id: member.id(), features })
}

/// The other members, with what a build of the whole workspace asks of each.
fn beside<'a>(
    workspace: &'a Workspace,
    built: &Member,
    selection: &FeatureSelection,
) -> Vec<RequestedMember<'a>> {
    let others = workspace.members().filter(|other| other.id() != built.id());
    let requested = others
        .map(|other| RequestedMember { id: other.id(), features: other.features_beside(built, selection) });
    requested.collect()
}

/// Parses a Rust triple; an error if no platform with this triple is known.
fn known_triple(triple: &str) -> Result<Triple, ClosureError> {
    Triple::parse(triple).ok_or_else(|| ClosureError::UnknownTriple { triple: triple.to_owned() })
}
