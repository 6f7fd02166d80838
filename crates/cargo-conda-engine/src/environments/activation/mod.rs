//! Turns the variables that conda's activation scripts set into those that all builds of a group get.
//!
//! Activation scripts write prefixes, the source directory and the package's name into compiler flags, and
//! cargo compiles everything again when a flag changes. So the scripts run once for a group, for no package
//! in particular, and every build of the group gets the same variables.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{Platform, RustTarget};
use indexmap::IndexMap;

use crate::api::CARGO_TARGET;
use crate::cargo::SourceNames;
use crate::cargo::rustflags::{self, FlagsInFiles};

/// Variables of the shell that ran the scripts, and of the build that stood for the group.
const OF_THE_SHELL: [&str; 5] = ["OLDPWD", "PWD", "RATTLER_BUILD_PACKAGE_FILES", "SHLVL", "_"];

/// Variables that rattler-build passes to scripts by itself. Proxy URLs among them may contain passwords, so
/// they must not be written to files.
const HANDED_ON: [&str; 9] = [
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Variables of the user's that rattler-build would pass on, and settings that a cargo configuration above
/// the workspace may have. An empty value unsets them:
/// <https://doc.rust-lang.org/cargo/reference/environment-variables.html>.
const WITHHELD: [&str; 4] = ["DISPLAY", "RUSTC_WORKSPACE_WRAPPER", "RUSTC_WRAPPER", "SSH_AUTH_SOCK"];

/// The Rust target of builds in an environment: the one that the plan chose, or else the one that the
/// activation scripts did. A channel may build for Windows with another linker than conda-forge.
pub(crate) fn target_of(planned: &RustTarget, captured: &IndexMap<String, String>) -> RustTarget {
    let activated = captured.get(CARGO_TARGET).and_then(|triple| triple.parse::<RustTarget>().ok());
    let activated = activated.filter(|target| target.platform() == planned.platform());
    activated.filter(|_| planned.is_usual()).unwrap_or_else(|| planned.clone())
}

/// What the variables are made from.
pub(crate) struct Activated<'a> {
    /// The variables after the activation scripts ran.
    pub(crate) captured: IndexMap<String, String>,
    /// `env` of the configuration.
    pub(crate) configured: &'a IndexMap<String, String>,
    /// The Rust target of the packages.
    pub(crate) target: &'a RustTarget,
    /// The platform of the machine that builds.
    pub(crate) build: Platform,
    /// Where cargo's configuration files set flags for rustc.
    pub(crate) flags_in_files: FlagsInFiles,
    /// The prefix with libraries for the target.
    pub(crate) host_prefix: &'a Utf8Path,
    /// The prefix with programs that run on this machine, and their libraries.
    pub(crate) build_prefix: &'a Utf8Path,
    /// The names that stand for directories of the build in what compilers write.
    pub(crate) source_names: &'a SourceNames,
}

