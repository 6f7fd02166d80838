use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Why a program's input cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The file does not exist or may not be read.
    #[error("failed to open {}", path.display())]
    Open {
        /// The file as named on the command line.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file or the pipe failed after it was opened.
    #[error("failed to read a line")]
    Line(#[source] io::Error),
}

/// Where a program reads from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Input {
    /// The standard input.
    #[default]
    Standard,
    /// A file.
    File(PathBuf),
}

impl From<OsString> for Input {
    /// Takes a command-line argument: `-` is the standard input.
    fn from(argument: OsString) -> Self {
        if argument == "-" {
            Self::Standard
        } else {
            Self::File(argument.into())
        }
    }
}

impl Input {
    /// Opens the input for buffered reading.
    pub fn open(&self) -> Result<Box<dyn BufRead>, InputError> {
        match self {
            Self::Standard => Ok(Box::new(io::stdin().lock())),
            Self::File(path) => open_file(path),
        }
    }

    /// Opens the input and reads it line by line, replacing what is not UTF-8.
    pub fn lines(&self) -> Result<impl Iterator<Item = Result<String, InputError>>, InputError> {
        let lines = self.open()?.split(b'\n').map(|line| match line {
            Ok(bytes) => {
                let line = String::from_utf8_lossy(&bytes);
                Ok(line.trim_end_matches('\r').to_owned())
            }
            Err(error) => Err(InputError::Line(error)),
        });
        Ok(lines)
    }
}

fn open_file(path: &Path) -> Result<Box<dyn BufRead>, InputError> {
    match File::open(path) {
        Ok(file) => Ok(Box::new(BufReader::new(file))),
        Err(source) => Err(InputError::Open {
            path: path.to_owned(),
            source,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_is_the_standard_input() {
        assert_eq!(Input::from(OsString::from("-")), Input::Standard);
        assert_eq!(
            Input::from(OsString::from("a.log")),
            Input::File("a.log".into())
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Input::File("no/such.log".into())
            .open()
            .err()
            .expect("there is no such file");
        assert_eq!(error.to_string(), "failed to open no/such.log");
    }
}
