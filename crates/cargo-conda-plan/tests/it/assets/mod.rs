//! The keys `files`, `completions` and `man-pages`.

mod commands;
mod fixture;
mod sources;
