//! What can be wrong with manifests, and what is worth knowing although nothing is wrong.

mod findings;
mod kind;
mod text;
mod warning;

pub use findings::{Problem, Problems};
pub use kind::ProblemKind;
pub use warning::Warning;

pub(crate) use findings::Findings;
pub(crate) use text::feature_list;