impl Activated<'_> {
    /// The variables of all builds of the group.
    pub(crate) fn variables(self) -> IndexMap<String, String> {
        let mut variables = self.captured.clone();
        variables.retain(|name, value| is_kept(name, value));
        self.find_libraries(&mut variables);
        self.put_host_programs_last(&mut variables);
        self.hide_directories_from_c(&mut variables);
        for name in WITHHELD {
            variables.insert(name.to_owned(), String::new());
        }
        self.configure(&mut variables);
        self.merge_rustflags(&mut variables);
        variables
    }

    /// Variables of the configuration win over those of activation scripts. Flags for rustc are merged later.
    fn configure(&self, variables: &mut IndexMap<String, String>) {
        for (name, value) in self.configured {
            if ![rustflags::OF_BUILD, rustflags::PLAIN, rustflags::ENCODED].contains(&name.as_str()) {
                variables.insert(name.clone(), value.clone());
            }
        }
    }

    /// Makes pkg-config find the libraries of the environments and never those of the machine.
    fn find_libraries(&self, variables: &mut IndexMap<String, String>) {
        let host = pkg_config_folders(self.host_prefix, self.target.platform());
        let build = pkg_config_folders(self.build_prefix, self.build);
        let separator = if self.build.is_windows() { ";" } else { ":" };
        let mut set = |name: &str, folders: &[Utf8PathBuf]| {
            let folders: Vec<_> = folders.iter().map(|folder| folder.as_str()).collect();
            variables.insert(name.to_owned(), folders.join(separator));
        };
        if self.target.platform() == self.build {
            set("PKG_CONFIG_LIBDIR", &[host, build].concat());
            return;
        }
        // The crate `pkg-config` reads the `HOST_` variables for build scripts and the `TARGET_` ones for the
        // target.
        set("HOST_PKG_CONFIG_LIBDIR", &build);
        set("HOST_PKG_CONFIG_PATH", &build);
        set("TARGET_PKG_CONFIG_LIBDIR", &host);
        set("TARGET_PKG_CONFIG_PATH", &host);
        set("PKG_CONFIG_LIBDIR", &host);
        // The crate refuses to look for libraries of another platform without this variable.
        variables.insert("PKG_CONFIG_ALLOW_CROSS".to_owned(), "1".to_owned());
    }

    /// Puts the host prefix last in `PATH`. The group's programs are installed there, and a workspace may
    /// have programs called `env` or `install`: builds must find those of the system first.
    fn put_host_programs_last(&self, variables: &mut IndexMap<String, String>) {
        let separator = if self.build.is_windows() { ';' } else { ':' };
        for name in ["PATH", "Path"] {
            if let Some(path) = variables.get_mut(name) {
                let is_host = |folder: &&str| Utf8Path::new(folder).starts_with(self.host_prefix);
                let (host, others): (Vec<&str>, Vec<&str>) = path.split(separator).partition(is_host);
                *path = [others, host].concat().join(&separator.to_string());
            }
        }
    }

    /// Keeps paths of this machine out of the messages of C code that a crate compiles.
    fn hide_directories_from_c(&self, variables: &mut IndexMap<String, String>) {
        if self.target.platform().is_windows() {
            return;
        }
        for name in ["CFLAGS", "CXXFLAGS"].map(|name| self.target.c_variable(name)) {
            if let Some(flags) = variables.get_mut(&name) {
                // Flags are separated by spaces, so that a directory with a space in its path stays visible.
                let hidden = self.source_names.flags("-ffile-prefix-map").into_iter();
                for flag in hidden.filter(|flag| !flag.contains(char::is_whitespace)) {
                    flags.push(' ');
                    flags.push_str(&flag);
                }
            }
        }
    }

    /// Adds flags that hide the build's directories, and puts all flags where cargo reads them.
    ///
    /// conda's activation uses the last of the places where cargo looks, so any flag of the user's would hide
    /// the path to conda's libraries.
    fn merge_rustflags(&self, variables: &mut IndexMap<String, String>) {
        let activated = variables.shift_remove(rustflags::OF_BUILD).unwrap_or_default();
        let theirs = |name: &str| self.configured.get(name).cloned();
        // The activation scripts append to a configured value, so it must not be added a second time.
        let configured = theirs(rustflags::OF_BUILD).filter(|flags| !activated.contains(flags.as_str()));
        let of_build = [activated, configured.unwrap_or_default()].join(" ");
        let ours = of_build.split_whitespace().map(ToOwned::to_owned);
        let added: Vec<_> = ours.chain(self.source_names.flags("--remap-path-prefix")).collect();
        let of_target = rustflags::of_target(self.target);
        let places = [rustflags::ENCODED, rustflags::PLAIN].map(|name| (name.to_owned(), theirs(name)));
        let places = places.into_iter().chain([(of_target.clone(), variables.get(&of_target).cloned())]);
        let set = places.filter_map(|(name, value)| Some((name, value?))).collect();
        if let Some((name, flags)) = rustflags::added_to(&set, self.flags_in_files, self.target, &added) {
            variables.insert(name, flags);
        }
    }
}

fn is_kept(name: &str, value: &str) -> bool {
    // rattler-build writes variables into shell scripts, where a line break would end the value.
    let can_be_written = !value.is_empty() && !value.contains(['\n', '\r']);
    can_be_written && !OF_THE_SHELL.contains(&name) && !HANDED_ON.contains(&name)
}

/// The directories of an environment in which pkg-config finds its files.
fn pkg_config_folders(prefix: &Utf8Path, platform: Platform) -> Vec<Utf8PathBuf> {
    let prefix = if platform.is_windows() { prefix.join("Library") } else { prefix.to_owned() };
    ["lib", "share"].map(|folder| prefix.join(folder).join("pkgconfig")).to_vec()
}

#[cfg(test)]
mod tests;
