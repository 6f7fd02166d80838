//! Which packages a build of one member compiles: the question, how it is resolved, and the set that is the
//! answer.

mod query;
mod resolve;
mod set;

pub use query::{ClosureError, ClosureQuery};
pub use set::{Closure, ExternalPackage};
