//! What `--against` says of the packages in a channel, compared with the model.

use super::generated::World;
use super::process::Finished;
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
            if self.output_of(package, name)? != expected.output {
                problems.push(format!("{taken} the program prints something else"));
            }
            let archived = self.archived.get(&(*program, expected.version, expected.build_number));
            if archived.is_some_and(|archived| archived.inputs != expected.inputs) {
                problems.push(format!("{taken} it was made from something else"));
            }
        }
        Ok(problems)
    }

    /// Forgets what the packages that a build has made were made from.
    pub(crate) fn forget_archives(&mut self, build: &Finished) {
        let outcomes = build.outcomes();
        let is_new = |program: Program| outcomes.get(program.name()).is_none_or(|outcome| outcome != "fresh");
        self.archived.retain(|(program, _, _), _| !is_new(*program));
    }
}
