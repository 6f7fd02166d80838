//! What can go wrong: in a run as a whole, with one package, with the programs of a package.

mod asset;
mod attest;
mod compile;
mod complaint;
mod engine;
mod failed_test;
mod fault;
mod help;
mod materials;
mod package;
mod printed;
mod program;
mod publish;
mod remedy;
mod step;
mod unresolved;
mod wheel;

pub use asset::{AssetError, AssetFailure};
pub use attest::AttestError;
pub use compile::{
    CargoPackage, CompileError, CompileFailure, FailedTarget, Killed, MissingLibrary, RustcError, SourcePlace,
};
pub(crate) use complaint::Complaint;
pub use engine::{EngineError, TakenNumber};
pub use failed_test::{FailedTest, TestCommand};
pub use fault::Fault;
pub use materials::MaterialsError;
pub(crate) use package::BUILTIN_SIGNER;
pub use package::PackageError;
pub use printed::Printed;
pub use program::{NewerSymbol, ProgramError};
pub use publish::{PublishError, TakenName};
pub(crate) use remedy::LINKER_HELP;
pub use remedy::{ManifestEdit, MissingFeatures, Remedy};
pub use step::StepError;
pub use wheel::WheelError;
