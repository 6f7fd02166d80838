//! Whether the machine has a toolchain, and whether it makes programs.

use std::io;

use camino::Utf8Path;
use cargo_conda_workspace::ToolchainFile;
use fs_err as fs;

use super::surroundings::{Answer, Surroundings};
use crate::api::{Check, Fault, Finding, LINKER_HELP, Remedy};

/// Cargo and rustc with their versions. `file` chooses them; `None` if the workspace has none.
pub(super) fn versions(surroundings: Surroundings<'_>, file: Option<&ToolchainFile>) -> Vec<Finding> {
    let rustc = ["RUSTC", "CARGO_BUILD_RUSTC"].iter().find_map(|name| surroundings.variable(name));
    let asked = [("cargo", "-V"), (rustc.unwrap_or("rustc"), "-V")];
    let answers = asked.map(|(program, option)| (program, surroundings.run(program, &[option])));
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for (program, answer) in answers {
        match answer {
            Answer::Says(version) => found.push(version.trim().to_owned()),
            Answer::Failed(words) => missing.push((program, first_error(&words).to_owned())),
            Answer::NotStarted(error) => missing.push((program, error.to_string())),
        }
    }
    let wrong = missing.into_iter().map(|(program, reason)| {
        let help = "install Rust from https://rustup.rs, put it on `PATH`, or build with `--toolchain conda`";
        let message = format!("cannot run `{program}`: {reason}");
        Finding::wrong(Check::Toolchain, Fault::Machine, message, Some(help.to_owned()))
    });
    let chosen = file.and_then(|file| Some((file.channel.as_ref()?, &file.path)));
    let chosen = chosen.map(|(channel, path)| format!("; `{path}` asks for `{channel}`"));
    let known = (!found.is_empty()).then(|| {
        Finding::fine(Check::Toolchain, format!("{}{}", found.join(", "), chosen.unwrap_or_default()))
    });
    known.into_iter().chain(wrong).collect()
}

/// Whether cargo makes a program that does nothing: with the linker, the flags and the wrapper that its
/// configuration has for this directory.
pub(super) fn linker(surroundings: Surroundings<'_>) -> Finding {
    let built = tempfile::tempdir().and_then(|directory| {
        let directory = Utf8Path::from_path(directory.path()).ok_or(io::ErrorKind::InvalidFilename)?;
        fs::create_dir(directory.join("src"))?;
        fs::write(directory.join("src/main.rs"), "fn main() {}\n")?;
        let manifest = directory.join("Cargo.toml");
        fs::write(&manifest, TRIAL)?;
        let target = directory.join("target");
        let place = ["--manifest-path", manifest.as_str(), "--target-dir", target.as_str()];
        let build = ["build", "--quiet", "--offline", "--color", "never"];
        Ok(surroundings.run("cargo", &[build.as_slice(), place.as_slice()].concat()))
    });
    match built {
        Ok(Answer::Says(_)) => Finding::fine(Check::Linker, "cargo compiles and links a program"),
        Ok(Answer::Failed(words)) => {
            let error = first_error(&words);
            let help = match Remedy::of_missing_linker(error) {
                Some(remedy) => Some(remedy.to_string()),
                None => error.contains("link").then(|| LINKER_HELP.to_owned()),
            };
            let message = format!("cargo cannot compile and link a program: {error}");
            Finding::wrong(Check::Linker, Fault::Machine, message, help)
        }
        Ok(Answer::NotStarted(error)) | Err(error) => {
            let message = format!("it could not be tried whether cargo makes programs: {error}");
            Finding::doubtful(Check::Linker, message, None)
        }
    }
}

/// The manifest of a workspace of its own, wherever the directory for files of short life is.
const TRIAL: &str = "[package]\nname = \"trial\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";

/// The first line in which a program says what is wrong.
pub(super) fn first_error(words: &str) -> &str {
    let lines = || words.lines().map(str::trim).filter(|line| !line.is_empty());
    let error = lines().find_map(|line| line.strip_prefix("error: "));
    error.or_else(|| lines().next()).unwrap_or("it failed without a word")
}
