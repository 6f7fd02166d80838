//! What callers can have done, each in a file of its own: from the request to the answer.

mod build;
mod build_given;
mod clean;
mod invalidate;
mod opened;
mod outputs;
mod status;

pub use build::build;
pub use build_given::{GivenBuild, GivenPackage, Inputs, build_given};
pub use clean::clean;
pub use outputs::outputs;
pub use status::status;
