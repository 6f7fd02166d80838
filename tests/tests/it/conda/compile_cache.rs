//! Builds with sccache, which the variables of sccache switch on.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{LocalChannel, Ran, TempProject};

/// The cache hits and misses of a run.
fn statistics(run: &Ran) -> [u64; 2] {
    let [event] = run.events("cache-statistics").try_into().unwrap();
    assert_eq!(event["errors"], 0, "{event}");
    ["hits", "misses"].map(|key| event[key].as_u64().unwrap())
}

/// Builds twice, with an empty target directory each time, and checks that the second build comes from the
/// cache. Returns both runs.
#[track_caller]
fn check_that_the_second_run_hits(project: &TempProject, variables: &[(&str, &str)]) -> [Ran; 2] {
    let channel = LocalChannel::native();
    let build = || {
        let call = project.cargo_conda("build --no-test --format json -v").conda(&channel);
        variables.iter().fold(call, |call, (name, value)| call.env(name, value)).run().success()
    };
    let first = build();
    let [hits, misses] = statistics(&first);
    assert!(hits == 0 && misses > 10, "{hits} hits and {misses} misses in an empty cache");
    fs_err::remove_dir_all(project.root().join("target")).unwrap();
    let second = build();
    let [hits, misses] = statistics(&second);
    assert!(hits >= 9 * misses, "{hits} hits and {misses} misses");
    [first, second]
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn what_a_directory_holds_is_not_compiled_again() {
    let store = TempProject::empty();
    let project = TempProject::sample("native").append(
        "Cargo.toml",
        &format!("[workspace.metadata.conda]\nenv = {{ SCCACHE_DIR = '{}' }}", store.root()),
    );
    check_that_the_second_run_hits(&project, &[]);
}

/// A redis server without persistence, which ends when it is dropped.
struct Redis {
    server: Child,
    endpoint: String,
}

impl Redis {
    /// Starts a server and waits until it listens.
    fn start() -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut command = Command::new("redis-server");
        command.args([
            "--port",
            &port.to_string(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]);
        let server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let redis = Self { server, endpoint: format!("tcp://127.0.0.1:{port}") };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "the server never listened");
            std::thread::sleep(Duration::from_millis(20));
        }
        redis
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // Both fail if the server has ended already.
        let _gone = self.server.kill();
        let _gone = self.server.wait();
    }
}

#[test]
#[cfg_attr(not(has = "redis"), ignore = "needs `cargo xtask channel` and redis-server")]
fn a_redis_server_serves_and_its_address_is_a_secret() {
    let redis = Redis::start();
    let project = TempProject::sample("native")
        .append("Cargo.toml", "[workspace.metadata.conda]\nsecrets = ['SCCACHE_REDIS_ENDPOINT']");
    let variables = [("SCCACHE_REDIS_ENDPOINT", redis.endpoint.as_str())];
    let runs = check_that_the_second_run_hits(&project, &variables);
    for run in runs {
        assert!(!run.stdout.contains(&redis.endpoint) && !run.stderr.contains(&redis.endpoint));
    }
    let logs = project.root().join("target/conda-build/logs");
    for name in project.entries("target/conda-build/logs") {
        let text = fs_err::read_to_string(logs.join(&name)).unwrap();
        assert!(!text.contains(&redis.endpoint), "{name}:\n{text}");
    }
}
