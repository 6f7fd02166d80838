//! What to do when an environment cannot be solved.
//!
//! rattler reports an unsolvable environment as text, whatever the cause. [`Complaint::read`] alone knows the
//! wording of its solver and its client; everything else works with the [`Complaint`] that it recognises. A
//! wording that it does not know costs the advice, never the message itself.

use cargo_conda_mapping::Platform;

/// What to do about an environment that cannot be solved; `None` if rattler's words are not recognised.
///
/// `cached` is true if the indexes that are cached would be enough to build with `--offline`; `words` is
/// rattler's message with its causes.
pub(super) fn advice(platform: Platform, cached: bool, words: &str) -> Option<String> {
    Complaint::read(words).map(|complaint| complaint.advice(platform, cached))
}

/// True if rattler's message with its causes says that a channel does not answer.
pub(crate) fn is_unreachable(words: &str) -> bool {
    Complaint::read(words) == Some(Complaint::Unreachable)
}

/// What rattler complains about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Complaint<'a> {
    /// The network may not be used, and the cache lacks the index of a channel.
    NotCached,
    /// A channel does not answer.
    Unreachable,
    /// A directory or URL holds no channel.
    NotAChannel,
    /// `rust_<platform>`, which activates the Rust compiler, exists without the `rust` or `rust-std` of its
    /// version.
    IncompleteRust {
        /// The activating package.
        name: &'a str,
    },
    /// No channel has a package that meets a match spec.
    NoCandidates {
        /// The match spec.
        spec: &'a str,
    },
}

/// The solver's words before a match spec that no package meets.
const NO_CANDIDATES: &str = "No candidates were found for ";

impl<'a> Complaint<'a> {
    /// Recognises the words of rattler, of the versions that `Cargo.lock` has.
    fn read(words: &'a str) -> Option<Self> {
        let says = |part: &str| words.contains(part);
        if says("no usable repodata cache") || says("`--offline` forbids") {
            return Some(Self::NotCached);
        }
        if says("error sending request") || says("error resolving DNS") {
            return Some(Self::Unreachable);
        }
        if says("could not find subdir") {
            return Some(Self::NotAChannel);
        }
        if let Some(name) = rust_without_its_parts(words) {
            return Some(Self::IncompleteRust { name });
        }
        let (_, spec) = words.split_once(NO_CANDIDATES)?;
        spec.lines().next().map(|spec| Self::NoCandidates { spec: spec.trim_end_matches('.') })
    }

    fn advice(self, platform: Platform, cached: bool) -> String {
        match self {
            Self::NotCached => {
                "`--offline` uses only what was downloaded before; run once without it".to_owned()
            }
            Self::Unreachable if cached => {
                "the channel cannot be reached; enough of it is cached to build with `--offline`".to_owned()
            }
            Self::Unreachable => {
                "the channel cannot be reached, and not enough of it is cached to build with \
                 `--offline`; check its URL and the network"
                    .to_owned()
            }
            Self::NotAChannel => {
                "this is not a channel; write the name of one, a URL, or the path of a channel's directory: \
                 `--channel …`"
                    .to_owned()
            }
            Self::IncompleteRust { name } => format!(
                "`{name}` needs `rust` and `rust-std` of exactly its own version, and the channels do not have all three; \
                 choose another version: `--variant rust_compiler_version=…`"
            ),
            Self::NoCandidates { spec } => without(spec, platform),
        }
    }
}

/// The name of the `rust_<platform>` that cannot be installed for want of `rust` or `rust-std`.
fn rust_without_its_parts(words: &str) -> Option<&str> {
    let start = words.find("rust_").filter(|_| words.contains(" would require"))?;
    let name = words[start..].split_whitespace().next()?;
    let is_part = |word: &str| word == "rust" || word.starts_with("rust-std-");
    words.split_whitespace().any(is_part).then_some(name)
}

/// Names of compiler packages, without the platform that the compilers compile for. See
/// <https://rattler.build/latest/compilers/>.
const COMPILERS: [&str; 9] =
    ["clang", "clangxx", "gcc", "gxx", "rust", "rust-nightly", "vs", "vs2019", "vs2022"];

