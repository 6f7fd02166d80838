//! Partitions: shares of the packages, when several machines build.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use thiserror::Error;

/// One machine's share of the packages. The spelling is that of cargo-nextest for tests:
///
/// | spelling | packages of the first of four machines |
/// |---|---|
/// | `hash:1/4` | by a hash of their names: a package stays on its machine when others come or go |
/// | `count:1/4` | every fourth, beginning with the first |
/// | `cost:1/4` | about a quarter of what there is to compile, packages with equal dependencies together |
///
/// ```
/// use cargo_conda_plan::{Partition, PartitionKind};
///
/// let partition: Partition = "hash:1/4".parse()?;
/// assert_eq!(partition.kind, PartitionKind::Hash);
/// assert_eq!((partition.shard.get(), partition.total.get()), (1, 4));
/// # Ok::<(), cargo_conda_plan::InvalidPartition>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// The rule by which packages are distributed.
    pub kind: PartitionKind,
    /// The number of this share, counted from 1.
    pub shard: NonZeroUsize,
    /// The number of shares.
    pub total: NonZeroUsize,
}

/// The rule by which packages are distributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionKind {
    /// By a hash of the package's name: a package stays on its machine when others come or go.
    Hash,
    /// In turn, in the order of the plan.
    Count,
    /// By what the packages compile: all machines have about the same to do, and packages that share
    /// dependencies are on one machine.
    Cost,
}

/// A text that is not a partition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a partition; write `hash:1/4`, `count:1/4` or `cost:1/4`, for the first of four")]
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
