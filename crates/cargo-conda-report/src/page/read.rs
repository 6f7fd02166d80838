//! From the lines of a file of events to a run.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::NoRun;
use super::run::{CrateRun, Ending, EnvironmentRun, Note, PackageEnd, PackageRun, Planned, Run};
use crate::schema::{EventBody, EventDocument, PackageRef, SCHEMA};
use crate::units::count;

/// How many characters of a line that is no event are shown.
const SHOWN: usize = 40;

impl Run {
    /// Reads the events of a run, as `cargo conda build --format json` wrote them.
    ///
    /// A last line that is not whole, as a killed run leaves it, is left out, and the page says so. Of
    /// several runs, one after another in a file, the last one counts.
    ///
    /// # Errors
    ///
    /// If there are no events, or something else.
    pub fn read(events: &[u8]) -> Result<Self, NoRun> {
        let text = String::from_utf8_lossy(events);
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let lines: Vec<_> = lines.filter(|(_, line)| !line.is_empty()).collect();
        let (last, _) = *lines.last().ok_or(NoRun::Empty)?;
        let mut reading = Reading::default();
        for (number, line) in lines {
            match event(line, number) {
                Ok(document) => reading.take(document),
                Err(NoRun::NotEvents { .. }) if number == last && number > 1 && !text.ends_with('\n') => {
                    reading.run.ending = Ending::Cut;
                }
                Err(error) => return Err(error),
            }
        }
        reading.finish()
    }
}

/// Reads a line.
fn event(line: &str, number: usize) -> Result<EventDocument, NoRun> {
    let not_events = || {
        let begin: String = line.chars().take(SHOWN).collect();
        NoRun::NotEvents { line: number, begin: if begin == line { begin } else { begin + "…" } }
    };
    let value: Value = serde_json::from_str(line).map_err(|_source| not_events())?;
    let (Some(schema), Some(event)) = (value["schema"].as_u64(), value["event"].as_str()) else {
        return Err(not_events());
    };
    if schema > u64::from(SCHEMA) {
        return Err(NoRun::NewerSchema { line: number, schema });
    }
    // Other commands end with an event of this name and other keys.
    let is_last = event == "finished";
    let reason = |source| {
        if is_last { NoRun::NotOfBuild } else { NoRun::Malformed { line: number, source } }
    };
    serde_json::from_value(value).map_err(reason)
}

/// A run as far as it was read.
#[derive(Default)]
struct Reading {
    run: Run,
    /// The positions of packages in the run.
    positions: BTreeMap<PackageRef, usize>,
    /// True if there was an event of a build.
    is_build: bool,
}

impl Reading {
    fn package(&mut self, name: PackageRef) -> &mut PackageRun {
        let next = self.run.packages.len();
        let position = *self.positions.entry(name.clone()).or_insert(next);
        if position == next {
            self.run.packages.push(PackageRun::new(name));
        }
        &mut self.run.packages[position]
    }

    fn note(&mut self, package: Option<&PackageRef>, text: String) {
        self.run.notes.push(Note { package: package.map(|package| package.name.clone()), text });
    }

    fn take(&mut self, EventDocument { at, body, .. }: EventDocument) {
        if matches!(self.run.ending, Ending::Finished | Ending::Interrupted) {
            // Another run, in the same file.
            *self = Self::default();
        }
        self.is_build |= !matches!(body, EventBody::Other);
        self.run.end = self.run.end.max(at);
        match body {
            EventBody::Planned { cargo_conda, time, members, plan } => {
                *self = Self { is_build: true, ..Self::default() };
                let warnings = plan.warnings.iter().map(|warning| {
                    let place = warning.file.as_ref().zip(warning.line);
                    let place = place.map(|(file, line)| format!(" ({file}:{line})")).unwrap_or_default();
                    Note { package: None, text: format!("{}{place}", warning.message) }
                });
                self.run.notes.extend(warnings);
                self.run.planned = Some(Planned { version: cargo_conda, time, members, plan: *plan });
            }
            EventBody::RunStarted { packages, jobs } => {
                self.run.jobs = Some(jobs);
                self.run.started = at;
                for package in packages {
                    self.package(package);
                }
            }
            EventBody::PackageStarted(package) => {
                self.package(package).started.get_or_insert(at);
            }
            EventBody::PhaseStarted { package, phase } => self.package(package).phases.push((phase, at)),
            EventBody::CrateCompiled { package, compiled } => {
                self.run.crates.push(CrateRun { package, compiled, end: at });
            }
            EventBody::ProgramsInstalled { package, programs } => self.package(package).programs = programs,
            EventBody::Finished { interrupted, channel, .. } => {
                self.run.ending = if interrupted { Ending::Interrupted } else { Ending::Finished };
                self.run.channel = Some(channel.into_string());
            }
            body @ EventBody::PackageFinished { .. } => self.end_package(at, body),
            body => self.take_note(body),
        }
    }

