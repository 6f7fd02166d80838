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

use stage::Stage;
use walk::{Extent, walk};

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn after_a_fault_the_next_run_puts_everything_right() {
    walk(Extent::FirstPasses);
}

/// cargo goes by times, and nothing is noted of what the killed build has compiled.
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn an_older_source_after_a_killed_first_build_is_compiled() {
    let mut stage = Stage::new();
    let killed = stage.call("build --no-test").env("CARGO_CONDA_FAULT", "programs-installed:die:2").run();
    assert_eq!(killed.status.code(), None);
    stage.write_text("older", true);
    stage.call("build --no-test").run().success();
    stage.check("older");
}

/// The run is killed while both archives wait for its end, while they are moved, and before they are indexed.
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_killed_run_loses_no_finished_package() {
    let mut stage = Stage::new();
    for fault in ["record-written:die:2", "archive-moved:die:1", "archive-moved:die:2"] {
        stage.write_text(fault, false);
        let killed = stage.call("build --no-test --force --jobs 1").env("CARGO_CONDA_FAULT", fault).run();
        assert_eq!(killed.status.code(), None);
        let next = stage.call("build --no-test").run().success();
        assert!(next.stderr.contains("Fresh 2 packages"), "{fault}: {}", next.stderr);
        stage.check(fault);
    }
}

/// Every time that a point is reached, with every kind of fault.
#[test]
#[ignore = "takes many minutes: run it by name with `--ignored`"]
fn after_every_fault_the_next_run_puts_everything_right() {
    walk(Extent::EveryPass);
}