/// What to do if no channel has a package that meets a match spec.
fn without(spec: &str, platform: Platform) -> String {
    let name = spec.split_whitespace().next().unwrap_or_default();
    let (family, _) = name.rsplit_once('_').unwrap_or((name, ""));
    if COMPILERS.contains(&family) {
        return format!(
            "none of the channels has a compiler `{spec}`; add a channel that does, such as `--channel conda-forge`, or \
             choose another compiler with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)"
        );
    }
    if family == "sysroot" || family == "macosx_deployment_target" {
        return format!(
            "none of the channels has the C library `{spec}`, which is conda-forge's default; choose another version: \
             `--variant c_stdlib_version=…`"
        );
    }
    format!(
        "add a channel that has it for {platform}: `--channel …`; `cargo conda plan -v` shows which crate needs it, \
         `native-dependencies` and `host-dependencies` change what is needed"
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{Complaint, advice};

    /// Messages as rattler writes them.
    mod rattler {
        pub(super) const UNREACHABLE: &str = "Failed to resolve dependencies: Request failed after 3 retries: error sending \
            request for url (https://conda.acme.invalid/noarch/repodata.json.zst)";
        pub(super) const NOT_CACHED: &str = "Failed to resolve dependencies: no usable repodata cache for https://conda.acme.invalid/acme/linux-64/";
        pub(super) const NOT_A_CHANNEL: &str = "Failed to resolve dependencies: could not find subdir 'linux-64' in channel \
            'file:///w/alpha/': failed to open file `/w/alpha/linux-64/repodata.json`: No such file or directory (os error 2)";
        pub(super) const INCOMPLETE_RUST: &str = "Failed to resolve dependencies: Cannot solve the request because of: \
            rust_linux-64 1.60.* cannot be installed because there are no viable options:\n\
            └─ rust_linux-64 1.60.0 would require\n   └─ rust 1.60.*, for which no candidates were found.\n";
        pub(super) const NO_CANDIDATES: &str = "Failed to resolve dependencies: Cannot solve the request because of: No \
            candidates were found for openssl 1.0.*.\n";
    }

    #[test]
    fn what_rattler_says_is_recognised() {
        let read = |words: &'static str| Complaint::read(words).unwrap();
        assert_eq!(read(rattler::UNREACHABLE), Complaint::Unreachable);
        assert_eq!(read(rattler::NOT_CACHED), Complaint::NotCached);
        assert_eq!(read(rattler::NOT_A_CHANNEL), Complaint::NotAChannel);
        assert_eq!(read(rattler::INCOMPLETE_RUST), Complaint::IncompleteRust { name: "rust_linux-64" });
        assert_eq!(read(rattler::NO_CANDIDATES), Complaint::NoCandidates { spec: "openssl 1.0.*" });
        assert_eq!(Complaint::read("the disk is full"), None);
    }

    fn advice_for(words: &str) -> String {
        advice("linux-64".parse().unwrap(), true, words).unwrap()
    }

    #[test]
    fn each_complaint_has_an_advice() {
        assert_snapshot!(advice_for(rattler::NOT_CACHED), @"`--offline` uses only what was downloaded before; run once without it");
        assert_snapshot!(advice_for(rattler::NOT_A_CHANNEL), @"this is not a channel; write the name of one, a URL, or the path of a channel's directory: `--channel …`");
        assert_snapshot!(advice_for(rattler::INCOMPLETE_RUST), @"`rust_linux-64` needs `rust` and `rust-std` of exactly its own version, and the channels do not have all three; choose another version: `--variant rust_compiler_version=…`");
        assert_snapshot!(advice_for(rattler::NO_CANDIDATES), @"add a channel that has it for linux-64: `--channel …`; `cargo conda plan -v` shows which crate needs it, `native-dependencies` and `host-dependencies` change what is needed");
        assert_snapshot!(advice_for("No candidates were found for rust_linux-64 *."), @"none of the channels has a compiler `rust_linux-64 *`; add a channel that does, such as `--channel conda-forge`, or choose another compiler with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)");
        assert_snapshot!(advice_for("No candidates were found for sysroot_linux-64 2.17.*."), @"none of the channels has the C library `sysroot_linux-64 2.17.*`, which is conda-forge's default; choose another version: `--variant c_stdlib_version=…`");
    }

    #[test]
    fn a_channel_that_cannot_be_reached_may_be_cached() {
        let platform = "linux-64".parse().unwrap();
        let advice = |cached| advice(platform, cached, rattler::UNREACHABLE).unwrap();
        assert_snapshot!(advice(true), @"the channel cannot be reached; enough of it is cached to build with `--offline`");
        assert_snapshot!(advice(false), @"the channel cannot be reached, and not enough of it is cached to build with `--offline`; check its URL and the network");
    }
}
