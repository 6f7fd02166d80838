//! Packages whose bytes follow from their sources: their time, their paths, and what they say of their
//! origin.

mod checkouts;
mod symbols;
mod time;
mod verify;
