//! Whether pixi and this backend speak the same version of the build protocol.
//!
//! No message carries the version. pixi solves the environment of a backend together with the versions of the
//! package `pixi-build-api-version` that it speaks, and then speaks the version that was installed. The
//! backend finds the same package in the environment that it is installed in. A backend that pixi was told to
//! run from elsewhere, by `PIXI_BUILD_BACKEND_OVERRIDE`, has no such environment; then the first sign of
//! another version is a request that cannot be read.

use camino::Utf8Path;
use fs_err as fs;

use crate::failure::Failure;
use crate::wire::{ApiVersions, code};

/// The package whose version is that of the protocol.
const PACKAGE: &str = "pixi-build-api-version";

/// How many directories a program lies below its environment at most: three on Windows, as
/// `Library/bin/program.exe`.
const DEPTH: usize = 3;

/// What to do if the versions differ, whichever side is the older one.
const UPDATE_BACKEND: &str = "update pixi-build-cargo: ask for a newer `version` of it under \
                              `[package.build.backend]` in the manifest, then run pixi again";
const UPDATE_PIXI: &str = "update pixi: `pixi self-update`";

/// Refuses the version of the protocol that pixi has chosen, if this backend does not speak it.
///
/// `executable` is the path of this program, below the environment that pixi has installed it in; outside of
/// an environment nothing is known, and nothing refused.
pub(super) fn check(executable: &Utf8Path) -> Result<(), Failure> {
    let supported = ApiVersions::SUPPORTED;
    let Some(version) = chosen_version(executable).filter(|version| !supported.contains(*version)) else {
        return Ok(());
    };
    let pixi = ApiVersions::only(version);
    let message = format!(
        "pixi speaks versions {pixi} of its build protocol, and pixi-build-cargo {} speaks versions {supported}",
        env!("CARGO_PKG_VERSION")
    );
    let update = if version > supported.newest { UPDATE_BACKEND } else { UPDATE_PIXI };
    Err(Failure::with_help(message, update))
}

/// A request whose parameters cannot be read, which is how another version of the protocol shows where
/// [`check`] could not tell.
pub(super) fn unreadable(method: &str, error: &serde_json::Error) -> Failure {
    let message = format!("cannot read the parameters of `{method}`: {error}");
    Failure::with_help(message, other_version())
}

/// A method that the backend does not have.
pub(super) fn unknown_method(method: &str) -> Failure {
    let message = format!("pixi-build-cargo has no method `{method}`");
    Failure::with_help(message, other_version()).with_code(code::METHOD_NOT_FOUND)
}

fn other_version() -> String {
    format!(
        "this pixi-build-cargo speaks versions {} of pixi's build protocol; if your pixi speaks another version, update \
         the older of the two",
        ApiVersions::SUPPORTED
    )
}

/// The version of `pixi-build-api-version` in the environment that a program is installed in. `None` if the
/// program is not in an environment, or the environment has no such package.
fn chosen_version(executable: &Utf8Path) -> Option<u64> {
    let directories = executable.ancestors().take(DEPTH + 1);
    let records =
        directories.map(|directory| directory.join("conda-meta")).find(|records| records.is_dir())?;
    let entries = fs::read_dir(records).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.into_iter().find_map(|name| version_of_record(&name))
}

/// The version in the name of a package record: `pixi-build-api-version-7-h4616a5c_0.json`.
fn version_of_record(name: &str) -> Option<u64> {
    let rest = name.strip_prefix(PACKAGE)?.strip_prefix('-')?.strip_suffix(".json")?;
    let (version, _build) = rest.split_once('-')?;
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use camino::Utf8PathBuf;
    use insta::assert_snapshot;

    use super::*;

    /// An environment with a record, and the path of a program in it.
    fn environment(record: &str) -> (tempfile::TempDir, Utf8PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let prefix = Utf8Path::from_path(directory.path()).unwrap();
        fs::create_dir_all(prefix.join("conda-meta")).unwrap();
        fs::write(prefix.join("conda-meta/cargo-1.95.0-h0_0.json"), "{}").unwrap();
        fs::write(prefix.join("conda-meta").join(record), "{}").unwrap();
        let program = prefix.join("bin/pixi-build-cargo");
        (directory, program)
    }

    fn refused(record: &str) -> String {
        let (_environment, program) = environment(record);
        let data = check(&program).unwrap_err().into_data();
        let message = data.message.replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        format!("{message}\nhelp: {}", data.help.unwrap())
    }

    #[test]
    fn a_newer_version_asks_for_a_newer_backend() {
        assert_snapshot!(refused("pixi-build-api-version-8-h4616a5c_0.json"), @"
        pixi speaks versions >=8,<9 of its build protocol, and pixi-build-cargo [VERSION] speaks versions >=7,<8
        help: update pixi-build-cargo: ask for a newer `version` of it under `[package.build.backend]` in the manifest, then run pixi again
        ");
    }

    #[test]
    fn an_older_version_asks_for_a_newer_pixi() {
        assert_snapshot!(refused("pixi-build-api-version-6.1-0.json"), @"
        pixi speaks versions >=6,<7 of its build protocol, and pixi-build-cargo [VERSION] speaks versions >=7,<8
        help: update pixi: `pixi self-update`
        ");
    }

    #[test]
    fn a_version_that_is_spoken_or_unknown_is_accepted() {
        for record in [
            "pixi-build-api-version-7-h4616a5c_0.json",
            "pixi-build-api-version-7.2.1-0.json",
            "pixi-build-api-version-next-0.json",
            "pixi-build-api-version-extra-8-0.json",
            "pixi-build-api-version-8-0.json.bak",
        ] {
            let (_environment, program) = environment(record);
            assert!(check(&program).is_ok(), "{record}");
        }
        assert!(check(Utf8Path::new("/nowhere/bin/pixi-build-cargo")).is_ok());
        // A program that was compiled in a directory of the environment is not installed in it.
        let (_environment, program) = environment("pixi-build-api-version-8-0.json");
        let compiled = program.parent().unwrap().join("src/target/debug/pixi-build-cargo");
        assert!(check(&compiled).is_ok());
    }
}
