//! HTTP servers whose answers to uploads can be scripted.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What becomes of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The server does what is asked.
    Normal,
    /// The server is out of order, and says so with all that it was told.
    Broken,
    /// The connection is cut in the middle of the upload.
    Cut,
    /// The server does what is asked, and the answer is lost.
    Lost,
}

/// A request.
pub(crate) struct Asked {
    /// The method, the target and the headers, as they were sent.
    pub(crate) lines: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn method(&self) -> &str {
        self.lines[0].split(' ').next().unwrap()
    }

    pub(crate) fn target(&self) -> &str {
        self.lines[0].split(' ').nth(1).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.lines, name)
    }
}

fn header<'a>(lines: &'a [String], name: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// An answer with a status and a body.
pub(crate) fn answer_with(status: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

#[derive(Default)]
struct Script {
    /// The answers to the next uploads; after them the server answers normally.
    answers: Vec<Answer>,
    uploads: usize,
}

/// A server that runs until the test process ends.
pub(crate) struct Scripted {
    address: String,
    script: Arc<Mutex<Script>>,
}

impl Scripted {
    /// Answers requests with what `answer` says. The script is for those that `is_upload` says.
    pub(crate) fn start(
        is_upload: fn(&Asked) -> bool,
        answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let script = Arc::<Mutex<Script>>::default();
        let (shared, answer) = (Arc::clone(&script), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, answer) = (Arc::clone(&shared), Arc::clone(&answer));
                thread::spawn(move || respond(stream.unwrap(), is_upload, &script, &*answer));
            }
        });
        Self { address, script }
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Answers the next uploads so.
    pub(crate) fn script(&self, answers: &[Answer]) {
        self.script.lock().unwrap().answers = answers.to_vec();
    }

    /// The number of uploads that were begun since the last call.
    pub(crate) fn uploads(&self) -> usize {
        std::mem::take(&mut self.script.lock().unwrap().uploads)
    }
}

/// Answers one request and closes the connection. A client that goes away early is no failure.
fn respond(
    mut stream: TcpStream,
    is_upload: fn(&Asked) -> bool,
    script: &Mutex<Script>,
    answer: &dyn Fn(&Asked) -> Vec<u8>,
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut asked = Asked { lines: read_head(&mut reader)?, body: Vec::new() };
    let kind = if is_upload(&asked) {
        let mut script = script.lock().unwrap();
        script.uploads += 1;
        if script.answers.is_empty() { Answer::Normal } else { script.answers.remove(0) }
    } else {
        Answer::Normal
    };
    if kind == Answer::Cut {
        reader.read_exact(&mut [0; 64]).ok()?;
        return None;
    }
    asked.body = read_body(&mut reader, &asked.lines)?;
    if kind == Answer::Broken {
        let said = format!("out of order, {}", asked.lines.join(", "));
        return stream.write_all(&answer_with("500 Internal Server Error", said.as_bytes())).ok();
    }
    let answered = answer(&asked);
    if kind == Answer::Lost { None } else { stream.write_all(&answered).ok() }
}

fn read_head(reader: &mut BufReader<TcpStream>) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            return if lines.is_empty() { None } else { Some(lines) };
        }
        lines.push(line.trim().to_owned());
    }
}

/// The body of a request, which has a length or is sent in chunks.
fn read_body(reader: &mut BufReader<TcpStream>, head: &[String]) -> Option<Vec<u8>> {
    if let Some(length) = header(head, "content-length") {
        let mut body = vec![0; length.parse().ok()?];
        reader.read_exact(&mut body).ok()?;
        return Some(body);
    }
    let mut body = Vec::new();
    if header(head, "transfer-encoding").is_none() {
        return Some(body);
    }
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
