//! Says before the tests which of them will be ignored, because a program that they need is not on this
//! machine.

#[path = "../../tests/needs.rs"]
mod table;

use std::collections::BTreeSet;
use std::path::Path;

use self::table::{From, NEEDS, Program};
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// Where the tests are, from the root of the repository.
const TESTS: &str = "tests/tests/it/";

/// The number of tests up to which their names are said.
const NAMED: usize = 3;

/// Says in one line which programs are missing, which tests that concerns, and how to get them. Nothing is
/// installed: that would change the machine for others.
pub(crate) fn say(repository: &Repository) -> Result<(), ChoreError> {
    let mut sources = Vec::new();
    for file in repository.files()?.iter().filter(|file| is_of_tests(file)) {
        sources.extend(repository.text(file)?);
    }
    let missing = NEEDS.iter().map(|need| (need.name, need.missing().collect::<Vec<_>>()));
    let missing = missing.filter(|(_, programs)| !programs.is_empty());
    let said: Vec<_> = missing
        .map(|(name, programs)| {
            let tests: BTreeSet<_> = sources.iter().flat_map(|source| tests_with(source, name)).collect();
            describe(&programs, &tests)
        })
        .collect();
    announce(&match said.as_slice() {
        [] => "all programs that tests need are here".to_owned(),
        said => format!("tests will be ignored: {}", said.join("; ")),
    });
    Ok(())
}

fn is_of_tests(file: &str) -> bool {
    file.starts_with(TESTS) && Path::new(file).extension().is_some_and(|extension| extension == "rs")
}

/// Programs, the tests that are ignored without them, and how to get them.
fn describe(programs: &[&Program], tests: &BTreeSet<String>) -> String {
    let names: Vec<_> = programs.iter().map(|program| program.name).collect();
    let which = if tests.len() <= NAMED {
        tests.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    } else {
        format!("{} tests", tests.len())
    };
    format!("{which} for want of {} ({})", names.join(" and "), remedies(programs).join(", "))
}

/// How to get programs: a command for all of Debian, one for all crates, and each other one as it is had.
fn remedies(programs: &[&Program]) -> Vec<String> {
    let all = |choose: fn(From) -> Option<&'static str>| {
        programs.iter().filter_map(|program| choose(program.from)).collect::<Vec<_>>().join(" ")
    };
    let debian = all(|from| if let From::Debian(package) = from { Some(package) } else { None });
    let crates = all(|from| if let From::Crate(name) = from { Some(name) } else { None });
    let commands = [("apt-get install", debian), ("cargo install", crates)];
    let commands = commands.into_iter().filter(|(_, names)| !names.is_empty());
    let commands = commands.map(|(command, names)| format!("{command} {names}"));
    let others = programs.iter().filter_map(|program| match program.from {
        From::Otherwise(how) => Some(how.to_owned()),
        From::Debian(_) | From::Crate(_) => None,
    });
    commands.chain(others).collect()
}

/// The names of the tests of a source file that ask for what this name stands for.
fn tests_with(source: &str, name: &str) -> Vec<String> {
    let asks = format!("has = \"{name}\"");
    let (mut tests, mut is_asked) = (Vec::new(), false);
    for line in source.lines() {
        let line = line.trim_start();
        // Comments speak of needs, too.
        is_asked |= line.contains(&asks) && !line.starts_with("//");
        let function = line.strip_prefix("async fn ").or(line.strip_prefix("fn "));
        if let Some((function, _)) = function.and_then(|rest| rest.split_once('(')) {
            if is_asked {
                tests.push(function.to_owned());
            }
            is_asked = false;
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::table::NEEDS;
    use super::{Repository, describe, is_of_tests, tests_with};

    #[test]
    fn tests_that_ask_for_something_are_found() {
        let source = "// has = \"shells\"\nfn helper() {}\n#[test]\n#[cfg_attr(not(has = \"shells\"), ignore = \"\")]\n\
                      fn one() {}\n#[cfg_attr(\n    not(all(has = \"shells\", has = \"c\")),\n)]\nfn two() {}\nfn three() {}\n";
        assert_eq!(tests_with(source, "shells"), ["one", "two"]);
        assert_eq!(tests_with(source, "c"), ["two"]);
    }

    #[test]
    fn what_is_missing_is_said_with_a_command() {
        let need = |name: &str| NEEDS.iter().find(|need| need.name == name).unwrap();
        let shells: Vec<_> = need("shells").programs.iter().skip(2).collect();
        let tests = BTreeSet::from(["one".to_owned(), "two".to_owned()]);
        assert_eq!(
            describe(&shells, &tests),
            "one, two for want of fish and man (apt-get install fish man-db)"
        );
        let crates: Vec<_> = need("cargo-c").programs.iter().collect();
        let many: BTreeSet<_> = (0..7).map(|number| number.to_string()).collect();
        assert_eq!(
            describe(&crates, &many),
            "7 tests for want of cargo-cinstall and cbindgen (cargo install cargo-c cbindgen)"
        );
        let nightly: Vec<_> = need("nightly").programs.iter().collect();
        assert!(describe(&nightly, &tests).ends_with("(rustup toolchain install nightly)"));
    }

    /// Every need of the table is one of a test.
    #[test]
    fn every_need_is_asked_for() {
        let repository = Repository::here();
        let files = repository.files().unwrap();
        let files = files.iter().filter(|file| is_of_tests(file));
        let sources: Vec<_> = files.filter_map(|file| repository.text(file).unwrap()).collect();
        for need in NEEDS {
            let is_asked_for = sources.iter().any(|source| !tests_with(source, need.name).is_empty());
            assert!(is_asked_for, "{}", need.name);
        }
    }
}
