use std::collections::BTreeMap;

use crate::Level;

/// One line of a log, independent of the format that it was written in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The severity of the record.
    pub level: Level,
    /// The message, for people to read.
    pub message: String,
    /// All other fields by name, sorted so that equal records are written equally.
    pub fields: BTreeMap<String, String>,
}

impl Record {
    /// A record with a message and no fields.
    pub fn new(level: Level, message: impl Into<String>) -> Self {
        Self {
            level,
            message: message.into(),
            fields: BTreeMap::new(),
        }
    }

    /// Adds a field, replacing one of the same name.
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }
}
