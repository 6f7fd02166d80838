//! Shares of a plan, for several machines.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// One machine's share of the packages, spelt as cargo-nextest spells it for tests: `hash:1/4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// How packages are dealt out.
    pub kind: PartitionKind,
    /// Which share, counted from 1.
    pub shard: NonZeroUsize,
    /// How many shares there are.
    pub total: NonZeroUsize,
}

/// How packages are dealt out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionKind {
    /// By the name of the package alone: each stays where it is when others come or go.
    Hash,
    /// In turn, in the order of the plan.
    Count,
    /// So that all have about the same to compile, and those together that share most.
    Cost,
}

/// A partition that is spelt otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no partition: write `hash:1/4`, `count:1/4` or `cost:1/4`, for the first of four")]
pub struct InvalidPartition(String);

impl FromStr for Partition {
    type Err = InvalidPartition;

    fn from_str(text: &str) -> Result<Self, InvalidPartition> {
        let parse = || {
            let (kind, place) = text.split_once(':')?;
            let (shard, total) = place.split_once('/')?;
            let kind = match kind {
                "hash" => PartitionKind::Hash,
                "count" => PartitionKind::Count,
                "cost" => PartitionKind::Cost,
                _ => return None,
            };
            let partition = Self { kind, shard: shard.parse().ok()?, total: total.parse().ok()? };
            (partition.shard <= partition.total).then_some(partition)
        };
        parse().ok_or_else(|| InvalidPartition(text.to_owned()))
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            PartitionKind::Hash => "hash",
            PartitionKind::Count => "count",
            PartitionKind::Cost => "cost",
        };
        write!(f, "{kind}:{}/{}", self.shard, self.total)
    }
}

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
    fn the_spelling_is_that_of_nextest() {
        assert_eq!("hash:1/4".parse(), Ok(partition(PartitionKind::Hash, 1, 4)));
        assert_eq!("cost:3/3".parse::<Partition>().unwrap().to_string(), "cost:3/3");
        for wrong in ["hash:0/4", "hash:5/4", "hash:1/0", "hash:1", "1/4", "slice:1/4", "hash:1/4/5", ""] {
            assert!(wrong.parse::<Partition>().is_err(), "{wrong}");
        }
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
