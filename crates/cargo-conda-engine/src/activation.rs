//! From the variables that conda's activation sets to those that all builds of a group see.
//!
//! Activation scripts write prefixes, the source directory and the package's name into flags for compilers, and cargo
//! compiles everything anew when a flag changes. They run once for a group, for no package in particular; what they set
//! is then the same for each of its builds. What is added here is the same too.

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

/// Variables of the shell that ran the scripts, and of the build that ran for none of the packages.
const OF_THE_SHELL: [&str; 5] = ["OLDPWD", "PWD", "RATTLER_BUILD_PACKAGE_FILES", "SHLVL", "_"];

/// What rustc is told of flags, for everything that it compiles for the target.
const BUILD_RUSTFLAGS: &str = "CARGO_BUILD_RUSTFLAGS";

/// Where directories of the build seem to be in what is compiled, as conda's compilers have it for C.
const SOURCES: &str = "/usr/local/src/conda";

/// What a group's builds have in common.
pub(crate) struct Activated<'a> {
    /// What the scripts left.
    pub(crate) captured: IndexMap<String, String>,
    /// What the configuration sets.
    pub(crate) configured: &'a IndexMap<String, String>,
    /// The Rust triple of the packages.
    pub(crate) target: &'a str,
    /// Whether the packages are for another platform than the machine's.
    pub(crate) is_cross: bool,
    /// Whether the workspace's own cargo configuration has flags for targets.
    pub(crate) has_target_rustflags: bool,
    /// Where libraries of the target are.
    pub(crate) host_prefix: &'a Utf8Path,
    /// Directories of the build, each with the name that it has in packages.
    pub(crate) directories: &'a [(Utf8PathBuf, &'static str)],
}

impl Activated<'_> {
    /// The variables of all builds of the group.
    pub(crate) fn variables(self) -> IndexMap<String, String> {
        let mut variables = self.captured.clone();
        // rattler-build writes variables into shell scripts, where a line end would end the value.
        variables.retain(|name, value| {
            !OF_THE_SHELL.contains(&name.as_str()) && !value.contains(['\n', '\r']) && !value.is_empty()
        });
        self.find_libraries(&mut variables);
        self.hide_directories_from_c(&mut variables);
        self.merge_rustflags(&mut variables);
        variables
    }

    /// pkg-config must find the libraries of the host environment, and never the machine's.
    fn find_libraries(&self, variables: &mut IndexMap<String, String>) {
        let folders = ["lib", "share"].map(|folder| self.host_prefix.join(folder).join("pkgconfig"));
        let separator = if cfg!(windows) { ";" } else { ":" };
        let [lib, share] = folders;
        let mut set = |name: &str, value: String| {
            if !self.configured.contains_key(name) {
                variables.insert(name.to_owned(), value);
            }
        };
        set("PKG_CONFIG_LIBDIR", format!("{lib}{separator}{share}"));
        if self.is_cross {
            // The crate `pkg-config` refuses to look for libraries of another platform unless it is told that it may.
            set("PKG_CONFIG_ALLOW_CROSS", "1".to_owned());
        }
    }

    /// C code that a crate compiles would have the paths of this machine in its messages.
    fn hide_directories_from_c(&self, variables: &mut IndexMap<String, String>) {
        if self.target.contains("windows") {
            return;
        }
        let triple = self.target.replace('-', "_");
        for name in [format!("CFLAGS_{triple}"), format!("CXXFLAGS_{triple}")] {
            if let Some(flags) = variables.get_mut(&name) {
                for (directory, name) in self.hidden() {
                    flags.push_str(&format_flag("-ffile-prefix-map", directory, name));
                }
            }
        }
    }

    /// The directories that can be written into flags, which are separated by spaces.
    fn hidden(&self) -> impl Iterator<Item = &(Utf8PathBuf, &'static str)> {
        self.directories.iter().filter(|(directory, _)| !directory.as_str().contains(char::is_whitespace))
    }

    /// Adds flags that hide the directories of the build, and puts all of ours where cargo reads them.
    ///
    /// Cargo takes flags from the first of four places that has some, and joins what variables and configuration files
    /// say for one place: <https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags>. conda's activation
    /// uses the last place, so that any flag of a user's would drop the way to conda's libraries.
    fn merge_rustflags(&self, variables: &mut IndexMap<String, String>) {
        let mut ours = variables.shift_remove(BUILD_RUSTFLAGS).unwrap_or_default();
        for (directory, name) in self.hidden() {
            ours.push_str(&format_flag("--remap-path-prefix", directory, name));
        }
        let ours = ours.trim();
        let of_target = format!("CARGO_TARGET_{}_RUSTFLAGS", self.target.replace('-', "_").to_uppercase());
        let theirs = |name: &str| self.configured.get(name).map(String::as_str);
        let (name, flags) = if let Some(theirs) = theirs("CARGO_ENCODED_RUSTFLAGS") {
            let words = ours.split_whitespace().collect::<Vec<_>>().join("\x1f");
            ("CARGO_ENCODED_RUSTFLAGS".to_owned(), format!("{words}\x1f{theirs}"))
        } else if let Some(theirs) = theirs("RUSTFLAGS") {
            ("RUSTFLAGS".to_owned(), format!("{ours} {theirs}"))
        } else if self.has_target_rustflags || variables.contains_key(&of_target) {
            let known = variables.get(&of_target).map_or("", String::as_str);
            let flags = format!("{known} {ours}").trim().to_owned();
            (of_target, flags)
        } else {
            (BUILD_RUSTFLAGS.to_owned(), ours.to_owned())
        };
        if !flags.is_empty() {
            variables.insert(name, flags);
        }
    }
}

