//! Questions about a loaded workspace; each file answers one kind.

mod affected;
mod changes;
mod closure;
mod feature_gaps;
mod inputs;

pub use changes::Changes;
pub use closure::{
    Closure, ClosureError, ClosureQuery, ExternalPackage, Inventory, InventoryDifference, InventoryPackage,
    Role,
};
pub use feature_gaps::FeatureGap;
pub use inputs::{feature_inputs, manifest_inputs};
