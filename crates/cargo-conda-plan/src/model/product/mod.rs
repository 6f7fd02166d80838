//! The kinds of things that a member becomes a package of, a module for each.
//!
//! Each stage after the plan (recipe, engine, report) matches on [`Product`] in one place and has one module
//! for each kind; everything else asks the product for what it needs, such as its files.

mod programs;

pub use programs::Programs;

use std::fmt;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;

/// What a package consists of. A member may become several packages, one for each of its products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Product {
    /// The member's binaries.
    Programs(Programs),
}

/// A kind of product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProductKind {
    /// [`Product::Programs`].
    Programs,
}

impl Product {
    /// The kind of the product.
    pub fn kind(&self) -> ProductKind {
        match self {
            Self::Programs(_) => ProductKind::Programs,
        }
    }

    /// The names of the installed binaries, sorted; empty for other products than programs.
    pub fn binaries(&self) -> &[String] {
        match self {
            Self::Programs(programs) => &programs.binaries,
        }
    }

    /// The paths of all files that are known before the build, relative to the prefix.
    pub fn files(&self, platform: Platform) -> Vec<Utf8PathBuf> {
        match self {
            Self::Programs(programs) => programs.files(platform),
        }
    }

    /// Those of [`files`](Self::files) that cargo has linked: programs and shared libraries.
    pub fn linked_files(&self, platform: Platform) -> Vec<Utf8PathBuf> {
        match self {
            Self::Programs(programs) => programs.files(platform),
        }
    }

    /// The stems of the files that cargo writes for the product and names without a hash. cargo reports each
    /// when it is done.
    pub fn artifacts(&self) -> Vec<String> {
        match self {
            Self::Programs(programs) => programs.binaries.clone(),
        }
    }
}

impl ProductKind {
    /// The name of the kind in plans and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Programs => "programs",
        }
    }
}

impl fmt::Display for ProductKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
