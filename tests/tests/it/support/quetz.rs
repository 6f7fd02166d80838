//! A server that answers as Quetz does, as far as publishing asks it: uploads with an API key, and an index
//! that follows from them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::channel::{platform, sha256};
use super::scripted::{Answer, Asked, Scripted, answer_with};

/// The key that the server knows.
pub(crate) const API_KEY: &str = "canary-quetz-4721";

/// The channel that it has.
const CHANNEL: &str = "ours";

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    /// The names of files in the order in which they were stored.
    stored: Vec<String>,
    /// Whether the index is that of an empty channel, as before the server has made a new one.
    lags: bool,
}

/// A server that runs until the test process ends.
pub(crate) struct Quetz {
    server: Scripted,
    state: Arc<Mutex<State>>,
}

impl Quetz {
    pub(crate) fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = Scripted::start(|asked| asked.method() == "POST", move |asked| answer(asked, &shared));
        Self { server, state }
    }

    /// The address of a channel, for publishing.
    pub(crate) fn channel(&self, name: &str) -> String {
        format!("quetz+http://{}/{name}", self.server.address())
    }

    /// The address of the channel that the server has.
    pub(crate) fn ours(&self) -> String {
        self.channel(CHANNEL)
    }

    /// The URL by which clients read it.
    pub(crate) fn index(&self) -> String {
        format!("http://{}/get/{CHANNEL}", self.server.address())
    }

    /// Answers the next uploads so.
    pub(crate) fn script(&self, answers: &[Answer]) {
        self.server.script(answers);
    }

    /// Lets the index lag behind, or not.
    pub(crate) fn lag(&self, lags: bool) {
        self.state.lock().unwrap().lags = lags;
    }

    /// The names of packages in the order in which their archives were stored since the last call.
    pub(crate) fn stored(&self) -> Vec<String> {
        let files = std::mem::take(&mut self.state.lock().unwrap().stored);
        files.iter().map(|file| parts(file)[0].clone()).collect()
    }

    /// The number of uploads that were begun since the last call.
    pub(crate) fn uploads(&self) -> usize {
        self.server.uploads()
    }
}

/// Name, version and build of the package in a file of this name.
pub(super) fn parts(file: &str) -> [String; 3] {
    let stem = file.strip_suffix(".conda").unwrap_or(file);
    let [build, version, name] = stem.rsplitn(3, '-').collect::<Vec<_>>()[..] else { panic!("{file}") };
    [name, version, build].map(ToOwned::to_owned)
}

fn answer(asked: &Asked, state: &Mutex<State>) -> Vec<u8> {
    // A conda token stands before the path.
    let target = asked.target();
    let target = target.strip_prefix(&format!("/t/{API_KEY}")).unwrap_or(target);
    if asked.method() == "POST" {
        return answer_with(store(target, asked.header("x-api-key"), &asked.body, state), b"");
    }
    let (status, body) = read(target, state);
    answer_with(status, if asked.method() == "HEAD" { b"" } else { &body })
}

/// Stores an uploaded archive, as `POST /api/channels/{channel}/upload/{file}?force=…&sha256=…` asks.
fn store(target: &str, key: Option<&str>, body: &[u8], state: &Mutex<State>) -> &'static str {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(file) = path.strip_prefix(&format!("/api/channels/{CHANNEL}/upload/")) else {
        return "404 Not Found";
    };
    if key != Some(API_KEY) {
        return "401 Unauthorized";
    }
    assert!(query.contains(&format!("sha256={}", sha256(body))), "{query}");
    let mut state = state.lock().unwrap();
    if state.files.contains_key(file) && !query.contains("force=true") {
        return "409 Conflict";
    }
    state.files.insert(file.to_owned(), body.to_vec());
    state.stored.push(file.to_owned());
    "201 Created"
}

/// A file of the channel.
fn read(target: &str, state: &Mutex<State>) -> (&'static str, Vec<u8>) {
    let state = state.lock().unwrap();
    let folder = format!("/get/{CHANNEL}/");
    let Some((folder, file)) = target.strip_prefix(&folder).and_then(|rest| rest.split_once('/')) else {
        return ("404 Not Found", Vec::new());
    };
    let is_ours = folder == platform();
    if file == "repodata.json" {
        let shown = state.files.iter().filter(|_| is_ours && !state.lags);
        return ("200 OK", index_of(folder, shown));
    }
    match state.files.get(file).filter(|_| is_ours) {
        Some(bytes) => ("200 OK", bytes.clone()),
        None => ("404 Not Found", Vec::new()),
    }
}

/// The index of a folder with these archives, given by their names and contents.
pub(super) fn index_of<'a>(folder: &str, files: impl Iterator<Item = (&'a String, &'a Vec<u8>)>) -> Vec<u8> {
    let records: BTreeMap<_, _> = files.map(|(file, bytes)| record(file, bytes)).collect();
    let index =
        json!({"info": {"subdir": folder}, "packages": {}, "packages.conda": records, "repodata_version": 1});
    index.to_string().into_bytes()
}

/// The name of a file and its record in the index.
fn record(file: &str, bytes: &[u8]) -> (String, Value) {
    let [name, version, build] = parts(file);
    let record = json!({
        "name": name, "version": version, "build": build, "build_number": 0, "depends": [],
        "subdir": platform(), "sha256": sha256(bytes), "size": bytes.len(),
    });
    (file.to_owned(), record)
}
