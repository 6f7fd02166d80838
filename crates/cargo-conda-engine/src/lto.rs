//! What a profile says of link-time optimisation, which decides how long a link takes and in how much memory.

use cargo_conda_workspace::Workspace;
use toml::{Table, Value};

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
    /// The setting of a profile in the root manifest, inherited ones included; see
    /// <https://doc.rust-lang.org/cargo/reference/profiles.html#lto>. It is a guess for the schedule, so what cargo's
    /// configuration and variables say differently is left aside.
    pub(crate) fn of(workspace: &Workspace, profile: &str) -> Self {
        let manifest: Table = workspace.root_manifest().text.parse().unwrap_or_default();
        let profiles = manifest.get("profile").and_then(Value::as_table).cloned().unwrap_or_default();
        Self::in_profiles(&profiles, profile)
    }

    fn in_profiles(profiles: &Table, profile: &str) -> Self {
        let mut name = profile;
        // A chain of profiles that inherit from each other is short; cargo refuses one that is a circle.
        for _ in 0..profiles.len() {
            let Some(table) = profiles.get(name) else { break };
            if let Some(setting) = table.get("lto") {
                return match (setting.as_bool(), setting.as_str()) {
                    (Some(true), _) | (_, Some("fat")) => Self::Fat,
                    (_, Some("thin")) => Self::Thin,
                    _ => Self::Off,
                };
            }
            let Some(parent) = table.get("inherits").and_then(Value::as_str) else { break };
            name = parent;
        }
        Self::Off
    }
}

#[cfg(test)]
mod tests {
    use super::Lto;

    #[test]
    fn settings_are_inherited() {
        let text = "release.lto = 'thin'\n[dist]\ninherits = 'release'\n[small]\ninherits = 'dist'\nlto = true\n\
                    [plain]\ninherits = 'release'\nlto = 'off'";
        let profiles = text.parse().unwrap();
        let of = |profile| Lto::in_profiles(&profiles, profile);
        assert_eq!(of("dist"), Lto::Thin);
        assert_eq!(of("small"), Lto::Fat);
        assert_eq!(of("plain"), Lto::Off);
        assert_eq!(of("dev"), Lto::Off);
    }
}
