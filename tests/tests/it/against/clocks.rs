//! Machines whose clocks are wrong. Contents decide what is fresh, so a clock can cost a build and never a
//! wrong answer.

use std::time::{Duration, SystemTime};

use camino::Utf8Path;
use walkdir::WalkDir;

use super::{build, programs};
use crate::support::{HttpServer, Ranges, TempProject};

const YEAR: Duration = Duration::from_hours(24 * 365);

/// Gives all files below a directory this time. To a program that runs now they are what a machine wrote
/// whose clock was wrong by that much, and which since was set right.
fn set_times(directory: &Utf8Path, time: SystemTime) {
    for entry in WalkDir::new(directory) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let file = fs_err::OpenOptions::new().write(true).open(entry.path()).unwrap();
            file.file().set_modified(time).unwrap();
        }
    }
}

#[test]
fn sources_of_another_year_are_compared_by_their_contents() {
    let here = programs(TempProject::empty());
    assert_eq!(build(&here, "-p alone").built, ["alone"]);
    let against = format!("-p alone --against {}", here.channel().directory());
    for time in [SystemTime::now() - YEAR, SystemTime::now() + YEAR] {
        let elsewhere = programs(TempProject::empty());
        set_times(elsewhere.root(), time);
        assert_eq!(build(&elsewhere, &against).fresh, ["alone"]);
        let elsewhere = elsewhere.append("alone/src/main.rs", "// one more line");
        set_times(elsewhere.root(), time);
        assert_eq!(build(&elsewhere, &against).built, ["alone"]);
    }
    // A file from the future may have changed while it was read: no machine takes the package for up to date.
    let ahead = programs(TempProject::empty());
    set_times(ahead.root(), SystemTime::now() + YEAR);
    assert_eq!(build(&ahead, "-p alone").built, ["alone"]);
    let against = format!("--against {}", ahead.channel().directory());
    let elsewhere = programs(TempProject::empty());
    let why = elsewhere.cargo_conda(&format!("why alone {against}")).run().success();
    insta::assert_snapshot!(why.redacted_stdout().replace(ahead.channel().directory().as_str(), "[CHANNEL]"), @r"
    alone 0.1.0 has to be built:
      there is no record of an earlier build
      `file://[CHANNEL]/[PLATFORM]/alone-0.1.0-[HASH]_0.conda`: the machine that made it could not tell everything that its build read
    ");
}

#[test]
fn an_index_that_was_cached_in_another_year_is_asked_for_again() {
    let here = programs(TempProject::empty());
    assert_eq!(build(&here, "-p alone").built, ["alone"]);
    let server = HttpServer::start(here.channel().directory(), Ranges::Answered);
    server.keep_for(Duration::from_hours(1));
    let elsewhere = programs(TempProject::empty());
    let cache = elsewhere.root().join("target/cache");
    let affected = || {
        let ask = elsewhere.cargo_conda(&format!("affected --against {}", server.url()));
        let ran = ask.env("RATTLER_CACHE_DIR", cache.as_str()).run().success();
        ran.stdout.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(affected(), ["left", "right"]);
    assert_eq!(build(&here, "-p left").built, ["left"]);
    // For the hour that the server allows, the index is not asked for again.
    assert_eq!(affected(), ["left", "right"]);
    set_times(&cache, SystemTime::now() + YEAR);
    assert_eq!(affected(), ["right"]);
    assert_eq!(build(&here, "-p right").built, ["right"]);
    set_times(&cache, SystemTime::now() - YEAR);
    assert_eq!(affected(), [""; 0]);
}
