//! Crates that the packages of a group share are compiled once.

use std::collections::BTreeSet;

use crate::support::{LocalChannel, Ran, built_native};

/// The crates for which cargo prints this word, such as `Compiling`, in the build of a package.
fn said(run: &Ran, word: &str, package: &str) -> BTreeSet<String> {
    let lines = run.events("output").into_iter().filter(|event| event["name"] == package);
    let words = lines.filter_map(|event| {
        let mut words = event["line"].as_str().unwrap().split_whitespace();
        (words.next() == Some(word)).then(|| words.next().unwrap().to_owned())
    });
    words.collect()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn the_second_package_compiles_nothing_that_the_first_one_did() {
    let channel = LocalChannel::native();
    let run = &built_native(&channel).run;
    // The order of the two packages is not defined.
    let [one, other] = ["sealbox-digest", "sealbox-pack"].map(|package| said(run, "Compiling", package));
    let both: Vec<_> = one.intersection(&other).collect();
    assert!(both.is_empty(), "compiled for both: {both:?}");
    let all: BTreeSet<_> = one.union(&other).map(String::as_str).collect();
    for shared in ["cc", "sealbox-core", "sealbox-fletcher-sys"] {
        assert!(all.contains(shared), "{shared} was never compiled: {all:?}");
    }
    let [one, other] = ["sealbox-digest", "sealbox-pack"].map(|package| said(run, "Fresh", package));
    let fresh: Vec<_> = one.union(&other).map(String::as_str).collect();
    for shared in ["cc", "sealbox-core", "sealbox-fletcher-sys"] {
        assert!(fresh.contains(&shared), "{shared} was not found compiled: {fresh:?}");
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn another_run_compiles_nothing() {
    let channel = LocalChannel::native();
    let project = &built_native(&channel).project;
    // Into another channel, because other tests read the one of the shared build.
    let again = project
        .cargo_conda("build --format json -v --output-dir target/again")
        .conda(&channel)
        .run()
        .success();
    for package in ["sealbox-digest", "sealbox-pack"] {
        let compiled = said(&again, "Compiling", package);
        assert!(compiled.is_empty(), "{package} compiled {compiled:?}");
        assert!(said(&again, "Fresh", package).contains("sealbox-core"), "{package}");
    }
}
