//! `cargo xtask bench leaf`: the time of a build after a change in one member.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::arguments::Arguments;
use super::program::{self, Compiled};
use super::rounds::{Rounds, Side, timed};
use super::subject::{Package, Subject};
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};

/// Measures `cargo conda build` beside `cargo build` of the changed member; everything else is compiled
/// before.
pub(super) fn run(repository: &Repository, mut arguments: Arguments) -> Result<(), ChoreError> {
    let rounds = arguments.rounds(3)?;
    let Some(touched) = arguments.value("--touch")? else {
        return Err(ChoreError::Bench("`leaf` needs a member to change: `--touch NAME`".to_owned()));
    };
    let subject = Subject::new(repository, &mut arguments, &Compiled::Debug)?;
    arguments.finish()?;
    // The member is changed in a copy, never in the workspace itself.
    let copy = tempfile::tempdir().map_err(ChoreError::File)?;
    let subject = subject.moved_to(&copied(subject.root(), copy.path())?)?;
    let Some(package) = subject.packages.iter().find(|package| package.crate_name == touched) else {
        let names: Vec<_> = subject.packages.iter().map(|package| package.crate_name.as_str()).collect();
        return Err(ChoreError::Bench(format!(
            "`--touch {touched}` names none of the packages; they are {}",
            names.join(", ")
        )));
    };
    let targets = tempfile::tempdir().map_err(ChoreError::File)?;
    let (ours, theirs) = (targets.path().join("ours"), targets.path().join("cargo"));
    let cargo = || {
        let mut cargo = subject.cargo("cargo", "build", &theirs);
        cargo.args(["--quiet", "-p", &package.crate_name]).args(package.alone());
        cargo
    };
    step::output_of(&mut subject.build(&ours))?;
    step::output_of(&mut cargo())?;
    let sides: Vec<Side<'_>> = vec![
        (
            "ours".to_owned(),
            Box::new(|| {
                // One change a round serves both sides, because each has a target directory of its own.
                touch(package)?;
                let (seconds, output) = timed(&mut subject.build(&ours))?;
                let events = program::events(&output);
                match program::finished(&events, &subject.program)?["built"].as_u64() {
                    Some(1) => Ok(seconds),
                    built => Err(ChoreError::Bench(format!(
                        "expected one package to be built, but {} were",
                        built.unwrap_or_default()
                    ))),
                }
            }),
        ),
        ("cargo build".to_owned(), Box::new(|| Ok(timed(&mut cargo())?.0))),
    ];
    announce(&Rounds::run(rounds, sides)?.table());
    Ok(())
}

/// Appends a comment to the main source file of a package.
fn touch(package: &Package) -> Result<(), ChoreError> {
    let text = fs_err::read_to_string(&package.main).map_err(ChoreError::File)?;
    let text = format!("{}\n// One line more.\n", text.trim_end_matches('\n'));
    fs_err::write(&package.main, text).map_err(ChoreError::File)
}

/// Copies a workspace without its target directory and repository. Returns the path of the copied manifest.
fn copied(from: &Path, to: &Path) -> Result<PathBuf, ChoreError> {
    let wanted = |entry: &walkdir::DirEntry| {
        entry.depth() != 1 || (entry.file_name() != "target" && entry.file_name() != ".git")
    };
    for entry in WalkDir::new(from).into_iter().filter_entry(wanted) {
        let entry = entry.map_err(|error| ChoreError::File(error.into()))?;
        let Ok(path) = entry.path().strip_prefix(from) else {
            continue;
        };
        if entry.file_type().is_dir() {
            fs_err::create_dir_all(to.join(path)).map_err(ChoreError::File)?;
        } else if entry.path().is_file() {
            fs_err::copy(entry.path(), to.join(path)).map_err(ChoreError::File)?;
        }
    }
    Ok(to.join("Cargo.toml"))
}

#[cfg(test)]
mod tests {
    use super::copied;

    #[test]
    fn target_directory_and_repository_are_not_copied() {
        let [from, to] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for file in ["Cargo.toml", "target/a", ".git/b", "x/target/c", ".cargo/config.toml"] {
            let path = from.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, file).unwrap();
        }
        let manifest = copied(from.path(), to.path()).unwrap();
        assert_eq!(fs_err::read_to_string(manifest).unwrap(), "Cargo.toml");
        let there = ["target/a", ".git/b", "x/target/c", ".cargo/config.toml"]
            .map(|file| to.path().join(file).exists());
        assert_eq!(there, [false, false, true, true]);
    }
}
