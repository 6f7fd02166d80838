//! The plan as data, and the words that it is made of.

mod added;
mod group;
mod native;
mod package;
mod partition;
mod plan;
mod skip;
mod toolchain;
mod variants;

pub use added::{AddedRequirements, ConditionalRequirement, IgnoreRunExports};
pub use group::{BuildGroup, GroupId};
pub use native::{NativeDependency, NativeOrigin};
pub use package::{
    About, BuildIdentity, CargoInstall, LeftOutBinary, License, LicenseFile, PackagePlan, PackageRequirements,
};
pub use partition::{InvalidPartition, Partition, PartitionKind};
pub use plan::Plan;
pub use skip::{Skip, SkipReason};
pub use toolchain::{RustChoice, StdlibChoice, Toolchain};
pub use variants::{VariantValue, Variants};
