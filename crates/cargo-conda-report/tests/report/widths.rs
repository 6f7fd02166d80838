//! What a terminal shows of a run, 60 and 200 columns wide.

use std::time::Duration;

use cargo_conda_engine::{CompiledCrates, Event, EventKind, PackageOutcome, Phase};
use cargo_conda_report::{Color, Reporter, TerminalReporter, TextOptions, Verbosity};
use indicatif::InMemoryTerm;
use insta::assert_snapshot;

use crate::samples::{
    built, event, finished, fresh, label, mixed_run, output, progressed, run_finished, started,
};
use crate::terminal::Lines;

/// What is on the screen after these events.
fn screen(columns: u16, events: &[Event]) -> String {
    let terminal = InMemoryTerm::new(40, columns);
    let options = TextOptions { color: Color::Never, verbosity: Verbosity::Normal };
    let mut reporter = TerminalReporter::with_bars(Lines(terminal.clone()), terminal.clone(), options);
    for event in events {
        reporter.event(event).unwrap();
    }
    terminal.contents()
}

/// What is on a screen of 60 columns and on one of 200.
fn screens(events: &[Event]) -> String {
    let [narrow, wide] = [60, 200].map(|columns| screen(columns, events));
    format!("60 columns\n{narrow}\n\n200 columns\n{wide}")
}

/// Two packages at work in a large workspace, one of which has a long name.
fn running() -> Vec<Event> {
    let (fd, long) = (label("fd", "10.1.0"), label("a-program-with-a-long-name", "10.11.12"));
    vec![
        event(0, EventKind::RunStarted { packages: vec![fd.clone(), long.clone()], jobs: 2 }),
        event(0, progressed((440, 880), (12, 109), Some(780))),
        event(1, started(&fd)),
        event(2, started(&long)),
        event(3, EventKind::PhaseStarted { package: long.clone(), phase: Phase::Compiling }),
        event(10, output(&long, "   Compiling aws-smithy-runtime-api v1.94.1")),
        event(11, EventKind::PhaseStarted { package: fd, phase: Phase::Testing }),
    ]
}

#[test]
fn a_running_build() {
    assert_snapshot!(screens(&running()), @"
    60 columns
         Testing fd 10.1.0 (0 s)
       Compiling a-program-with-a-long-name 10.11.12 (0 s): aws-
        Building 440/880 crates, 0 s, about 13 min left

    200 columns
         Testing fd 10.1.0 (0 s)
       Compiling a-program-with-a-long-name 10.11.12 (0 s): aws-smithy-runtime-api v1.94.1
        Building [============>           ] 440/880 crates, 12/109 packages, 0 s, about 13 min left
    ");
}

#[test]
fn a_failed_run() {
    assert_snapshot!(screens(&mixed_run()), @r#"
    60 columns
          Failed broken 0.3.0 (12.3 s)
    ---- output of broken 0.3.0
       Compiling broken v0.3.0 (/repo/broken)
    error[E0425]: cannot find function `missing` in this scope
    ---- end of the output of broken 0.3.0
    error: could not compile `broken 0.3.0` (bin "broken")
      cause: broken/src/main.rs:3:13: cannot find function `miss
    ing` in this scope [E0425]
         Blocked child 1.0.0: needs broken, which failed
           Built fd 10.1.0 (1.9 MiB, 12.3 s)
        Finished 1 package in file:///repo/target/conda, 41.2 s
      To install pixi global install --channel file:///repo/targ
    et/conda fd
              or conda install --channel file:///repo/target/con
    da fd
          Failed 2 of 3 packages
                 broken 0.3.0: could not compile `broken 0.3.0`
    (bin "broken"): broken/src/main.rs:3:13: cannot find functio
    n `missing` in this scope [E0425]
                   log: /repo/target/conda-build/logs/broken.log
                   again: cargo conda build -p broken
                 child 1.0.0: needs broken, which failed

    200 columns
          Failed broken 0.3.0 (12.3 s)
    ---- output of broken 0.3.0
       Compiling broken v0.3.0 (/repo/broken)
    error[E0425]: cannot find function `missing` in this scope
    ---- end of the output of broken 0.3.0
    error: could not compile `broken 0.3.0` (bin "broken")
      cause: broken/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]
         Blocked child 1.0.0: needs broken, which failed
           Built fd 10.1.0 (1.9 MiB, 12.3 s)
        Finished 1 package in file:///repo/target/conda, 41.2 s
      To install pixi global install --channel file:///repo/target/conda fd
              or conda install --channel file:///repo/target/conda fd
          Failed 2 of 3 packages
                 broken 0.3.0: could not compile `broken 0.3.0` (bin "broken"): broken/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]
                   log: /repo/target/conda-build/logs/broken.log
                   again: cargo conda build -p broken
                 child 1.0.0: needs broken, which failed
    "#);
}

#[test]
fn an_interrupted_run() {
    let [fd, rg, never_began] = ["fd", "rg", "bat"].map(|name| label(name, "1.0.0"));
    let stopped = PackageOutcome::Interrupted;
    let package = never_began.clone();
    let (outcome, crates) = (stopped.clone(), CompiledCrates::default());
    let events = [
        event(1, started(&rg)),
        event(2, EventKind::Interrupted { forced: false }),
        event(3, EventKind::Interrupted { forced: true }),
        event(4, EventKind::PackageFinished { package, outcome, duration: Duration::ZERO, crates }),
        event(5, finished(&rg, &stopped)),
        run_finished(vec![(fd, built("fd")), (rg, stopped.clone()), (never_began, stopped)], true),
    ];
    assert_snapshot!(screens(&events), @"
    60 columns
        Stopping what is running; interrupt again to kill it
         Killing what is still running
         Stopped rg 1.0.0 (12.3 s)
        Finished 1 package in file:///repo/target/conda, 41.2 s
      To install pixi global install --channel file:///repo/targ
    et/conda fd
              or conda install --channel file:///repo/target/con
    da fd
     Interrupted with 2 of 3 packages not built

    200 columns
        Stopping what is running; interrupt again to kill it
         Killing what is still running
         Stopped rg 1.0.0 (12.3 s)
        Finished 1 package in file:///repo/target/conda, 41.2 s
      To install pixi global install --channel file:///repo/target/conda fd
              or conda install --channel file:///repo/target/conda fd
     Interrupted with 2 of 3 packages not built
    ");
}

#[test]
fn a_fresh_run() {
    let fd = label("fd", "1.0.0");
    let events = [event(1, finished(&fd, &fresh("fd"))), run_finished(vec![(fd, fresh("fd"))], false)];
    assert_snapshot!(screens(&events), @"
    60 columns
           Fresh 1 package in file:///repo/target/conda, 41.2 s

    200 columns
           Fresh 1 package in file:///repo/target/conda, 41.2 s
    ");
}

#[test]
fn a_run_with_nothing_to_do() {
    assert_snapshot!(screens(&[run_finished(Vec::new(), false)]), @"
    60 columns
        Finished with no packages to build, in file:///repo/targ
    et/conda

    200 columns
        Finished with no packages to build, in file:///repo/target/conda
    ");
}
