//! Reads cargo's configuration: `.cargo/config.toml`, and the files that it includes.

mod include;
mod settings;
mod string_or_list;

pub use include::ConfigFile;
pub use settings::{CargoConfig, condition_holds};
