//! The walk through all fault points.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt as _;

use super::client::Client;
use super::scenario::{Scenario, WITH_CONDAS_TOOLCHAIN, WITH_THE_MACHINES_TOOLCHAIN};
use super::stage::Stage;
use crate::support::{CargoConda, Ran, TempProject};

/// How much of the walk is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// At the first pass through each point the process dies, and one kind of error happens.
    FirstPasses,
    /// At every pass the process dies, and every kind of error happens.
    EveryPass,
}

/// The kinds of errors.
const ERRORS: [&str; 4] = ["no-space", "no-permission", "interrupted", "wrong-data"];

/// Lets the program die and fail at every fault point.
pub(super) fn walk(extent: Extent) {
    let points = points();
    let condas = cfg!(has = "channel").then(|| std::thread::spawn(|| Walk::over(&WITH_CONDAS_TOOLCHAIN)));
    let machines = Walk::over(&WITH_THE_MACHINES_TOOLCHAIN);
    let mut walks = vec![machines];
    walks.extend(condas.map(|walk| walk.join().unwrap()));
    // Each point is visited in the first scenario that reaches it.
    let mut reached = BTreeSet::new();
    for walk in &mut walks {
        for (_, passes) in &mut walk.scenarios {
            passes.retain(|point, _| reached.insert(point.clone()) || extent == Extent::EveryPass);
        }
    }
    let missed: Vec<_> = points.iter().filter(|point| !reached.contains(*point)).collect();
    assert!(missed.is_empty() || cfg!(not(has = "channel")), "no scenario reaches {missed:?}");
    let walks: Vec<_> =
        walks.into_iter().map(|walk| std::thread::spawn(move || walk.visit(extent))).collect();
    for walk in walks {
        walk.join().unwrap();
    }
}

/// The names of all points, as the program lists them.
fn points() -> Vec<String> {
    let listed = TempProject::empty().cargo_conda("fault-points").run();
    assert!(listed.status.success(), "the program under test was built without `debug_assertions`");
    listed.stdout.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

/// A stage on which everything agrees before each fault.
struct Walk {
    stage: Stage,
    /// The scenarios, each with the points that it passes, and how often.
    scenarios: Vec<(&'static Scenario, BTreeMap<String, usize>)>,
    /// How many texts were written.
    texts: usize,
    /// How many errors were injected, so that their kinds take turns.
    errors: usize,
}

impl Walk {
    /// Runs all scenarios once without a fault.
    fn over(scenarios: &'static [Scenario]) -> Self {
        let mut walk = Self { stage: Stage::new(), scenarios: Vec::new(), texts: 0, errors: 0 };
        walk.stage.call(scenarios[0].call).run().success();
        for scenario in scenarios {
            let passes = walk.passes(scenario);
            walk.scenarios.push((scenario, passes));
        }
        walk
    }

    /// Lets a fault happen at each point.
    fn visit(mut self, extent: Extent) {
        let scenarios = std::mem::take(&mut self.scenarios);
        // The last scenario may have left nothing.
        self.stage.call(scenarios[0].0.call).run().success();
        let client = Client::of(self.stage.channel().directory());
        for (scenario, passes) in scenarios {
            for (point, passes) in passes {
                self.faults_at(scenario, &point, passes, extent);
            }
        }
        client.stop();
    }

    /// Runs a scenario without a fault. Returns the points that it passes, and how often.
    fn passes(&mut self, scenario: &Scenario) -> BTreeMap<String, usize> {
        let text = self.prepare(scenario);
        let trace = self.stage.root().join("trace");
        let call = self.stage.call(scenario.call);
        call.env("CARGO_CONDA_FAULT_TRACE", trace.as_str()).run().success();
        (scenario.check)(&mut self.stage, &text);
        let mut passes = BTreeMap::new();
        for point in fs_err::read_to_string(&trace).unwrap_or_default().lines() {
            *passes.entry(point.to_owned()).or_default() += 1;
        }
        let _missing = fs_err::remove_file(trace);
        passes
    }

    fn faults_at(&mut self, scenario: &Scenario, point: &str, passes: usize, extent: Extent) {
        let passes = if extent == Extent::EveryPass { passes } else { 1 };
        for pass in 1..=passes {
            let errors: Vec<_> = match extent {
                Extent::EveryPass => ERRORS.to_vec(),
                Extent::FirstPasses => vec![ERRORS[self.errors % ERRORS.len()]],
            };
            self.errors += 1;
            let faults = ["die"].into_iter().chain(errors).map(|kind| format!("{point}:{kind}:{pass}"));
            for fault in faults.filter(|fault| is_chosen(fault)) {
                self.fault(scenario, &fault);
            }
        }
    }

    /// Lets a fault happen, and checks that the next run puts everything right.
    fn fault(&mut self, scenario: &Scenario, fault: &str) {
        println!("==== {fault} in `{}`", scenario.call);
        let text = self.prepare(scenario);
        let ran = with_fault(self.stage.call(scenario.call), fault);
        if fault.contains(":die:") {
            assert_eq!(ran.status.signal(), Some(6), "{fault} did not happen");
        } else {
            assert!(matches!(ran.status.code(), Some(0 | 1)), "{fault} is no fault of the machine");
        }
        self.stage.call(scenario.next).run().success();
        (scenario.check)(&mut self.stage, &text);
    }

    /// Brings the stage into the state of a scenario. Returns the text that the first program is to print.
    fn prepare(&mut self, scenario: &Scenario) -> String {
        self.texts += 1;
        let text = format!("text {}", self.texts);
        (scenario.prepare)(&self.stage, &text);
        text
    }
}

/// Whether a fault is part of the walk: its name begins with one of the words in the variable `FAULTS`, or
/// the variable is not set.
fn is_chosen(fault: &str) -> bool {
    std::env::var("FAULTS").map_or(true, |chosen| chosen.split(' ').any(|start| fault.starts_with(start)))
}

fn with_fault(call: CargoConda, fault: &str) -> Ran {
    call.env("CARGO_CONDA_FAULT", fault).run()
}
