//! The packages of tools that build scripts of crates run. Tools that this machine lacks are left out.

use std::path::Path;

use super::machine::{program, script, version_of};
use super::package::{CondaPackage, Content, PREFIX};
use super::platform::Platform;
use crate::error::ChoreError;
use crate::repository::Repository;

/// Name of the program and of its package, arguments that print its version, and licence.
const TOOLS: [(&str, &[&str], &str); 3] = [
    ("cmake", &["--version"], "BSD-3-Clause"),
    ("make", &["--version"], "GPL-3.0-or-later"),
    ("perl", &["-e", r#"printf "%vd\n", $^V"#], "GPL-1.0-or-later OR Artistic-1.0-Perl"),
];

/// One package for each tool that this machine has.
pub(super) fn packages(platform: Platform) -> Result<Vec<CondaPackage>, ChoreError> {
    let mut packages = Vec::new();
    for (name, arguments, licence) in TOOLS {
        if let Some(path) = program(name) {
            let version = version_of(&path, arguments)?;
            packages.push(package(name, version, licence, platform, Content::Script(script(&path))));
        }
    }
    if let Some(path) = program("pkg-config") {
        let version = version_of(&path, &["--version"])?;
        let content = Content::Script(pkg_config(&path));
        packages.push(package("pkg-config", version, "GPL-2.0-or-later", platform, content));
    }
    Ok(packages)
}

/// The compiler cache that `cargo xtask venv` installs; `None` if it is not installed.
pub(super) fn sccache(
    repository: &Repository,
    platform: Platform,
) -> Result<Option<CondaPackage>, ChoreError> {
    let path = repository.venv().join("bin").join("sccache");
    if !path.is_file() {
        return Ok(None);
    }
    let version = version_of(&path, &["--version"])?;
    Ok(Some(package("sccache", version, "Apache-2.0", platform, Content::Copy(path))))
}

/// The package of one program, which has the package's name.
pub(super) fn package(
    name: &str,
    version: String,
    licence: &'static str,
    platform: Platform,
    content: Content,
) -> CondaPackage {
    let mut package = CondaPackage::new(name, version, licence);
    package.platform = Some(platform);
    package.files.insert(format!("bin/{name}"), content);
    package
}

/// A script that runs pkg-config for its own environment only, as conda-forge's does. A library that a
/// package forgot to depend on must not be found on the machine.
fn pkg_config(program: &Path) -> String {
    format!(
        "#!/bin/sh\n\
         : \"${{PKG_CONFIG_LIBDIR={PREFIX}/lib/pkgconfig:{PREFIX}/share/pkgconfig}}\"\n\
         export PKG_CONFIG_LIBDIR\n\
         exec {} \"$@\"\n",
        program.display()
    )
}
