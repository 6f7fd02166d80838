//! Findings: what is wrong with manifests (problems), and what deserves attention (warnings).

mod asset;
mod c_library;
mod findings;
mod kind;
mod python;
mod text;
mod together;
mod unused;
mod warning;

pub use asset::AssetProblem;
pub use c_library::{CLibraryProblem, CLibraryWarning};
pub use findings::{Problem, Problems};
pub use kind::ProblemKind;
pub use python::PythonProblem;
pub use together::Together;
pub use unused::UnusedReason;
pub use warning::Warning;

pub(crate) use findings::Findings;
pub(crate) use text::feature_list;
