//! Simulates one build: which packages cargo would compile, for which side, with which features.
//!
//! guppy does the simulation, and only `simulator` names it; the other files work on its result.

mod chain;
mod compiled;
mod explicit_features;
mod left_out;
mod simulator;
mod units;

pub(crate) use chain::shortest_chain;
pub use compiled::Side;
pub(crate) use compiled::{Compiled, CompiledPackage};
pub use simulator::SimulationError;
pub(crate) use simulator::{Request, RequestedMember, Resolver, Simulator, Triple};
pub use units::Unit;
pub(crate) use units::units;
