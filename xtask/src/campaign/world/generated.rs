//! A workspace, its runs, and the comparison of what they make with the model.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::directories::Directories;
use super::disk::Disk;
use super::process::{Finished, Running};
use super::program::ReadProgram;
use super::reader::{ChannelReader, ReadPackage};
use super::tools::Tools;
use crate::campaign::model::{Expected, Program, expected};
use crate::error::ChoreError;
use crate::step::announce;

/// A workspace in a temporary directory, with what is known of its packages.
pub(crate) struct World {
    pub(crate) disk: Disk,
    pub(super) tools: Tools,
    pub(super) reader: ChannelReader,
    /// What each package was last made from; a program is missing if its package may have to be made again
    /// whatever it was made from.
    made: BTreeMap<Program, Expected>,
    /// The programs that were built while a file that they are made from had a time in the future.
    made_from_future: BTreeSet<Program>,
    /// What the archives in the channel were made from, by program, version and build number; without those
    /// of builds during which files changed.
    pub(super) archived: BTreeMap<(Program, String, u64), Expected>,
    /// What is known of the programs in packages, by the digest of the archive.
    pub(super) programs: BTreeMap<String, ReadProgram>,
    runs: usize,
    pub(super) has_failed: bool,
    /// The directory to delete; `None` if it is not ours.
    directory: Option<tempfile::TempDir>,
}

/// What is wrong after a run.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// A line for each thing that is wrong.
    pub(crate) problems: Vec<String>,
    /// The packages that were built, in the order of their names.
    pub(crate) built: Vec<Program>,
    /// Those among them that nothing could have made stale.
    pub(crate) needless: Vec<Program>,
    /// Those that were made again because a file has, or had when they were last built, a time in the future:
    /// it may have changed during the build. That is documented.
    pub(crate) from_future: Vec<Program>,
}

impl World {
    /// A workspace in its initial state. Nothing is built.
    pub(crate) fn create(tools: &Tools) -> Result<Self, ChoreError> {
        let directory = tempfile::tempdir().map_err(ChoreError::File)?;
        // Without links, because cargo reports paths without links.
        let root = fs_err::canonicalize(directory.path()).map_err(ChoreError::File)?;
        let mut world = Self::create_at(tools, Directories::below(&root))?;
        world.directory = Some(directory);
        Ok(world)
    }

    /// The same in a directory that stays.
    pub(crate) fn create_at(tools: &Tools, directories: Directories) -> Result<Self, ChoreError> {
        Ok(Self {
            disk: Disk::create(directories, tools.clone())?,
            reader: ChannelReader::start(&tools.python)?,
            tools: tools.clone(),
            made: BTreeMap::new(),
            made_from_future: BTreeSet::new(),
            archived: BTreeMap::new(),
            programs: BTreeMap::new(),
            runs: 0,
            has_failed: false,
            directory: None,
        })
    }

    /// Starts `cargo conda build`. `arguments` come after those that every run has.
    pub(crate) fn start_build(&mut self, arguments: &[&str]) -> Result<Running, ChoreError> {
        let all = [&["build", "--offline", "--format", "json"], arguments].concat();
        self.start(&all)
    }

    /// Starts `cargo conda` with these arguments.
    pub(crate) fn start(&mut self, arguments: &[&str]) -> Result<Running, ChoreError> {
        self.runs += 1;
        let output = self.disk.directories.output().join(format!("run-{}", self.runs));
        Running::start(self.disk.cargo_conda(arguments), &output)
    }

    /// Builds, and compares everything with the model.
    pub(crate) fn build(&mut self) -> Result<(Finished, Verdict), ChoreError> {
        self.build_with(&[])
    }

    /// The same with further arguments of `cargo conda build`.
    pub(crate) fn build_with(&mut self, arguments: &[&str]) -> Result<(Finished, Verdict), ChoreError> {
        let finished = self.start_build(arguments)?.finish()?;
        let verdict = self.judge(&finished)?;
        Ok((finished, verdict))
    }

    /// Forgets what a package was made from: the next build of it is not needless.
    pub(crate) fn forget(&mut self, program: Program) {
        self.made.remove(&program);
    }

    /// Forgets what all packages were made from.
    pub(crate) fn forget_all(&mut self) {
        self.made.clear();
    }

    /// Compares a build that has ended, and everything that it should have made, with the model.
    pub(crate) fn judge(&mut self, finished: &Finished) -> Result<Verdict, ChoreError> {
        let mut verdict = Verdict::default();
        let outcomes = finished.outcomes();
        let expected = Program::ALL.map(|program| (program, self.expected(program)));
        let code = i32::from(expected.iter().any(|(_, expected)| expected.is_none()));
        if finished.code() != Some(code) {
            let problem =
                format!("it ended with {}, not {code}:\n{}", finished.status, finished.complaints());
            verdict.problems.push(problem);
        }
        for (program, expected) in &expected {
            let outcome = outcomes.get(program.name()).map_or("missing", String::as_str);
            let Some(expected) = expected else {
                if outcome != "failed" {
                    verdict.problems.push(format!("{} is {outcome} and cannot be", program.name()));
                }
                self.made.remove(program);
                continue;
            };
            match outcome {
                "built" => {
                    verdict.built.push(*program);
                    let is_from_future = self.future_file(*program).is_some();
                    let was_from_future = self.made_from_future.remove(program);
                    if is_from_future {
                        self.made_from_future.insert(*program);
                    }
                    let name = (*program, expected.version.clone(), expected.build_number);
                    self.archived.insert(name, expected.clone());
                    if self.made.get(program).is_some_and(|made| made.inputs == expected.inputs) {
                        let is_documented = is_from_future || was_from_future;
                        let list =
                            if is_documented { &mut verdict.from_future } else { &mut verdict.needless };
                        list.push(*program);
                    }
                }
                "fresh" => {}
                other => verdict.problems.push(format!("{} is {other}", program.name())),
            }
            self.made.insert(*program, expected.clone());
        }
        let files = files_of(finished);
        let programs = expected.into_iter().filter_map(|(program, expected)| Some((program, expected?)));
        verdict.problems.extend(self.check_packages(&programs.collect(), &files)?);
        self.has_failed |= !verdict.problems.is_empty();
        Ok(verdict)
    }

