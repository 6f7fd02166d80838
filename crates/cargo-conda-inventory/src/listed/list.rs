//! A list of crates, and how each of them got into the program.

use std::collections::VecDeque;

use semver::Version;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The crates that a program or a package is made of, as a file of the finished package lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrateList {
    /// The crates, in the order of the file.
    pub(super) crates: Vec<ListedCrate>,
    /// The index of the crate that the others are dependencies of; `None` if the file names none, or if it is
    /// no crate.
    pub(super) root: Option<usize>,
    /// The indices of the crates that a root depends on which is no crate, such as the conda package that a
    /// bill of materials is about; empty if there is no such root.
    pub(super) roots: Vec<usize>,
}

/// A crate of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedCrate {
    /// The name of the crate.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// True if the crate comes from crates.io, which advisories are about.
    pub is_from_crates_io: bool,
    /// True if the crate is in the program; false if only build scripts and procedural macros use it.
    pub is_linked: bool,
    /// The indices of its direct dependencies in the list.
    pub dependencies: Vec<usize>,
}

/// Why a list of crates that is there cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DamagedList {
    /// The file around the list is damaged.
    #[error("it is damaged: {reason}")]
    File {
        /// What the reader says.
        reason: String,
    },
    /// The list cannot be unpacked.
    #[error("its list of crates is damaged: {reason}")]
    Packed {
        /// What the unpacker says.
        reason: String,
    },
    /// The list has more bytes than any list of crates has.
    #[error("its list of crates has more than {most} bytes")]
    TooLarge {
        /// The most bytes that are read.
        most: usize,
    },
    /// The list is not in the form that it should have.
    #[error("its list of crates cannot be understood: {reason}")]
    Form {
        /// What the parser says.
        reason: String,
    },
}

impl DamagedList {
    pub(super) fn form(reason: &impl ToString) -> Self {
        Self::Form { reason: reason.to_string() }
    }
}

impl CrateList {
    /// A list, once every index in it was checked.
    pub(super) fn checked(self) -> Result<Self, DamagedList> {
        let dependencies = self.crates.iter().flat_map(|listed| &listed.dependencies);
        let indices = dependencies.chain(&self.root).chain(&self.roots);
        match indices.copied().find(|index| *index >= self.crates.len()) {
            Some(index) => Err(DamagedList::form(&format!("it has no crate with the index {index}"))),
            None => Ok(self),
        }
    }

    /// The crates, in the order of the file.
    pub fn crates(&self) -> &[ListedCrate] {
        &self.crates
    }

    /// The crate that the others are dependencies of; `None` if the file names none, or if it is no crate.
    pub fn root(&self) -> Option<&ListedCrate> {
        self.crates.get(self.root?)
    }

    /// A shortest chain of dependencies that leads to the crate with this index, which is its last element.
    /// The first is the root of the list. A crate that nothing leads to is alone.
    pub fn chain(&self, index: usize) -> Vec<&ListedCrate> {
        let mut from: Vec<Option<usize>> = vec![None; self.crates.len()];
        let mut seen = vec![false; self.crates.len()];
        let mut queue: VecDeque<usize> = self.root.iter().chain(&self.roots).copied().collect();
        for start in &queue {
            seen[*start] = true;
        }
        while let Some(current) = queue.pop_front() {
            if current == index {
                break;
            }
            for dependency in &self.crates[current].dependencies {
                if !std::mem::replace(&mut seen[*dependency], true) {
                    from[*dependency] = Some(current);
                    queue.push_back(*dependency);
                }
            }
        }
        let mut chain: Vec<_> =
            std::iter::successors(Some(index), |index| from.get(*index).copied().flatten())
                .filter_map(|index| self.crates.get(index))
                .collect();
        chain.reverse();
        chain
    }
}
