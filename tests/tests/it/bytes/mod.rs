//! Packages whose bytes follow from their sources: their time, their paths, and what they say of their
//! origin.

// Its machines have links to the crates of this one, for which Windows wants a right of its own.
#[cfg(unix)]
mod checkouts;
mod symbols;
mod time;
mod verify;
