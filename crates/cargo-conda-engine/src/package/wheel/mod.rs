//! Installs wheels, which maturin makes, into prefixes: what pip would do, without Python.
//!
//! Modules with the stable ABI are compiled without an interpreter, and one for another platform cannot run.

mod commands;
mod install;
mod place;
mod record;

pub(super) use install::{Installed, Wheel, find, install, make_executable, remove};
pub(super) use place::PythonLayout;
