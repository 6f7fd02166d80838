//! Makes the pages with mdBook.

use std::process::Command;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};

/// The version of mdBook that the pages were last looked at with.
const VERSION: &str = "0.5.4";

/// Makes the pages in `target/book`, with the mdBook of this machine or one that is installed in `target`.
/// `serve` also shows them in a browser and follows edits.
pub(crate) fn make(repository: &Repository, serve: bool) -> Result<(), ChoreError> {
    let tools = repository.root().join("target").join("tools");
    let installed = tools.join("bin").join(format!("mdbook{}", std::env::consts::EXE_SUFFIX));
    let is_there = Command::new("mdbook").arg("--version").output().is_ok();
    let program = if is_there { "mdbook".into() } else { installed.clone() };
    if !is_there && !installed.is_file() {
        announce(&format!("mdBook {VERSION} is compiled once, which takes a few minutes"));
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "--locked", "--version", VERSION, "mdbook", "--root"]).arg(&tools);
        step::run(&mut cargo)?;
    }
    let mut book = Command::new(program);
    book.arg(if serve { "serve" } else { "build" }).current_dir(repository.root().join("docs/book"));
    if serve {
        book.arg("--open");
    }
    step::run(&mut book)
}
