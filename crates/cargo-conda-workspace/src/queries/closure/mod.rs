//! Which packages a build of one member compiles: the question, how it is resolved, and the set that is the
//! answer.

mod difference;
mod inventory;
mod query;
mod resolve;
mod set;

pub use difference::InventoryDifference;
pub use inventory::{Inventory, InventoryPackage, Role};
pub use query::{ClosureError, ClosureQuery};
pub use set::{Closure, ExternalPackage};
