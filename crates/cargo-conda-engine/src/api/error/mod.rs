//! What can go wrong: in a run as a whole, with one package, with the programs of a package.

mod engine;
mod fault;
mod help;
mod package;
mod program;
mod step;
mod unresolved;

pub use engine::EngineError;
pub use fault::Fault;
pub use package::PackageError;
pub use program::ProgramError;
pub use step::StepError;
pub(crate) use unresolved::is_unreachable;
