//! Runs a private sccache server for a group whose builds use sccache.
//!
//! The first call of sccache starts a server that outlives it. Each run has a server of its own at a port of
//! its own: a server that another process started may use another storage, or lack the run's secrets.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::BuildGroup;
use indexmap::IndexMap;
use serde::Deserialize;

use crate::api::CacheStatistics;

const PORT: &str = "SCCACHE_SERVER_PORT";
const SOCKET: &str = "SCCACHE_SERVER_UDS";
const IDLE_TIMEOUT: &str = "SCCACHE_IDLE_TIMEOUT";

/// sccache for the builds of one group.
pub(crate) struct CompileCache {
    program: Utf8PathBuf,
    variables: IndexMap<String, String>,
    /// Whether this run's builds start the server, so that the run stops it.
    is_own: bool,
}

impl CompileCache {
    /// Chooses the server's address. `None` if the group's builds do not use sccache.
    pub(crate) fn of(
        group: &BuildGroup,
        build_prefix: &Utf8Path,
        variables: &mut IndexMap<String, String>,
    ) -> Option<Self> {
        group.build_dependencies.iter().find(|requirement| requirement.name() == "sccache")?;
        let is_configured =
            |name: &str| variables.contains_key(name) || group.secrets.iter().any(|own| own == name);
        let is_own = !is_configured(PORT) && !is_configured(SOCKET);
        if is_own {
            let port =
                TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).ok()?.port();
            variables.insert(PORT.to_owned(), port.to_string());
            // The run stops the server itself. If the run is killed, the server ends an hour after the last
            // compiler. Tests may take longer than sccache's own ten minutes.
            variables.entry(IDLE_TIMEOUT.to_owned()).or_insert_with(|| "3600".to_owned());
        }
        let program =
            build_prefix.join(if cfg!(windows) { "Library/bin/sccache.exe" } else { "bin/sccache" });
        Some(Self { program, variables: variables.clone(), is_own })
    }

    /// Asks the server for its statistics and stops it. `None` if the server does not answer.
    pub(crate) fn finish(&self) -> Option<CacheStatistics> {
        let answer = self.command().args(["--show-stats", "--stats-format", "json"]).output().ok();
        if self.is_own {
            // A server that has ended already needs no stop.
            let _stopped = self.command().arg("--stop-server").output();
        }
        read(&answer?.stdout)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().envs(&self.variables);
        command
    }
}

/// The part of sccache's JSON answer that is read.
#[derive(Deserialize)]
struct Answer {
    stats: Stats,
}

#[derive(Deserialize)]
struct Stats {
    cache_hits: Counts,
    cache_misses: Counts,
    cache_errors: Counts,
    #[serde(default)]
    requests_not_cacheable: u64,
}

/// Counts by language.
#[derive(Deserialize)]
struct Counts {
    counts: BTreeMap<String, u64>,
}

impl Counts {
    fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

fn read(json: &[u8]) -> Option<CacheStatistics> {
    let Answer { stats } = serde_json::from_slice(json).ok()?;
    Some(CacheStatistics {
        hits: stats.cache_hits.total(),
        misses: stats.cache_misses.total(),
        uncacheable: stats.requests_not_cacheable,
        errors: stats.cache_errors.total(),
    })
}

#[cfg(test)]
mod tests {
    use super::{CacheStatistics, read};

    #[test]
    fn numbers_of_all_languages_are_added() {
        let json = br#"{"stats":{"compile_requests":9,"requests_not_cacheable":2,
            "cache_hits":{"counts":{"Rust":3,"C/C++":1},"adv_counts":{}},
            "cache_misses":{"counts":{"Rust":2}},"cache_errors":{"counts":{}}},"cache_location":"Local disk"}"#;
        let expected = CacheStatistics { hits: 4, misses: 2, uncacheable: 2, errors: 0 };
        assert_eq!(read(json), Some(expected));
        assert_eq!(read(b"sccache: error: Timed out"), None);
    }
}
