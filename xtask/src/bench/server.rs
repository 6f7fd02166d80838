//! An HTTP server for the files of a directory: it answers range requests, and counts requests and bytes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::error::ChoreError;

/// A server that runs until this process ends.
pub(super) struct Server {
    pub(super) url: String,
    counts: Arc<Counts>,
}

/// What was asked for since the counts were taken last.
#[derive(Default)]
struct Counts {
    requests: AtomicU64,
    bytes: AtomicU64,
}

/// How much a server was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Traffic {
    pub(super) requests: u64,
    /// The bytes of all bodies.
    pub(super) bytes: u64,
}

impl Server {
    /// Serves a directory.
    pub(super) fn start(directory: &Path) -> Result<Self, ChoreError> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(ChoreError::File)?;
        let url = format!("http://{}", listener.local_addr().map_err(ChoreError::File)?);
        let counts = Arc::<Counts>::default();
        let (directory, counted) = (directory.to_owned(), Arc::clone(&counts));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (directory, counts) = (directory.clone(), Arc::clone(&counted));
                thread::spawn(move || answer(stream, &directory, &counts));
            }
        });
        Ok(Self { url, counts })
    }

    /// What was asked for since the last call.
    pub(super) fn traffic(&self) -> Traffic {
        let take = |count: &AtomicU64| count.swap(0, Ordering::Relaxed);
        Traffic { requests: take(&self.counts.requests), bytes: take(&self.counts.bytes) }
    }
}

/// Answers one request and closes the connection; `None` if the client went away or sent something else.
fn answer(mut stream: TcpStream, directory: &Path, counts: &Counts) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    let first = lines.next()?;
    let mut words = first.split_whitespace();
    let (method, path) = (words.next()?, words.next()?);
    let headers = lines.take_while(|line| !line.is_empty()).map(|line| line.to_lowercase());
    let range = headers.filter_map(|line| line.strip_prefix("range: bytes=").map(str::to_owned)).last();
    let file = fs_err::read(directory.join(path.trim_start_matches('/')));
    let (status, range, body) = match (file, range) {
        (Err(_), _) => ("404 Not Found", String::new(), Vec::new()),
        (Ok(bytes), None) => ("200 OK", String::new(), bytes),
        (Ok(bytes), Some(range)) => {
            let (start, end) = ends(&range, bytes.len())?;
            let header = format!("Content-Range: bytes {start}-{}/{}\r\n", end - 1, bytes.len());
            ("206 Partial Content", header, bytes.get(start..end)?.to_vec())
        }
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nAccept-Ranges: bytes\r\n{range}Connection: close\r\n\r\n"
    );
    counts.requests.fetch_add(1, Ordering::Relaxed);
    stream.write_all(head.as_bytes()).ok()?;
    if method != "HEAD" {
        counts.bytes.fetch_add(u64::try_from(length).ok()?, Ordering::Relaxed);
        stream.write_all(&body).ok()?;
    }
    Some(())
}

/// The first byte of a range, and the one after its last; `None` if it is no range of a file of this size.
fn ends(range: &str, size: usize) -> Option<(usize, usize)> {
    let (start, end) = range.split_once('-')?;
    match (start.parse::<usize>().ok(), end.parse::<usize>().ok()) {
        (None, Some(last)) => Some((size.saturating_sub(last), size)),
        (Some(start), Some(end)) => Some((start, size.min(end + 1))),
        (Some(start), None) => Some((start, size)),
        (None, None) => None,
    }
    .filter(|(start, end)| start < end)
}

#[cfg(test)]
mod tests {
    use super::ends;

    #[test]
    fn ranges_are_cut_to_the_file() {
        assert_eq!(ends("-10", 100), Some((90, 100)));
        assert_eq!(ends("-200", 100), Some((0, 100)));
        assert_eq!(ends("5-7", 100), Some((5, 8)));
        assert_eq!(ends("5-", 100), Some((5, 100)));
        assert_eq!(ends("100-", 100), None);
        assert_eq!(ends("a-b", 100), None);
    }
}