    fn end_package(&mut self, at: f64, body: EventBody) {
        let EventBody::PackageFinished {
            package,
            outcome,
            size,
            tested,
            blocked_by,
            error,
            cause,
            failure,
            help,
            log,
            seconds,
            crates_compiled,
            crates_fresh,
            ..
        } = body
        else {
            return;
        };
        self.package(package).end = Some(PackageEnd {
            at,
            outcome,
            size,
            tested,
            blocked_by,
            error,
            cause,
            failure,
            help,
            log: log.map(camino::Utf8PathBuf::into_string),
            seconds,
            crates_compiled,
            crates_fresh,
        });
    }

    /// Takes an event that is not about the course of a package.
    fn take_note(&mut self, body: EventBody) {
        match body {
            EventBody::EnvironmentReady { group, platform, variant, build, host, seconds } => {
                let variant: Vec<_> = variant.iter().map(|(key, value)| format!(", {key} {value}")).collect();
                let title = format!("Group {group}, {platform}{}", variant.concat());
                self.run.environments.push(EnvironmentRun { title, seconds, build, host });
            }
            EventBody::Waiting { .. } => {
                self.note(
                    None,
                    "The run waited for another one, which held the scratch directory.".to_owned(),
                );
            }
            EventBody::CompiledTwice { package, first, unit } => {
                let text = format!("compiled {unit} again, although {first} had just compiled it");
                self.note(Some(&package), text);
            }
            EventBody::NamesMachine { package, paths } => {
                for path in paths {
                    let text = format!("{} names {}, a directory of the machine", path.file, path.path);
                    self.note(Some(&package), text);
                }
            }
            EventBody::InventoryDiffers { package, only_compiled, .. } => {
                let crates = only_compiled.join(", ");
                self.note(Some(&package), format!("cargo compiled crates that were not expected: {crates}"));
            }
            EventBody::PackageRepeated(package) => {
                self.note(Some(&package), "was built once more, with no other beside it".to_owned());
            }
            EventBody::CacheStatistics { hits, misses, uncacheable, errors } => {
                let all = usize::try_from(hits + misses)
                    .map_or_else(|_| String::new(), |all| count(all, "compilation"));
                let text = format!(
                    "The compile cache answered {hits} of {all}; {uncacheable} could not be cached, {errors} failed."
                );
                self.note(None, text);
            }
            EventBody::Interrupted { .. } => self.note(None, "The run was asked to stop.".to_owned()),
            // The rest is in the other events too, or of a later version.
            _ => {}
        }
    }

    /// Adds what was planned and has not happened.
    fn finish(mut self) -> Result<Run, NoRun> {
        if !self.is_build {
            return Err(NoRun::NotOfBuild);
        }
        let planned = self.run.planned.as_ref().map(|planned| planned.plan.packages.clone());
        for document in planned.unwrap_or_default() {
            let of_plan = |package: &PackageRun| {
                (&package.name.name, &package.name.platform) == (&document.name, &document.platform)
            };
            if !self.run.packages.iter().any(of_plan) {
                self.package(PackageRef {
                    crate_name: document.crate_name.clone(),
                    name: document.name.clone(),
                    version: document.version.clone(),
                    platform: document.platform.clone(),
                    variant: BTreeMap::new(),
                });
            }
            for package in self.run.packages.iter_mut().filter(|package| of_plan(package)) {
                package.plan = Some(document.clone());
            }
        }
        Ok(self.run)
    }
}
