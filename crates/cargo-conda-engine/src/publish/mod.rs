//! Publishing: finished archives go to a channel that others read.
//!
//! A set of archives is read and put into order and compared with what the channel has. What is missing is
//! put there. The room knows neither plans nor builds.

mod address;
mod archives;
mod attestation;
mod bucket_index;
mod comparison;
mod directory;
mod order;
mod put;
mod run;
mod server;
mod statement;
mod target;
#[cfg(test)]
mod tests;

pub use address::destination;
pub use run::publish;
