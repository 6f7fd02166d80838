//! Builds the packages of a subject with rattler-build alone, to compare a build with.
//!
//! A staging output of one recipe compiles all packages, and each package is an output that inherits its
//! binaries.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::rounds::timed;
use super::subject::Subject;
use crate::error::ChoreError;
use crate::repository::Repository;

/// rattler-build as a Python library.
pub(super) struct Staging {
    python: PathBuf,
}

impl Staging {
    /// Finds the interpreter that `cargo xtask venv` installs.
    pub(super) fn find(repository: &Repository) -> Result<Self, ChoreError> {
        let directory = if cfg!(windows) { "Scripts" } else { "bin" };
        let python = repository.venv().join(directory).join("python");
        let python = python.with_extension(std::env::consts::EXE_EXTENSION);
        if python.is_file() {
            Ok(Self { python })
        } else {
            Err(ChoreError::Bench(
                "`--staging` needs rattler-build; install it with `cargo xtask venv`".to_owned(),
            ))
        }
    }

    /// Builds all packages below a directory. Returns the time in seconds.
    pub(super) fn build(&self, subject: &Subject, directory: &Path) -> Result<f64, ChoreError> {
        let recipe = recipe(subject, &subject.together()?, directory);
        let file = directory.join("recipe.yaml");
        // rattler-build reads YAML, and JSON is YAML.
        fs_err::write(&file, recipe.to_string()).map_err(ChoreError::File)?;
        let mut python = Command::new(&self.python);
        python.args(["-c", include_str!("staging.py")]).arg(&file).arg(directory.join("channel"));
        Ok(timed(&mut python)?.0)
    }
}

fn recipe(subject: &Subject, together: &[String], directory: &Path) -> Value {
    let target = directory.join("target");
    let profile = subject.packages.first().map_or("release", |package| package.profile.as_str());
    let made_in = target.join(if profile == "dev" { "debug" } else { profile });
    let quoted = |path: &Path| format!("'{}'", path.display());
    let mut script = vec![
        format!("cd {}", quoted(subject.root())),
        format!("export CARGO_TARGET_DIR={}", quoted(&target)),
        format!("cargo build --quiet --locked --offline {}", together.join(" ")),
        "mkdir -p \"$PREFIX/bin\"".to_owned(),
    ];
    let binaries = subject.packages.iter().flat_map(|package| &package.binaries);
    script.extend(binaries.map(|binary| format!("cp {} \"$PREFIX/bin\"", quoted(&made_in.join(binary)))));
    let staging = json!({ "staging": { "name": "compiled" }, "build": { "script": script } });
    let packages = subject.packages.iter().map(|package| {
        let files: Vec<_> = package.binaries.iter().map(|binary| format!("bin/{binary}")).collect();
        json!({
            "package": { "name": package.crate_name, "version": package.version },
            "inherit": "compiled",
            "build": { "files": files, "dynamic_linking": { "binary_relocation": false } },
        })
    });
    let outputs: Vec<_> = std::iter::once(staging).chain(packages).collect();
    json!({ "schema_version": 1, "outputs": outputs })
}
