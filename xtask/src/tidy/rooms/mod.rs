//! Checks that the rooms of a crate import in one direction.
//!
//! A room is a module at the root of a crate, with all the modules inside. [`ROOMS`] lists the rooms of a
//! crate from the top to the bottom, and a file imports from its own room and from those below only. The
//! order is total, so circles between files of different rooms are impossible as long as the rule holds: one
//! of the imports would lead upwards. `lib.rs` is outside of all rooms; a name that it re-exports counts as a
//! name of the room where it is defined. Tests may import from everywhere.

mod order;
mod references;

use std::collections::BTreeMap;

use self::order::broken_in;
use self::references::ParsedFile;
use super::order::ROOMS;
use super::source::SourceFile;
use crate::error::ChoreError;

/// Gathers the files of crates that have rooms, then checks each crate as a whole.
#[derive(Default)]
pub(super) struct RoomCheck {
    /// Parsed files by the name of their crate, in the order of paths.
    crates: BTreeMap<&'static str, Vec<ParsedFile>>,
}

impl RoomCheck {
    /// Parses a file if it belongs to a crate with rooms.
    pub(super) fn read(&mut self, source: &SourceFile<'_>) -> Result<(), ChoreError> {
        let Some(rooms) = ROOMS.iter().find(|rooms| rooms.name == source.crate_name()) else {
            return Ok(());
        };
        if source.path_in_crate().starts_with("src/") && !source.is_test() {
            self.crates.entry(rooms.name).or_default().push(ParsedFile::new(source)?);
        }
        Ok(())
    }

    /// A line for each import that leads upwards, and for each difference between a table and its crate.
    pub(super) fn broken(&self) -> Vec<String> {
        let files = |name| self.crates.get(name).map_or(&[][..], Vec::as_slice);
        ROOMS.iter().flat_map(|rooms| broken_in(rooms, files(rooms.name))).collect()
    }
}
