//! A client that polls a channel while runs change it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A thread that reads the channel over and over.
pub(super) struct Poll {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Polled>,
}

/// What a poll saw.
#[derive(Debug, Default)]
pub(super) struct Polled {
    /// How often an index was read and compared with its archives.
    pub(super) readings: u64,
    /// A line for each contradiction, without repetitions.
    pub(super) problems: Vec<String>,
}

impl Poll {
    /// Begins to poll a channel, which need not exist yet.
    pub(super) fn begin(channel: PathBuf) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut polled = Polled::default();
            while !stopped.load(Ordering::Relaxed) {
                for folder in folders(&channel) {
                    look(&folder, &mut polled);
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            polled
        });
        Self { stop, thread }
    }

    /// Ends the polling.
    ///
    /// # Panics
    ///
    /// If the thread has panicked.
    pub(super) fn end(self) -> Polled {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().expect("the polling thread does not panic")
    }
}

fn folders(channel: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(channel).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// Compares the index of a platform with the archives. An archive that the index names may be missing for a
/// moment, while it is replaced; one that is there must be the one that the index describes.
fn look(folder: &Path, polled: &mut Polled) {
    let index = folder.join("repodata.json");
    let Some((text, written)) = read_with_time(&index) else { return };
    let Ok(parsed) = serde_json::from_slice::<Value>(&text) else {
        note(polled, format!("{} is no JSON: a reader saw half of it", index.display()));
        return;
    };
    polled.readings += 1;
    for (name, record) in entries(&parsed) {
        let Ok(archive) = fs_err::read(folder.join(name)) else { continue };
        let is_described = record["sha256"] == hex(&Sha256::digest(&archive)).as_str();
        // An index that was written in the meantime says nothing about the archive that was read.
        let is_same_index = read_with_time(&index).is_some_and(|again| again == (text.clone(), written));
        if !is_described && is_same_index {
            note(polled, format!("{name} is not what its index describes, {} bytes", archive.len()));
        }
    }
}

fn read_with_time(path: &Path) -> Option<(Vec<u8>, SystemTime)> {
    let text = fs_err::read(path).ok()?;
    Some((text, fs_err::metadata(path).ok()?.modified().ok()?))
}

/// The records of an index, by the names of archives.
fn entries(index: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let tables = ["packages", "packages.conda"].map(|table| index[table].as_object());
    tables.into_iter().flatten().flatten()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn note(polled: &mut Polled, problem: String) {
    if !polled.problems.contains(&problem) {
        polled.problems.push(problem);
    }
}
