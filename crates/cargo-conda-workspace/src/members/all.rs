//! All members of a workspace together, and the index by which the other rooms refer to one of them.

use std::collections::BTreeMap;
use std::ops::Index;

use super::member::Member;

/// The place of a member among [`Members`]; it orders members by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MemberIndex(usize);

/// The members of a workspace, sorted by name.
#[derive(Debug)]
pub(crate) struct Members {
    members: Vec<Member>,
    by_id: BTreeMap<String, MemberIndex>,
}

impl Members {
    pub(crate) fn new(mut members: Vec<Member>) -> Self {
        members.sort_by(|a, b| a.name().cmp(b.name()));
        let ids = members.iter().map(|member| member.id().to_owned());
        let by_id = ids.enumerate().map(|(place, id)| (id, MemberIndex(place))).collect();
        Self { members, by_id }
    }

    /// The members, sorted by name.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Member> {
        self.members.iter()
    }

    /// The members with their indices, sorted by name.
    pub(crate) fn indexed(&self) -> impl Iterator<Item = (MemberIndex, &Member)> {
        self.members.iter().enumerate().map(|(place, member)| (MemberIndex(place), member))
    }

    /// The member with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&Member> {
        let place = self.members.binary_search_by(|member| member.name().cmp(name)).ok()?;
        Some(&self.members[place])
    }

    /// The index of the member with this id; `None` if the package is not a member.
    pub(crate) fn with_id(&self, id: &str) -> Option<MemberIndex> {
        self.by_id.get(id).copied()
    }
}

impl Index<MemberIndex> for Members {
    type Output = Member;

    fn index(&self, MemberIndex(place): MemberIndex) -> &Member {
        &self.members[place]
    }
}
