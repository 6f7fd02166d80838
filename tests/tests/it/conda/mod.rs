//! `--toolchain conda`: builds with the compilers and libraries of the channel that `cargo xtask channel`
//! makes.

mod bad_input;
mod compile_cache;
mod compile_once;
mod cross;
mod damage;
mod environments;
mod isolation;
mod macos;
mod native;
mod network;
mod overlinking;
mod real_build;
mod secrets;
mod siblings;
mod toolchain_file;
mod variants;
mod windows;
