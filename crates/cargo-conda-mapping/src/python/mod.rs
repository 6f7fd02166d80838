//! What Python writes about packages, in conda's terms: names, versions, dependencies and their markers.

mod dependency;
mod marker;
mod name;
mod specifier;
mod target;
mod version;

pub use dependency::{PythonDependency, PythonDependencyError, PythonDependencyProblem};
pub use name::{conda_name_of, normalized_name};
pub use specifier::SpecifierError;
pub use target::{PythonTarget, PythonVersion};
pub use version::{PythonVersionError, python_version};
