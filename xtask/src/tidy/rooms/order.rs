//! Holds the references of a crate's files against the order of its rooms.

use std::collections::{BTreeMap, BTreeSet};

use super::references::{ParsedFile, Reference};
use crate::tidy::order::{CrateRooms, Room};

/// A line for each place where a crate departs from the table of its rooms.
pub(super) fn broken_in(table: &CrateRooms, files: &[ParsedFile]) -> Vec<String> {
    let tests: BTreeSet<_> = files.iter().flat_map(|file| &file.test_modules).collect();
    let is_for_tests =
        |file: &&ParsedFile| (1..=file.module.len()).any(|end| tests.contains(&file.module[..end].to_vec()));
    let files: Vec<_> = files.iter().filter(|file| !is_for_tests(file)).collect();
    let reexports = reexports(&files);
    let order = Order { table, reexports };

    let mut broken = order.empty_rooms(&files);
    for file in files {
        let Some(room) = file.module.first() else { continue };
        match order.place(room) {
            Some(place) => broken.extend(order.upward(file, place)),
            None => broken.push(format!(
                "{}: belongs to no room of {}: move it into one, or give `{room}` a line in `tidy/order.rs`",
                file.path, table.name
            )),
        }
    }
    broken
}

/// The rooms that names at the root of the crate come from: `pub use run::Opened` in `lib.rs`.
fn reexports(files: &[&ParsedFile]) -> BTreeMap<String, String> {
    let pages = files.iter().filter(|file| file.module.is_empty());
    let named = pages.flat_map(|file| &file.references).filter_map(|reference| {
        let (room, name) = (reference.path.first()?, reference.path.last()?);
        Some((name.clone(), room.clone()))
    });
    named.collect()
}

struct Order<'a> {
    table: &'a CrateRooms,
    reexports: BTreeMap<String, String>,
}

impl Order<'_> {
    /// How far from the top a room is.
    fn place(&self, room: &str) -> Option<usize> {
        self.table.rooms.iter().position(|known| known.name == room)
    }

    fn room(&self, name: &str) -> Option<(usize, &Room)> {
        self.table.rooms.iter().enumerate().find(|(_, room)| room.name == name)
    }

    /// Lines of the table without a module.
    fn empty_rooms(&self, files: &[&ParsedFile]) -> Vec<String> {
        let is_empty =
            |room: &&Room| !files.iter().any(|file| file.module.first().is_some_and(|at| at == room.name));
        let rooms = self.table.rooms.iter().filter(is_empty);
        rooms.map(|room| format!("crates/{}: has no room `{}`", self.table.name, room.name)).collect()
    }

    /// References of a file that lead to a room above its own, or to none.
    fn upward(&self, file: &ParsedFile, place: usize) -> Vec<String> {
        let own = &self.table.rooms[place];
        let broken = file.references.iter().filter_map(|Reference { line, path }| {
            let first = path.first()?;
            let target = self.room(first).or_else(|| self.room(self.reexports.get(first)?));
            let path = path.join("::");
            let at = format!("{}:{line}: `crate::{path}`", file.path);
            match target {
                Some((above, target)) if above < place => Some(format!(
                    "{at}: `{}` ({}) must not import from `{}` ({}), which is above it",
                    own.name, own.reason, target.name, target.reason
                )),
                Some(_) => None,
                None => Some(format!("{at}: names no room of {}", self.table.name)),
            }
        });
        broken.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{CrateRooms, Room, broken_in};
    use crate::tidy::rooms::references::ParsedFile;
    use crate::tidy::source::SourceFile;

    const TABLE: CrateRooms = CrateRooms {
        name: "a",
        rooms: &[
            Room { name: "run", reason: "the whole of a run" },
            Room { name: "schedule", reason: "pure: which package is next" },
            Room { name: "error", reason: "failures" },
        ],
    };

    /// A crate where nothing is broken, changed by some files.
    fn broken(changes: &[(&str, &str)]) -> Vec<String> {
        let mut files = vec![
            ("lib.rs", "mod error;\nmod run;\nmod schedule;\npub use run::Opened;\npub use error::Error;\n"),
            ("run/mod.rs", "use crate::schedule::Schedule;\nuse crate::Error;\n"),
            ("schedule/mod.rs", "mod lanes;\n"),
            ("schedule/lanes.rs", "use super::Schedule;\nuse crate::error::Error;\n"),
            ("error.rs", ""),
        ];
        files.retain(|(path, _)| !changes.iter().any(|(changed, _)| changed == path));
        files.extend(changes.iter().filter(|(_, text)| *text != "gone"));
        let parse = |(path, text): (&str, &str)| {
            let path = format!("crates/a/src/{path}");
            ParsedFile::new(&SourceFile::new(&path, text).unwrap()).unwrap()
        };
        broken_in(&TABLE, &files.into_iter().map(parse).collect::<Vec<_>>())
    }

    #[test]
    fn imports_downwards_are_fine() {
        assert_eq!(broken(&[]), [""; 0]);
    }

    #[test]
    fn the_schedule_must_not_import_the_run() {
        let upwards = [
            "use crate::run::Opened;\n",
            "use super::super::run::Opened;\n",
            "use crate::{error::Error, run};\n",
            "use crate::Opened;\n",
            "fn f() { crate::run::open() }\n",
            "fn f() { println!(\"{}\", crate::run::open()) }\n",
        ];
        for text in upwards {
            let broken = broken(&[("schedule/lanes.rs", text)]);
            assert_eq!(broken.len(), 1, "{text}");
            assert!(broken[0].starts_with("crates/a/src/schedule/lanes.rs:1: `crate::"), "{}", broken[0]);
        }
        assert_eq!(
            broken(&[("schedule/mod.rs", "\nuse crate::run::Opened;\n")]),
            [
                "crates/a/src/schedule/mod.rs:2: `crate::run::Opened`: `schedule` (pure: which package is next) must \
              not import from `run` (the whole of a run), which is above it"
            ]
        );
    }

    #[test]
    fn a_circle_of_two_rooms_is_found() {
        let circle =
            [("run/mod.rs", "use crate::error::Error;\n"), ("error.rs", "use crate::run::Opened;\n")];
        assert_eq!(broken(&circle).len(), 1);
    }

    #[test]
    fn tests_may_import_from_everywhere() {
        let schedule = "#[cfg(test)]\nmod samples;\n#[cfg(test)]\nmod tests { use crate::run::Opened; }\n";
        let samples = ("schedule/samples.rs", "use crate::run::Opened;\n");
        assert_eq!(broken(&[("schedule/mod.rs", schedule), samples]), [""; 0]);
    }

    #[test]
    fn files_and_names_outside_of_all_rooms_are_found() {
        assert_eq!(
            broken(&[("helpers.rs", "")]),
            [
                "crates/a/src/helpers.rs: belongs to no room of a: move it into one, or give `helpers` a line in \
              `tidy/order.rs`"
            ]
        );
        assert_eq!(
            broken(&[("schedule/lanes.rs", "use crate::Unknown;\n")]),
            ["crates/a/src/schedule/lanes.rs:1: `crate::Unknown`: names no room of a"]
        );
    }

    #[test]
    fn a_room_without_a_module_is_found() {
        assert_eq!(
            broken(&[("schedule/mod.rs", "gone"), ("schedule/lanes.rs", "gone"), ("run/mod.rs", "")]),
            ["crates/a: has no room `schedule`"]
        );
    }
}
