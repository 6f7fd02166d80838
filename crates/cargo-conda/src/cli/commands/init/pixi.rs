//! The text of a `pixi.toml`, by which pixi builds the packages.

use cargo_conda::Proposals;

const MANIFEST: &str = include_str!("../../../init/pixi.toml");

/// The channel of compilers and libraries if the configuration names none.
const DEFAULT_CHANNEL: &str = "conda-forge";

/// The manifest for all packages of a workspace.
pub(super) fn manifest(proposals: &Proposals) -> String {
    let Proposals { packages, channels, platforms, .. } = proposals;
    let channels = if channels.is_empty() { &[DEFAULT_CHANNEL.to_owned()] } else { channels.as_slice() };
    let platforms: Vec<_> = platforms.iter().map(ToString::to_string).collect();
    let dependencies: Vec<_> = packages.iter().map(|name| format!("{name} = {{ path = \".\" }}")).collect();
    MANIFEST
        .replace("{channels}", &quoted(channels))
        .replace("{platforms}", &quoted(&platforms))
        .replace("{dependencies}", &dependencies.join("\n"))
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(", ")
}
