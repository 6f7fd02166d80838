//! Texts about build environments and compile caches.

use std::fmt::Write as _;

use cargo_conda_engine::{CacheStatistics, ResolvedEnvironment, ResolvedPackage};

use crate::style::{Color, Meaning};
use crate::table::Table;

/// A table of all packages of the build and host environments, below the variant that they were solved for.
pub(super) fn environment_table(environment: &ResolvedEnvironment, color: Color) -> String {
    let ResolvedEnvironment { platform: _, variant, build, host } = environment;
    let mut table =
        Table::new(["in", "package", "version", "build", "channel"].map(ToOwned::to_owned).to_vec());
    for (side, packages) in [("build", build), ("host", host)] {
        for ResolvedPackage { name, version, build_string: build, channel, sha256: _ } in packages {
            // The name of a channel is the last segment of its URL.
            let channel = channel.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            table.push([side, name, version, build, channel].map(ToOwned::to_owned).to_vec());
        }
    }
    let mut text = String::new();
    let values: Vec<_> = variant.iter().map(|(key, value)| format!("{key} {value}")).collect();
    if !values.is_empty() {
        // Writing to a string cannot fail.
        let _infallible = writeln!(text, "  variant {}", values.join(", "));
    }
    for (number, line) in table.lines().enumerate() {
        let line = if number == 0 { color.paint(Meaning::Heading, &line) } else { line };
        let _infallible = writeln!(text, "  {line}");
    }
    text
}

/// The hit rate of the compile cache, as one line.
pub(super) fn cache_summary(statistics: &CacheStatistics) -> String {
    let CacheStatistics { hits, misses, uncacheable: _, errors } = statistics;
    let percent = hits.saturating_mul(100).checked_div(hits + misses).unwrap_or_default();
    let failed = match errors {
        0 => String::new(),
        1 => "; the cache failed once".to_owned(),
        count => format!("; the cache failed {count} times"),
    };
    format!("{hits} of {} compilations ({percent} %) by sccache{failed}", hits + misses)
}
