//! What keeps a package from being built together with the whole workspace.

use thiserror::Error;

/// What cargo cannot do for one package in a build of all members.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Together {
    /// The default features of the package are to be left off.
    #[error(
        "cargo would leave the default features of all members off, since it has no option for one of them"
    )]
    NoDefaultFeatures,
    /// Features of a package are asked for in a workspace with a root package and resolver 1.
    #[error("with resolver 1, cargo gives the features of its command line to the root package")]
    FeaturesOfRoot,
    /// Another member has a binary of the same name.
    #[error("`{other}` has a binary `{binary}` too, and cargo would build both into one file")]
    SameBinary {
        /// The name of the other member.
        other: String,
        /// The name of the binary.
        binary: String,
    },
    /// The package is a C library.
    #[error("`cargo rustc`, which builds its C library, has no option for the features of other members")]
    CLibrary,
}

impl Together {
    /// What to write instead, as a sentence for the help.
    pub(super) fn instead(&self) -> &'static str {
        match self {
            Self::NoDefaultFeatures => {
                "leave `no-default-features` out, or write `features-of = \"package\"` and the features that are \
                 missing then under `[dependencies]`"
            }
            Self::FeaturesOfRoot => {
                "write `resolver = \"2\"` in the root manifest, or leave `features` out, or write \
                 `features-of = \"package\"`"
            }
            Self::CLibrary => {
                "write `features-of = \"package\"`, or leave the library out: `c-library = false`"
            }
            Self::SameBinary { .. } => {
                "rename one of the two, or leave it out with `binaries = […]`, or write `features-of = \"package\"`"
            }
        }
    }
}
