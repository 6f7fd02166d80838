//! What a profile says of link-time optimisation, which decides how long a link takes and in how much memory.

use cargo_conda_workspace::Workspace;

/// How much of a program is optimised when it is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lto {
    /// Nothing but what rustc does in each crate.
    Off,
    /// Summaries of all crates.
    Thin,
    /// All crates as one.
    Fat,
}

impl Lto {
    /// The setting of a profile in the root manifest, or of those that it inherits from; see
    /// <https://doc.rust-lang.org/cargo/reference/profiles.html#lto>. It is a guess for the schedule, so what cargo's
    /// configuration and variables say differently is left aside.
    pub(crate) fn of(workspace: &Workspace, profile: &str) -> Self {
        match workspace.profiles().setting(profile, "lto").as_deref() {
            Some("true" | "\"fat\"") => Self::Fat,
            Some("\"thin\"") => Self::Thin,
            _ => Self::Off,
        }
    }
}
