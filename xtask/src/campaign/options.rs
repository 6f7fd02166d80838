//! The options of a campaign.

use std::str::FromStr;

use crate::error::ChoreError;

/// What the command line asks of a campaign.
#[derive(Debug, Clone)]
pub(super) struct Options {
    /// Seed of everything that is random.
    pub(super) seed: u64,
    /// How many kills, edits, rounds or runs.
    pub(super) count: u64,
    /// The campaign ends after so many minutes, whatever it has done; `None` for no limit.
    pub(super) minutes: Option<u64>,
    /// `cargo-conda` to run; `None` to build it from this checkout.
    pub(super) program: Option<String>,
    /// True if the directory of a case that fails stays.
    pub(super) keep: bool,
    /// True if packages that count as up to date are made again from nothing, and the bytes of programs
    /// compared.
    pub(super) bytes: bool,
}

impl Options {
    /// The defaults, with so many kills, edits, rounds or runs.
    pub(super) fn new(count: u64) -> Self {
        Self { seed: 1, count, minutes: None, program: None, keep: false, bytes: false }
    }

    /// Reads the arguments after the kind of the campaign. `count` is the default.
    pub(super) fn read(arguments: &[&str], count: u64) -> Result<Self, ChoreError> {
        let mut options = Self::new(count);
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            if argument == "--keep" {
                options.keep = true;
                continue;
            }
            if argument == "--bytes" {
                options.bytes = true;
                continue;
            }
            let value = arguments.next().ok_or_else(|| refused(argument))?;
            match argument {
                "--seed" => options.seed = number(argument, value)?,
                "--count" => options.count = number(argument, value)?,
                "--minutes" => options.minutes = Some(number(argument, value)?),
                "--program" => options.program = Some((*value).to_owned()),
                _ => return Err(refused(argument)),
            }
        }
        Ok(options)
    }
}

fn refused(argument: &str) -> ChoreError {
    ChoreError::Campaign(format!(
        "`{argument}` is no option of campaigns, or has no value; run `cargo xtask campaign` for the list"
    ))
}

fn number(option: &str, text: &str) -> Result<u64, ChoreError> {
    u64::from_str(text)
        .map_err(|error| ChoreError::Campaign(format!("`{option}` needs a number, not `{text}`: {error}")))
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn options_replace_defaults() {
        let options = Options::read(&["--seed", "7", "--keep", "--bytes", "--program", "a"], 20).unwrap();
        assert_eq!((options.seed, options.count), (7, 20));
        assert!(options.keep && options.bytes);
        assert_eq!(options.program.as_deref(), Some("a"));
    }

    #[test]
    fn unknown_options_and_bad_values_are_refused() {
        for arguments in [&["--what", "1"][..], &["--seed"], &["--count", "many"]] {
            assert!(Options::read(arguments, 20).is_err(), "{arguments:?}");
        }
    }
}
