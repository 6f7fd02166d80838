//! The link-time optimisation of a profile. The schedule uses it to estimate how long a link takes and how
//! much memory it needs.

use cargo_conda_workspace::Workspace;

/// How much of a program the linker optimises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lto {
    /// Nothing beyond what rustc does within each crate.
    Off,
    /// `lto = "thin"`.
    Thin,
    /// `lto = true` or `lto = "fat"`: all crates are optimised as one.
    Fat,
}

impl Lto {
    /// The `lto` setting of a profile in the root manifest, or of the profile that it inherits from; see
    /// <https://doc.rust-lang.org/cargo/reference/profiles.html#lto>. cargo's configuration and variables can
    /// set it too; an estimate ignores them.
    pub(crate) fn of(workspace: &Workspace, profile: &str) -> Self {
        match workspace.profiles().setting(profile, "lto").as_deref() {
            Some("true" | "\"fat\"") => Self::Fat,
            Some("\"thin\"") => Self::Thin,
            _ => Self::Off,
        }
    }
}
