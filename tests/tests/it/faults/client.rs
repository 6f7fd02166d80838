//! A client that reads a channel while runs change it.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::support::{platform, sha256};

/// Reads the index and every archive that it names, again and again, until it is dropped.
pub(super) struct Client {
    stop: Arc<AtomicBool>,
    reading: Option<JoinHandle<()>>,
}

impl Client {
    /// Starts to read a channel, which need not exist.
    pub(super) fn of(channel: &Utf8Path) -> Self {
        let folder = channel.join(platform());
        let stop = Arc::<AtomicBool>::default();
        let told = Arc::clone(&stop);
        let reading = std::thread::spawn(move || {
            let mut digests = Digests::default();
            loop {
                // Before the end is looked for, so that every client has read the channel.
                digests.check(&folder);
                if told.load(Ordering::SeqCst) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        Self { stop, reading: Some(reading) }
    }

    /// Stops reading. Fails the test if an index contradicted an archive.
    pub(super) fn stop(mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let reading = self.reading.take().unwrap();
        reading.join().expect("an index contradicted an archive");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

/// The digests of the files that were read, by inode and time of the last change, so that each is read once.
#[derive(Default)]
struct Digests(BTreeMap<(u64, i64, i64), String>);

impl Digests {
    /// Checks that each archive is what the index says. If the index has changed meanwhile, nothing follows
    /// from a difference: the client came between two versions of the channel.
    fn check(&mut self, folder: &Utf8Path) {
        for (file, digest) in index(folder) {
            let Ok(content) = self.of(&folder.join(&file)) else { continue };
            if content != digest {
                let now = index(folder).remove(&file);
                assert_ne!(now, Some(digest), "the index has another digest than {file}");
            }
        }
    }

    fn of(&mut self, path: &Utf8Path) -> io::Result<String> {
        let mut file = fs_err::File::open(path)?;
        let state = file.metadata()?;
        let key = (state.ino(), state.ctime(), state.ctime_nsec());
        if let Some(digest) = self.0.get(&key) {
            return Ok(digest.clone());
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        let digest = sha256(&content);
        self.0.insert(key, digest.clone());
        Ok(digest)
    }
}

/// The digests of archives in the index, by file name; none if there is no index.
fn index(folder: &Utf8Path) -> BTreeMap<Utf8PathBuf, String> {
    let Ok(text) = fs_err::read(folder.join("repodata.json")) else { return BTreeMap::new() };
    let index: Value = serde_json::from_slice(&text).expect("an index is never half written");
    let records = index["packages.conda"].as_object().unwrap().iter();
    records.map(|(file, record)| (file.into(), record["sha256"].as_str().unwrap().to_owned())).collect()
}
