use std::collections::BTreeSet;

use crate::Record;

/// The text that replaces a masked value.
const MASK: &str = "***";

/// Names of fields that hold secrets in most logs.
const COMMON_NAMES: [&str; 4] = ["authorization", "password", "secret", "token"];

/// Masks the values of fields that hold secrets.
#[derive(Clone, Debug)]
pub struct Redactor {
    names: BTreeSet<String>,
}

impl Default for Redactor {
    /// Masks `authorization`, `password`, `secret` and `token`.
    fn default() -> Self {
        Self {
            names: COMMON_NAMES.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl Redactor {
    /// Masks one more field, whatever the case of its name.
    pub fn add(&mut self, name: &str) {
        self.names.insert(name.to_ascii_lowercase());
    }

    /// Masks the record's secrets.
    pub fn apply(&self, record: &mut Record) {
        for (name, value) in &mut record.fields {
            if self.names.contains(&name.to_ascii_lowercase()) {
                MASK.clone_into(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Level;

    #[test]
    fn secrets_are_masked_and_the_rest_is_kept() {
        let mut redactor = Redactor::default();
        redactor.add("Session");
        let mut record = Record::new(Level::Info, "login")
            .with_field("user", "ada")
            .with_field("Password", "lovelace")
            .with_field("session", "42");
        redactor.apply(&mut record);
        let values: Vec<_> = record.fields.values().map(String::as_str).collect();
        assert_eq!(values, [MASK, MASK, "ada"]);
    }
}
