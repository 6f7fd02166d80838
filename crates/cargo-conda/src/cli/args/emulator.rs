//! Emulators as they are typed: `win-64=wine64`.

use std::str::FromStr;

use camino::Utf8PathBuf;
use cargo_conda::{Emulator, Emulators};
use cargo_conda_mapping::{Platform, UnknownPlatform};
use clap::Args;
use thiserror::Error;

/// How tests of packages for other platforms run.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Build")]
pub(crate) struct EmulatorArgs {
    /// A command through which tests of packages for a platform run, such as `win-64=wine64`; the words of
    /// the command are separated by spaces
    #[arg(long = "emulator", value_name = "PLATFORM=COMMAND")]
    emulators: Vec<EmulatorArgument>,
}

impl EmulatorArgs {
    /// The emulators by platform; of two for one platform, the last.
    pub(crate) fn emulators(&self) -> Emulators {
        self.emulators.iter().map(|argument| (argument.platform, argument.emulator.clone())).collect()
    }
}

/// An emulator and the platform whose programs it runs.
#[derive(Debug, Clone)]
struct EmulatorArgument {
    platform: Platform,
    emulator: Emulator,
}

#[derive(Debug, Error)]
enum InvalidEmulator {
    #[error("write `PLATFORM=COMMAND`, such as `win-64=wine64`")]
    Form,
    #[error(transparent)]
    Platform(#[from] UnknownPlatform),
    #[error("there is no program `{program}`, neither on the PATH nor as a path")]
    NotFound { program: String },
}

impl FromStr for EmulatorArgument {
    type Err = InvalidEmulator;

    fn from_str(text: &str) -> Result<Self, InvalidEmulator> {
        let (platform, command) = text.split_once('=').ok_or(InvalidEmulator::Form)?;
        let platform = platform.parse()?;
        let mut words = command.split_whitespace().map(str::to_owned);
        let program = words.next().ok_or(InvalidEmulator::Form)?;
        // Tests have another PATH and another directory.
        let found = which::which(&program).ok().and_then(|path| std::path::absolute(path).ok());
        let found = found.and_then(|path| Utf8PathBuf::from_path_buf(path).ok());
        let found = found.ok_or(InvalidEmulator::NotFound { program })?;
        Ok(Self { platform, emulator: Emulator::new(found, words.collect()) })
    }
}

#[cfg(test)]
mod tests {
    use super::EmulatorArgument;

    fn complaint(text: &str) -> String {
        text.parse::<EmulatorArgument>().unwrap_err().to_string()
    }

    #[test]
    fn mistakes_are_explained() {
        for text in ["wine64", "win-64=", "win-64= "] {
            assert_eq!(complaint(text), "write `PLATFORM=COMMAND`, such as `win-64=wine64`", "{text}");
        }
        assert!(complaint("win64=wine64").contains("win-64"), "{}", complaint("win64=wine64"));
        assert_eq!(
            complaint("win-64=no-such-emulator -v"),
            "there is no program `no-such-emulator`, neither on the PATH nor as a path"
        );
    }

    #[test]
    fn words_are_arguments() {
        let argument: EmulatorArgument = "linux-aarch64=cargo -L  /lib".parse().unwrap();
        assert_eq!(argument.platform.as_str(), "linux-aarch64");
        assert!(argument.emulator.program().is_absolute());
        assert!(format!("{:?}", argument.emulator).ends_with("arguments: [\"-L\", \"/lib\"] }"));
    }
}
