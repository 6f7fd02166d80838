//! The one registry that needs no address.

/// The indices of crates.io: the old one in git, and the sparse one.
pub(crate) const CRATES_IO: [&str; 2] =
    ["https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// Whether the index of a registry is that of crates.io.
pub(crate) fn is_crates_io(index: &str) -> bool {
    CRATES_IO.contains(&index)
}
