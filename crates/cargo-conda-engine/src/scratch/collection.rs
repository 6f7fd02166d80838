//! Deletes what no run has used for a long time: target directories, environments, and the records, logs and
//! directories of packages.
//!
//! A group's directories have names that follow from its settings, and a package's from its name and
//! platform. After a change of `env` or a new name, the former ones would stay for ever. Modification times
//! do not show what is in use, because a run in which everything is fresh writes to none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};

use crate::system::{kept_file, remove};

/// The file with the time of the last use of each entry.
const FILE_NAME: &str = "last-used.json";

/// Version of the file's format.
const SCHEMA: u32 = 1;

/// The folders whose entries are collected.
const FOLDERS: [&str; 7] = ["environments", "finished", "logs", "packages", "published", "records", "target"];

/// Seconds from 1970 to the last use, by path, relative to the scratch.
type LastUses = BTreeMap<Utf8PathBuf, u64>;

/// Notes that `used` are in use now, and deletes every other entry whose last use was longer than `limit`
/// ago. Paths are relative to the scratch. Returns what was deleted, sorted.
///
/// An entry without a note, such as one of an earlier version of this program, counts as used now. So does
/// one whose last use is in the future, as after a clock was set back.
pub(crate) fn collect(
    scratch: &Utf8Path,
    used: &BTreeSet<Utf8PathBuf>,
    now: SystemTime,
    limit: Duration,
) -> io::Result<Vec<Utf8PathBuf>> {
    let path = scratch.join(FILE_NAME);
    // If the file is missing, damaged or of another schema, nothing was ever used.
    let before = kept_file::read::<LastUses>(&path, SCHEMA).ok().flatten().unwrap_or_default();
    let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let (mut kept, mut deleted) = (LastUses::new(), Vec::new());
    for entry in entries(scratch)? {
        let noted = before.get(&entry).filter(|time| **time <= now && !used.contains(&entry));
        let last_used = noted.copied().unwrap_or(now);
        let is_recent = now - last_used <= limit.as_secs() && !remove::is_doomed(&entry);
        if used.contains(&entry) || is_recent {
            kept.insert(entry, last_used);
        } else {
            let unused = scratch.join(&entry);
            if unused.is_dir() {
                remove::directory_if_present(&unused)?;
            } else {
                remove::file_if_present(&unused)?;
            }
            deleted.push(entry);
        }
    }
    kept_file::write(&path, SCHEMA, &kept)?;
    Ok(deleted)
}

/// The entries of all folders, relative to the scratch, sorted.
fn entries(scratch: &Utf8Path) -> io::Result<BTreeSet<Utf8PathBuf>> {
    let mut entries = BTreeSet::new();
    for folder in FOLDERS {
        let directory = match scratch.join(folder).read_dir_utf8() {
            Ok(directory) => directory,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in directory {
            entries.insert(Utf8Path::new(folder).join(entry?.file_name()));
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::{Duration, SystemTime};

    use camino::{Utf8Path, Utf8PathBuf};

    use super::{FILE_NAME, collect};

    const DAY: Duration = Duration::from_hours(24);

    /// A scratch with a record and a target directory.
    struct Fixture(tempfile::TempDir);

    impl Fixture {
        fn new() -> Self {
            let fixture = Self(tempfile::tempdir().unwrap());
            for folder in ["records", "target/release"] {
                fs_err::create_dir_all(fixture.root().join(folder)).unwrap();
            }
            fs_err::write(fixture.root().join("records/tool.json"), "{}").unwrap();
            fixture
        }

        fn root(&self) -> &Utf8Path {
            Utf8Path::from_path(self.0.path()).unwrap()
        }

        /// Collects, so many days after 1970, what was not used for ten days.
        fn on_day(&self, day: u32, used: &[&str]) -> Vec<Utf8PathBuf> {
            let used: BTreeSet<_> = used.iter().map(Utf8PathBuf::from).collect();
            collect(self.root(), &used, SystemTime::UNIX_EPOCH + day * DAY, 10 * DAY).unwrap()
        }
    }

    #[test]
    fn what_is_not_used_for_long_is_deleted() {
        let fixture = Fixture::new();
        assert!(fixture.on_day(100, &["records/tool.json"]).is_empty());
        assert!(fixture.on_day(110, &["records/tool.json"]).is_empty());
        assert_eq!(fixture.on_day(111, &["records/tool.json"]), ["target/release"]);
        assert!(!fixture.root().join("target/release").exists());
        assert!(fixture.on_day(121, &[]).is_empty());
        assert_eq!(fixture.on_day(122, &[]), ["records/tool.json"]);
    }

    #[test]
    fn what_is_in_use_stays_however_long_the_pause_was() {
        let fixture = Fixture::new();
        fixture.on_day(100, &[]);
        assert_eq!(fixture.on_day(500, &["target/release"]), ["records/tool.json"]);
        assert!(fixture.root().join("target/release").is_dir());
    }

    #[test]
    fn what_has_no_time_or_one_in_the_future_counts_as_used_now() {
        let fixture = Fixture::new();
        fixture.on_day(100, &[]);
        assert!(fixture.on_day(50, &[]).is_empty());
        assert_eq!(fixture.on_day(61, &[]).len(), 2);
        let fixture = Fixture::new();
        fixture.on_day(100, &[]);
        fs_err::write(fixture.root().join(FILE_NAME), "{\"schema\":1,\"sha256\":").unwrap();
        assert!(fixture.on_day(500, &[]).is_empty());
    }
}
