//! Runs that are interrupted, killed, or wait for each other.
#![cfg(unix)]

use std::time::{Duration, Instant};

use camino::Utf8PathBuf;

use crate::support::{Running, TempProject};

/// A program whose build script announces its start and then sleeps.
struct Slow {
    project: TempProject,
    began: Utf8PathBuf,
}

impl Slow {
    fn new(seconds: u32) -> Self {
        let build_script = format!(
            "fn main() {{\n\
             std::fs::write(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/began\"), \"\").unwrap();\n\
             println!(\"cargo::rerun-if-changed=build.rs\");\n\
             std::thread::sleep(std::time::Duration::from_secs({seconds}));\n}}\n"
        );
        let project =
            TempProject::workspace().program("slow", "").file("slow/build.rs", &build_script).ready();
        let began = project.root().join("slow/began");
        Self { project, began }
    }

    /// Starts a build and waits until the build script runs.
    fn start(&self) -> Running {
        let mut run = self.project.cargo_conda("build").start();
        run.wait_until("the build script's start", |_| self.began.exists());
        run
    }

    /// The command lines of all processes that name this project's directory.
    #[cfg(target_os = "linux")]
    fn processes(&self) -> Vec<String> {
        let root = self.project.root().as_str();
        let entries = fs_err::read_dir("/proc").unwrap().flatten();
        // A process can end between the listing and the reading of its command line.
        let lines = entries.filter_map(|entry| fs_err::read_to_string(entry.path().join("cmdline")).ok());
        lines.map(|line| line.replace('\0', " ")).filter(|line| line.contains(root)).collect()
    }
}

fn stops_on(signal: &str) {
    let slow = Slow::new(120);
    let run = slow.start();
    #[cfg(target_os = "linux")]
    assert!(!slow.processes().is_empty(), "the build script cannot be seen");
    let asked = Instant::now();
    run.signal(signal);
    let ran = run.wait().code(130);
    assert!(asked.elapsed() < Duration::from_secs(10), "it took {:?}", asked.elapsed());
    #[cfg(target_os = "linux")]
    assert_eq!(slow.processes(), [""; 0], "children go on");
    slow.project.channel().check();
    assert!(slow.project.channel().names().is_empty());
    insta::allow_duplicates! { insta::assert_snapshot!(ran.redacted_stderr(), @"
       Building slow 0.1.0
       Stopping what is running; interrupt again to kill it
        Stopped slow 0.1.0 ([TIME])
    Interrupted with 1 of 1 package not built
    ") };
}

#[test]
fn ctrl_c_stops_a_run_and_its_compilers() {
    stops_on("INT");
}

#[test]
fn sigterm_stops_a_run_and_its_compilers() {
    stops_on("TERM");
}

#[test]
fn a_stopped_run_can_be_taken_up() {
    let slow = Slow::new(2);
    let run = slow.start();
    run.signal("INT");
    run.wait().code(130);
    slow.project.cargo_conda("build").run().success();
    slow.project.channel().check();
    assert_eq!(slow.project.channel().names(), ["slow"]);
}

#[test]
fn a_second_run_says_whom_it_waits_for() {
    let slow = Slow::new(4);
    let first = slow.start();
    let mut second = slow.project.cargo_conda("build").start();
    let line = format!("     Waiting for process {}, which has held ", first.pid());
    second.wait_until("the message", |run| run.stderr().contains(&line));
    first.wait().success();
    second.wait().success();
    slow.project.channel().check();
    assert_eq!(slow.project.channel().names(), ["slow"]);
}

#[test]
fn a_waiting_run_can_be_stopped() {
    let slow = Slow::new(6);
    let first = slow.start();
    let mut second = slow.project.cargo_conda("build").start();
    second.wait_until("the message", |run| run.stderr().contains("Waiting"));
    second.signal("INT");
    second.wait().code(130);
    first.wait().success();
}

/// Only the process of the run itself is killed. Its cargo and its build script go on, and would write into
/// the target directory beside the next run.
#[test]
fn after_a_killed_run_the_next_one_waits_for_its_processes() {
    let slow = Slow::new(5);
    let run = slow.start();
    let killed = run.pid();
    run.signal("KILL");
    assert_eq!(run.wait().status.code(), None);
    let ran = slow.project.cargo_conda("build --format json").run().success();
    let [waiting] = ran.events("waiting").try_into().unwrap();
    assert_eq!(waiting["pid"], killed);
    #[cfg(target_os = "linux")]
    {
        let orphans = waiting["orphans"].as_array().unwrap();
        let programs: Vec<_> = orphans.iter().map(|orphan| orphan["program"].as_str().unwrap()).collect();
        assert!(programs.contains(&"cargo") && programs.contains(&"build-script-build"), "{programs:?}");
        assert_eq!(slow.processes(), [""; 0], "an orphan is still at work");
    }
    slow.project.channel().check();
    assert_eq!(slow.project.channel().names(), ["slow"]);
}

/// A server that a build script starts and leaves, as the first call of a compile cache does.
#[test]
#[cfg(target_os = "linux")]
fn a_daemon_of_a_killed_run_holds_up_no_other() {
    let build_script = "use std::process::{Command, Stdio};\n\
        fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        let began = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/began\");\n\
        if std::fs::exists(began).unwrap() { return; }\n\
        let mut server = Command::new(\"setsid\");\n\
        let server = server.args([\"sleep\", \"60\"]).stdout(Stdio::null()).stderr(Stdio::null());\n\
        std::fs::write(began, server.spawn().unwrap().id().to_string()).unwrap();\n\
        std::thread::sleep(std::time::Duration::from_secs(2));\n}\n";
    let project =
        TempProject::workspace().program("served", "").file("served/build.rs", build_script).ready();
    let server = project.root().join("served/began");
    let mut run = project.cargo_conda("build").start();
    let pid = || fs_err::read_to_string(&server).ok().filter(|pid| !pid.is_empty());
    run.wait_until("the start of the server", |_| pid().is_some());
    run.signal("KILL");
    run.wait();
    let server = pid().unwrap();
    project.cargo_conda("build").run().success();
    let ended = std::process::Command::new("kill").arg(&server).status().unwrap();
    assert!(ended.success(), "the next run waited for the end of the server");
    project.channel().check();
}

#[test]
fn a_killed_rebuild_leaves_an_index_that_is_right() {
    let build_script = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=wait\");\n\
        let wait = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/wait\");\n\
        if std::fs::exists(wait).unwrap() { std::thread::sleep(std::time::Duration::from_secs(10)); }\n}\n";
    let project = TempProject::workspace()
        .program("a-quick", "")
        .program("b-slow", "")
        .file("b-slow/build.rs", build_script)
        .ready();
    project.cargo_conda("build").run().success();

    // The archive keeps its name and has other content.
    project.write("a-quick/src/main.rs", "fn main() { println!(\"a-quick, anew\"); }\n");
    project.write("b-slow/wait", "");
    let mut run = project.cargo_conda("build").start();
    run.wait_until("the first package", |run| run.stderr().contains("Built a-quick"));
    run.signal("KILL");
    run.wait();
    project.channel().check();
    assert_eq!(project.channel().names(), ["a-quick", "b-slow"]);
}
