//! Tests that run through an emulator.
//!
//! rattler-build runs the commands of a test in a shell of this machine. That shell finds no `tool.exe` by
//! the name `tool`, and does not know the commands of cmd.exe. So the archive is tested in a copy, whose
//! tests call the emulator: for packages of Windows with the emulated cmd.exe, which runs the commands from
//! a batch file; for others with the programs of the environment, for each of which a script comes first on
//! the `PATH`.

use std::fmt::Write as _;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_recipe::quote_for_bash;
use fs_err as fs;
use rattler_build_core::types::PackagingSettings;
use rattler_build_recipe::stage1::TestType;
use rattler_build_script::{Script, ScriptContent};
use rattler_conda_types::compression_level::CompressionLevel;
use rattler_conda_types::package::CondaArchiveType;

use super::info_files::{self, InfoFiles, Writing};
use super::step::chain;
use crate::api::{Emulator, StepError};

/// The file of an archive with its tests.
const TESTS: &str = "info/tests/tests.yaml";

/// The directory of an environment with its programs, from the directory that tests run in. rattler-build
/// makes both below one directory.
const PREFIX: &str = "test_run_env";

/// Makes a copy of an archive below `directory`, whose tests run through an emulator.
pub(crate) fn with_emulated_tests(
    archive: &Utf8Path,
    directory: &Utf8Path,
    platform: Platform,
    emulator: &Emulator,
) -> Result<Utf8PathBuf, StepError> {
    copy_and_change(archive, directory, platform, emulator).map_err(|error| chain(&error))
}

fn copy_and_change(
    archive: &Utf8Path,
    directory: &Utf8Path,
    platform: Platform,
    emulator: &Emulator,
) -> io::Result<Utf8PathBuf> {
    let folder = directory.join("emulated");
    fs::create_dir_all(&folder)?;
    let copy = folder.join(archive.file_name().unwrap_or_default());
    fs::copy(archive, &copy)?;
    let archive_type =
        CondaArchiveType::try_from(copy.as_std_path()).ok_or_else(|| io::Error::other("it is no archive"))?;
    let settings = PackagingSettings::from_args(archive_type, CompressionLevel::Lowest);
    let writing = Writing { settings: &settings, timestamp: jiff::Timestamp::UNIX_EPOCH };
    info_files::change(&copy, &writing, |files| emulate(files, platform, emulator))?;
    Ok(copy)
}

/// Has all tests of an archive call the emulator.
fn emulate(files: &mut InfoFiles, platform: Platform, emulator: &Emulator) -> io::Result<()> {
    let Some(text) = files.get(TESTS) else { return Ok(()) };
    let mut tests: Vec<TestType> = serde_yaml::from_str(text).map_err(io::Error::other)?;
    for (number, test) in tests.iter_mut().enumerate() {
        match test {
            // What the archive contains was looked at when it was made.
            TestType::PackageContents { .. } => {}
            TestType::Commands(own) => {
                let commands = commands_of(&own.script).ok_or_else(not_emulated)?;
                let script = if platform.is_windows() {
                    let name = format!("info/tests/emulated-{number}.bat");
                    files.insert(name.clone(), batch(&commands));
                    call_batch(emulator, &name)
                } else {
                    with_scripts(emulator, &commands)
                };
                own.script = Script { content: ScriptContent::Command(script), ..own.script.clone() };
            }
            _ => return Err(not_emulated()),
        }
    }
    files.insert(TESTS.to_owned(), serde_yaml::to_string(&tests).map_err(io::Error::other)?);
    Ok(())
}

fn not_emulated() -> io::Error {
    io::Error::other("it has a test that is no list of commands, which no emulator can run")
}

/// The commands of a script, one a line; `None` if it is a file, or for an interpreter.
fn commands_of(script: &Script) -> Option<Vec<String>> {
    if script.interpreter.is_some() {
        return None;
    }
    match &script.content {
        ScriptContent::Commands(commands) => Some(commands.clone()),
        ScriptContent::Command(command) | ScriptContent::CommandOrPath(command) => {
            Some(command.lines().map(str::to_owned).collect())
        }
        ScriptContent::Path(_) | ScriptContent::Default => None,
    }
}

fn quoted(emulator: &Emulator) -> String {
    emulator.words().map(quote_for_bash).collect::<Vec<_>>().join(" ")
}

fn call_batch(emulator: &Emulator, file: &str) -> String {
    format!("{} cmd.exe /d /c {}", quoted(emulator), quote_for_bash(&file.replace('/', "\\")))
}