fn format_flag(flag: &str, directory: &Utf8Path, name: &str) -> String {
    format!(" {flag}={directory}={SOURCES}/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(
        captured: &[(&str, &str)],
        configured: &[(&str, &str)],
        has_target_rustflags: bool,
    ) -> IndexMap<String, String> {
        let map = |pairs: &[(&str, &str)]| -> IndexMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let configured = map(configured);
        let mut captured = map(captured);
        captured.extend(configured.clone());
        Activated {
            captured,
            configured: &configured,
            target: "x86_64-unknown-linux-gnu",
            is_cross: false,
            has_target_rustflags,
            host_prefix: Utf8Path::new("/p"),
            directories: &[("/w".into(), "workspace"), ("/with space".into(), "other")],
        }
        .variables()
    }

    const RPATH: (&str, &str) = ("CARGO_BUILD_RUSTFLAGS", "-Clink-arg=-Wl,-rpath,/p/lib");
    const OURS: &str = "-Clink-arg=-Wl,-rpath,/p/lib --remap-path-prefix=/w=/usr/local/src/conda/workspace";

    #[test]
    fn flags_of_activation_reach_cargo_whatever_the_user_sets() {
        let alone = variables(&[RPATH], &[], false);
        assert_eq!(alone["CARGO_BUILD_RUSTFLAGS"], OURS);

        let with_flags = variables(&[RPATH], &[("RUSTFLAGS", "-Cdebuginfo=1")], false);
        assert_eq!(with_flags["RUSTFLAGS"], format!("{OURS} -Cdebuginfo=1"));

        let encoded = variables(&[RPATH], &[("CARGO_ENCODED_RUSTFLAGS", "-C\x1fdebuginfo=1")], false);
        assert_eq!(
            encoded["CARGO_ENCODED_RUSTFLAGS"],
            format!("{}\x1f-C\x1fdebuginfo=1", OURS.replace(' ', "\x1f"))
        );

        // Flags for the target in the workspace's configuration would win over `build.rustflags`.
        let of_target = variables(&[RPATH], &[], true);
        assert_eq!(of_target["CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS"], OURS);
        assert!(!of_target.contains_key("CARGO_BUILD_RUSTFLAGS"));
    }

    #[test]
    fn the_shells_own_variables_stay_out() {
        let kept = variables(
            &[("PWD", "/x"), ("_", "/bin/env"), ("SHLVL", "2"), ("A", "1"), ("B", "1\n2")],
            &[],
            false,
        );
        assert_eq!(
            kept.keys().map(String::as_str).collect::<Vec<_>>(),
            ["A", "PKG_CONFIG_LIBDIR", "CARGO_BUILD_RUSTFLAGS"]
        );
    }

    #[test]
    fn c_code_is_told_to_hide_directories() {
        let variables = variables(&[("CFLAGS_x86_64_unknown_linux_gnu", "-O2")], &[], false);
        assert_eq!(
            variables["CFLAGS_x86_64_unknown_linux_gnu"],
            "-O2 -ffile-prefix-map=/w=/usr/local/src/conda/workspace"
        );
    }
}
