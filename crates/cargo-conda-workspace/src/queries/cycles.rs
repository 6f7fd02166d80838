//! Cycles that exist only through development dependencies. The crate's documentation says why they are sound.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use crate::graph::{PackageIndex, ResolvedGraph, Step};
use crate::members::DependencyKind;
use crate::workspace::Workspace;

/// A cycle of packages, at least one step of which is a development dependency.
///
/// It displays as a chain such as `` `core` -(dev)-> `fixtures` -> `core` ``.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DevCycle {
    steps: Vec<CycleStep>,
}

/// One step of a [`DevCycle`]: a dependency on the package of the next step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CycleStep {
    /// The name of the package that has the dependency.
    pub package: String,
    /// The kind of its dependency on the package of the next step.
    pub kind: DependencyKind,
}

impl DevCycle {
    /// The steps, starting at the package whose name sorts first. The last one leads back to the first.
    pub fn steps(&self) -> &[CycleStep] {
        &self.steps
    }
}

impl fmt::Display for DevCycle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for CycleStep { package, kind } in &self.steps {
            let arrow = match kind {
                DependencyKind::Normal => "->",
                DependencyKind::Build => "-(build)->",
                DependencyKind::Development => "-(dev)->",
            };
            write!(formatter, "`{package}` {arrow} ")?;
        }
        self.steps.first().map_or(Ok(()), |first| write!(formatter, "`{}`", first.package))
    }
}

impl Workspace {
    /// The cycles that development dependencies make, sorted. None of them is an error.
    ///
    /// There can be exponentially many cycles. This names a shortest one for each development dependency that
    /// is part of any, which is enough to see every edge that one would have to leave out.
    pub fn dev_cycles(&self) -> Vec<DevCycle> {
        let circular = self.graph.circular_steps();
        let mut onwards: BTreeMap<PackageIndex, Vec<Step>> = BTreeMap::new();
        let mut closing: BTreeMap<PackageIndex, Vec<Step>> = BTreeMap::new();
        for step in circular {
            onwards.entry(step.from).or_default().push(step);
            if step.kind == DependencyKind::Development {
                closing.entry(step.to).or_default().push(step);
            }
        }
        // One search serves all steps that close a cycle at the same package.
        let mut cycles = BTreeSet::new();
        for (start, closing) in closing {
            let arrivals = arrivals(&onwards, start, closing.iter().map(|step| step.from).collect());
            cycles.extend(closing.into_iter().filter_map(|step| cycle(&self.graph, &arrivals, step)));
        }
        cycles.into_iter().collect()
    }
}

/// The cycle that `closing` makes with the way from its end back to its start.
fn cycle(graph: &ResolvedGraph, arrivals: &BTreeMap<PackageIndex, Step>, closing: Step) -> Option<DevCycle> {
    let mut backwards = vec![closing];
    let mut at = closing.from;
    while at != closing.to {
        let step = *arrivals.get(&at)?;
        backwards.push(step);
        at = step.from;
    }
    let mut steps: Vec<CycleStep> = backwards
        .into_iter()
        .rev()
        .map(|step| CycleStep { package: graph.package(step.from).name.clone(), kind: step.kind })
        .collect();
    // The same cycle is found from each of its development dependencies: give it one beginning.
    let first = steps.iter().enumerate().min_by_key(|(_, step)| &step.package).map(|(place, _)| place)?;
    steps.rotate_left(first);
    Some(DevCycle { steps })
}

/// How a shortest way from `start` arrives at each package, as far as it takes to reach all of `wanted`.
///
/// Ways without development dependencies come first: along one of them, the closing step is all that makes the
/// cycle. What cannot be reached otherwise is reached through development dependencies.
fn arrivals(
    onwards: &BTreeMap<PackageIndex, Vec<Step>>,
    start: PackageIndex,
    mut wanted: BTreeSet<PackageIndex>,
) -> BTreeMap<PackageIndex, Step> {
    let mut arrivals = BTreeMap::new();
    let mut reached = Some(start);
    let mut compiled = VecDeque::new();
    let mut deferred = VecDeque::new();
    wanted.remove(&start);
    while !wanted.is_empty() {
        for &step in reached.take().and_then(|package| onwards.get(&package)).into_iter().flatten() {
            match step.kind {
                DependencyKind::Development => deferred.push_back(step),
                DependencyKind::Normal | DependencyKind::Build => compiled.push_back(step),
            }
        }
        let Some(step) = compiled.pop_front().or_else(|| deferred.pop_front()) else {
            break;
        };
        if step.to != start && !arrivals.contains_key(&step.to) {
            arrivals.insert(step.to, step);
            wanted.remove(&step.to);
            reached = Some(step.to);
        }
    }
    arrivals
}
