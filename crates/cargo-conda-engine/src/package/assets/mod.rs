//! Installs what a package has besides its programs: files of the sources, and what its programs print.

mod check;
mod described;
mod install;
mod run;

pub(super) use described::described;
pub(super) use install::{AssetPlace, copy, install};
