//! What `--against` says of the packages in a channel, compared with the model.

use super::generated::World;
use super::process::{Finished, Running};
use super::reader::ReadPackage;
use crate::campaign::model::Program;
use crate::error::ChoreError;

impl World {
    /// Asks which packages another machine could take from the channel, by the records that packages carry.
    /// Returns the programs of these packages, and a line for each that is not what the state leads to.
    pub(crate) fn judge_records(&mut self) -> Result<(Vec<Program>, Vec<String>), ChoreError> {
        let channel = self.disk.directories.channel().display().to_string();
        let arguments = ["affected", "--offline", "--format", "github-matrix", "--against", &channel];
        let finished = self.start(&arguments)?.finish()?;
        let [matrix] = finished.events.as_slice() else {
            return Ok((Vec::new(), vec![format!("`affected --against`: {}", finished.stderr)]));
        };
        let missing: Vec<_> = matrix["include"].as_array().into_iter().flatten().collect();
        let is_there = |program: &Program| !missing.iter().any(|package| package["crate"] == program.name());
        let reused: Vec<_> = Program::ALL.into_iter().filter(is_there).collect();
        let problems = self.differences_of(&reused)?;
        self.has_failed |= !problems.is_empty();
        Ok((reused, problems))
    }

    /// A line for each program whose package in the channel is not what the state leads to.
    fn differences_of(&mut self, programs: &[Program]) -> Result<Vec<String>, ChoreError> {
        let directories = &self.disk.directories;
        // An archive that was lost is a contradiction here, and the build that follows puts it right.
        let (packages, _contradictions) =
            self.reader.read(&directories.channel(), &directories.unpacked())?;
        let mut problems = Vec::new();
        for program in programs {
            let name = program.name();
            let taken = format!("`--against` takes {name} for up to date, and");
            let Some(expected) = self.expected(*program) else {
                problems.push(format!("{taken} it cannot be compiled"));
                continue;
            };
            let identity = (name, expected.version.as_str(), expected.build_number);
            let found = packages.iter().find(|package| {
                (package.name.as_str(), package.version.as_str(), package.build_number) == identity
            });
            let Some(package) = found else {
                problems.push(format!("{taken} it is not in the channel"));
                continue;
            };
            if self.program_of(package, name)?.output != expected.output {
                problems.push(format!("{taken} the program prints something else"));
            }
            let archived = self.archived.get(&(*program, expected.version, expected.build_number));
            if archived.is_some_and(|archived| archived.inputs != expected.inputs) {
                problems.push(format!("{taken} it was made from something else"));
            }
        }
        Ok(problems)
    }

    /// Makes these packages again, from nothing and into another channel. Returns a line for each whose
    /// program has other bytes than the one in the channel.
    pub(crate) fn make_again(&mut self, programs: &[Program]) -> Result<Vec<String>, ChoreError> {
        if programs.is_empty() {
            return Ok(Vec::new());
        }
        let directory = tempfile::tempdir_in(self.disk.directories.root()).map_err(ChoreError::File)?;
        let again = directory.path().join("channel");
        let shown = again.display().to_string();
        let mut arguments =
            vec!["build", "--offline", "--no-test", "--format", "json", "--output-dir", &shown];
        arguments.extend(programs.iter().flat_map(|program| ["-p", program.name()]));
        let mut command = self.disk.cargo_conda(&arguments);
        command.env("CARGO_TARGET_DIR", directory.path().join("target"));
        let finished = Running::start(command, &directory.path().join("run"))?.finish()?;
        let mut problems = Vec::new();
        if finished.code() != Some(0) {
            problems.push(format!("what `--against` reuses cannot be built:\n{}", finished.complaints()));
        }
        let directories = self.disk.directories.clone();
        let (published, _contradictions) =
            self.reader.read(&directories.channel(), &directories.unpacked())?;
        let (made, _contradictions) = self.reader.read(&again, &directories.unpacked())?;
        for package in &made {
            let is_same = |other: &&ReadPackage| {
                (&other.name, &other.version, other.build_number)
                    == (&package.name, &package.version, package.build_number)
            };
            let reused = published.iter().find(is_same);
            let reused = reused.map(|reused| self.program_of(reused, &package.name)).transpose()?;
            let again = self.program_of(package, &package.name)?;
            if reused.is_none_or(|reused| reused.digest != again.digest) {
                problems.push(format!(
                    "`--against` reuses {}, whose program would have other bytes",
                    package.name
                ));
            }
        }
        if made.len() != programs.len() {
            problems.push(format!("{} packages were made again, not {}", made.len(), programs.len()));
        }
        self.has_failed |= !problems.is_empty();
        Ok(problems)
    }

    /// Forgets what the packages that a build has made were made from.
    pub(crate) fn forget_archives(&mut self, build: &Finished) {
        let outcomes = build.outcomes();
        let is_new = |program: Program| outcomes.get(program.name()).is_none_or(|outcome| outcome != "fresh");
        self.archived.retain(|(program, _, _), _| !is_new(*program));
    }
}
