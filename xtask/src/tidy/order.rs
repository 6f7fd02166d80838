//! The order of crates, and the order of rooms inside crates.
//!
//! Both tables are written down here and nowhere else. `dependencies` holds manifests against the first,
//! `rooms` holds Rust files against the second.

/// The crates in the direction of the data, each with the crates of this repository that it may depend on.
pub(super) const CRATES: [(&str, &[&str]); 9] = [
    ("cargo-conda-workspace", &[]),
    ("cargo-conda-mapping", &[]),
    ("cargo-conda-inventory", &["workspace", "mapping"]),
    ("cargo-conda-plan", &["workspace", "mapping", "inventory"]),
    ("cargo-conda-recipe", &["workspace", "mapping", "plan"]),
    ("cargo-conda-engine", &["workspace", "mapping", "inventory", "plan", "recipe"]),
    ("cargo-conda-report", &["workspace", "mapping", "plan", "recipe", "engine"]),
    ("cargo-conda", &["workspace", "mapping", "plan", "recipe", "engine", "report"]),
    ("pixi-build-cargo", &["cargo-conda"]),
];

/// The crates whose modules have an order, each with its rooms from the top to the bottom.
pub(super) const ROOMS: &[CrateRooms] = &[
    CrateRooms {
        name: "cargo-conda-workspace",
        rooms: &[
            room("queries", "questions about a loaded workspace: closures, effects of changes"),
            room("workspace", "loads a workspace and holds it; does not know what is asked of it"),
            room("simulation", "the only door to guppy: what one build compiles, with which features"),
            room("graph", "the thin graph of resolved packages; knows neither guppy nor features"),
            room("members", "packages of the workspace as their manifests describe them"),
            room("files", "reads one file each: manifest, cargo's configuration, toolchain file"),
            room("error", "why loading failed; every room above can say so"),
            room("cargo", "runs cargo; knows nothing of the domain"),
        ],
    },
    CrateRooms {
        name: "cargo-conda-plan",
        rooms: &[
            room("proposal", "which configuration makes sense; looks at plans, and no plan knows it"),
            room("planner", "the stages from a workspace to a plan; the rooms below are their vocabulary"),
            room(
                "request",
                "what a caller asks for; configuration from beside Cargo's manifests is part of it",
            ),
            room("config", "reads manifests into settings, and decides nothing about packages"),
            room("model", "the plan as plain data, which does not know how it was computed"),
            room("problem", "errors and warnings about manifests, raised by every room above"),
            room("source", "locations in manifests, to which a problem points"),
        ],
    },
    CrateRooms {
        name: "cargo-conda-engine",
        rooms: &[
            room(
                "examine",
                "what of a machine and a workspace keeps builds from working; builds nothing of it",
            ),
            room("run", "from a request to its summary; does not know how one package is made"),
            room("dispatch", "the dispatcher, which owns all state of a run; does not know rattler-build"),
            room("package", "one package from its plan to its archive; does not know other jobs"),
            room("environments", "conda's environments of groups; does not know packages"),
            room(
                "publish",
                "finished archives to a channel that others read; knows neither plans nor builds",
            ),
            room("audit", "which crates finished packages are made of, and which advisories concern them"),
            room("channel", "archives and their index; does not know builds"),
            room("freshness", "records and judgement; knows neither the channel nor rattler-build"),
            room("rattler", "the only door to rattler-build; knows nothing above"),
            room("scratch", "directories, locks and timings; does not know conda"),
            room("cargo", "cargo's messages, files and directories; does not know conda"),
            room("api", "requests, events, errors and outcomes: plain types for callers"),
            room("schedule", "pure: which package is next; knows neither threads nor clocks"),
            room("inspect", "what a binary needs; does not know packages"),
            room("system", "processes, digests and files; knows nothing of the domain"),
        ],
    },
    CrateRooms {
        name: "pixi-build-cargo",
        rooms: &[
            room("server", "requests and responses, and which may follow which; knows no workspace"),
            room("methods", "the two requests that work on a workspace; does not know how they arrive"),
            room("project", "the package as pixi described it, and its plan; does not build"),
            room("failure", "an error as pixi shows it"),
            room("debug_directory", "requests and responses kept as files"),
            room("convert", "from the protocol's types to ours and back; decides nothing"),
            room("wire", "the protocol's types: data that knows nothing of ours"),
        ],
    },
];

/// A crate whose modules have an order.
pub(super) struct CrateRooms {
    /// Name of the crate and of its directory below `crates/`.
    pub(super) name: &'static str,
    /// From the top to the bottom: a room imports from rooms after it only.
    pub(super) rooms: &'static [Room],
}

/// A module at the root of a crate with everything in it.
pub(super) struct Room {
    /// Name of the module: `src/<name>/`, or `src/<name>.rs` for a room of one file.
    pub(super) name: &'static str,
    /// Why the room stands at this place: what it holds, and what it must not know.
    pub(super) reason: &'static str,
}

const fn room(name: &'static str, reason: &'static str) -> Room {
    Room { name, reason }
}
