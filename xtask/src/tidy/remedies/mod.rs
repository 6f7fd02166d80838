//! The book's page about errors has an entry for each error that has a remedy, and none for anything else.
//!
//! `said` reads from the sources which messages there are and which of their types have a method `help`,
//! `failures` those that are no types; `entries` reads the page. A message and an entry are compared as
//! [`Pattern`]s: what stands for a value is a gap in both.

mod entries;
mod failures;
mod pattern;
mod said;

use self::entries::Entry;
use self::pattern::Pattern;
use self::said::Said;
use super::source::SourceFile;
use crate::error::ChoreError;

/// The page with the entries.
const PAGE: &str = "docs/book/src/troubleshooting.md";

/// Gathers what the program can say, and the entries of the page; [`RemedyCheck::broken`] compares them.
#[derive(Default)]
pub(super) struct RemedyCheck {
    said: Said,
    entries: Vec<Entry>,
}

impl RemedyCheck {
    /// Reads the page, if this is it.
    pub(super) fn read_page(&mut self, path: &str, text: &str) {
        if path == PAGE {
            self.entries = entries::of(text);
        }
    }

    /// Reads the messages of a file of the program.
    pub(super) fn read(&mut self, source: &SourceFile<'_>) -> Result<(), ChoreError> {
        if source.path_in_crate().starts_with("src/") && !source.is_test() {
            self.said.read(source)?;
        }
        Ok(())
    }

    /// A line for each error that has a help and no entry, and for each entry of nothing that is said.
    pub(super) fn broken(&self) -> Vec<String> {
        let has_entry = |message: &Pattern| self.entries.iter().any(|entry| entry.pattern.describes(message));
        let errors = self.said.with_help().filter(|error| !has_entry(&error.text));
        let missing = errors.map(|error| {
            format!("{}: `{}` has a help, and {PAGE} no entry: {}", error.path, error.name, error.text)
        });
        let is_said = |entry: &&Entry| self.said.texts().any(|text| entry.pattern.is_in(text));
        let stale = self.entries.iter().filter(|entry| !is_said(entry));
        let stale = stale.map(|entry| format!("{PAGE}:{}: nothing says `{}`", entry.line, entry.pattern));
        missing.chain(stale).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{PAGE, RemedyCheck, SourceFile};

    const ERRORS: &str = r#"
        #[derive(Debug, Error)]
        enum Broken {
            #[error("the {colour} lamp is off")]
            Lamp { colour: String },
            #[error("the fuse {0} is gone, and {1} too")]
            Fuse(u8, u8),
            #[error("nobody knows")]
            Unknown,
            #[error(transparent)]
            Other(Other),
        }

        impl Broken {
            fn help(&self) -> Option<String> {
                match self {
                    Self::Lamp { .. } | Self::Fuse(..) => Some("buy one".to_owned()),
                    Self::Other(other) => other.help(),
                    Self::Unknown => None,
                }
            }
        }

        fn warn() -> String {
            format!("{} is \
                     dusty", "lamp")
        }
    "#;

    fn broken(page: &str) -> Vec<String> {
        let mut check = RemedyCheck::default();
        check.read(&SourceFile::new("crates/a/src/b.rs", ERRORS).unwrap()).unwrap();
        check.read_page(PAGE, page);
        check.broken()
    }

    #[test]
    fn an_error_with_a_help_needs_an_entry() {
        let page = "| printed | why |\n|---|---|\n| the `…` lamp is off | dark |\n";
        assert_eq!(
            broken(page),
            ["crates/a/src/b.rs: `Broken::Fuse` has a help, and docs/book/src/troubleshooting.md no entry: \
              the fuse … is gone, and … too"]
        );
    }

    #[test]
    fn an_entry_needs_something_that_is_said() {
        let page = "| printed | why |\n|---|---|\n| the … lamp is off; the fuse … is gone | dark |\n\
                    | … is dusty (a warning) | old |\n| nobody knows | |\n| the fuse is on fire | hot |\n\n\
                    | seen | why |\n|---|---|\n| smoke | fire |\n";
        assert_eq!(broken(page), ["docs/book/src/troubleshooting.md:6: nothing says `the fuse is on fire`"]);
    }
}
