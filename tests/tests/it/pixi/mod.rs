//! The build backend, as pixi talks to it.

mod building;
mod compile_once;
mod configuration;
mod dependencies;
mod errors;
mod globs;
mod names;
mod outputs;
mod protocol;
mod real_client;
mod real_sources;
mod rust_backend;
