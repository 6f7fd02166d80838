//! Resolves a closure query: checks its member, features and triples, then simulates the build.

use super::query::{ClosureError, ClosureQuery};
use super::set::Closure;
use crate::simulation::{Request, Triple};
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
            member: member.id(),
            features: member.requested_features(self.features)?,
            target: known_triple(self.target)?,
            host: known_triple(self.host)?,
        };
        let compiled = workspace
            .simulator
            .simulate(&workspace.graph, request)
            .map_err(|source| ClosureError::Simulation { member: member.name().to_owned(), source })?;
        Ok(Closure { workspace, member, root, compiled })
    }
}

/// Parses a Rust triple; an error if no platform with this triple is known.
fn known_triple(triple: &str) -> Result<Triple, ClosureError> {
    Triple::parse(triple).ok_or_else(|| ClosureError::UnknownTriple { triple: triple.to_owned() })
}
