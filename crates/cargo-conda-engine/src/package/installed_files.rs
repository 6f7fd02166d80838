//! What `cargo install` left in the prefix, looked at before it becomes a package.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::is_base_library;
use cargo_conda_plan::PackagePlan;
use fs_err as fs;
use rayon::prelude::*;

use crate::api::PackageError;
use crate::inspect::{self, SystemVersion};
use crate::rattler::Environment;

/// Secrets shorter than this are not looked for: they would be found in any program.
const SHORTEST_SECRET: usize = 8;

/// The installed programs of a package, and what they may be like.
pub(crate) struct InstalledFiles<'a> {
    pub(crate) package: &'a PackagePlan,
    pub(crate) prefix: &'a Utf8Path,
    /// Whose libraries they may be linked with.
    pub(crate) environment: Option<&'a Environment>,
    /// The conda packages that whoever installs the package gets.
    pub(crate) run_dependencies: &'a BTreeSet<String>,
    /// Names and values.
    pub(crate) secrets: &'a [(String, String)],
}

/// Removes the files that a build installs from the prefix that it shares with others. Those of the environment itself
/// are not touched: a program must not have the name of one.
pub(crate) fn remove(package: &PackagePlan, environment: &Environment) -> Result<(), PackageError> {
    for file in package.installed_files() {
        let path = environment.host_prefix().join(&file);
        if !path.exists() {
            continue;
        }
        if let Some(owner) = environment.owner_of(&file) {
            return Err(PackageError::FileOfDependency { file, owner });
        }
        fs::remove_file(path).map_err(PackageError::Prepare)?;
    }
    Ok(())
}

/// Whether any program of a package has a path in it.
pub(crate) fn contain(package: &PackagePlan, prefix: &Utf8Path, path: &Utf8Path) -> bool {
    package.installed_files().any(|file| {
        let bytes = fs::read(prefix.join(file)).unwrap_or_default();
        memchr::memmem::find(&bytes, path.as_str().as_bytes()).is_some()
    })
}

impl InstalledFiles<'_> {
    /// Checks that cargo installed what was planned and that the package's users can run it. Gives what the
    /// package needs of the machine.
    pub(crate) fn check(&self) -> Result<Option<SystemVersion>, PackageError> {
        let files: Vec<_> = self.package.installed_files().collect();
        let missing: Vec<Utf8PathBuf> =
            files.iter().filter(|file| !self.prefix.join(file).is_file()).cloned().collect();
        if !missing.is_empty() {
            return Err(PackageError::NotInstalled { missing });
        }
        let needs = files.par_iter().map(|binary| self.check_binary(binary));
        // The newest that any of them needs; no version is less than any.
        needs.try_reduce(|| None, |one, other| Ok(one.max(other)))
    }

    /// Checks one binary. Gives what it needs of the machine.
    fn check_binary(&self, binary: &Utf8Path) -> Result<Option<SystemVersion>, PackageError> {
        let platform = self.package.platform;
        self.check_secrets(binary)?;
        let needs = inspect::needs(&self.prefix.join(binary), platform)
            .map_err(|source| PackageError::Unreadable { binary: binary.to_owned(), platform, source })?;
        for library in needs.libraries {
            if !is_base_library(platform, &library) {
                self.check_library(binary, library)?;
            }
        }
        Ok(needs.system)
    }

    /// A library that not every machine has must come with a package that is installed beside this one.
    fn check_library(&self, binary: &Utf8Path, library: String) -> Result<(), PackageError> {
        let platform = self.package.platform;
        let binary = binary.to_owned();
        // On macOS a library is named by the place to look for it.
        let name = Utf8Path::new(&library).file_name().unwrap_or(&library);
        let folder = if platform.is_windows() { "Library/bin" } else { "lib" };
        let owner =
            self.environment.and_then(|environment| environment.owner_of(&Utf8Path::new(folder).join(name)));
        match owner {
            Some(owner) if self.comes_with(&owner) => Ok(()),
            Some(owner) => Err(PackageError::Overlinked { binary, library, owner }),
            None => Err(PackageError::ForeignLibrary { binary, library, platform }),
        }
    }

    /// Whether a package is installed with this one: because it says so, or because one that it depends on does.
    fn comes_with(&self, owner: &str) -> bool {
        let Some(environment) = self.environment else {
            return false;
        };
        self.run_dependencies.contains(owner)
            || self.run_dependencies.iter().any(|package| environment.depends_on(package, owner))
    }

    fn check_secrets(&self, binary: &Utf8Path) -> Result<(), PackageError> {
        let long: Vec<_> = self.secrets.iter().filter(|(_, value)| value.len() >= SHORTEST_SECRET).collect();
        if long.is_empty() {
            return Ok(());
        }
        let bytes = fs::read(self.prefix.join(binary)).map_err(PackageError::Prepare)?;
        match long.into_iter().find(|(_, value)| memchr::memmem::find(&bytes, value.as_bytes()).is_some()) {
            None => Ok(()),
            Some((name, _)) => {
                Err(PackageError::SecretInPackage { binary: binary.to_owned(), secret: name.clone() })
            }
        }
    }
}
