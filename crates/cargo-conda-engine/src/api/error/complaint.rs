//! What rattler complains about, read from its words.
//!
//! rattler reports an unsolvable environment, and a channel that cannot be read, as text, whatever the cause.
//! [`Complaint::read`] alone knows the wording of its solver and its client; everything else works with the
//! [`Complaint`] that it recognises. A wording that it does not know costs the advice, never the message
//! itself.

/// What rattler complains about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Complaint<'a> {
    /// The network may not be used, and the cache lacks the index of a channel.
    NotCached,
    /// A server cannot be reached.
    Unreachable,
    /// A server is out of order or has too much to do, or an answer ended early.
    OutOfOrder,
    /// A server wants credentials, or others.
    Refused,
    /// A directory or URL holds no channel.
    NotAChannel,
    /// A server does not have a file.
    Missing,
    /// The index of a channel is damaged.
    DamagedIndex,
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
    /// Recognises the words of rattler, of the versions that `Cargo.lock` has. `words` is its message with
    /// its causes.
    pub(crate) fn read(words: &'a str) -> Option<Self> {
        let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        if says(&["no usable repodata cache", "`--offline` forbids"]) {
            return Some(Self::NotCached);
        }
        if says(&["error sending request", "error resolving DNS"]) {
            return Some(Self::Unreachable);
        }
        if says(&["could not find subdir"]) {
            return Some(Self::NotAChannel);
        }
        if says(&["error (401 ", "error (403 ", "error (407 "]) {
            return Some(Self::Refused);
        }
        let is_busy =
            ["error (408 ", "error (429 ", "HTTP status server error", "error decoding response body"];
        if says(&is_busy) {
            return Some(Self::OutOfOrder);
        }
        if says(&["error (404 ", "error (410 "]) {
            return Some(Self::Missing);
        }
        if says(&["failed to parse repodata.json", "failed to parse shard index"]) {
            return Some(Self::DamagedIndex);
        }
        if let Some(name) = rust_without_its_parts(words) {
            return Some(Self::IncompleteRust { name });
        }
        let (_, spec) = words.split_once(NO_CANDIDATES)?;
        spec.lines().next().map(|spec| Self::NoCandidates { spec: spec.trim_end_matches('.') })
    }

    /// True if the network or a server is at fault, and the same request may succeed later.
    pub(crate) fn is_of_network(self) -> bool {
        matches!(self, Self::Unreachable | Self::OutOfOrder)
    }

    /// What to do about a channel that cannot be read; `None` if rattler complains about something else. `or`
    /// is what can be done instead, such as `, or build without it`.
    pub(super) fn advice_on_channel(self, or: &str) -> Option<String> {
        let advice = match self {
            Self::Unreachable | Self::OutOfOrder => return Some(format!("try again later{or}")),
            Self::NotCached => NOT_CACHED,
            Self::Refused => REFUSED,
            Self::NotAChannel => {
                "a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory"
            }
            Self::DamagedIndex | Self::Missing => DAMAGED_INDEX,
            Self::IncompleteRust { .. } | Self::NoCandidates { .. } => return None,
        };
        Some(advice.to_owned())
    }
}

/// What to do if the cache lacks the index of a channel.
pub(super) const NOT_CACHED: &str = "`--offline` uses only what was downloaded before; run once without it";

/// What to do if the index of a channel cannot be read, or names a file that is not there.
pub(super) const DAMAGED_INDEX: &str = "the index of the channel is damaged or out of date; `cargo conda index` writes that of a directory anew, and \
     those who keep a server can mend theirs";

/// What to do if a server refuses to show a channel.
pub(super) const REFUSED: &str = "the server does not let you read this channel: store credentials that it accepts with `pixi auth login` or \
     `rattler-build auth login`; some servers answer so too if there is no such channel, so check its name";

/// The name of the `rust_<platform>` that cannot be installed for want of `rust` or `rust-std`.
fn rust_without_its_parts(words: &str) -> Option<&str> {
    let start = words.find("rust_").filter(|_| words.contains(" would require"))?;
    let name = words[start..].split_whitespace().next()?;
    let is_part = |word: &str| word == "rust" || word.starts_with("rust-std-");
    words.split_whitespace().any(is_part).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::Complaint;

    #[test]
    fn what_rattler_says_is_recognised() {
        for (words, complaint) in [
            (super::samples::UNREACHABLE, Complaint::Unreachable),
            (super::samples::NOT_CACHED, Complaint::NotCached),
            (super::samples::NOT_A_CHANNEL, Complaint::NotAChannel),
            (super::samples::INCOMPLETE_RUST, Complaint::IncompleteRust { name: "rust_linux-64" }),
            (super::samples::NO_CANDIDATES, Complaint::NoCandidates { spec: "openssl 1.0.*" }),
            (
                "HTTP status client error (403 Forbidden) for url (https://conda.acme.invalid/noarch/repodata.json)",
                Complaint::Refused,
            ),
            (
                "HTTP status server error (503 Service Unavailable) for url (https://conda.acme.invalid/noarch/repodata.json)",
                Complaint::OutOfOrder,
            ),
            (
                "HTTP status client error (429 Too Many Requests) for url (https://conda.acme.invalid/noarch/repodata.json)",
                Complaint::OutOfOrder,
            ),
            (
                "failed to download https://conda.acme.invalid/noarch/repodata.json: error decoding response body: \
                 request or response body error: error reading a body from connection",
                Complaint::OutOfOrder,
            ),
            (
                "an error occurred during a range request: HTTP status client error (404 Not Found) for url \
                 (https://conda.acme.invalid/linux-64/tool-1-0.conda)",
                Complaint::Missing,
            ),
            ("failed to parse repodata.json: EOF while parsing", Complaint::DamagedIndex),
        ] {
            assert_eq!(Complaint::read(words), Some(complaint), "{words}");
        }
        assert_eq!(Complaint::read("the disk is full"), None);
    }
}

/// Messages as rattler writes them.
#[cfg(test)]
pub(super) mod samples {
    pub(in crate::api::error) const UNREACHABLE: &str = "Failed to resolve dependencies: Request failed after 3 retries: error sending \
        request for url (https://conda.acme.invalid/noarch/repodata.json.zst)";
    pub(in crate::api::error) const NOT_CACHED: &str = "Failed to resolve dependencies: no usable repodata cache for https://conda.acme.invalid/acme/linux-64/";
    pub(in crate::api::error) const NOT_A_CHANNEL: &str = "Failed to resolve dependencies: could not find subdir 'linux-64' in channel \
        'file:///w/alpha/': failed to open file `/w/alpha/linux-64/repodata.json`: No such file or directory (os error 2)";
    pub(in crate::api::error) const INCOMPLETE_RUST: &str = "Failed to resolve dependencies: Cannot solve the request because of: \
        rust_linux-64 1.60.* cannot be installed because there are no viable options:\n\
        └─ rust_linux-64 1.60.0 would require\n   └─ rust 1.60.*, for which no candidates were found.\n";
    pub(in crate::api::error) const NO_CANDIDATES: &str = "Failed to resolve dependencies: Cannot solve the request because of: No \
        candidates were found for openssl 1.0.*.\n";
}
