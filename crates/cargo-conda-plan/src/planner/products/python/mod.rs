//! Whether a member becomes a package for Python: its library is a module of pyo3's, and a `pyproject.toml`
//! has maturin make a wheel of it.

mod dependencies;
mod evidence;
mod inputs;
mod project;
mod reader;
mod relations;

pub(super) use evidence::{Extension, of};
pub(super) use relations::relations;

/// A mistake in the files of a Python project.
type Mistake = Box<crate::problem::Problem>;
