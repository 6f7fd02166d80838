//! What to do when an environment cannot be resolved, told from the words of rattler's solver and client.

use cargo_conda_mapping::Platform;

/// What is known of an environment that cannot be had.
pub(super) struct Unresolved<'a> {
    pub(super) platform: Platform,
    /// Whether the indexes of channels that are in the cache would do.
    pub(super) cached: bool,
    /// What went wrong, with its causes.
    pub(super) words: &'a str,
}

/// How the solver begins to say that no channel has a package.
const NO_CANDIDATES: &str = "No candidates were found for ";

/// What compilers are called, before the platform that they compile for. See
/// <https://rattler.build/latest/compilers/>.
const COMPILERS: [&str; 9] =
    ["clang", "clangxx", "gcc", "gxx", "rust", "rust-nightly", "vs", "vs2019", "vs2022"];

impl Unresolved<'_> {
    pub(super) fn advice(&self) -> Option<String> {
        if self.words.contains("no usable repodata cache") || self.words.contains("`--offline` forbids") {
            return Some("`--offline` builds with what was fetched before; run once without it".to_owned());
        }
        if self.words.contains("error sending request") || self.words.contains("error resolving DNS") {
            return Some(self.unreachable().to_owned());
        }
        if self.words.contains("could not find subdir") {
            return Some(
                "that is no channel; name one, or write its URL or the path of its directory: `--channel …`"
                    .to_owned(),
            );
        }
        if let Some(advice) = self.skew() {
            return Some(advice);
        }
        self.missing().map(|spec| self.without(spec))
    }

    fn unreachable(&self) -> &'static str {
        if self.cached {
            "the channel does not answer; what was fetched of it before would do: `--offline`"
        } else {
            "the channel does not answer, and the cache has too little of it to do without; look at its address, or at \
             the network"
        }
    }

    /// The Rust compiler and the package that activates it come in pairs.
    fn skew(&self) -> Option<String> {
        let start = self.words.find("rust_").filter(|_| self.words.contains(" would require"))?;
        let name = self.words[start..].split_whitespace().next()?;
        let needs_rust =
            self.words.split_whitespace().any(|word| word == "rust" || word.starts_with("rust-std-"));
        needs_rust.then(|| {
            format!(
                "`{name}` goes with `rust` and `rust-std` of its own version only, and the channels do not have all \
                 three; choose another version: `--variant rust_compiler_version=…`"
            )
        })
    }

    /// The requirement that no channel has anything for.
    fn missing(&self) -> Option<&str> {
        let start = self.words.find(NO_CANDIDATES)? + NO_CANDIDATES.len();
        self.words[start..].lines().next().map(|spec| spec.trim_end_matches('.'))
    }

    fn without(&self, spec: &str) -> String {
        let name = spec.split_whitespace().next().unwrap_or_default();
        let (family, _) = name.rsplit_once('_').unwrap_or((name, ""));
        if COMPILERS.contains(&family) {
            return format!(
                "none of the channels has a compiler `{spec}`; name one that does, such as `--channel conda-forge`, or \
                 choose another with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)"
            );
        }
        if family == "sysroot" || family == "macosx_deployment_target" {
            return format!(
                "none of the channels has the C library `{spec}`, which conda-forge builds with; choose another: \
                 `--variant c_stdlib_version=…`"
            );
        }
        format!(
            "name a channel that has it for {}: `--channel …`; what crates need is shown by `cargo conda plan -v`, and \
             changed by `native-dependencies` and `host-dependencies`",
            self.platform
        )
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::Unresolved;

    fn advice(words: &str) -> String {
        let platform = "linux-64".parse().unwrap();
        Unresolved { platform, cached: true, words }.advice().unwrap_or_default()
    }

    #[test]
    fn each_kind_has_a_way_out() {
        assert_snapshot!(advice("Cannot solve the request because of: No candidates were found for openssl 1.0.*."), @"name a channel that has it for linux-64: `--channel …`; what crates need is shown by `cargo conda plan -v`, and changed by `native-dependencies` and `host-dependencies`");
        assert_snapshot!(advice("No candidates were found for rust_linux-64 *."), @"none of the channels has a compiler `rust_linux-64 *`; name one that does, such as `--channel conda-forge`, or choose another with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)");
        assert_snapshot!(advice("No candidates were found for sysroot_linux-64 2.17.*."), @"none of the channels has the C library `sysroot_linux-64 2.17.*`, which conda-forge builds with; choose another: `--variant c_stdlib_version=…`");
        assert_snapshot!(advice("rust_linux-64 1.60.* cannot be installed because there are no viable options:\n└─ rust_linux-64 1.60.0 would require\n   └─ rust 1.60.*, for which no candidates were found."), @"`rust_linux-64` goes with `rust` and `rust-std` of its own version only, and the channels do not have all three; choose another version: `--variant rust_compiler_version=…`");
        assert_snapshot!(advice("could not find subdir 'noarch' in channel 'file:///nowhere/'"), @"that is no channel; name one, or write its URL or the path of its directory: `--channel …`");
        assert_snapshot!(advice("no usable repodata cache for https://conda.acme.invalid/"), @"`--offline` builds with what was fetched before; run once without it");
    }

    #[test]
    fn a_channel_that_does_not_answer_may_be_cached() {
        let words =
            "Request failed after 3 retries: error sending request for url (https://conda.acme.invalid/)";
        assert_snapshot!(advice(words), @"the channel does not answer; what was fetched of it before would do: `--offline`");
        let platform = "linux-64".parse().unwrap();
        let without = Unresolved { platform, cached: false, words }.advice().unwrap();
        assert_snapshot!(without, @"the channel does not answer, and the cache has too little of it to do without; look at its address, or at the network");
    }

    #[test]
    fn what_has_no_way_out_gets_no_advice() {
        assert_eq!(advice("the disk is full"), "");
    }
}
