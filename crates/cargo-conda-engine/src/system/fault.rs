//! Named points between two steps: one that changes a file, and a later one that brings what is said about
//! the file up to date, such as an index, a record or a mark.
//!
//! A test lets the process die at a point, or lets the step fail there, and checks that the next run puts
//! everything right. The test walks through the table of all points, so a point that is added here is tested
//! without a new test. Points exist in builds with `debug_assertions` only; in other builds [`fault_point`]
//! does nothing.

use std::io;

/// Declares the enum of all points and the table that describes them.
macro_rules! points {
    ($($point:ident = $name:literal: $done:literal, then $next:literal;)*) => {
        /// A place between two steps.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Point {
            $(
                #[doc = concat!("After the step \"", $done, "\", before \"", $next, "\".")]
                $point,
            )*
        }

        /// All points, in the order of the enum.
        #[cfg(debug_assertions)]
        const POINTS: &[FaultPoint] = &[$(FaultPoint { name: $name, done: $done, next: $next },)*];
    };
}

points! {
    LockTaken = "lock-taken":
        "the lock of the scratch directory is taken", then "the file that names the holder is written";
    FileAside = "file-aside":
        "a file is written under a temporary name", then "it is renamed";
    DirectoryDoomed = "directory-doomed":
        "a directory is renamed in order to be deleted", then "it is deleted";
    FoldersMade = "folders-made":
        "the folders of a new channel are made", then "its first index is written";
    EnvironmentBegun = "environment-begun":
        "an environment is marked as incomplete", then "its packages are installed";
    EnvironmentInstalled = "environment-installed":
        "the packages of an environment are installed", then "it is marked as complete";
    EnvironmentMarked = "environment-marked":
        "an environment is marked as complete", then "its target directory is compared with it";
    TargetJudged = "target-judged":
        "a target directory that does not fit its environment is deleted", then "its new note is written";
    TargetEmptied = "target-emptied":
        "a target directory with a damaged note is emptied", then "the note is deleted";
    ChangesNoted = "changes-noted":
        "the note of compiled files calls changed files unknown", then "cargo forgets their crates";
    UnitForgotten = "unit-forgotten":
        "the fingerprint of a unit that no package uses is deleted",
        then "what was compiled of the unit is deleted";
    RecordDeleted = "record-deleted":
        "the record of a package is deleted", then "the package is built again";
    ProgramsInstalled = "programs-installed":
        "cargo has installed the programs of a package", then "the note of compiled files is extended";
    CompiledNoted = "compiled-noted":
        "the note of compiled files is extended", then "the archive is written";
    ArchiveMade = "archive-made":
        "an archive is complete in the scratch directory", then "it is put among the finished ones";
    ArchiveKept = "archive-kept":
        "an archive is among the finished ones", then "the record of the package is written";
    ArchiveDeleted = "archive-deleted":
        "the former archive is deleted", then "its attestations are deleted";
    AttestationsDeleted = "attestations-deleted":
        "archives and their attestations are deleted", then "the index forgets the archives";
    ArchiveForgotten = "archive-forgotten":
        "the index has forgotten an archive", then "the new archive of its name is moved into the channel";
    ArchiveMoved = "archive-moved":
        "an archive is moved into the channel", then "the next one is, and at last the index describes them";
    ArchiveIndexed = "archive-indexed":
        "the index describes the archives of a run", then "it is noted what the run has left";
    RecordWritten = "record-written":
        "the record of a package is written", then "the directories of its build are deleted";
    TimingsWritten = "timings-written":
        "the measured times are written", then "the index is brought up to date";
    ArchiveJoined = "archive-joined":
        "an archive of another channel is put into the joined one", then "the index describes it";
    ArchivePlaced = "archive-placed":
        "an archive is published to a channel", then "the next one is, and at last the index describes them";
    KindDeleted = "kind-deleted":
        "of one folder of a channel, the index, the archives or the attestations are deleted",
        then "the files of the next kind are deleted";
    ChannelDeleted = "channel-deleted":
        "a channel is deleted", then "the scratch directory is deleted";
    ScratchPartDeleted = "scratch-part-deleted":
        "a file or directory in the scratch directory is deleted", then "the others are deleted";
}

#[cfg(debug_assertions)]
pub use injection::{FaultPoint, fault_points, inject_fault, trace_fault_points};

/// Lets the process die, or returns an error, if a test asked for it.
#[cfg(debug_assertions)]
pub(crate) fn fault_point(point: Point) -> io::Result<()> {
    injection::reach(&POINTS[point as usize])
}

