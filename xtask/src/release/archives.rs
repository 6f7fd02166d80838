//! Archives of the programs, as people and `cargo binstall` download them.

use std::process::Command;

use sha2::{Digest as _, Sha256};

use super::notes::workspace_version;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce, output_of};

/// The crates whose programs are released. `[package.metadata.binstall]` of each names its archive.
pub(super) const PROGRAMS: [&str; 2] = ["cargo-conda", "pixi-build-cargo"];

/// Compiles the programs for this machine and packs each with the licence, into `target/release-archives`; a
/// file with its digest is beside each archive.
pub(crate) fn archives(repository: &Repository) -> Result<(), ChoreError> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked"]).current_dir(repository.root());
    step::run(cargo.args(PROGRAMS.iter().flat_map(|program| ["--package", program])))?;
    let version = workspace_version(&repository.text("Cargo.toml")?.unwrap_or_default()).unwrap_or_default();
    let host = host(&output_of(Command::new("rustc").arg("-vV"))?);
    let target = repository.root().join("target");
    let directory = target.join("release-archives");
    fs_err::create_dir_all(&directory).map_err(ChoreError::File)?;
    for program in PROGRAMS {
        let archive = directory.join(archive_name(program, &version, &host));
        let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        let mut tar = Command::new("tar");
        tar.arg("-czf").arg(&archive).arg("-C").arg(target.join("release")).arg(file);
        step::run(tar.arg("-C").arg(repository.root()).args(["LICENSE", "README.md"]))?;
        let bytes = fs_err::read(&archive).map_err(ChoreError::File)?;
        let name = archive_name(program, &version, &host);
        let line =
            Sha256::digest(&bytes).iter().fold(String::new(), |line, byte| line + &format!("{byte:02x}"));
        let line = format!("{line}  {name}\n");
        fs_err::write(directory.join(format!("{name}.sha256")), line).map_err(ChoreError::File)?;
        announce(&format!("{}: {} bytes", archive.display(), bytes.len()));
    }
    Ok(())
}

fn archive_name(program: &str, version: &str, host: &str) -> String {
    format!("{program}-v{version}-{host}.tgz")
}

/// The triple of the machine, from what `rustc -vV` prints.
fn host(printed: &str) -> String {
    let line = printed.lines().find_map(|line| line.strip_prefix("host: "));
    line.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{PROGRAMS, archive_name, host};
    use crate::repository::Repository;

    /// binstall's template, filled in as it does:
    /// <https://github.com/cargo-bins/cargo-binstall/blob/main/SUPPORT.md>.
    #[test]
    fn binstall_looks_for_the_archives_that_are_made() {
        for program in PROGRAMS {
            let manifest = Repository::here().text(&format!("crates/{program}/Cargo.toml")).unwrap().unwrap();
            let manifest: toml_edit::DocumentMut = manifest.parse().unwrap();
            let binstall = &manifest["package"]["metadata"]["binstall"];
            assert_eq!(binstall["pkg-fmt"].as_str(), Some("tgz"));
            assert_eq!(binstall["bin-dir"].as_str(), Some("{ bin }{ binary-ext }"));
            let (place, name) = binstall["pkg-url"].as_str().unwrap().rsplit_once('/').unwrap();
            assert_eq!(place, "{ repo }/releases/download/v{ version }");
            let values = [
                ("{ name }", program),
                ("{ version }", "0.1.0"),
                ("{ target }", "t"),
                ("{ archive-suffix }", ".tgz"),
            ];
            let filled = values.iter().fold(name.to_owned(), |name, (key, value)| name.replace(key, value));
            assert_eq!(filled, archive_name(program, "0.1.0", "t"));
        }
    }

    #[test]
    fn the_host_is_read_from_rustc() {
        assert_eq!(host("rustc 1.95.0\nhost: x86_64-unknown-linux-gnu\n"), "x86_64-unknown-linux-gnu");
    }
}
