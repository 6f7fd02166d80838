//! cargo and rustc for Windows, which run in Wine.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step;

/// The target of the toolchain, whose linker and C library come with it.
const TRIPLE: &str = "x86_64-pc-windows-gnu";

/// A toolchain of rustup's for Windows.
pub(crate) struct WindowsToolchain {
    /// The directory with `cargo.exe`.
    programs: PathBuf,
}

impl WindowsToolchain {
    /// The command that installs one.
    pub(crate) const REMEDY: &str =
        "rustup toolchain install stable-x86_64-pc-windows-gnu --force-non-host --profile minimal";

    /// Finds a toolchain among those of rustup; `None` if there is none, or no rustup.
    pub(crate) fn find() -> Option<Self> {
        let listed = step::output_of(Command::new("rustup").args(["toolchain", "list", "--verbose"])).ok()?;
        let directories = listed.lines().filter_map(directory_of);
        directories
            .map(|directory| directory.join("bin"))
            .find(|bin| bin.join("cargo.exe").is_file())
            .map(|programs| Self { programs })
    }

    /// Has a command find `cargo.exe` and `rustc.exe`, and the crates that this machine's cargo has.
    pub(crate) fn set(&self, command: &mut Command) {
        for variable in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN"] {
            command.env_remove(variable);
        }
        let own = || std::env::home_dir().map(|home| home.join(".cargo"));
        if let Some(home) = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(own) {
            command.env("CARGO_HOME", in_wine(&home));
        }
        command.env("WINEPATH", in_wine(&self.programs));
    }
}

/// The directory of a toolchain for Windows, from a line of `rustup toolchain list --verbose`.
fn directory_of(line: &str) -> Option<PathBuf> {
    let (name, rest) = line.split_once(' ')?;
    // Such as `(active, default) /home/me/.rustup/toolchains/…`.
    let path = rest.rsplit_once(") ").map_or(rest, |(_, path)| path);
    name.ends_with(TRIPLE).then(|| PathBuf::from(path.trim()))
}

/// A path as programs in Wine have it, where drive `Z:` is the whole machine.
pub(crate) fn in_wine(path: &Path) -> String {
    format!("Z:{}", path.display()).replace('/', "\\")
}

#[cfg(test)]
mod tests {
    use super::{directory_of, in_wine};

    #[test]
    fn toolchains_for_windows_are_found_among_others() {
        let directory = |line: &str| directory_of(line).map(|path| path.display().to_string());
        assert_eq!(directory("stable-x86_64-unknown-linux-gnu (active, default) /r/a"), None);
        let name = "stable-x86_64-pc-windows-gnu";
        assert_eq!(directory(&format!("{name} /r/a b")).as_deref(), Some("/r/a b"));
        assert_eq!(directory(&format!("{name} (default) /r/a")).as_deref(), Some("/r/a"));
    }

    #[test]
    fn the_whole_machine_is_a_drive() {
        assert_eq!(in_wine("/r/a b".as_ref()), r"Z:\r\a b");
    }
}
