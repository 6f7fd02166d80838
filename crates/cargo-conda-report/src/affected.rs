//! The packages that a change concerns.

use std::io::{self, Write};

use cargo_conda_plan::{PackagePlan, Partition, PartitionKind, Plan};

use crate::schema::{AffectedDocument, AffectedPackage, MatrixDocument, MatrixEntry, SCHEMA};

/// How many jobs GitHub takes from one matrix:
/// <https://docs.github.com/en/actions/reference/limits#existing-system-limits>.
pub const MATRIX_LIMIT: usize = 256;

/// Writes the names of the packages, a line each.
///
/// # Errors
///
/// What the writer says.
pub fn render_affected(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    for package in &plan.packages {
        writeln!(out, "{} {} {}", package.crate_name, package.version, package.platform)?;
    }
    out.flush()
}

/// Writes the packages as one JSON document, see [`AffectedDocument`].
///
/// # Errors
///
/// What the writer says.
pub fn write_affected_json(plan: &Plan, since: &str, out: &mut dyn Write) -> io::Result<()> {
    let packages = plan.packages.iter().map(AffectedPackage::from).collect();
    let document = AffectedDocument { schema: SCHEMA, since: since.to_owned(), packages };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    out.flush()
}

/// Writes a line of JSON for `strategy.matrix` of a GitHub workflow, see [`MatrixDocument`]: an entry for each package, or for
/// each partition if a number of them is given or packages are more than [`MATRIX_LIMIT`].
///
/// # Errors
///
/// What the writer says.
pub fn write_github_matrix(plan: &Plan, partitions: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let packages = &plan.packages;
    let partitions = partitions.or((packages.len() > MATRIX_LIMIT).then_some(MATRIX_LIMIT));
    let include = match partitions {
        None => packages.iter().map(MatrixEntry::from).collect(),
        // No machine without anything to do.
        Some(partitions) => shares(partitions.min(packages.len())).collect(),
    };
    serde_json::to_writer(&mut *out, &MatrixDocument { include })?;
    writeln!(out)?;
    out.flush()
}

fn shares(total: usize) -> impl Iterator<Item = MatrixEntry> {
    let number = std::num::NonZeroUsize::new;
    (1..=total).filter_map(move |shard| {
        let partition = Partition { kind: PartitionKind::Cost, shard: number(shard)?, total: number(total)? };
        Some(MatrixEntry::Share { partition: partition.to_string(), shard })
    })
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
        Self::Package(package.into())
    }
}
