//! A client that reads a channel while runs change it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::support::{platform, sha256};

/// Reads the index and every archive that it names, again and again, until it is dropped.
pub(super) struct Client {
    stop: Arc<AtomicBool>,
    rounds: Arc<AtomicUsize>,
    reading: Option<JoinHandle<()>>,
}

impl Client {
    /// Starts to read a channel, which need not exist.
    pub(super) fn of(channel: &Utf8Path) -> Self {
        let folder = channel.join(platform());
        let (stop, rounds) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let (told, counter) = (Arc::clone(&stop), Arc::clone(&rounds));
        let reading = std::thread::spawn(move || {
            while !told.load(Ordering::SeqCst) {
                read(&folder);
                counter.fetch_add(1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        Self { stop, rounds, reading: Some(reading) }
    }

    /// Stops reading. Fails the test if an index contradicted an archive.
    pub(super) fn stop(mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let reading = self.reading.take().unwrap();
        reading.join().expect("an index contradicted an archive");
        assert!(self.rounds.load(Ordering::SeqCst) > 0, "the channel was never read");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

/// Checks that each archive is what the index says. If the index has changed meanwhile, nothing follows from
/// a difference: the client came between two versions of the channel.
fn read(folder: &Utf8Path) {
    let before = index(folder);
    for (file, digest) in &before {
        let Ok(content) = fs_err::read(folder.join(file)) else { continue };
        if sha256(&content) != *digest {
            let now = index(folder).remove(file);
            assert_ne!(now.as_deref(), Some(&**digest), "the index has another digest than {file}");
        }
    }
}

/// The digests of archives in the index, by file name; none if there is no index.
fn index(folder: &Utf8Path) -> BTreeMap<Utf8PathBuf, String> {
    let Ok(text) = fs_err::read(folder.join("repodata.json")) else { return BTreeMap::new() };
    let index: Value = serde_json::from_slice(&text).expect("an index is never half written");
    let records = index["packages.conda"].as_object().unwrap().iter();
    records.map(|(file, record)| (file.into(), record["sha256"].as_str().unwrap().to_owned())).collect()
}
