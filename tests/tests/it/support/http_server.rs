//! A plain HTTP server for a directory, with or without range requests, that counts what it is asked for.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

/// Whether a server answers range requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ranges {
    Answered,
    Ignored,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The answer has this status, such as `403 Forbidden`, and no body.
    Status(&'static str),
    /// The connection ends after half of the body.
    Cut,
}

/// The troubles of a server, by the ends of the paths that have them; a path without a trouble is answered as
/// it should be.
type Troubles = Vec<(String, Trouble)>;

/// A request that was answered.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Method and path.
    pub(crate) line: String,
    /// The number of bytes of the answer's body.
    pub(crate) bytes: usize,
}

impl Request {
    /// Whether it asks for a package.
    pub(crate) fn is_of_archive(&self) -> bool {
        self.line.rsplit_once('.').is_some_and(|(_, extension)| extension == "conda")
    }
}

/// A server that runs until the test process ends.
pub(crate) struct HttpServer {
    url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    troubles: Arc<Mutex<Troubles>>,
    max_age: Arc<AtomicU64>,
}

/// What answers need to know.
struct Served {
    directory: Utf8PathBuf,
    ranges: Ranges,
    requests: Arc<Mutex<Vec<Request>>>,
    troubles: Arc<Mutex<Troubles>>,
    /// For how many seconds clients may keep an answer; 0 if the server does not say.
    max_age: Arc<AtomicU64>,
}

impl HttpServer {
    /// Serves a directory.
    pub(crate) fn start(directory: &Utf8Path, ranges: Ranges) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (requests, troubles, max_age) = (Arc::default(), Arc::default(), Arc::default());
        let served = Served {
            directory: directory.to_owned(),
            ranges,
            requests: Arc::clone(&requests),
            troubles: Arc::clone(&troubles),
            max_age: Arc::clone(&max_age),
        };
        let served = Arc::new(served);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let served = Arc::clone(&served);
                thread::spawn(move || served.answer(stream.unwrap()));
            }
        });
        Self { url, requests, troubles, max_age }
    }

    /// From now on, answers to requests for paths that end so have this trouble and no other; with `None`
    /// they have none.
    pub(crate) fn trouble(&self, path_end: &str, trouble: impl Into<Option<Trouble>>) {
        let mut troubles = self.troubles.lock().unwrap();
        troubles.retain(|(end, _)| end != path_end);
        troubles.extend(trouble.into().map(|trouble| (path_end.to_owned(), trouble)));
    }

    /// From now on, clients may keep answers for so long without asking again.
    pub(crate) fn keep_for(&self, time: Duration) {
        self.max_age.store(time.as_secs(), Ordering::Relaxed);
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The requests since the last call.
    pub(crate) fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

impl Served {
    /// Answers one request and closes the connection. A client that goes away early is no failure.
    fn answer(&self, mut stream: TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
        let first = lines.next()?;
        let mut words = first.split_whitespace();
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let headers: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
        let range = headers
            .iter()
            .find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(ToOwned::to_owned));
        let trouble = self.trouble_of(&path);
        let (status, extra, body) = match trouble {
            Some(Trouble::Status(status)) => (status, String::new(), Vec::new()),
            Some(Trouble::Cut) | None => self.read(&path, range)?,
        };
        let accepts = if self.ranges == Ranges::Answered { "Accept-Ranges: bytes\r\n" } else { "" };
        let kept = match self.max_age.load(Ordering::Relaxed) {
            0 => String::new(),
            seconds => format!("Cache-Control: max-age={seconds}\r\n"),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{accepts}{kept}{extra}Connection: close\r\n\r\n",
            body.len()
        );
        let sent = match trouble {
            _ if method == "HEAD" => 0,
            Some(Trouble::Cut) => body.len() / 2,
            Some(Trouble::Status(_)) | None => body.len(),
        };
        self.requests.lock().unwrap().push(Request { line: format!("{method} {path}"), bytes: sent });
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(&body[..sent]).ok()
    }

    fn trouble_of(&self, path: &str) -> Option<Trouble> {
        let troubles = self.troubles.lock().unwrap();
        troubles.iter().find(|(end, _)| path.ends_with(end.as_str())).map(|(_, trouble)| *trouble)
    }

    /// The status, further headers and the body of an answer. `None` if the range is none.
    fn read(&self, path: &str, range: Option<String>) -> Option<(&'static str, String, Vec<u8>)> {
        let file = self.directory.join(path.trim_start_matches('/'));
        Some(match (fs_err::read(file), range.filter(|_| self.ranges == Ranges::Answered)) {
            (Err(_), _) => ("404 Not Found", String::new(), Vec::new()),
            (Ok(bytes), None) => ("200 OK", String::new(), bytes),
            (Ok(bytes), Some(range)) => {
                let (from, to) = range.split_once('-')?;
                let (start, end) = match (from.parse::<usize>(), to.parse::<usize>()) {
                    (Err(_), Ok(last)) => (bytes.len().saturating_sub(last), bytes.len()),
                    (Ok(start), Ok(end)) => (start, bytes.len().min(end + 1)),
                    (Ok(start), Err(_)) => (start, bytes.len()),
                    (Err(_), Err(_)) => return None,
                };
                let extra = format!("Content-Range: bytes {start}-{}/{}\r\n", end - 1, bytes.len());
                ("206 Partial Content", extra, bytes[start..end].to_vec())
            }
        })
    }
}