    /// What the state must lead to for a program; `None` if it cannot be compiled.
    pub(crate) fn expected(&self, program: Program) -> Option<Expected> {
        expected(&self.disk.state, &self.tools.releases, program)
    }

    /// A file that a program is made from, or a manifest, whose modification time is in the future; `None` if
    /// there is none.
    fn future_file(&self, program: Program) -> Option<String> {
        let inputs = self.expected(program).map(|expected| expected.inputs).unwrap_or_default();
        self.disk.future_files().find(|path| inputs.contains_key(path) || path.contains("/Cargo."))
    }

    /// Reads the channel, and returns a line for each contradiction between the index, archives and records.
    pub(crate) fn check_channel(&mut self) -> Result<(Vec<ReadPackage>, Vec<String>), ChoreError> {
        let directories = &self.disk.directories;
        let (packages, mut problems) = self.reader.read(&directories.channel(), &directories.unpacked())?;
        problems.extend(check_records(&directories.scratch(), &packages)?);
        Ok((packages, problems))
    }

    /// Reads another channel, and returns a line for each contradiction in it.
    pub(crate) fn read_channel(
        &mut self,
        channel: &Path,
    ) -> Result<(Vec<ReadPackage>, Vec<String>), ChoreError> {
        self.reader.read(channel, &self.disk.directories.unpacked())
    }

    /// Compares packages with what is expected of them. `files` has the name of each program's archive.
    fn check_packages(
        &mut self,
        programs: &BTreeMap<Program, Expected>,
        files: &BTreeMap<String, String>,
    ) -> Result<Vec<String>, ChoreError> {
        let (packages, mut problems) = self.check_channel()?;
        for (program, expected) in programs {
            let name = program.name();
            let file = files.get(name).map_or("", String::as_str);
            let Some(package) = packages.iter().find(|package| package.name == name && package.file == file)
            else {
                problems.push(format!("{name} is not in the channel as {file:?}"));
                continue;
            };
            let identity = (package.version.as_str(), package.build_number);
            if identity != (expected.version.as_str(), expected.build_number) {
                problems.push(format!(
                    "{name} is {identity:?} instead of {:?}",
                    (&expected.version, expected.build_number)
                ));
            }
            let output = self.program_of(package, name)?.output;
            if output != expected.output {
                problems.push(format!("{name} is stale:\n{}", differences(&expected.output, &output)));
            }
        }
        Ok(problems)
    }

    /// Notes that something is wrong, so that the directory stays if that is asked for.
    pub(crate) fn note_failure(&mut self) {
        self.has_failed = true;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(directory) = self.directory.take_if(|_| self.has_failed && self.tools.keep) {
            announce(&format!("the workspace is kept in `{}`", directory.keep().display()));
        }
    }
}

/// The name of each package's archive, by crate, from the events of a run.
fn files_of(finished: &Finished) -> BTreeMap<String, String> {
    let events = finished.events.iter().filter(|event| event["event"] == "package-finished");
    let file = |event: &Value| {
        let name = Path::new(event["file"].as_str()?).file_name()?.to_str()?;
        Some((event["crate"].as_str()?.to_owned(), name.to_owned()))
    };
    events.filter_map(file).collect()
}

/// A line for each record that describes another archive than the one in the channel. A package without a
/// record is made again, so a missing record contradicts nothing.
fn check_records(scratch: &Path, packages: &[ReadPackage]) -> Result<Vec<String>, ChoreError> {
    let mut problems = Vec::new();
    let records = walkdir::WalkDir::new(scratch.join("records")).min_depth(1).max_depth(1).into_iter();
    for record in records.filter_map(Result::ok) {
        let name = record.file_name().to_string_lossy().into_owned();
        let text = fs_err::read(record.path()).map_err(ChoreError::File)?;
        let Ok(value) = serde_json::from_slice::<Value>(&text) else {
            problems.push(format!("the record {name} is no JSON"));
            continue;
        };
        let archive = &value["content"]["archive"];
        let is_there = packages.iter().any(|package| {
            archive["file"] == package.file.as_str()
                && archive["sha256"] == package.sha256.as_str()
                && archive["size"] == package.size
        });
        if !is_there {
            problems.push(format!("the record {name} describes an archive that is not in the channel"));
        }
    }
    Ok(problems)
}

/// The lines that differ, expected ones with `-` and printed ones with `+`.
fn differences(expected: &str, printed: &str) -> String {
    let only = |mark: char, one: &str, other: &str| -> Vec<String> {
        let lines = one.lines().filter(|line| !other.lines().any(|there| there == *line));
        lines.map(|line| format!("  {mark} {line}\n")).collect()
    };
    [only('-', expected, printed), only('+', printed, expected)].concat().concat()
}
