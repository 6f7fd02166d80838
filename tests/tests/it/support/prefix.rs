//! A server that answers as prefix.dev does, as far as publishing asks it: uploads with a token, tokens for
//! jobs that a service vouches for, and an index that follows from the uploads. It is that service too.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::channel::{platform, sha256};
use super::quetz::{index_of, parts};
use super::scripted::{Answer, Asked, Scripted, answer_with};

/// The token that the server knows.
pub(crate) const TOKEN: &str = "canary-prefix-4724";

/// What the service says of a job: `{"iss": "x", "sub": "job", "exp": 9999999999}`, and a signature that is
/// none.
const IDENTITY: &str =
    "eyJhbGciOiJub25lIn0.eyJpc3MiOiAieCIsICJzdWIiOiAiam9iIiwgImV4cCI6IDk5OTk5OTk5OTl9.bm9uZQ";

/// The channel that it has.
const CHANNEL: &str = "acme";

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    /// The names of files in the order in which they were stored.
    stored: Vec<String>,
    /// Whether the index is that of an empty channel, as before the server has made a new one.
    lags: bool,
    /// Whether the channel trusts the job.
    trusts: bool,
}

/// A server that runs until the test process ends.
pub(crate) struct PrefixServer {
    server: Scripted,
    state: Arc<Mutex<State>>,
}

impl PrefixServer {
    pub(crate) fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = Scripted::start(
            |asked| asked.target().starts_with("/api/v1/upload/"),
            move |asked| answer(asked, &mut shared.lock().unwrap()),
        );
        Self { server, state }
    }

    /// The address of its channel, for publishing.
    pub(crate) fn channel(&self) -> String {
        format!("prefix+http://{}/{CHANNEL}", self.server.address())
    }

    /// The variables of a job of GitHub that may ask for its identity.
    pub(crate) fn job(&self) -> [(&'static str, String); 3] {
        [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("ACTIONS_ID_TOKEN_REQUEST_URL", format!("http://{}/identity", self.server.address())),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "any".to_owned()),
        ]
    }

    /// Answers the next uploads so.
    pub(crate) fn script(&self, answers: &[Answer]) {
        self.server.script(answers);
    }

    /// Lets the index lag behind.
    pub(crate) fn lag(&self) {
        self.state.lock().unwrap().lags = true;
    }

    /// Lets the channel trust the job.
    pub(crate) fn trust(&self) {
        self.state.lock().unwrap().trusts = true;
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

fn answer(asked: &Asked, state: &mut State) -> Vec<u8> {
    let (path, query) = asked.target().split_once('?').unwrap_or((asked.target(), ""));
    if path == "/identity" {
        return answer_with("200 OK", json!({"value": IDENTITY}).to_string().as_bytes());
    }
    if path == "/api/oidc/mint_token" {
        let told: Value = serde_json::from_slice(&asked.body).unwrap();
        assert_eq!(told["token"], IDENTITY);
        return if state.trusts {
            answer_with("200 OK", TOKEN.as_bytes())
        } else {
            answer_with("401 Unauthorized", b"")
        };
    }
    if let Some(channel) = path.strip_prefix("/api/v1/upload/") {
        let status = if channel == CHANNEL { store(asked, query, state) } else { "404 Not Found" };
        return answer_with(status, b"");
    }
    let (status, body) = read(path, state);
    answer_with(status, if asked.method() == "HEAD" { b"" } else { &body })
}

/// Stores the one part of a form, whose headers have its name and digest.
fn store(asked: &Asked, query: &str, state: &mut State) -> &'static str {
    if asked.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return "401 Unauthorized";
    }
    let boundary = asked.header("content-type").unwrap().split_once("boundary=").unwrap().1;
    let start = asked.body.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let end = asked.body.len() - format!("\r\n--{boundary}--\r\n").len();
    let head = String::from_utf8(asked.body[..start].to_vec()).unwrap();
    let header = |name: &str| {
        let value =
            |line: &str| line.to_lowercase().strip_prefix(&format!("{name}: ")).map(ToOwned::to_owned);
        head.lines().find_map(value).unwrap()
    };
    let file = header("x-file-name");
    let bytes = asked.body[start..end].to_vec();
    assert_eq!(header("x-file-sha256"), sha256(&bytes));
    if state.files.contains_key(&file) && query != "force=true" {
        return "409 Conflict";
    }
    state.files.insert(file.clone(), bytes);
    state.stored.push(file);
    "201 Created"
}

/// A file of the channel.
fn read(path: &str, state: &State) -> (&'static str, Vec<u8>) {
    let folder = format!("/{CHANNEL}/");
    let Some((folder, file)) = path.strip_prefix(&folder).and_then(|rest| rest.split_once('/')) else {
        return ("404 Not Found", Vec::new());
    };
    let is_ours = folder == platform();
    if file == "repodata.json" {
        return ("200 OK", index_of(folder, state.files.iter().filter(|_| is_ours && !state.lags)));
    }
    match state.files.get(file).filter(|_| is_ours) {
        Some(bytes) => ("200 OK", bytes.clone()),
        None => ("404 Not Found", Vec::new()),
    }
}
