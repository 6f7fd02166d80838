//! Adds to a package the lists of the crates that it is made of: licence texts, audit data and a bill of
//! materials.

use super::Making;
use crate::api::{BuildRequest, PackageError};
use crate::environments::GroupEnvironment;
use crate::package::context::JobContext;
use crate::package::job::Job;
use crate::package::materials::{Compiled, Materials, settle_build_ids};
use crate::package::news::JobNews;
use crate::package::product_files::ProductFiles;
use crate::rattler::PackageRun;

impl Making<'_> {
    /// Writes the audit data into the package's programs, and installs its bill of materials.
    pub(super) fn disclose(&self, run: &PackageRun, files: &ProductFiles) -> Result<(), PackageError> {
        let Self { context, environment, .. } = self;
        let prefix = run.prefix();
        let completed = self.completed_materials()?;
        let materials = completed.as_ref().unwrap_or(&self.materials);
        settle_build_ids(&prefix, &files.linked)?;
        materials.embed_audit_data(&prefix, &files.linked)?;
        let rustc = context.inputs.rustc_release().filter(|_| environment.is_none());
        materials.install_bill(&prefix, &run.build_string(), context.request.options.timestamp, rustc)?;
        files.seal(&prefix, environment.is_some())
    }

    /// The materials with the crates that cargo compiled and the inventory lacks; `None` if it lacks none.
    fn completed_materials(&self) -> Result<Option<Materials<'_>>, PackageError> {
        let BuildRequest { workspace, .. } = self.context.request;
        let compiled = self.heard().report.packages.clone();
        let mut materials = self.materials.clone();
        let difference = materials.take_in(workspace, self.context.inputs.lock_file(), &compiled);
        if difference.is_empty() {
            return Ok(None);
        }
        (self.report)(JobNews::InventoryDiffers(difference));
        write_notices(&materials, self.context, self.job, self.environment)?;
        Ok(Some(materials))
    }
}

/// Finds out which crates a package consists of, and writes the licence texts of those that are not its own.
pub(super) fn materials<'a>(
    context: &'a JobContext<'_>,
    job: &'a Job,
    environment: Option<&'a GroupEnvironment>,
) -> Result<Materials<'a>, PackageError> {
    let BuildRequest { workspace, options, .. } = context.request;
    let lock_file = context.inputs.lock_file();
    let package = job.package();
    let target = environment.map_or(&package.target, |shared| &shared.target);
    let compiled = Compiled { package, target, build: options.build_platform };
    let materials = Materials::of(workspace, lock_file, compiled)?;
    write_notices(&materials, context, job, environment)?;
    Ok(materials)
}

/// Writes the licence texts of other people's crates to where the recipe takes them from.
fn write_notices(
    materials: &Materials<'_>,
    context: &JobContext<'_>,
    job: &Job,
    environment: Option<&GroupEnvironment>,
) -> Result<(), PackageError> {
    let toolchain = context.toolchain_root(environment);
    let directory = job.variant.scratch.work();
    Ok(materials.write_notices(context.inputs.license_texts(), &directory, toolchain.as_deref())?)
}