/// A batch file that activates the environment and runs commands up to the first that fails. Before each it
/// prints a line as bash does when it traces.
fn batch(commands: &[String]) -> String {
    let mut text = format!(
        "@echo off\n\
         for %%p in (\"%CD%\\..\\{PREFIX}\") do set \"PREFIX=%%~fp\"\n\
         set \"CONDA_PREFIX=%PREFIX%\"\n\
         set \"LIBRARY_PREFIX=%PREFIX%\\Library\"\n\
         set \"LIBRARY_BIN=%LIBRARY_PREFIX%\\bin\"\n\
         set \"LIBRARY_INC=%LIBRARY_PREFIX%\\include\"\n\
         set \"LIBRARY_LIB=%LIBRARY_PREFIX%\\lib\"\n\
         set \"SCRIPTS=%PREFIX%\\Scripts\"\n\
         set \"PATH=%PREFIX%;%LIBRARY_PREFIX%\\mingw-w64\\bin;%LIBRARY_PREFIX%\\usr\\bin;%LIBRARY_BIN%;\
         %SCRIPTS%;%PREFIX%\\bin;%PATH%\"\n\
         for %%f in (\"%PREFIX%\\etc\\conda\\activate.d\\*.bat\") do call \"%%f\"\n"
    );
    for command in commands {
        let shown: String = command
            .chars()
            .flat_map(|c| "^&|<>()".contains(c).then_some('^').into_iter().chain([c]))
            .collect();
        // Writing into a string cannot fail.
        let _written = writeln!(text, "echo + {shown}\n{}", in_two_steps(command));
        text.push_str("if %errorlevel% neq 0 exit /b %errorlevel%\n");
    }
    text.replace('\n', "\r\n")
}

/// `A || B` without the operator: the cmd.exe of Wine 8 runs `B` even if `A` succeeds. Other commands stay.
fn in_two_steps(command: &str) -> String {
    let is_plain = |part: &str| !part.contains(['|', '&', '(', ')', '"', '^']);
    match command.split_once(" || ") {
        Some((first, second)) if is_plain(first) && is_plain(second) => {
            format!("{first}\nif %errorlevel% neq 0 {second}")
        }
        _ => command.to_owned(),
    }
}

/// Commands for bash, which find a script in the place of each program of the package. The script calls the
/// emulator with the program. Scripts of the package stay as they are.
fn with_scripts(emulator: &Emulator, commands: &[String]) -> String {
    let emulator = quoted(emulator);
    format!(
        "{{ set +x; }} 2>/dev/null\n\
         mkdir -p \"$PWD/emulated\"\n\
         for program in \"$PREFIX\"/bin/*; do\n\
         \x20   if [ -f \"$program\" ] && [ \"$(head -c 2 \"$program\")\" != '#!' ]; then\n\
         \x20       script=\"$PWD/emulated/${{program##*/}}\"\n\
         \x20       printf '#!/bin/sh\\nexec %s \"%s\" \"$@\"\\n' {} \"$program\" > \"$script\"\n\
         \x20       chmod +x \"$script\"\n\
         \x20   fi\n\
         done\n\
         export PATH=\"$PWD/emulated:$PATH\"\n\
         set -x\n\
         {}\n",
        quote_for_bash(&emulator),
        commands.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "- package_contents:\n    bin:\n      exists: [a]\n- script:\n  - a --version || a --help\n  - \
                        a 100%% > x\n";

    fn emulated(platform: &str, text: &str) -> io::Result<InfoFiles> {
        let emulator = Emulator::new("/usr/bin/emu".into(), vec!["-L".to_owned(), "/a b".to_owned()]);
        let mut files = InfoFiles::from([(TESTS.to_owned(), text.to_owned())]);
        emulate(&mut files, platform.parse().unwrap(), &emulator)?;
        Ok(files)
    }

    #[test]
    fn cmd_runs_the_commands_of_windows() {
        let files = emulated("win-64", TEXT).unwrap();
        assert!(
            files[TESTS].contains("/usr/bin/emu -L '/a b' cmd.exe /d /c 'info\\tests\\emulated-1.bat'"),
            "{}",
            files[TESTS]
        );
        let batch = &files["info/tests/emulated-1.bat"];
        let end = "echo + a --version ^|^| a --help\r\na --version\r\nif %errorlevel% neq 0 a --help\r\n\
                   if %errorlevel% neq 0 exit /b %errorlevel%\r\necho + a 100%% ^> x\r\na 100%% > x\r\n\
                   if %errorlevel% neq 0 exit /b %errorlevel%\r\n";
        assert!(batch.ends_with(end), "{batch}");
    }

    #[test]
    fn what_is_no_list_of_commands_is_refused() {
        for text in
            ["- python:\n    imports: [a]\n", "- script:\n    interpreter: python\n    content: [a]\n"]
        {
            let error = emulated("win-64", text).unwrap_err().to_string();
            assert_eq!(error, "it has a test that is no list of commands, which no emulator can run");
        }
    }

    /// The script is run by bash, with programs that no machine runs.
    #[test]
    #[cfg(unix)]
    fn programs_are_called_through_the_emulator_and_scripts_are_not() {
        use std::os::unix::fs::PermissionsExt as _;

        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        fs::create_dir_all(directory.join("env/bin")).unwrap();
        for (name, text) in [("program", "\x7fELF"), ("script", "#!/bin/sh\necho script\n")] {
            let path = directory.join("env/bin").join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let emulator = Emulator::new("/bin/echo".into(), vec!["it's".to_owned()]);
        let commands = ["program 'a b'".to_owned(), "script".to_owned()];
        let script = with_scripts(&emulator, &commands);
        let mut bash = std::process::Command::new("bash");
        bash.args(["-ec", &script]).current_dir(directory).env("PREFIX", directory.join("env"));
        let path = format!("{}:/usr/bin:/bin", directory.join("env/bin"));
        let output = bash.env("PATH", path).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let expected = format!("it's {directory}/env/bin/program a b\nscript\n");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{stderr}");
        assert_eq!(stderr, "+ program 'a b'\n+ script\n");
    }
}
