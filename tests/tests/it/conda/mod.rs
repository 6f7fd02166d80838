//! `--toolchain conda`: compilers and libraries of a channel, which `cargo xtask channel` makes of this
//! machine's.

mod bad_input;
mod compile_cache;
mod compile_once;
mod cross;
mod damage;
mod environments;
mod isolation;
mod native;
mod network;
mod overlinking;
mod real_build;
mod secrets;
mod siblings;
mod toolchain_file;
mod variants;
