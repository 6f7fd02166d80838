//! Packages that are affected by a change, as lines, as JSON or as a matrix of CI jobs
//! (`cargo conda affected`).

use std::io::{self, Write};

use cargo_conda_plan::{PackagePlan, Partition, PartitionKind, Plan};

use crate::redaction::without_secrets;
use crate::schema::{AffectedDocument, AffectedPackage, MatrixDocument, MatrixEntry, SCHEMA};

/// The maximum number of jobs that GitHub starts from one matrix:
/// <https://docs.github.com/en/actions/reference/limits#existing-system-limits>.
pub const MATRIX_LIMIT: usize = 256;

/// Writes one line for each package: crate, version and platform.
///
/// # Errors
///
/// The error of the writer.
pub fn render_affected(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    for package in &plan.packages {
        writeln!(out, "{} {} {}", package.crate_name, package.version, package.platform)?;
    }
    out.flush()
}

/// Writes the packages as one JSON document, see [`AffectedDocument`]. `since` is the revision that they are
/// compared with; `None` if there is none.
///
/// # Errors
///
/// The error of the writer.
pub fn write_affected_json(plan: &Plan, since: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let packages = plan.packages.iter().map(AffectedPackage::from).collect();
    let against = plan.against.iter().map(|channel| without_secrets(channel)).collect();
    let document =
        AffectedDocument { schema: SCHEMA, since: since.map(ToOwned::to_owned), against, packages };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    out.flush()
}

/// Writes one line of JSON for `strategy.matrix` of a GitHub workflow, see [`MatrixDocument`].
///
/// The matrix has an entry for each package. It has one for each partition instead if `partitions` is given,
/// or if there are more than [`MATRIX_LIMIT`] packages.
///
/// # Errors
///
/// The error of the writer.
pub fn write_github_matrix(plan: &Plan, partitions: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let packages = &plan.packages;
    let partitions = partitions.or((packages.len() > MATRIX_LIMIT).then_some(MATRIX_LIMIT));
    let include = match partitions {
        None => packages.iter().map(MatrixEntry::from).collect(),
        // More partitions than packages would leave machines without work.
        Some(partitions) => shares(packages, partitions.min(packages.len())).collect(),
    };
    serde_json::to_writer(&mut *out, &MatrixDocument { include })?;
    writeln!(out)?;
    out.flush()
}

fn shares(packages: &[PackagePlan], total: usize) -> impl Iterator<Item = MatrixEntry> {
    let number = std::num::NonZeroUsize::new;
    let mut names: Vec<_> = packages.iter().map(select).collect();
    names.sort();
    names.dedup();
    let names = names.join(" ");
    (1..=total).filter_map(move |shard| {
        let partition = Partition { kind: PartitionKind::Cost, shard: number(shard)?, total: number(total)? };
        let select = format!("{names} --partition {partition}");
        Some(MatrixEntry::Share { select, partition: partition.to_string(), shard })
    })
}

/// The arguments that choose the crate of a package.
fn select(package: &PackagePlan) -> String {
    format!("-p {}", package.crate_name)
}

impl From<&PackagePlan> for AffectedPackage {
    fn from(package: &PackagePlan) -> Self {
        Self {
            crate_name: package.crate_name.clone(),
            name: package.name.to_string(),
            version: package.version.to_string(),
            platform: package.platform.to_string(),
        }
    }
}

impl From<&PackagePlan> for MatrixEntry {
    fn from(package: &PackagePlan) -> Self {
        Self::Package { package: package.into(), select: select(package) }
    }
}
