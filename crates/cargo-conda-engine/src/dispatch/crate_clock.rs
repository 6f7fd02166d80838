//! When each crate of a job began to be compiled.
//!
//! cargo's messages say when a target is done. When the first target of a crate begins, cargo says so to
//! people: `Compiling serde v1.0.200`. The later targets of the crate begin when an earlier one is done: the
//! build script is run, then the library is compiled, then programs.

use std::collections::BTreeMap;
use std::time::Duration;

use cargo_util_schemas::core::PackageIdSpec;

use crate::cargo::{CompiledTarget, TargetRole};
use crate::schedule::JobId;

/// The crates that are being compiled.
#[derive(Debug, Default)]
pub(super) struct CrateClock {
    /// The times since the run began, by job and by name and version of the crate.
    began: BTreeMap<(JobId, String), Duration>,
}

impl CrateClock {
    /// A job's build has printed a line.
    pub(super) fn hear(&mut self, job: JobId, line: &str, now: Duration) {
        if let Some(name) = announced(line) {
            self.began.insert((job, name), now);
        }
    }

    /// cargo has run the build script of a package, now or in an earlier build.
    pub(super) fn script_ran(&mut self, job: JobId, package: &str, now: Duration) {
        self.advance(job, package, now);
    }

    /// cargo has compiled a target. Returns when that began; `None` if cargo did not say.
    pub(super) fn compiled(
        &mut self,
        job: JobId,
        target: &CompiledTarget,
        now: Duration,
    ) -> Option<Duration> {
        let began = self.began.get(&(job, titled(&target.package)?)).copied();
        // Programs of a package are compiled side by side: one that is done is not the start of another.
        if matches!(target.role, TargetRole::Library | TargetRole::BuildScript) {
            self.advance(job, &target.package, now);
        }
        began
    }

    /// A job is repeated, or is over.
    pub(super) fn forget(&mut self, job: JobId) {
        self.began.retain(|(of, _), _| *of != job);
    }

    /// The next target of a package begins, if cargo compiles the package.
    fn advance(&mut self, job: JobId, package: &str, now: Duration) {
        let began = titled(package).and_then(|title| self.began.get_mut(&(job, title)));
        if let Some(began) = began {
            *began = now;
        }
    }
}

/// The name and version in a line of cargo's that says that a crate begins, such as `serde v1.0.200`.
fn announced(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("Compiling ")?;
    let (name, rest) = rest.split_once(" v")?;
    let version =
        rest.split(' ').next().filter(|version| version.starts_with(|c: char| c.is_ascii_digit()))?;
    Some(format!("{name} v{version}"))
}

/// The name and version of a package id, as cargo shows them to people.
fn titled(package: &str) -> Option<String> {
    let (name, version) = name_and_version(package);
    Some(format!("{name} v{}", version?))
}

/// The name and the version in a package id. For an id of another form, the whole id and `None`.
pub(super) fn name_and_version(package: &str) -> (String, Option<String>) {
    match PackageIdSpec::parse(package) {
        Ok(spec) => (spec.name().to_owned(), spec.version().map(|version| version.to_string())),
        Err(_) => (package.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const JOB: JobId = JobId(0);
    const SERDE: &str = "registry+https://github.com/rust-lang/crates.io-index#serde@1.0.200";

    fn target(role: TargetRole) -> CompiledTarget {
        let package = SERDE.to_owned();
        CompiledTarget { package, features: BTreeSet::new(), role, files: Vec::new(), is_fresh: false }
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn each_target_begins_when_the_one_before_is_done() {
        let mut clock = CrateClock::default();
        clock.hear(JOB, "   Compiling serde v1.0.200", at(1));
        clock.hear(JOB, "   Compiling syn v2.0.1", at(2));
        assert_eq!(clock.compiled(JOB, &target(TargetRole::BuildScript), at(3)), Some(at(1)));
        clock.script_ran(JOB, SERDE, at(4));
        assert_eq!(clock.compiled(JOB, &target(TargetRole::Library), at(7)), Some(at(4)));
        assert_eq!(clock.compiled(JOB, &target(TargetRole::Program), at(8)), Some(at(7)));
        assert_eq!(clock.compiled(JOB, &target(TargetRole::Program), at(9)), Some(at(7)));
    }

    #[test]
    fn what_cargo_has_not_announced_has_no_beginning() {
        let mut clock = CrateClock::default();
        assert_eq!(clock.compiled(JOB, &target(TargetRole::Library), at(1)), None);
        clock.hear(JobId(1), "   Compiling serde v1.0.200", at(2));
        clock.script_ran(JOB, SERDE, at(3));
        assert_eq!(clock.compiled(JOB, &target(TargetRole::Library), at(4)), None, "another job's");
        clock.hear(JOB, "   Compiling serde v1.0.200", at(5));
        clock.forget(JOB);
        assert_eq!(clock.compiled(JOB, &target(TargetRole::Library), at(6)), None, "forgotten");
    }

    #[test]
    fn every_form_of_a_package_id_has_a_name() {
        for (id, name, version) in [
            (SERDE, "serde", Some("1.0.200")),
            ("path+file:///repo/rg#14.1.0", "rg", Some("14.1.0")),
            ("path+file:///repo/crates/core#rg@14.1.0-rc.1", "rg", Some("14.1.0-rc.1")),
            ("git+https://example.com/a.git?rev=1#b@0.1.0", "b", Some("0.1.0")),
            (
                "serde 1.0.200 (registry+https://example.com)",
                "serde 1.0.200 (registry+https://example.com)",
                None,
            ),
        ] {
            assert_eq!(name_and_version(id), (name.to_owned(), version.map(ToOwned::to_owned)));
        }
        assert_eq!(announced("   Compiling rg v14.1.0 (/repo/rg)").as_deref(), Some("rg v14.1.0"));
        assert_eq!(announced("   Compiling the values"), None);
    }
}
