//! Records as JSON, one object a line: `{"level":"info","msg":"…","fields":{"host":"web-1"}}`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Level, Record, UnknownLevel};

/// Why a line is not a record in JSON.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// The line is not a JSON object, or the object has other keys.
    #[error("not a record in JSON")]
    Syntax(#[source] serde_json::Error),
    /// The object names a level that does not exist.
    #[error(transparent)]
    Level(#[from] UnknownLevel),
}

#[derive(Serialize)]
struct Written<'a> {
    level: &'a str,
    msg: &'a str,
    fields: &'a BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    level: String,
    msg: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// Reads one line of JSON.
pub fn parse(line: &str) -> Result<Record, JsonError> {
    let Read { level, msg, fields } = serde_json::from_str(line).map_err(JsonError::Syntax)?;
    Ok(Record {
        level: level.parse::<Level>()?,
        message: msg,
        fields,
    })
}

/// Writes a record as one line of JSON, without the line feed.
#[expect(clippy::missing_panics_doc, reason = "no record can cause the panic")]
pub fn format(record: &Record) -> String {
    let Record {
        level,
        message,
        fields,
    } = record;
    serde_json::to_string(&Written {
        level: level.as_str(),
        msg: message,
        fields,
    })
    .expect("strings and maps of strings are always valid JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back() {
        let record = Record::new(Level::Warn, "disk \"sda\" is\nfull").with_field("host", "web-1");
        let line = format(&record);
        assert_eq!(
            line,
            r#"{"level":"warn","msg":"disk \"sda\" is\nfull","fields":{"host":"web-1"}}"#
        );
        assert_eq!(parse(&line).expect("the line was just written"), record);
    }

    #[test]
    fn unknown_keys_and_levels_are_errors() {
        let unknown_key = parse(r#"{"level":"info","msg":"","time":1}"#);
        assert!(matches!(unknown_key, Err(JsonError::Syntax(_))));
        let unknown_level = parse(r#"{"level":"fatal","msg":""}"#);
        assert!(matches!(unknown_level, Err(JsonError::Level(_))));
    }
}
