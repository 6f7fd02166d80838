//! What a record says of one file.

use std::fmt;
use std::str::FromStr;

use serde_with::{DeserializeFromStr, SerializeDisplay};

use crate::system::Digest;

/// What was found at a path that a package's build read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerializeDisplay, DeserializeFromStr)]
pub(crate) enum FileState {
    /// A file, or a directory with everything in it, with this digest.
    Present(Digest),
    /// Nothing. The absence counts too: a `.cargo/config.toml` that appears later makes the package stale.
    Absent,
    /// The file changed while cargo was compiling, so the digest of what was compiled is unknown.
    ChangedWhileRead,
}

impl From<Option<Digest>> for FileState {
    fn from(digest: Option<Digest>) -> Self {
        digest.map_or(Self::Absent, Self::Present)
    }
}

const ABSENT: &str = "absent";
const CHANGED_WHILE_READ: &str = "changed-while-read";

impl fmt::Display for FileState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Present(digest) => digest.fmt(f),
            Self::Absent => f.write_str(ABSENT),
            Self::ChangedWhileRead => f.write_str(CHANGED_WHILE_READ),
        }
    }
}

impl FromStr for FileState {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            ABSENT => Ok(Self::Absent),
            CHANGED_WHILE_READ => Ok(Self::ChangedWhileRead),
            digest => Digest::parse(digest).map(Self::Present).ok_or("expected a SHA-256 digest"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FileState;
    use crate::system::Digest;

    #[test]
    fn every_state_reads_what_it_writes() {
        for state in
            [FileState::Present(Digest::of_text("a")), FileState::Absent, FileState::ChangedWhileRead]
        {
            assert_eq!(state.to_string().parse(), Ok(state));
        }
        assert!("e3b0".parse::<FileState>().is_err());
    }
}
