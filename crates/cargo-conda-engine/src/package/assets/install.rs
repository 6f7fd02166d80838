//! Puts the files of a package into its prefix.

use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{PackagePlan, PrintedFile, SourceFile};
use fs_err as fs;

use super::check::checked;
use super::run::{Call, run};
use crate::api::{AssetError, AssetFailure, Interrupt};

/// How long a program may take to print a file.
const LIMIT: Duration = Duration::from_mins(1);

/// Where files are installed, and where programs that print some are run.
pub(in crate::package) struct AssetPlace<'a> {
    /// The prefix, with the package's programs in it.
    pub(in crate::package) prefix: &'a Utf8Path,
    /// The home directory of programs, which is emptied for each.
    pub(in crate::package) home: &'a Utf8Path,
    /// The directory of the package in the scratch, whose path no file may contain.
    pub(in crate::package) scratch: &'a Utf8Path,
    /// The time of the package.
    pub(in crate::package) timestamp: jiff::Timestamp,
    /// Asks to stop.
    pub(in crate::package) interrupt: &'a Interrupt,
}

/// Installs all assets of a package whose programs are installed already. `remark` is told of each program
/// that is run.
pub(in crate::package) fn install(
    package: &PackagePlan,
    place: &AssetPlace<'_>,
    remark: impl Fn(String),
) -> Result<(), AssetError> {
    for (to, file) in &package.assets.files {
        copy(file, &place.prefix.join(to))
            .map_err(|error| AssetError::Copy { source_path: file.source.clone(), error })?;
    }
    for (to, file) in &package.assets.printed {
        remark(format!("writing the output of `{file}` to {to}"));
        let text = printed(package, file, place).map_err(|failure| AssetError::Printed {
            command: file.to_string(),
            to: to.clone(),
            form: file.form,
            failure,
        })?;
        write(&place.prefix.join(to), &text).map_err(|error| AssetError::Write { to: to.clone(), error })?;
    }
    Ok(())
}

/// Copies a file, and makes the directory that it goes to.
pub(in crate::package) fn copy(file: &SourceFile, to: &Utf8Path) -> std::io::Result<()> {
    if let Some(directory) = to.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::copy(&file.source, to)?;
    set_mode(to, file.is_executable)
}

fn write(to: &Utf8Path, text: &str) -> std::io::Result<()> {
    if let Some(directory) = to.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(to, text)?;
    set_mode(to, false)
}

#[cfg(unix)]
fn set_mode(path: &Utf8Path, is_executable: bool) -> std::io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, Permissions::from_mode(if is_executable { 0o755 } else { 0o644 }))
}

/// Windows knows by a file's name what can be executed.
#[cfg(not(unix))]
fn set_mode(_path: &Utf8Path, _is_executable: bool) -> std::io::Result<()> {
    Ok(())
}

/// Runs a program of the package and returns what it printed, if that is what was expected.
fn printed(
    package: &PackagePlan,
    file: &PrintedFile,
    place: &AssetPlace<'_>,
) -> Result<String, AssetFailure> {
    let suffix = package.platform.executable_suffix();
    let is_program = |path: &Utf8PathBuf| {
        path.file_name().is_some_and(|name| name.strip_suffix(suffix) == Some(file.program.as_str()))
    };
    let program = package.installed_files().find(is_program).unwrap_or_else(|| file.program.clone().into());
    let call = Call {
        program: &place.prefix.join(program),
        name: &file.program,
        arguments: &file.arguments,
        variables: variables(file, place),
        home: place.home,
        limit: LIMIT,
        interrupt: place.interrupt,
    };
    checked(run(&call)?, file.form, &[place.prefix, place.scratch])
}

/// The variables of a program that prints a file: those that programs expect everywhere, with values that are
/// the same on all machines.
fn variables(file: &PrintedFile, place: &AssetPlace<'_>) -> Vec<(String, String)> {
    let (prefix, home) = (place.prefix, place.home.as_str());
    let mut variables = vec![
        ("PATH", format!("{prefix}/bin:/usr/bin:/bin")),
        ("HOME", home.to_owned()),
        ("TMPDIR", home.to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        ("LC_ALL", "C.UTF-8".to_owned()),
        ("TERM", "dumb".to_owned()),
        ("NO_COLOR", "1".to_owned()),
        ("SOURCE_DATE_EPOCH", place.timestamp.as_second().to_string()),
    ];
    // Only when it is packaged is a program made to find the libraries of its prefix.
    let library_path =
        if cfg!(target_os = "macos") { "DYLD_FALLBACK_LIBRARY_PATH" } else { "LD_LIBRARY_PATH" };
    variables.push((library_path, format!("{prefix}/lib")));
    let own = file.variables.iter().cloned();
    variables.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(own).collect()
}
