//! Every fault point of the engine: the process dies there, or a step fails, and the next run puts everything
//! right. Meanwhile a client that reads the channel never sees an index that contradicts an archive.
//!
//! The points are listed by the program itself, in builds with `debug_assertions`. A new point is tested as
//! soon as one of the [scenarios](scenario) reaches it, and the test fails if none does.
#![cfg(unix)]

mod client;
mod scenario;
mod stage;
mod walk;

use walk::{Extent, walk};

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn after_a_fault_the_next_run_puts_everything_right() {
    walk(Extent::FirstPasses);
}

/// Every time that a point is reached, with every kind of fault.
#[test]
#[ignore = "takes many minutes: run it by name with `--ignored`"]
fn after_every_fault_the_next_run_puts_everything_right() {
    walk(Extent::EveryPass);
}
