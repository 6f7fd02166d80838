//! Channels on a server: stored credentials, mirrors, and builds from the cache when the server is gone.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Stdio};

use crate::support::{CargoConda, LocalChannel, Python, TempProject};

const TOKEN: &str = "let-me-in-e1f7";

/// A server of the local channel, which ends when it is dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(python: &Python, channel: &LocalChannel) -> Self {
        let mut command = python.command("serve.py", &[channel.directory().as_str(), TOKEN]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, port: line.trim().parse().unwrap() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The configuration, credentials and cache of one user.
struct Person(TempProject);

impl Person {
    fn new(server: &Server) -> Self {
        let address = format!("http://127.0.0.1:{}", server.port);
        let mirrors = format!("[mirrors]\n\"https://conda.acme.invalid/tools\" = [\"{address}\"]\n");
        let credentials = format!("{{ \"127.0.0.1\": {{ \"BearerToken\": \"{TOKEN}\" }} }}");
        Self(TempProject::empty().file("home/config.toml", &mirrors).file("credentials.json", &credentials))
    }

    /// A build from the channel under its official address, which a mirror replaces.
    fn builds(&self, project: &TempProject, channel: &LocalChannel, more: &str) -> CargoConda {
        let arguments = "build --no-test --toolchain conda --channel https://conda.acme.invalid/tools";
        let path = |name: &str| self.0.root().join(name).into_string();
        let call =
            project.cargo_conda(&format!("{arguments} --variant-config {} {more}", channel.variants()));
        call.env("RATTLER_CACHE_DIR", &path("cache"))
            .env("RATTLER_HOME", &path("home"))
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1")
    }

    fn with_credentials(&self, call: CargoConda) -> CargoConda {
        call.env("RATTLER_AUTH_FILE", self.0.root().join("credentials.json").as_str())
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_channel_behind_a_mirror_and_a_token_and_then_out_of_the_cache() {
    let (channel, python) = (LocalChannel::native(), Python::of_venv());
    let server = Server::start(&python, &channel);
    let person = Person::new(&server);
    let project = TempProject::workspace().program("alpha", "").ready();
    let scratch = project.root().join("target");

    let refused = person.builds(&project, &channel, "").run().code(1);
    assert!(refused.stderr.contains("401"), "{}", refused.stderr);

    let run = person.with_credentials(person.builds(&project, &channel, "-v")).run().success();
    assert!(!run.stderr.contains(TOKEN), "{}", run.stderr);
    fs_err::remove_dir_all(&scratch).unwrap();

    drop(server);
    let down = person.with_credentials(person.builds(&project, &channel, "")).run().code(1);
    assert!(down.stderr.contains("enough of it is cached to build with `--offline`"), "{}", down.stderr);
    person.builds(&project, &channel, "--offline").run().success();
}

#[test]
#[cfg(unix)]
fn waiting_for_a_channel_can_be_interrupted() {
    // This server accepts connections and never responds.
    let server = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let project = TempProject::workspace().program("alpha", "").ready();
    let port = server.local_addr().unwrap().port();
    let mut running = project
        .cargo_conda(&format!("build --toolchain conda --channel http://127.0.0.1:{port}"))
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .start();
    running.wait_until("it asks the channel", |run| run.stderr().contains("Solving"));
    running.signal("TERM");
    let run = running.wait().code(130);
    assert!(run.stderr.ends_with("error: interrupted\n"), "{}", run.stderr);
}
