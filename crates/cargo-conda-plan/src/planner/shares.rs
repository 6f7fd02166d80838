//! Which machine builds which packages.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::Unit;
use sha2::{Digest as _, Sha256};

use super::compute::PlanInput;
use super::configured::Configured;
use super::draft::Draft;
use super::error::PlanError;
use crate::model::{Partition, PartitionKind, Skip, SkipReason};

/// The packages of one machine, and those that it leaves to others.
pub(super) struct Share {
    /// The packages that this machine builds, in the order of the drafts.
    pub(super) kept: Vec<Draft>,
    /// The packages that other machines build.
    pub(super) elsewhere: Vec<Skip>,
}

/// Keeps the share that the request asks for, which is everything if it asks for none.
pub(super) fn keep_share(configured: &Configured<'_>, drafts: Vec<Draft>) -> Result<Share, PlanError> {
    let PlanInput { workspace, request, .. } = configured.input;
    let Some(partition) = request.selection.partition else {
        return Ok(Share { kept: drafts, elsewhere: Vec::new() });
    };
    let is_kept = membership(partition, &portions(configured, partition, &drafts)?);
    let mut share = Share { kept: Vec::new(), elsewhere: Vec::new() };
    for (draft, is_kept) in drafts.into_iter().zip(is_kept) {
        if is_kept {
            share.kept.push(draft);
        } else if let Some(member) = workspace.member(&draft.crate_name) {
            let reason = SkipReason::OtherPartition(partition);
            share.elsewhere.push(Skip::new(workspace, member, reason, request.config_file()));
        }
    }
    Ok(share)
}

/// The portions of all packages. What a package compiles is only worked out if shares depend on it.
fn portions<'d>(
    configured: &Configured<'d>,
    partition: Partition,
    drafts: &'d [Draft],
) -> Result<Vec<Portion<'d, (Platform, Unit<'d>)>>, PlanError> {
    let portion = |draft: &'d Draft| {
        let mut units = BTreeSet::new();
        if partition.kind == PartitionKind::Cost {
            let closure = configured.closure_of(&draft.crate_name, &draft.install.features, &draft.target)?;
            units.extend(closure.units().into_iter().map(|unit| (draft.platform, unit)));
        }
        Ok(Portion { name: draft.name.as_str(), units })
    };
    drafts.iter().map(portion).collect()
}

/// The facts about a package that its share depends on.
struct Portion<'a, U> {
    name: &'a str,
    /// The units that it compiles; empty unless the partition is by cost. Equal units are compiled once on a
    /// machine.
    units: BTreeSet<U>,
}

/// Whether each package belongs to the share.
fn membership<U: Ord + Clone>(partition: Partition, packages: &[Portion<'_, U>]) -> Vec<bool> {
    let total = partition.total.get();
    let shares = match partition.kind {
        PartitionKind::Hash => packages.iter().map(|package| hash(package.name) % total).collect(),
        PartitionKind::Count => (0..packages.len()).map(|index| index % total).collect(),
        PartitionKind::Cost => balanced(packages, total),
    };
    shares.into_iter().map(|share: usize| share == partition.shard.get() - 1).collect()
}

fn hash(name: &str) -> usize {
    let digest = Sha256::digest(name);
    // 16 bits fit into `usize` on every machine, so that all machines compute the same shares.
    usize::from(u16::from_be_bytes([digest[0], digest[1]]))
}

/// Deals packages out, the largest first. Each goes to the machine that has most of its units already, as
/// long as that machine stays below a fair share; otherwise to the machine with the least to do.
fn balanced<U: Ord + Clone>(packages: &[Portion<'_, U>], total: usize) -> Vec<usize> {
    let mut order: Vec<_> = (0..packages.len()).collect();
    order.sort_by_key(|&index| {
        let Portion { name, units } = &packages[index];
        (Reverse(units.len()), *name, index)
    });
    let all: BTreeSet<_> = packages.iter().flat_map(|package| &package.units).collect();
    let largest = packages.iter().map(|package| package.units.len() + 1).max().unwrap_or_default();
    // A tenth more than would be fair if no unit had to be compiled on two machines.
    let fair = ((all.len() + packages.len()).div_ceil(total) * 11 / 10).max(largest);
    let mut machines = vec![Machine { units: BTreeSet::new(), programs: 0 }; total];
    let mut shares = vec![0; packages.len()];
    for index in order {
        let units = &packages[index].units;
        let preference = |machine: &usize| {
            let Machine { units: known, programs } = &machines[*machine];
            let added = units.difference(known).count();
            let load = known.len() + added + programs + 1;
            if load <= fair { (false, added, load, *machine) } else { (true, load, added, *machine) }
        };
        let best = (0..total).min_by_key(preference).unwrap_or_default();
        machines[best].units.extend(units.iter().cloned());
        machines[best].programs += 1;
        shares[index] = best;
    }
    shares
}

/// The work of one machine so far.
#[derive(Clone)]
struct Machine<U> {
    /// The units that it compiles.
    units: BTreeSet<U>,
    /// The number of its packages: each is linked once, however many units it shares.
    programs: usize,
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use proptest::prelude::*;

    use super::*;

    fn portions(packages: &[(String, BTreeSet<u8>)]) -> Vec<Portion<'_, u8>> {
        packages.iter().map(|(name, units)| Portion { name, units: units.clone() }).collect()
    }

    fn partition(kind: PartitionKind, shard: usize, total: usize) -> Partition {
        let number = |number| NonZeroUsize::new(number).unwrap();
        Partition { kind, shard: number(shard), total: number(total) }
    }

    #[test]
    fn what_shares_most_stays_together() {
        let package = |name: &str, units: &[u8]| (name.to_owned(), units.iter().copied().collect());
        let packages = [
            package("a1", &[1, 2, 3, 4]),
            package("b1", &[11, 12, 13, 14]),
            package("a2", &[1, 2, 3, 5]),
            package("b2", &[11, 12, 13, 15]),
        ];
        assert_eq!(
            membership(partition(PartitionKind::Cost, 1, 2), &portions(&packages)),
            [true, false, true, false]
        );
    }

    proptest! {
        #[test]
        fn each_package_has_one_place_that_does_not_depend_on_the_order(
            packages in proptest::collection::btree_map("[a-z]{1,4}", proptest::collection::btree_set(0u8..30, 0..12), 0..20),
            total in 1usize..6,
        ) {
            let packages: Vec<_> = packages.into_iter().collect();
            let reversed: Vec<_> = packages.iter().rev().cloned().collect();
            for kind in [PartitionKind::Hash, PartitionKind::Count, PartitionKind::Cost] {
                let mut places = vec![0; packages.len()];
                for shard in 1..=total {
                    let share = membership(partition(kind, shard, total), &portions(&packages));
                    for (place, is_here) in places.iter_mut().zip(&share) {
                        *place += usize::from(*is_here);
                    }
                    if kind != PartitionKind::Count {
                        let mut other = membership(partition(kind, shard, total), &portions(&reversed));
                        other.reverse();
                        prop_assert_eq!(share, other);
                    }
                }
                prop_assert!(places.iter().all(|places| *places == 1));
            }
        }
    }
}
