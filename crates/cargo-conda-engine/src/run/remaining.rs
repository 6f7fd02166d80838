//! Which advisories would still concern a package if it was built now.

use cargo_conda_inventory::{AdvisoryDatabase, Concern, CrateList};

use crate::api::{BuildRequest, MaterialsError, RemainingConcern};
use crate::audit::machine_of;
use crate::package::bill_of_materials;

/// The crates that the packages of a plan would be built with although one of these advisories concerns them:
/// the lock file still has them. The result has the order of the plan.
///
/// # Errors
///
/// The crates of a package cannot be told.
pub fn remaining_concerns(
    request: BuildRequest<'_>,
    database: &AdvisoryDatabase,
    ids: &[String],
) -> Result<Vec<RemainingConcern>, MaterialsError> {
    let mut remaining = Vec::new();
    for package in &request.plan.packages {
        let bill = bill_of_materials(request.workspace, package, request.options)?;
        // What was just written can be read.
        let Ok(list) = CrateList::of_bill(bill.as_bytes()) else { continue };
        for Concern { advisory, index } in database.concerns(&list, machine_of(package.platform.as_str())) {
            let Some(listed) = list.crates().get(index) else { continue };
            if ids.iter().any(|id| advisory.is_named(id)) {
                remaining.push(RemainingConcern {
                    package: package.name.to_string(),
                    crate_name: listed.name.clone(),
                    version: listed.version.clone(),
                    advisory,
                });
            }
        }
    }
    Ok(remaining)
}
