//! Simulates one build: which packages cargo would compile, for which side, with which features.
//!
//! guppy does the work; this room is the only one that names it.

mod chains;
mod simulator;
mod units;

pub(crate) use chains::Chains;
pub(crate) use simulator::{Compiled, CompiledFeatures, Request, Resolver, Simulator, Triple};
pub use simulator::{Side, SimulationError};
pub use units::Unit;
pub(crate) use units::units;
