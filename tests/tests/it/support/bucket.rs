//! A server of S3 that nobody here wrote (moto), with a proxy before it whose answers to uploads can be
//! scripted.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use super::python::Python;
use super::scripted::{Answer, Asked, Scripted};

/// The name of its bucket.
pub(crate) const BUCKET: &str = "acme-channels";

/// A server that runs as long as this value lives.
pub(crate) struct S3 {
    server: Child,
    proxy: Scripted,
    hold: Arc<Hold>,
}

/// Which request to write something is never answered.
#[derive(Default)]
struct Hold {
    /// How many such requests are answered before; `None` if all are.
    before: Mutex<Option<usize>>,
    is_held: AtomicBool,
}

impl S3 {
    /// A server that takes any keys.
    pub(crate) fn start() -> Self {
        Self::with_options(&[])
    }

    /// A server that knows nobody's keys.
    pub(crate) fn closed() -> Self {
        Self::with_options(&["--closed"])
    }

    fn with_options(options: &[&str]) -> Self {
        let mut command = Python::of_venv().command("s3.py", &[&[BUCKET], options].concat());
        let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let address = url.trim().strip_prefix("http://").unwrap().to_owned();
        let hold = Arc::<Hold>::default();
        let shared = Arc::clone(&hold);
        let proxy = Scripted::start(is_archive, move |asked| {
            if asked.method() == "PUT" {
                shared.pass();
            }
            forward(asked, &address)
        });
        Self { server, proxy, hold }
    }

    /// The URL of the service.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.proxy.address())
    }

    /// Answers the next uploads of archives so.
    pub(crate) fn script(&self, answers: &[Answer]) {
        self.proxy.script(answers);
    }

    /// Holds what is to be written after `before` more objects, before it is there. No answer comes.
    pub(crate) fn hold(&self, before: Option<usize>) {
        *self.hold.before.lock().unwrap() = before;
        self.hold.is_held.store(false, Ordering::SeqCst);
    }

    /// Whether something is held.
    pub(crate) fn is_holding(&self) -> bool {
        self.hold.is_held.load(Ordering::SeqCst)
    }

    /// The number of uploads of archives that were begun since the last call.
    pub(crate) fn uploads(&self) -> usize {
        self.proxy.uploads()
    }

    /// Asks for an object of the bucket, or changes it. Returns the body of the answer; `None` if it is a
    /// failure.
    pub(crate) fn ask(&self, method: &str, object: &str) -> Option<Vec<u8>> {
        let address = self.proxy.address();
        let mut stream = TcpStream::connect(address).unwrap();
        // moto looks at the form of the keys only.
        let keys = "Authorization: AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request";
        write!(stream, "{method} /{BUCKET}/{object} HTTP/1.1\r\nHost: {address}\r\n{keys}\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        answer.starts_with(b"HTTP/1.1 2").then(|| answer.split_off(end + 4))
    }
}

impl Hold {
    fn pass(&self) {
        let is_held = match &mut *self.before.lock().unwrap() {
            None => false,
            Some(0) => true,
            Some(before) => {
                *before -= 1;
                false
            }
        };
        if is_held {
            self.is_held.store(true, Ordering::SeqCst);
            thread::park();
        }
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        self.server.wait().unwrap();
    }
}

fn is_archive(asked: &Asked) -> bool {
    asked.method() == "PUT"
        && asked.target().rsplit_once('.').is_some_and(|(_, extension)| extension == "conda")
}

/// Hands a request to another server, and returns what it answers.
fn forward(asked: &Asked, address: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    let of_connection = ["connection:", "content-length:", "transfer-encoding:"];
    let is_kept = |line: &&String| !of_connection.iter().any(|name| line.to_lowercase().starts_with(name));
    for line in asked.lines.iter().filter(is_kept) {
        write!(stream, "{line}\r\n").unwrap();
    }
    write!(stream, "Content-Length: {}\r\nConnection: close\r\n\r\n", asked.body.len()).unwrap();
    stream.write_all(&asked.body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}
