use std::str::FromStr;

use logferry_record::Record;
use logferry_record::json::{self, JsonError};
use logferry_record::logfmt::{self, LogfmtError};

/// How records are written, one a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Logfmt,
}

/// Why a line is not in the input format.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormatError {
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error(transparent)]
    Logfmt(#[from] LogfmtError),
}

/// A format that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("unknown format `{0}`: write json or logfmt")]
pub(crate) struct UnknownFormat(String);

impl Format {
    pub(crate) fn read(self, line: &str) -> Result<Record, FormatError> {
        match self {
            Self::Json => Ok(json::parse(line)?),
            Self::Logfmt => Ok(logfmt::parse(line)?),
        }
    }

    pub(crate) fn write(self, record: &Record) -> String {
        match self {
            Self::Json => json::format(record),
            Self::Logfmt => logfmt::format(record),
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Self::Json),
            "logfmt" => Ok(Self::Logfmt),
            other => Err(UnknownFormat(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_converted_there_and_back() {
        let logfmt = r#"level=warn msg="disk is full" host=web-1"#;
        let record = Format::Logfmt.read(logfmt).expect("the line is logfmt");
        let json = Format::Json.write(&record);
        let record = Format::Json.read(&json).expect("the line was just written");
        assert_eq!(Format::Logfmt.write(&record), logfmt);
    }
}
