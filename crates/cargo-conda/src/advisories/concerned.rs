//! Which members have published packages that an advisory concerns, for `--affected-by`.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use cargo_conda_engine::{AuditPlace, AuditRequest, AuditRules, AuditedPackage, audit_packages};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{Concerned, Plan};

use super::error::AdvisoriesError;
use super::source::Advisories;
use crate::session::Session;
use crate::verify::is_archive;

/// The members of a plan with published packages that advisories concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcernedMembers {
    /// The members, for the [selection](cargo_conda_plan::Selection::concerned) of a request.
    pub concerned: Concerned,
    /// The places of packages of which it cannot be told, because they cannot be read or have programs that
    /// list no crates; in order.
    pub untold: Vec<String>,
}

impl Session {
    /// Reads which crates the newest builds of a plan's packages are made of, in the channels that the plan
    /// is compared with and in `own`, the channel of the workspace, and finds those that one of the
    /// advisories `ids` concerns.
    pub fn concerned(
        &self,
        plan: &Plan,
        own: &Utf8Path,
        advisories: &Advisories,
        ids: &[String],
    ) -> Result<ConcernedMembers, AdvisoriesError> {
        for id in ids {
            match advisories.database.find(id) {
                None => return Err(AdvisoriesError::Unknown { id: id.clone() }),
                Some(advisory) if advisory.is_withdrawn => {
                    return Err(AdvisoriesError::Withdrawn { id: id.clone() });
                }
                Some(_) => {}
            }
        }
        let mut places: Vec<_> = plan.against.iter().cloned().map(AuditPlace::Channel).collect();
        places.extend(has_packages(own).then(|| AuditPlace::Path(own.to_owned())));
        if places.is_empty() {
            return Err(AdvisoriesError::NothingPublished);
        }
        let members: BTreeMap<_, _> = plan
            .packages
            .iter()
            .map(|package| ((package.name.to_string(), package.platform), package.crate_name.clone()))
            .collect();
        let request = AuditRequest {
            places,
            names: plan.packages.iter().map(|package| package.name.to_string()).collect(),
            platforms: plan.packages.iter().map(|package| package.platform).collect(),
            newest: true,
            database: &advisories.database,
            rules: AuditRules::default(),
            network: self.network(),
            platform: self.platform(),
            cache: self.cache_directory(),
        };
        let packages = audit_packages(&request).map_err(AdvisoriesError::Packages)?;
        let member = |package: &AuditedPackage| {
            let build = package.build.as_ref()?;
            let platform: Platform = build.subdir.parse().ok()?;
            Some((members.get(&(build.name.clone(), platform))?.clone(), platform))
        };
        let is_concerned = |package: &&AuditedPackage| {
            package.concerns().iter().any(|concern| ids.iter().any(|id| concern.advisory.is_named(id)))
        };
        let found: BTreeSet<_> = packages.iter().filter(is_concerned).filter_map(member).collect();
        let is_untold = |package: &&AuditedPackage| {
            let is_known = member(package).is_some_and(|member| found.contains(&member));
            !is_known && (package.is_unreadable() || package.has_unlisted_programs())
        };
        let untold = packages.iter().filter(is_untold).map(|package| package.place.clone()).collect();
        Ok(ConcernedMembers { concerned: Concerned { advisories: ids.to_vec(), members: found }, untold })
    }
}

/// Whether a directory is a channel with packages.
fn has_packages(channel: &Utf8Path) -> bool {
    let entries =
        |directory: &Utf8Path| directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    entries(channel).any(|folder| entries(folder.path()).any(|file| is_archive(file.path())))
}
