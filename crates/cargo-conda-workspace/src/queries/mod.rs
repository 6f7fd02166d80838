//! Questions about a loaded workspace; each file answers one kind.

mod affected;
mod changes;
mod closure;
mod inputs;

pub use changes::Changes;
pub use closure::{Closure, ClosureError, ClosureQuery, ExternalPackage, Inventory, InventoryPackage, Role};
pub use inputs::manifest_inputs;
