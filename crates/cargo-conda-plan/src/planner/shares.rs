//! Which machine builds which packages.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::model::{Partition, PartitionKind};

/// A package, as far as its share depends on it.
pub(crate) struct Portion<'a, U> {
    pub(crate) name: &'a str,
    /// What it compiles; equal things are compiled once on a machine.
    pub(crate) units: BTreeSet<U>,
}

impl Partition {
    /// Whether each package belongs to this share.
    pub(crate) fn of<U: Ord + Clone>(&self, packages: &[Portion<'_, U>]) -> Vec<bool> {
        let total = self.total.get();
        let shares = match self.kind {
            PartitionKind::Hash => packages.iter().map(|package| hash(package.name) % total).collect(),
            PartitionKind::Count => (0..packages.len()).map(|index| index % total).collect(),
            PartitionKind::Cost => balanced(packages, total),
        };
        shares.into_iter().map(|share: usize| share == self.shard.get() - 1).collect()
    }
}

fn hash(name: &str) -> usize {
    let digest = Sha256::digest(name);
    // As many bits as every machine's numbers have, so that all come to the same.
    usize::from(u16::from_be_bytes([digest[0], digest[1]]))
}

/// Deals packages out, the largest first, each to the machine that has most of it already, as long as that one would not have
/// more to do than a fair share; else to the one that would have least.
fn balanced<U: Ord + Clone>(packages: &[Portion<'_, U>], total: usize) -> Vec<usize> {
    let mut order: Vec<_> = (0..packages.len()).collect();
    order.sort_by_key(|&index| {
        let Portion { name, units } = &packages[index];
        (Reverse(units.len()), *name, index)
    });
    let all: BTreeSet<_> = packages.iter().flat_map(|package| &package.units).collect();
    let largest = packages.iter().map(|package| package.units.len() + 1).max().unwrap_or_default();
    // A tenth more than what would be fair if nothing had to be compiled twice.
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

/// What a machine has to do.
#[derive(Clone)]
struct Machine<U> {
    units: BTreeSet<U>,
    /// Each is linked once, whatever it shares.
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
        assert_eq!(partition(PartitionKind::Cost, 1, 2).of(&portions(&packages)), [true, false, true, false]);
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
                    let share = partition(kind, shard, total).of(&portions(&packages));
                    for (place, is_here) in places.iter_mut().zip(&share) {
                        *place += usize::from(*is_here);
                    }
                    if kind != PartitionKind::Count {
                        let mut other = partition(kind, shard, total).of(&portions(&reversed));
                        other.reverse();
                        prop_assert_eq!(share, other);
                    }
                }
                prop_assert!(places.iter().all(|places| *places == 1));
            }
        }
    }
}
