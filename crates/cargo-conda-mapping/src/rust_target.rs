//! Rust's target triples, as far as conda has a platform for their programs.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::nearest;
use crate::platform::{Platform, UnknownTriple, known_triples};

/// A Rust target triple, such as `x86_64-unknown-linux-musl`, whose programs run on one of conda's platforms.
///
/// Every platform has a usual target, which conda-forge builds with. Others differ in the C library or in the
/// linker.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RustTarget {
    triple: String,
    platform: Platform,
}

impl RustTarget {
    /// Returns the usual target of a platform.
    ///
    /// # Errors
    ///
    /// Rust has none for the platform.
    pub fn usual(platform: Platform) -> Result<Self, UnknownTriple> {
        Ok(Self { triple: platform.rust_triple()?.to_owned(), platform })
    }

    /// Returns the triple.
    pub fn as_str(&self) -> &str {
        &self.triple
    }

    /// Returns the platform that the programs run on.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// Returns true if packages for the platform are built with this target unless another is asked for.
    pub fn is_usual(&self) -> bool {
        self.platform.rust_triple() == Ok(self.as_str())
    }

    /// Returns true if programs are linked with musl, a C library that becomes part of each.
    pub fn is_musl(&self) -> bool {
        self.triple.contains("-musl")
    }

    /// Returns the name of a variable that is for this target alone, such as
    /// `CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS` for `RUSTFLAGS`.
    pub fn cargo_variable(&self, setting: &str) -> String {
        format!("CARGO_TARGET_{}_{setting}", self.triple.replace(['-', '.'], "_").to_uppercase())
    }

    /// Returns the name of the variable by which cargo finds the program that links for this target.
    pub fn linker_variable(&self) -> String {
        self.cargo_variable("LINKER")
    }

    /// Returns the name of a variable of the crate `cc` that is for this target alone, such as
    /// `CC_x86_64_unknown_linux_gnu` for `CC`.
    pub fn c_variable(&self, tool: &str) -> String {
        format!("{tool}_{}", self.triple.replace(['-', '.'], "_"))
    }
}

impl fmt::Display for RustTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.triple)
    }
}

impl FromStr for RustTarget {
    type Err = UnknownRustTarget;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Platform::from_rust_triple(text) {
            Some(platform) => Ok(Self { triple: text.to_owned(), platform }),
            None => Err(UnknownRustTarget { text: text.to_owned(), suggestion: suggestion(text) }),
        }
    }
}

/// The triple that a word was probably meant as; `None` if none is close.
fn suggestion(text: &str) -> Option<String> {
    let of_platform = text.parse::<Platform>().ok().and_then(|platform| platform.rust_triple().ok());
    let known: Vec<_> = known_triples().collect();
    let close = || nearest(text, known.iter().map(String::as_str));
    of_platform.or_else(close).map(ToOwned::to_owned)
}

/// The error for a word that is no target triple of a platform of conda.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no Rust target of a conda platform; {}", advice(self.suggestion.as_deref()))]
pub struct UnknownRustTarget {
    /// The word.
    pub text: String,
    /// The triple that was probably meant; `None` if none is close.
    pub suggestion: Option<String>,
}

fn advice(suggestion: Option<&str>) -> String {
    let suggested = suggestion.map(|triple| format!("write `{triple}`"));
    suggested.unwrap_or_else(|| {
        "write a triple such as `x86_64-unknown-linux-musl` or `x86_64-pc-windows-gnu`".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use insta::assert_snapshot;

    use super::{Platform, RustTarget};

    fn target(triple: &str) -> RustTarget {
        triple.parse().unwrap()
    }

    #[test]
    fn a_target_knows_its_platform_and_its_c_library() {
        let musl = target("x86_64-unknown-linux-musl");
        assert_eq!(musl.platform().as_str(), "linux-64");
        assert!(musl.is_musl() && !musl.is_usual());
        let usual = RustTarget::usual(musl.platform()).unwrap();
        assert_eq!(usual, target("x86_64-unknown-linux-gnu"));
        assert!(usual.is_usual() && !usual.is_musl());
        assert!(!target("x86_64-pc-windows-gnu").is_usual());
    }

    #[test]
    fn variables_are_spelt_as_cargo_and_cc_read_them() {
        let target = target("riscv64gc-unknown-linux-gnu");
        assert_eq!(target.cargo_variable("LINKER"), "CARGO_TARGET_RISCV64GC_UNKNOWN_LINUX_GNU_LINKER");
        assert_eq!(target.c_variable("CC"), "CC_riscv64gc_unknown_linux_gnu");
    }

    /// The book says of every platform what is compiled for it, and of no other.
    #[test]
    fn the_book_has_a_row_for_every_platform() {
        let page = include_str!("../../../docs/book/src/platforms.md");
        let rows = page.lines().filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split("` | `");
            Some((cells.next()?, cells.next()?))
        });
        let rows: BTreeSet<_> =
            rows.map(|(platform, triple)| (platform, triple.split('`').next().unwrap())).collect();
        let known =
            Platform::all().filter_map(|platform| Some((platform.as_str(), platform.rust_triple().ok()?)));
        assert_eq!(rows, known.collect());
    }

    #[test]
    fn errors_say_what_to_write() {
        let error = |text: &str| text.parse::<RustTarget>().unwrap_err().to_string();
        assert_snapshot!(error("linux-64"), @"`linux-64` is no Rust target of a conda platform; write `x86_64-unknown-linux-gnu`");
        assert_snapshot!(error("x86_64-unknown-linux-mus"), @"`x86_64-unknown-linux-mus` is no Rust target of a conda platform; write `x86_64-unknown-linux-musl`");
        assert_snapshot!(error("wasm32-unknown-unknown"), @"`wasm32-unknown-unknown` is no Rust target of a conda platform; write a triple such as `x86_64-unknown-linux-musl` or `x86_64-pc-windows-gnu`");
    }
}
