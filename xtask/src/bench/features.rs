//! `cargo xtask bench features`: what each thing in a package besides the program adds to a cold build.

use std::path::Path;

use super::arguments::Arguments;
use super::measured::measured;
use super::program::{self, Compiled};
use super::rounds::median;
use super::subject::Subject;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// A feature of packages that a key of the configuration turns on or off.
struct Feature {
    name: &'static str,
    /// The line that turns it off, or on if it is off by default.
    other: &'static str,
    is_default: bool,
}

/// Features that are added when finished programs are packed.
const OF_PACKING: [Feature; 4] = [
    Feature { name: "third-party-licenses", other: "third-party-licenses = false", is_default: true },
    Feature { name: "auditable", other: "auditable = false", is_default: true },
    Feature { name: "provenance", other: "provenance = false", is_default: true },
    Feature { name: "sbom", other: "sbom = true", is_default: false },
];

/// Features that change how programs are compiled.
const OF_COMPILATION: [Feature; 2] = [
    Feature { name: "strip", other: "strip = 'none'", is_default: true },
    Feature { name: "remap-paths", other: "remap-paths = false", is_default: true },
];

/// What a build took and made.
#[derive(Debug, Clone, Copy)]
struct Built {
    /// Seconds that processors worked.
    processors: f64,
    /// The bytes of all archives.
    archives: f64,
}

/// Measures cold builds, and then builds that pack programs again which are compiled already, with each
/// feature turned over. Processor time of several runs can be compared on a busy machine too.
pub(super) fn run(repository: &Repository, mut arguments: Arguments) -> Result<(), ChoreError> {
    let rounds = arguments.rounds(5)?;
    let with_compilation = arguments.flag("--compilation");
    let subject = Subject::new(repository, &mut arguments, &Compiled::Release)?;
    arguments.finish()?;
    let place = tempfile::tempdir().map_err(ChoreError::File)?;
    let target = |name: &str| place.path().join(name);
    let cold = build(&subject, &target("usual"), "")?;
    let packages = subject.packages.len();
    announce(&format!("a cold build of {packages} packages: {:.1} s of processor time", cold.processors));
    let warm = |feature: &Feature| -> Result<_, ChoreError> {
        let usual = repeated(rounds, || build(&subject, &target("usual"), ""))?;
        let other = repeated(rounds, || build(&subject, &target("usual"), feature.other))?;
        Ok((usual, other))
    };
    for feature in &OF_PACKING {
        let (usual, other) = warm(feature)?;
        announce(&feature.cost(cold, usual, other));
    }
    if with_compilation {
        for feature in &OF_COMPILATION {
            let other = build(&subject, &target(feature.name), feature.other)?;
            announce(&feature.cost(cold, cold, other));
        }
    }
    Ok(())
}

impl Feature {
    /// What the feature costs, as a share of a cold build, and what it does to the archives.
    fn cost(&self, cold: Built, usual: Built, other: Built) -> String {
        let (with, without) = if self.is_default { (usual, other) } else { (other, usual) };
        let share = 100.0 * (with.processors - without.processors) / cold.processors;
        let size = with.archives / without.archives;
        format!("{}: {share:+.2} % of a cold build; archives {size:.3} times as large", self.name)
    }
}

/// The medians of several builds.
fn repeated(rounds: usize, build: impl Fn() -> Result<Built, ChoreError>) -> Result<Built, ChoreError> {
    let builds = (0..rounds).map(|_| build()).collect::<Result<Vec<_>, _>>()?;
    Ok(Built {
        processors: median(builds.iter().map(|built| built.processors)),
        archives: median(builds.iter().map(|built| built.archives)),
    })
}

/// Builds all packages into a target directory, those that are there too, with a line in the workspace's
/// configuration.
fn build(subject: &Subject, target: &Path, line: &str) -> Result<Built, ChoreError> {
    let configuration = tempfile::Builder::new().suffix(".toml").tempfile().map_err(ChoreError::File)?;
    fs_err::write(configuration.path(), format!("[workspace]\n{line}\n")).map_err(ChoreError::File)?;
    let mut command = subject.build(target);
    let taken = measured(command.arg("--force").arg("--config").arg(configuration.path()))?;
    let events = program::events(&taken.output);
    program::finished(&events, &subject.program)?;
    let sizes = program::named(&events, "package-finished").filter_map(|event| event["size"].as_f64());
    let Some(processors) = taken.processors else {
        return Err(ChoreError::Bench("processor time can only be read on Linux".to_owned()));
    };
    Ok(Built { processors, archives: sizes.sum() })
}

#[cfg(test)]
mod tests {
    use super::{Built, Feature};

    #[test]
    fn a_feature_that_is_off_by_default_costs_what_turning_it_on_takes() {
        let built = |processors, archives| Built { processors, archives };
        let (cold, usual, other) = (built(200.0, 3.0), built(5.0, 3.0), built(4.0, 2.0));
        let feature = |is_default| Feature { name: "notices", other: "", is_default };
        let expected = "notices: +0.50 % of a cold build; archives 1.500 times as large";
        assert_eq!(feature(true).cost(cold, usual, other), expected);
        assert_eq!(feature(false).cost(cold, other, usual), expected);
    }
}
