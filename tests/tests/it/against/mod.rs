//! Packages that carry what they were made from, and builds against channels that have such packages.

mod channels;
mod clocks;
mod clones;
mod numbers;
mod packages;
mod reuse;

use serde_json::Value;

use crate::support::TempProject;

/// Two programs on a library, and one on its own.
fn programs(project: TempProject) -> TempProject {
    let uses = "[dependencies]\ncommon.path = '../common'";
    project
        .with_workspace("")
        .program("left", uses)
        .program("right", uses)
        .program("alone", "")
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "")
        .ready()
}

/// The events of a build, and the names of the packages that it made and that it found fresh.
struct Outcome {
    built: Vec<String>,
    fresh: Vec<String>,
    /// The URLs of fresh packages in other channels.
    urls: Vec<String>,
}

fn build(project: &TempProject, arguments: &str) -> Outcome {
    let ran = project.cargo_conda(&format!("build --no-test --format json {arguments}")).run().success();
    let events = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let finished: Vec<_> = events.filter(|event| event["event"] == "package-finished").collect();
    let names = |outcome: &str| {
        let of_outcome = finished.iter().filter(|event| event["outcome"] == outcome);
        of_outcome.map(|event| event["name"].as_str().unwrap().to_owned()).collect()
    };
    let urls = finished.iter().filter_map(|event| event["url"].as_str()).map(ToOwned::to_owned).collect();
    Outcome { built: names("built"), fresh: names("fresh"), urls }
}

fn affected(project: &TempProject, channel: &str) -> Vec<String> {
    let ran = project.cargo_conda(&format!("affected --against {channel}")).run().success();
    ran.stdout.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}
