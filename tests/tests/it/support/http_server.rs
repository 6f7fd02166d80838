//! A plain HTTP server for a directory, with or without range requests, that counts what it is asked for.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};

/// Whether a server answers range requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ranges {
    Answered,
    Ignored,
}

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
}

impl HttpServer {
    /// Serves a directory.
    pub(crate) fn start(directory: &Utf8Path, ranges: Ranges) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (directory, seen) = (directory.to_owned(), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (directory, seen) = (directory.clone(), Arc::clone(&seen));
                thread::spawn(move || answer(stream.unwrap(), &directory, ranges, &seen));
            }
        });
        Self { url, requests }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The requests since the last call.
    pub(crate) fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

/// Answers one request and closes the connection. A client that goes away early is no failure.
fn answer(stream: TcpStream, directory: &Utf8Path, ranges: Ranges, seen: &Mutex<Vec<Request>>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    let first = lines.next()?;
    let mut words = first.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    let range = headers
        .iter()
        .find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(ToOwned::to_owned));
    let file: Utf8PathBuf = directory.join(path.trim_start_matches('/'));
    let (status, extra, body) = match (fs_err::read(file), range.filter(|_| ranges == Ranges::Answered)) {
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
    };
    let accepts = if ranges == Ranges::Answered { "Accept-Ranges: bytes\r\n" } else { "" };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{accepts}{extra}Connection: close\r\n\r\n",
        body.len()
    );
    let is_head = method == "HEAD";
    let sent = if is_head { 0 } else { body.len() };
    seen.lock().unwrap().push(Request { line: format!("{method} {path}"), bytes: sent });
    let mut stream = stream;
    stream.write_all(head.as_bytes()).ok()?;
    if is_head { Some(()) } else { stream.write_all(&body).ok() }
}
