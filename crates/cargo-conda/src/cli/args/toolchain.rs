//! What compiles, for which platforms, and with packages of which channels.

use camino::Utf8PathBuf;
use cargo_conda::{Platform, SymbolVersion, Toolchain, VariantValue};
use clap::{Args, ValueEnum};
use indexmap::IndexMap;

#[derive(Debug, Args)]
#[command(next_help_heading = "Toolchain")]
pub(crate) struct ToolchainArgs {
    /// The platform of the packages [default: the configured ones, or this machine's]
    #[arg(long = "target-platform", value_name = "PLATFORM")]
    pub(super) target_platforms: Vec<Platform>,
    /// Where cargo and compilers come from [default: the configured one, or `system`]
    #[arg(long, value_enum)]
    toolchain: Option<ToolchainChoice>,
    /// The oldest glibc that the packages run on, such as `2.17` [default: the configured one, or what the
    /// build makes of them]
    #[arg(long, value_name = "VERSION", value_parser = SymbolVersion::parse_version)]
    pub(super) glibc: Option<SymbolVersion>,
    /// A channel: a name, a URL or a path; the first has priority [default: the configured ones, or
    /// conda-forge]
    #[arg(long = "channel", short = 'c', value_name = "CHANNEL")]
    pub(super) channels: Vec<String>,
    /// A file with values of variant keys, in the format of `variants.yaml` or `conda_build_config.yaml`
    #[arg(long = "variant-config", short = 'm', value_name = "FILE")]
    pub(super) variant_files: Vec<Utf8PathBuf>,
    /// Values of a variant key, which replace those of files; a package is built for each value
    #[arg(long = "variant", value_name = "KEY=VALUE,…", value_parser = variant)]
    variants: Vec<(String, Vec<String>)>,
}

impl ToolchainArgs {
    pub(super) fn toolchain(&self) -> Option<Toolchain> {
        self.toolchain.map(|choice| match choice {
            ToolchainChoice::System => Toolchain::System,
            ToolchainChoice::Conda => Toolchain::Conda,
        })
    }

    /// The values of each key, in the order of the command line. A key that is given twice has the values of
    /// both.
    pub(super) fn variants(&self) -> IndexMap<String, Vec<VariantValue>> {
        let mut variants: IndexMap<String, Vec<VariantValue>> = IndexMap::new();
        for (key, values) in &self.variants {
            variants.entry(key.clone()).or_default().extend(values.iter().cloned().map(VariantValue::from));
        }
        variants
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ToolchainChoice {
    /// The cargo on `PATH`
    System,
    /// Compilers and libraries from conda channels
    Conda,
}

/// Reads `key=value,value`.
fn variant(text: &str) -> Result<(String, Vec<String>), String> {
    let (key, values) = text.split_once('=').unwrap_or_default();
    let values: Vec<_> = values.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
    if key.trim().is_empty() || values.is_empty() {
        return Err("write `key=value` or `key=value,value`".to_owned());
    }
    Ok((key.trim().to_owned(), values.into_iter().map(ToOwned::to_owned).collect()))
}
