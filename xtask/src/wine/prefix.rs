//! `target/wine`: a Windows of this repository's own, and a script that runs programs in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step;

/// The names of Wine for 64-bit programs. Debian's package `wine64` alone puts nothing on `PATH`.
const PROGRAMS: [&str; 3] = ["wine64", "/usr/lib/wine/wine64", "wine"];

/// The C compiler for Windows.
pub(crate) const C_COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Every Rust program takes random numbers from this library, which Wine 8 does not have.
const RANDOM: &str = "bcryptprimitives.dll";

/// Stands in for [`RANDOM`].
const RANDOM_SOURCE: &str = include_str!("random.c");

/// Part of the stamp. Raised when this code makes another directory.
const FORMAT: &str = "1";

/// A directory with a Windows of its own.
pub(crate) struct Wine {
    script: PathBuf,
}

impl Wine {
    /// Makes `target/wine`, unless it exists; `None` if Wine is not installed.
    pub(crate) fn make(repository: &Repository) -> Result<Option<Self>, ChoreError> {
        let Some(program) = PROGRAMS.into_iter().find(|program| is_there(program)) else { return Ok(None) };
        let directory = repository.root().join("target").join("wine");
        let wine = Self { script: directory.join("run") };
        let stamp = directory.join(".stamp");
        let wanted = format!("{FORMAT} {program}\n");
        if fs_err::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
            return Ok(Some(wine));
        }
        if directory.exists() {
            fs_err::remove_dir_all(&directory).map_err(ChoreError::File)?;
        }
        let prefix = directory.join("prefix");
        fs_err::create_dir_all(&prefix).map_err(ChoreError::File)?;
        wine.write_script(program, &prefix)?;
        // What Wine prints here is about programs for 32 bits, which it does not have.
        let mut boot = wine.run("wineboot");
        let booted =
            boot.arg("--init").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        booted.map_err(|source| ChoreError::Start { command: "wineboot --init".to_owned(), source })?;
        let library = prefix.join("drive_c/windows/system32").join(RANDOM);
        if !library.exists() {
            compile_random(&directory, &library)?;
        }
        // The stamp is written last, so that an incomplete directory is made again.
        fs_err::write(&stamp, wanted).map_err(ChoreError::File)?;
        Ok(Some(wine))
    }

    /// A command that runs a Windows program.
    pub(crate) fn run(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(&self.script);
        command.arg(program.as_ref());
        command
    }

    fn write_script(&self, program: &str, prefix: &Path) -> Result<(), ChoreError> {
        // Without the last variable, Wine offers to download .NET and a browser.
        let text = format!(
            "#!/bin/sh\nexport WINEPREFIX='{}' WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='\n\
             exec {program} \"$@\"\n",
            prefix.display()
        );
        fs_err::write(&self.script, text).map_err(ChoreError::File)?;
        make_executable(&self.script)
    }
}

fn is_there(program: &str) -> bool {
    let mut version = Command::new(program);
    let version = version.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

fn compile_random(directory: &Path, library: &Path) -> Result<(), ChoreError> {
    let source = directory.join("random.c");
    fs_err::write(&source, RANDOM_SOURCE).map_err(ChoreError::File)?;
    let mut compiler = Command::new(C_COMPILER);
    compiler.args(["-shared", "-nostartfiles", "-Os", "-o"]).arg(library).arg(&source).arg("-ladvapi32");
    step::run(&mut compiler)
}

#[cfg(unix)]
fn make_executable(script: &Path) -> Result<(), ChoreError> {
    use std::os::unix::fs::PermissionsExt as _;

    fs_err::set_permissions(script, std::fs::Permissions::from_mode(0o755)).map_err(ChoreError::File)
}

/// There is no Wine here.
#[cfg(not(unix))]
fn make_executable(_script: &Path) -> Result<(), ChoreError> {
    Ok(())
}
