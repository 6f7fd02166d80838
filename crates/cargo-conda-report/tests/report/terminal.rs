//! Runs as text for people.

use std::io::{self, Write};
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_engine::{
    Blocker, CompiledCrates, Event, EventKind, Holder, PackageError, PackageOutcome, ProgramError,
};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::Toolchain;
use cargo_conda_report::{Color, Reporter, Surface, TerminalReporter, TextOptions, Verbosity};
use indicatif::{InMemoryTerm, TermLike};
use insta::assert_snapshot;

use crate::samples::{
    SCRATCH, built, event, failed, failed_with, finished, fresh, label, label_for, mixed_run, orphans,
    output, progressed, run_finished, started,
};

fn options(verbosity: Verbosity) -> TextOptions {
    TextOptions { color: Color::Never, verbosity }
}

fn told(events: &[Event], options: TextOptions) -> String {
    let mut out = Vec::new();
    let mut reporter = TerminalReporter::plain(&mut out, options);
    for event in events {
        reporter.event(event).unwrap();
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn a_run_without_a_terminal() {
    assert_snapshot!(told(&mixed_run(), options(Verbosity::Normal)), @r#"
        Building fd 10.1.0
        Building broken 0.3.0
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

/// The text of events on a surface.
fn told_on(surface: Surface, events: &[Event]) -> String {
    let mut out = Vec::new();
    let mut reporter = TerminalReporter::plain(&mut out, options(Verbosity::Normal)).on(surface);
    for event in events {
        reporter.event(event).unwrap();
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn the_log_of_github_folds_what_a_build_has_printed() {
    let text = told_on(Surface::GitHubLog, &mixed_run());
    let folded: Vec<_> = text.lines().skip_while(|line| !line.starts_with("::")).take(5).collect();
    assert_snapshot!(folded.join("\n"), @r#"
    ::group::output of broken 0.3.0
       Compiling broken v0.3.0 (/repo/broken)
    error[E0425]: cannot find function `missing` in this scope
    ::endgroup::
    error: could not compile `broken 0.3.0` (bin "broken")
    "#);
    // Nothing else is different.
    let plain = told(&mixed_run(), options(Verbosity::Normal));
    let differs = |line: &&str| !plain.lines().any(|other| other == *line);
    assert_eq!(text.lines().filter(differs).count(), 2);
}

#[test]
fn of_a_build_that_printed_much_the_last_lines_are_shown() {
    let line = "x".repeat(999);
    let printed: Vec<_> = std::iter::repeat_n(line.as_str(), 3000).collect();
    let error = PackageError::TestTimedOut { limit: Duration::from_secs(1) };
    let failed = failed_with("broken", error, &printed);
    let text = told(&[event(1, finished(&label("broken", "0.3.0"), &failed))], options(Verbosity::Normal));
    let shown = text.lines().filter(|shown| **shown == line).count();
    assert!((1000..1100).contains(&shown), "a megabyte: {shown}");
    let left_out =
        format!("... the {} lines before are in /repo/target/conda-build/logs/broken.log", 3000 - shown);
    assert!(text.lines().any(|shown| shown == left_out), "{left_out}");
}

#[test]
fn a_terminal_that_opens_links_opens_logs() {
    let text = told_on(Surface::Linking, &mixed_run());
    let log = "/repo/target/conda-build/logs/broken.log";
    assert!(
        text.contains(&format!("log: \u{1b}]8;;file://{log}\u{1b}\\{log}\u{1b}]8;;\u{1b}\\\n")),
        "{text}"
    );
    assert_eq!(shown(&text), told(&mixed_run(), options(Verbosity::Normal)).trim_end());
}

#[test]
fn a_run_with_nothing_to_do_says_so_in_a_line() {
    assert_snapshot!(
        told(&[run_finished(Vec::new(), false)], options(Verbosity::Normal)),
        @"    Finished with no packages to build, in file:///repo/target/conda"
    );
}

#[test]
fn a_run_in_which_all_is_fresh_is_a_line() {
    let [fd, rg] = ["fd", "rg"].map(|name| label(name, "1.0.0"));
    let events = [
        event(1, finished(&fd, &fresh("fd"))),
        event(1, finished(&rg, &fresh("rg"))),
        run_finished(vec![(fd, fresh("fd")), (rg, fresh("rg"))], false),
    ];
    assert_snapshot!(told(&events, options(Verbosity::Normal)), @"       Fresh 2 packages in file:///repo/target/conda, 41.2 s");
}

#[test]
fn verbose_tells_lines_as_they_come_and_whose_they_are() {
    assert_snapshot!(told(&mixed_run(), options(Verbosity::Verbose)), @r#"
        Building fd 10.1.0
        Building broken 0.3.0
    fd |    Compiling libc v0.2.170
    broken |    Compiling broken v0.3.0 (/repo/broken)
    fd |    Compiling fd v10.1.0 (/repo/fd)
    broken | error[E0425]: cannot find function `missing` in this scope
          Failed broken 0.3.0 (12.3 s)
    ---- output of broken 0.3.0
       Compiling broken v0.3.0 (/repo/broken)
    error[E0425]: cannot find function `missing` in this scope
    ---- end of the output of broken 0.3.0
    error: could not compile `broken 0.3.0` (bin "broken")
      cause: broken/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]
         Blocked child 1.0.0: needs broken, which failed
           Built fd 10.1.0 (1.9 MiB, 12.3 s)
         Indexed /repo/target/conda
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
fn quiet_tells_failures_alone() {
    assert_snapshot!(told(&mixed_run(), options(Verbosity::Quiet)), @r#"
          Failed broken 0.3.0 (12.3 s)
    ---- output of broken 0.3.0
       Compiling broken v0.3.0 (/repo/broken)
    error[E0425]: cannot find function `missing` in this scope
    ---- end of the output of broken 0.3.0
    error: could not compile `broken 0.3.0` (bin "broken")
      cause: broken/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]
          Failed 2 of 3 packages
                 broken 0.3.0: could not compile `broken 0.3.0` (bin "broken"): broken/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]
                   log: /repo/target/conda-build/logs/broken.log
                   again: cargo conda build -p broken
                 child 1.0.0: needs broken, which failed
    "#);
}

#[test]
fn a_good_quiet_run_says_nothing() {
    let fd = label("fd", "10.1.0");
    let events = [
        event(1, started(&fd)),
        event(2, finished(&fd, &built("fd"))),
        run_finished(vec![(fd, built("fd"))], false),
    ];
    assert_eq!(told(&events, options(Verbosity::Quiet)), "");
}

#[test]
fn an_interrupted_run_says_so() {
    let [fd, rg, never_began] = ["fd", "rg", "bat"].map(|name| label(name, "1.0.0"));
    let stopped = PackageOutcome::Interrupted;
    let run = Holder { pid: 123, since: "2026-01-02T03:04:05Z".to_owned() };
    let unseen = Blocker::Orphans { run: None, processes: Vec::new() };
    let scratch = Utf8PathBuf::from(SCRATCH);
    let events = [
        event(0, EventKind::Waiting { blocker: Blocker::Run(Some(run.clone())), scratch: scratch.clone() }),
        event(0, EventKind::Waiting { blocker: Blocker::Run(None), scratch: scratch.clone() }),
        event(0, EventKind::Waiting { blocker: orphans(Some(run)), scratch: scratch.clone() }),
        event(0, EventKind::Waiting { blocker: unseen, scratch }),
        event(2, EventKind::Interrupted { forced: false }),
        event(3, EventKind::Interrupted { forced: true }),
        event(
            4,
            EventKind::PackageFinished {
                package: never_began.clone(),
                outcome: stopped.clone(),
                duration: Duration::ZERO,
                crates: CompiledCrates::default(),
            },
        ),
        event(5, finished(&rg, &stopped)),
        run_finished(vec![(fd, built("fd")), (rg, stopped.clone()), (never_began, stopped)], true),
    ];
    assert_snapshot!(told(&events, options(Verbosity::Normal)), @r"
        Waiting for process 123, which has held /repo/target/conda-build since 2026-01-02T03:04:05Z
        Waiting for another run, which holds /repo/target/conda-build
        Waiting for cargo (456), rustc (457): a run that has ended has left them at work in /repo/target/conda-build since 2026-01-02T03:04:05Z
        Waiting for processes that cannot be seen from here: a run that has ended has left them at work in /repo/target/conda-build
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
fn a_long_run_says_now_and_then_how_far_it_is() {
    let fd = label("fd", "10.1.0");
    let seconds = |seconds: u64, kind| event(seconds * 1000, kind);
    let progress = |at, crates, left| seconds(at, progressed((crates, 88), (0, 4), left));
    let events = [
        seconds(100, EventKind::RunStarted { packages: vec![fd.clone()], jobs: 2 }),
        progress(100, 0, None),
        seconds(101, started(&fd)),
        progress(129, 12, Some(70)),
        progress(131, 13, Some(68)),
        progress(150, 30, Some(50)),
        progress(162, 87, Some(3)),
    ];
    assert_snapshot!(told(&events, options(Verbosity::Normal)), @"
    Building fd 10.1.0
    Progress 13/88 crates, 0/4 packages, about 1 min left
    Progress 87/88 crates, 0/4 packages
    ");
    assert_eq!(told(&events, options(Verbosity::Quiet)), "");
}

#[test]
fn packages_for_several_platforms_are_told_apart() {
    let (linux, osx) = (label_for("fd", "linux-64"), label_for("fd", "osx-arm64"));
    let events = [
        event(0, EventKind::RunStarted { packages: vec![linux.clone(), osx.clone()], jobs: 2 }),
        event(1, output(&osx, "hello")),
        event(2, finished(&linux, &built("fd"))),
        event(3, finished(&osx, &failed("fd", &[]))),
        run_finished(vec![(linux, built("fd")), (osx, failed("fd", &[]))], false),
    ];
    assert_snapshot!(told(&events, options(Verbosity::Verbose)), @r#"
    fd osx-arm64 | hello
           Built fd 1.0.0 linux-64 (1.9 MiB, 12.3 s)
          Failed fd 1.0.0 osx-arm64 (12.3 s)
    error: could not compile `fd 0.3.0` (bin "fd")
      cause: fd/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]
        Finished 1 package in file:///repo/target/conda, 41.2 s
      To install pixi global install --channel file:///repo/target/conda fd
              or conda install --channel file:///repo/target/conda fd
          Failed 1 of 2 packages
                 fd 1.0.0 osx-arm64: could not compile `fd 0.3.0` (bin "fd"): fd/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]
                   log: /repo/target/conda-build/logs/fd.log
                   again: cargo conda build -p fd --target-platform osx-arm64
    "#);
}

#[test]
fn an_error_comes_with_its_help() {
    let fd = label("fd", "10.1.0");
    let error = PackageError::from(ProgramError::ForeignLibrary {
        binary: Utf8PathBuf::from("bin/fd"),
        library: "libssl.so.3".to_owned(),
        platform: "linux-64".parse::<Platform>().unwrap(),
        toolchain: Toolchain::System,
    });
    let events = [event(1, finished(&fd, &failed_with("fd", error, &[])))];
    assert_snapshot!(told(&events, options(Verbosity::Normal)), @"
          Failed fd 10.1.0 (12.3 s)
    error: `bin/fd` needs the shared library `libssl.so.3`, which is not part of every linux-64 machine
      help: build with `--toolchain conda`, where a conda package brings it; or link it statically: many `-sys` crates have a feature `vendored`, `bundled` or `static`
    ");
}

/// A run of two packages that fail after ten lines of interleaved output each.
#[test]
fn lines_of_two_packages_never_mix() {
    let names = ["one", "two"];
    let packages = names.map(|name| label(name, "1.0.0"));
    let printed = names.map(|name| (0..10).map(|line| format!("{name} {line}")).collect::<Vec<_>>());
    let mut events: Vec<_> = (0..10)
        .flat_map(|line| [0, 1].map(|which| event(1, output(&packages[which], &printed[which][line]))))
        .collect();
    for (package, lines) in packages.iter().zip(&printed) {
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        events.push(event(2, finished(package, &failed("x", &lines))));
    }

    let text = told(&events, options(Verbosity::Normal));
    for (name, lines) in names.iter().zip(&printed) {
        let whole = format!(
            "---- output of {name} 1.0.0\n{}\n---- end of the output of {name} 1.0.0\n",
            lines.join("\n")
        );
        assert_eq!(text.matches(&whole).count(), 1, "{text}");
    }

    // The lines are interleaved, but each is whole and has the name of its package.
    let text = told(&events, options(Verbosity::Verbose));
    for (name, lines) in names.iter().zip(&printed) {
        let prefix = format!("{name} | ");
        let own: Vec<_> = text.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
        assert_eq!(own, *lines);
    }
}

#[test]
fn colours_say_nothing_new() {
    let coloured = told(&mixed_run(), TextOptions { color: Color::Always, verbosity: Verbosity::Normal });
    assert!(coloured.contains("\u{1b}[32;1m       Built\u{1b}[0m fd 10.1.0"), "{coloured:?}");
    assert_eq!(shown(&coloured), told(&mixed_run(), options(Verbosity::Normal)).trim_end());
}

/// The text that a terminal shows.
fn shown(text: &str) -> String {
    let terminal = InMemoryTerm::new(40, 160);
    for line in text.lines() {
        terminal.write_line(line).unwrap();
    }
    terminal.contents()
}

/// A writer to the terminal that also shows progress bars.
pub(crate) struct Lines(pub(crate) InMemoryTerm);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).unwrap();
        for line in text.lines() {
            self.0.write_line(line)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[test]
fn bars_leave_nothing_but_lines() {
    let terminal = InMemoryTerm::new(40, 160);
    let out = Lines(terminal.clone());
    let mut reporter = TerminalReporter::with_bars(out, terminal.clone(), options(Verbosity::Normal));
    for event in mixed_run() {
        reporter.event(&event).unwrap();
    }
    drop(reporter);

    let plain = told(&mixed_run(), options(Verbosity::Normal));
    let lines: Vec<_> = plain.lines().filter(|line| !line.starts_with("    Building")).collect();
    assert_eq!(terminal.contents(), lines.join("\n"));
}

/// A pipe whose reader has closed it.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn errors_of_the_writer_reach_the_caller() {
    let mut reporter = TerminalReporter::plain(Broken, options(Verbosity::Normal));
    let error = reporter.event(&event(1, started(&label("fd", "10.1.0")))).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}