/// Does nothing in builds of users.
#[cfg(not(debug_assertions))]
#[expect(clippy::unnecessary_wraps, reason = "in builds for tests it can fail")]
pub(crate) fn fault_point(_point: Point) -> io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
mod injection {
    use std::fs::OpenOptions;
    use std::io::{self, Write as _};
    use std::path::PathBuf;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::POINTS;

    /// A point between two steps, as tests see it.
    #[derive(Debug, PartialEq, Eq)]
    pub struct FaultPoint {
        /// The name by which [`inject_fault`] knows it.
        pub name: &'static str,
        /// What has been done when a run reaches the point.
        pub done: &'static str,
        /// What the run would do next.
        pub next: &'static str,
    }

    /// What happens at a point.
    #[derive(Debug, Clone, Copy)]
    enum Kind {
        /// The process ends as by a signal: nothing is unwound and no destructor runs.
        Die,
        /// The step fails with an error of this kind.
        Fail(io::ErrorKind),
    }

    #[derive(Debug)]
    struct Fault {
        point: &'static FaultPoint,
        kind: Kind,
        /// How often the run still passes the point before the fault happens. It happens once.
        passes: AtomicUsize,
    }

    static FAULT: OnceLock<Fault> = OnceLock::new();

    static TRACE: OnceLock<PathBuf> = OnceLock::new();

    const KINDS: [(&str, Kind); 5] = [
        ("die", Kind::Die),
        ("no-space", Kind::Fail(io::ErrorKind::StorageFull)),
        ("no-permission", Kind::Fail(io::ErrorKind::PermissionDenied)),
        ("interrupted", Kind::Fail(io::ErrorKind::Interrupted)),
        ("wrong-data", Kind::Fail(io::ErrorKind::InvalidData)),
    ];

    /// All points of this crate. Exists in builds with `debug_assertions` only.
    pub fn fault_points() -> &'static [FaultPoint] {
        POINTS
    }

    /// Asks for a fault in this process, once: `<point>:<kind>:<n>`, at the `n`th time that the point is
    /// reached, counted from 1. The kinds are `die`, `no-space`, `no-permission`, `interrupted` and
    /// `wrong-data`. Exists in builds with `debug_assertions` only.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn inject_fault(text: &str) -> Result<(), String> {
        // A second session of one process asks for the same.
        let fault = parse(text)?;
        FAULT.get_or_init(|| fault);
        Ok(())
    }

    /// Appends the name of each point that this process reaches to a file. Exists in builds with
    /// `debug_assertions` only.
    pub fn trace_fault_points(file: PathBuf) {
        TRACE.get_or_init(|| file);
    }

    fn parse(text: &str) -> Result<Fault, String> {
        let [point, kind, turn] = text.split(':').collect::<Vec<_>>()[..] else {
            return Err(format!("`{text}` is no fault: write `<point>:<kind>:<n>`"));
        };
        let point = POINTS.iter().find(|known| known.name == point);
        let kind = KINDS.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
        let passes = turn.parse::<usize>().ok().and_then(|turn| turn.checked_sub(1));
        match (point, kind, passes) {
            (Some(point), Some(kind), Some(passes)) => {
                Ok(Fault { point, kind, passes: AtomicUsize::new(passes) })
            }
            (None, ..) => Err(format!("`{text}` names no fault point of this build")),
            (_, None, _) => Err(format!("`{text}` names no kind of fault")),
            (.., None) => Err(format!("`{text}` needs a number from 1 at its end")),
        }
    }

    pub(super) fn reach(point: &'static FaultPoint) -> io::Result<()> {
        if let Some(file) = TRACE.get() {
            let mut file = OpenOptions::new().create(true).append(true).open(file)?;
            file.write_all(format!("{}\n", point.name).as_bytes())?;
        }
        let Some(fault) = FAULT.get().filter(|fault| fault.point == point) else {
            return Ok(());
        };
        // After the fault the counter is at its maximum, so that it never happens again.
        if fault.passes.fetch_sub(1, Ordering::SeqCst) != 0 {
            return Ok(());
        }
        match fault.kind {
            Kind::Die => std::process::abort(),
            Kind::Fail(kind) => Err(io::Error::new(kind, format!("fault point `{}`", point.name))),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::{POINTS, parse};

        #[test]
        fn every_point_has_a_name_of_its_own() {
            let names: std::collections::BTreeSet<_> = POINTS.iter().map(|point| point.name).collect();
            assert_eq!(names.len(), POINTS.len());
        }

        #[test]
        fn a_fault_that_cannot_happen_is_an_error() {
            assert!(parse("archive-moved:die:1").is_ok());
            for wrong in ["archive-moved", "nowhere:die:1", "archive-moved:melt:1", "archive-moved:die:0"] {
                assert!(parse(wrong).unwrap_err().contains(wrong));
            }
        }
    }
}
