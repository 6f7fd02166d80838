//! A server that answers as Quetz does, as far as publishing asks it: uploads with an API key, and an index
//! that follows from them. Answers can be scripted.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use super::channel::{platform, sha256};

/// The key that the server knows.
pub(crate) const API_KEY: &str = "canary-quetz-4721";

/// The channel that it has.
const CHANNEL: &str = "ours";

/// What becomes of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The server stores the archive, unless its name is taken.
    Normal,
    /// The server is out of order, and says so with the key that it was given.
    Broken,
    /// The connection is cut in the middle of the upload.
    Cut,
    /// The archive is stored, and the answer is lost.
    Lost,
}

#[derive(Default)]
struct State {
    /// The answers to the next uploads; after them the server answers normally.
    script: Vec<Answer>,
    files: BTreeMap<String, Vec<u8>>,
    /// The names of files in the order in which they were stored.
    stored: Vec<String>,
    /// Whether the index is that of an empty channel, as before the server has made a new one.
    lags: bool,
    uploads: usize,
}

/// A server that runs until the test process ends.
pub(crate) struct Quetz {
    address: String,
    state: Arc<Mutex<State>>,
}

impl Quetz {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&shared);
                thread::spawn(move || answer(stream.unwrap(), &state));
            }
        });
        Self { address, state }
    }

    /// The address of a channel, for publishing.
    pub(crate) fn channel(&self, name: &str) -> String {
        format!("quetz+http://{}/{name}", self.address)
    }

    /// The address of the channel that the server has.
    pub(crate) fn ours(&self) -> String {
        self.channel(CHANNEL)
    }

    /// The URL by which clients read it.
    pub(crate) fn index(&self) -> String {
        format!("http://{}/get/{CHANNEL}", self.address)
    }

    /// Answers the next uploads so.
    pub(crate) fn script(&self, answers: &[Answer]) {
        self.state.lock().unwrap().script = answers.to_vec();
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
        std::mem::take(&mut self.state.lock().unwrap().uploads)
    }
}

/// Name, version and build of the package in a file of this name.
fn parts(file: &str) -> [String; 3] {
    let stem = file.strip_suffix(".conda").unwrap_or(file);
    let [build, version, name] = stem.rsplitn(3, '-').collect::<Vec<_>>()[..] else { panic!("{file}") };
    [name, version, build].map(ToOwned::to_owned)
}

/// Answers one request and closes the connection. A client that goes away early is no failure.
fn answer(mut stream: TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let first = lines.first()?.clone();
    let mut words = first.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    // A conda token stands before the path.
    let target = target.strip_prefix(&format!("/t/{API_KEY}")).unwrap_or(target);
    if method != "POST" {
        let (status, body) = read(target, state);
        return respond(&mut stream, &(status, if method == "HEAD" { Vec::new() } else { body }));
    }
    let header = |name: &str| {
        lines.iter().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    let kind = {
        let mut state = state.lock().unwrap();
        state.uploads += 1;
        if state.script.is_empty() { Answer::Normal } else { state.script.remove(0) }
    };
    if kind == Answer::Cut {
        reader.read_exact(&mut [0; 64]).ok()?;
        return None;
    }
    let body = body(&mut reader, header("content-length"))?;
    if kind == Answer::Broken {
        let said = format!("out of order, {}", header("x-api-key")?);
        return respond(&mut stream, &("500 Internal Server Error", said.into_bytes()));
    }
    let stored = store(target, header("x-api-key").as_deref(), body, state);
    if kind == Answer::Lost { None } else { respond(&mut stream, &(stored, Vec::new())) }
}

/// The body of a request, which has a length or is sent in chunks.
fn body(reader: &mut BufReader<TcpStream>, length: Option<String>) -> Option<Vec<u8>> {
    if let Some(length) = length {
        let mut body = vec![0; length.parse().ok()?];
        reader.read_exact(&mut body).ok()?;
        return Some(body);
    }
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut chunk = vec![0; usize::from_str_radix(line.trim(), 16).ok()? + 2];
        reader.read_exact(&mut chunk).ok()?;
        if chunk.len() == 2 {
            return Some(body);
        }
        body.extend_from_slice(&chunk[..chunk.len() - 2]);
    }
}

fn respond(stream: &mut TcpStream, (status, body): &(&str, Vec<u8>)) -> Option<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()
}

/// Stores an uploaded archive, as `POST /api/channels/{channel}/upload/{file}?force=…&sha256=…` asks.
fn store(target: &str, key: Option<&str>, body: Vec<u8>, state: &Mutex<State>) -> &'static str {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(file) = path.strip_prefix(&format!("/api/channels/{CHANNEL}/upload/")) else {
        return "404 Not Found";
    };
    if key != Some(API_KEY) {
        return "401 Unauthorized";
    }
    assert!(query.contains(&format!("sha256={}", sha256(&body))), "{query}");
    let mut state = state.lock().unwrap();
    if state.files.contains_key(file) && !query.contains("force=true") {
        return "409 Conflict";
    }
    state.files.insert(file.to_owned(), body);
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
        let records: BTreeMap<_, _> = state
            .files
            .iter()
            .filter(|_| is_ours && !state.lags)
            .map(|(file, bytes)| record(file, bytes))
            .collect();
        let index = json!({"info": {"subdir": folder}, "packages": {}, "packages.conda": records, "repodata_version": 1});
        return ("200 OK", index.to_string().into_bytes());
    }
    match state.files.get(file).filter(|_| is_ours) {
        Some(bytes) => ("200 OK", bytes.clone()),
        None => ("404 Not Found", Vec::new()),
    }
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
