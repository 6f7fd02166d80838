//! Generates workspaces of any size, to measure how times grow with it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::ChoreError;
use crate::step::output_of;

/// The number of members in a layer. Members depend on members of the layer below only.
const LAYER: usize = 25;

/// One member in this many has a binary.
const PROGRAM_EVERY: usize = 3;

/// One member in this many has a licence file of its own; the others use the one of the workspace.
const LICENCE_EVERY: usize = 4;

/// Writes a workspace with this number of members, and its lock file. Returns the path of the manifest. No
/// member has external dependencies, and equal numbers give equal files.
pub(crate) fn write(directory: &Path, members: usize) -> Result<PathBuf, ChoreError> {
    write_files(directory, files(members))
}

/// Writes the files of a workspace, and its lock file. Returns the path of the manifest.
fn write_files(directory: &Path, files: Vec<(String, String)>) -> Result<PathBuf, ChoreError> {
    let manifest = directory.join("Cargo.toml");
    for (path, text) in files {
        let path = directory.join(path);
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent).map_err(ChoreError::File)?;
        }
        fs_err::write(path, text).map_err(ChoreError::File)?;
    }
    let mut lock = Command::new("cargo");
    lock.args(["generate-lockfile", "--quiet", "--offline"]).current_dir(directory);
    output_of(&mut lock)?;
    Ok(manifest)
}

/// Writes a workspace with this number of programs, which share one library, and its lock file. Returns the
/// path of the manifest.
pub(super) fn programs(directory: &Path, count: usize) -> Result<PathBuf, ChoreError> {
    let mut files = vec![
        ("Cargo.toml".to_owned(), ROOT_MANIFEST.to_owned()),
        ("LICENSE".to_owned(), "Do as you like.\n".to_owned()),
        ("crates/shared/Cargo.toml".to_owned(), own_manifest("shared")),
        ("crates/shared/src/lib.rs".to_owned(), SHARED.to_owned()),
    ];
    for number in 0..count {
        let name = format!("tool-{number:04}");
        let manifest = own_manifest(&name) + "\n[dependencies]\nshared = { path = \"../shared\" }\n";
        files.push((format!("crates/{name}/Cargo.toml"), manifest));
        files.push((format!("crates/{name}/src/main.rs"), "fn main() {\n    shared::run();\n}\n".to_owned()));
    }
    write_files(directory, files)
}

const SHARED: &str = "/// What all programs do.\npub fn run() {\n    println!(\"1.2.3\");\n}\n";

/// A manifest that takes everything but its name from the workspace.
fn own_manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion.workspace = true\nedition.workspace = true\nlicense.workspace = true\n"
    )
}

/// Paths from the root and texts of all files except the lock file.
pub(crate) fn files(members: usize) -> Vec<(String, String)> {
    let mut files = vec![
        ("Cargo.toml".to_owned(), ROOT_MANIFEST.to_owned()),
        ("LICENSE".to_owned(), "Do as you like.\n".to_owned()),
    ];
    for number in 0..members {
        let directory = format!("crates/{}", name(number));
        files.push((format!("{directory}/Cargo.toml"), member_manifest(number)));
        files.push((format!("{directory}/src/lib.rs"), format!("//! Member {number}.\n")));
        if is_program(number) {
            files.push((format!("{directory}/src/main.rs"), "fn main() {}\n".to_owned()));
        }
        if number.is_multiple_of(LICENCE_EVERY) {
            files.push((format!("{directory}/LICENSE-MIT"), "Do as you like.\n".to_owned()));
        }
    }
    files
}

const ROOT_MANIFEST: &str = "\
[workspace]
resolver = \"3\"
members = [\"crates/*\"]

[workspace.package]
version = \"1.2.3\"
edition = \"2024\"
license = \"MIT OR Apache-2.0\"
repository = \"https://example.org/synthetic\"
";

fn member_manifest(number: usize) -> String {
    let mut text = format!(
        "[package]\nname = \"{}\"\ndescription = \"Member {number} of a generated workspace.\"\n\
         version.workspace = true\nedition.workspace = true\nlicense.workspace = true\n\
         repository.workspace = true\n\n[features]\ndefault = [\"plain\"]\nplain = []\nfancy = [\"plain\"]\n",
        name(number)
    );
    let below = dependencies(number);
    if !below.is_empty() {
        text += "\n[dependencies]\n";
        text.extend(below.into_iter().map(|other| {
            let feature = if other.is_multiple_of(2) { ", features = [\"fancy\"]" } else { "" };
            format!("{} = {{ path = \"../{}\"{feature} }}\n", name(other), name(other))
        }));
    }
    text
}

/// The members that a member depends on: three of the layer below, spread out so that every chain passes
/// through all layers. Empty in the lowest layer.
fn dependencies(number: usize) -> Vec<usize> {
    let Some(layer_below) = (number / LAYER).checked_sub(1) else {
        return Vec::new();
    };
    let mut chosen: Vec<_> =
        [0, 7, 16].iter().map(|step| layer_below * LAYER + (number + step) % LAYER).collect();
    chosen.sort_unstable();
    chosen
}

/// Whether a member has a binary.
pub(crate) fn is_program(number: usize) -> bool {
    number.is_multiple_of(PROGRAM_EVERY)
}

fn name(number: usize) -> String {
    format!("member-{number:04}")
}

#[cfg(test)]
mod tests {
    use super::{dependencies, files, is_program};

    #[test]
    fn the_same_number_gives_the_same_files() {
        assert_eq!(files(60), files(60));
        let of = |name: &str| files(60).iter().filter(|(path, _)| path.ends_with(name)).count();
        assert_eq!((of("Cargo.toml"), of("src/lib.rs"), of("src/main.rs")), (61, 60, 20));
        assert_eq!((of("LICENSE"), of("LICENSE-MIT")), (1, 15));
        assert!(is_program(0) && !is_program(1));
    }

    #[test]
    fn members_use_others_of_the_layer_below_only() {
        assert!(dependencies(24).is_empty());
        assert_eq!(dependencies(25), [0, 7, 16]);
        assert_eq!(dependencies(74), [31, 40, 49]);
    }
}
