//! A crate that several packages share is compiled for the first of them only, also across processes.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{LocalChannel, Pixi, Python, TempProject};

/// A workspace whose packages are built one by one.
struct Builds {
    project: TempProject,
    channel: LocalChannel,
    python: Python,
}

impl Builds {
    fn new() -> Self {
        let (channel, python) = (LocalChannel::native(), Python::of_venv());
        Self { project: TempProject::sample("pixi-monorepo"), channel, python }
    }

    /// Builds a package in a process of its own, and returns the crates that cargo compiled.
    fn compiled(&self, name: &str, host: &str) -> BTreeSet<String> {
        let dependency = json!({ (host): { "binary": { "version": "*" } } });
        let host = if host.is_empty() { json!({}) } else { dependency };
        let model = json!({ "targets": { "defaultTarget": { "hostDependencies": host } } });
        let mut pixi = Pixi::with(&self.project, "pixi.toml", model, json!({})).channel(&self.channel);
        pixi.build(&self.python, name).unwrap();
        compiled(&pixi.end())
    }
}

fn compiled(stderr: &str) -> BTreeSet<String> {
    let words = stderr.lines().filter_map(|line| line.split_once("Compiling ").map(|(_, rest)| rest));
    words.filter_map(|rest| rest.split_whitespace().next()).map(ToOwned::to_owned).collect()
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(ToOwned::to_owned).into()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_later_process_compiles_nothing_that_an_earlier_one_did() {
    let builds = Builds::new();
    assert_eq!(builds.compiled("tide-table", ""), set(["lexopt", "tide-model", "tide-table"]));
    assert_eq!(builds.compiled("tide-alarm", ""), set(["tide-alarm"]));
    // The package is built again, and nothing has changed.
    assert_eq!(builds.compiled("tide-table", ""), set([]));

    // An edit of the shared crate, and one of a crate of one package.
    builds.project.write("crates/tide-model/harbours.txt", "northwick 91\n");
    assert_eq!(builds.compiled("tide-table", ""), set(["tide-model", "tide-table"]));
    builds.project.write("apps/tide-alarm/src/main.rs", "fn main() { println!(\"now\"); }\n");
    assert_eq!(builds.compiled("tide-table", ""), set([]));
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_package_added_to_the_environment_compiles_nothing_again() {
    let builds = Builds::new();
    builds.compiled("tide-table", "");
    assert_eq!(builds.compiled("tide-alarm", "zlib"), set(["tide-alarm"]));
    // The first package was compiled in the same environment.
    assert_eq!(builds.compiled("tide-table", ""), set([]));
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_package_removed_from_the_environment_compiles_everything_again() {
    let builds = Builds::new();
    builds.compiled("tide-table", "zlib");
    assert_eq!(builds.compiled("tide-table", "zlib"), set([]));
    assert_eq!(builds.compiled("tide-table", ""), set(["lexopt", "tide-model", "tide-table"]));
}
