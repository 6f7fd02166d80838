//! The plan as data, and the types that it consists of. Nothing here is computed.

mod plan;

mod assets;
mod disclosure;
mod group;
mod hint;
mod package;
mod product;
mod skip;
mod strip;

mod added;
mod native;
mod partition;
mod toolchain;
mod variants;

pub use added::{AddedRequirements, ConditionalRequirement, IgnoreRunExports};
pub use assets::{Assets, CompletionShell, FilePattern, PrintedFile, PrintedForm, SourceFile};
pub(crate) use disclosure::bill_of_materials;
pub use disclosure::{Disclosure, NoticePlan};
pub use group::{BuildGroup, GroupId};
pub use hint::Hint;
pub use native::{NativeDependency, NativeOrigin};
pub use package::{
    About, BuildIdentity, CargoInstall, LeftOutBinary, License, LicenseFile, Numbering, PackagePlan,
    PackageRequirements,
};
pub use partition::{InvalidPartition, Partition, PartitionKind};
pub use plan::Plan;
pub(crate) use product::CBINDGEN_FILE;
pub use product::{
    Asset, BuildScriptFiles, CLibrary, CLibraryEvidence, EntryPoint, GeneratedHeader, LibraryKinds,
    LibraryPart, PkgConfig, Product, ProductKind, Programs, PythonAbi, PythonExtension, SharedLibrary,
};
pub use skip::{Skip, SkipReason};
pub use strip::{Strip, StripPlan};
pub use toolchain::{RustChoice, StdlibChoice, Toolchain};
pub use variants::{VariantRequest, VariantValue, Variants};
