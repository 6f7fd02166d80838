//! Questions about a loaded workspace; each file answers one kind.

mod affected;
mod changes;
mod closure;
mod cycles;
mod inputs;

pub use changes::Changes;
pub use closure::{BuiltFor, Closure, ClosureError, ClosureQuery, ExternalPackage};
pub use cycles::{CycleStep, DevCycle};
pub use inputs::ResolvedPackage;
