use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Estimate, Footprint, JobId, PerJob, Schedule, UnitId, Work};

fn schedule(needs: &[&[usize]], workers: usize) -> Schedule {
    let needs = needs.iter().map(|needs| needs.iter().copied().map(JobId).collect());
    schedule_of(needs, workers)
}

/// A schedule of jobs that have nothing in common.
fn schedule_of(needs: impl Iterator<Item = BTreeSet<JobId>>, workers: usize) -> Schedule {
    let work = needs.enumerate().map(|(index, needs)| Work { needs, ..work(&[index], 1.0) });
    Schedule::new(work.collect(), workers, u64::MAX)
}

fn work(units: &[usize], own: f64) -> Work {
    let units = units.iter().copied().map(UnitId).collect();
    let footprint = Footprint { units, ..Footprint::default() };
    Work { footprint, estimate: Estimate { own, link_memory: 1 }, ..Work::default() }
}

/// Lets the time pass after which what was announced counts.
fn pass(schedule: &mut Schedule) {
    schedule.settle();
    schedule.settle();
}

#[test]
fn the_next_starts_when_a_processor_is_idle_and_what_is_shared_is_there() {
    let mut schedule =
        Schedule::new(PerJob::from_iter([work(&[1, 2], 1.0), work(&[1, 3], 1.0)]), 2, u64::MAX);
    assert_eq!(schedule.start_next(2), Some(JobId(0)));
    schedule.announce(JobId(0), &[]);
    pass(&mut schedule);
    assert_eq!(schedule.start_next(1), None, "the first still compiles what both need");
    schedule.announce(JobId(0), &[(UnitId(1), 10)]);
    pass(&mut schedule);
    assert_eq!(schedule.start_next(0), None, "no processor is idle");
    assert_eq!(schedule.start_next(1), Some(JobId(1)));
}

#[test]
fn the_longest_starts_first() {
    let jobs = PerJob::from_iter([work(&[1, 2], 1.0), work(&[3], 9.0), work(&[4, 5, 6, 7], 1.0)]);
    let mut schedule = Schedule::new(jobs, 1, u64::MAX);
    for expected in [1, 2, 0] {
        assert_eq!(schedule.start_next(1), Some(JobId(expected)));
        schedule.finish(JobId(expected));
    }
}

#[test]
fn links_that_together_take_too_much_memory_are_kept_apart() {
    let jobs = PerJob::from_iter([work(&[1], 1.0), work(&[2], 1.0)]);
    let mut schedule = Schedule::new(jobs, 2, 700 * 1024 * 1024);
    assert_eq!(schedule.start_next(2), Some(JobId(0)));
    schedule.announce(JobId(0), &[]);
    assert_eq!(schedule.start_next(1), None);
    schedule.end_compile(JobId(0));
    assert_eq!(schedule.start_next(1), Some(JobId(1)), "one is compiled whatever it takes");
}

#[test]
fn what_is_repeated_has_nobody_beside_it() {
    let mut schedule = schedule(&[&[], &[], &[]], 3);
    assert_eq!(schedule.start_next(3), Some(JobId(0)));
    schedule.announce(JobId(0), &[]);
    assert_eq!(schedule.start_next(2), Some(JobId(1)));
    assert_eq!(schedule.end_compile(JobId(0)), [JobId(1)].into());
    schedule.repeat_alone(JobId(0));
    schedule.announce(JobId(1), &[]);
    assert_eq!(schedule.start_next(1), Some(JobId(2)), "the one to be repeated is passed over");
    schedule.finish(JobId(1));
    schedule.finish(JobId(2));
    assert_eq!(schedule.start_next(3), Some(JobId(0)));
    schedule.announce(JobId(0), &[]);
    assert_eq!(schedule.start_next(2), None);
    schedule.finish(JobId(0));
    assert!(schedule.is_done());
}

#[test]
fn one_compiles_while_others_are_packaged() {
    let mut schedule = schedule(&[&[], &[], &[]], 2);
    assert_eq!(schedule.start_next(2), Some(JobId(0)));
    schedule.end_compile(JobId(0));
    assert_eq!(schedule.start_next(1), Some(JobId(1)));
    schedule.end_compile(JobId(1));
    assert_eq!(schedule.start_next(0), None, "both workers are busy");
    schedule.finish(JobId(0));
    assert_eq!(schedule.start_next(1), Some(JobId(2)));
}

#[test]
fn a_failure_blocks_what_needs_it_and_nothing_else() {
    let mut schedule = schedule(&[&[], &[0], &[1], &[]], 1);
    assert_eq!(schedule.start_next(1), Some(JobId(0)));
    assert_eq!(schedule.fail(JobId(0)), [JobId(1), JobId(2)]);
    assert_eq!(schedule.start_next(1), Some(JobId(3)));
    schedule.finish(JobId(3));
    assert!(schedule.is_done());
}

#[test]
fn packages_that_need_each_other_are_still_made() {
    let mut schedule = schedule(&[&[1], &[0], &[0]], 1);
    assert_eq!(schedule.start_next(1), Some(JobId(0)));
    schedule.finish(JobId(0));
    assert_eq!(schedule.start_next(1), Some(JobId(1)));
    schedule.finish(JobId(1));
    assert_eq!(schedule.start_next(1), Some(JobId(2)));
}

proptest! {
    /// However jobs depend on each other and whichever fail, every job is started once or blocked once,
    /// none starts before what it needs, and no more run than there are workers.
    #[test]
    fn every_job_is_accounted_for(
        edges in proptest::collection::vec((0usize..12, 0usize..12), 0..40),
        failing in proptest::collection::btree_set(0usize..12, 0..4),
        workers in 1usize..5,
    ) {
        let mut needs = vec![BTreeSet::new(); 12];
        for (a, b) in edges {
            // Only towards smaller numbers, so that there are no cycles here.
            if b < a {
                needs[a].insert(JobId(b));
            }
        }
        let mut schedule = schedule_of(needs.clone().into_iter(), workers);
        let (mut running, mut finished, mut over) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        while !schedule.is_done() {
            while let Some(job) = schedule.start_next(1) {
                prop_assert!(needs[job.0].iter().all(|need| finished.contains(need)));
                prop_assert!(over.insert(job));
                schedule.end_compile(job);
                running.push(job);
            }
            prop_assert!(!running.is_empty() && running.len() <= workers);
            let job = running.remove(0);
            if failing.contains(&job.0) {
                for blocked in schedule.fail(job) {
                    prop_assert!(over.insert(blocked));
                }
            } else {
                finished.insert(job);
                schedule.finish(job);
            }
        }
        prop_assert_eq!(over.len(), 12);
    }
}
