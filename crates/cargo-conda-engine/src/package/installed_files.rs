//! Checks the programs that `cargo install` has put into the prefix, before they become a package.

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::is_base_library;
use cargo_conda_plan::{PackagePlan, Toolchain};
use fs_err as fs;
use rayon::prelude::*;

use super::product_files::{self, ProductFiles};
use crate::api::{NewerSymbol, PackageError, ProgramError};
use crate::inspect::{self, SystemVersion};
use crate::rattler::Environment;

/// The length of the shortest secret that is looked for, in bytes. A shorter one would occur in any program.
const SHORTEST_SECRET: usize = 8;

/// The installed programs of a package, and what they are allowed to need and to contain.
pub(super) struct InstalledFiles<'a> {
    pub(crate) package: &'a PackagePlan,
    pub(super) files: &'a ProductFiles,
    pub(crate) prefix: &'a Utf8Path,
    /// The environment whose libraries they may be linked with; `None` with the machine's toolchain.
    pub(crate) environment: Option<&'a Environment>,
    /// The names of the package's run dependencies.
    pub(crate) run_dependencies: &'a BTreeSet<String>,
    /// The secrets that they must not contain: names and values.
    pub(crate) secrets: &'a [(String, String)],
}

/// Removes a package's files from the prefix that its builds share with those of other packages. A program
/// with the name of a file of the environment itself is an error, and the file stays.
pub(crate) fn remove(package: &PackagePlan, environment: &Environment) -> Result<(), PackageError> {
    for file in package.all_files() {
        let path = environment.host_prefix().join(&file);
        // A link to a file that is gone is a file, too.
        if path.symlink_metadata().is_err() {
            continue;
        }
        if let Some(owner) = environment.owner_of(&file) {
            return Err(ProgramError::FileOfDependency { file, owner }.into());
        }
        fs::remove_file(path).map_err(PackageError::Prepare)?;
    }
    product_files::remove(package, environment)
}

impl InstalledFiles<'_> {
    /// Checks that cargo has installed the programs of the plan, and that they run where the package is
    /// installed. Returns the version of the system that they need; `None` if they need none.
    pub(crate) fn check(&self) -> Result<Option<SystemVersion>, PackageError> {
        let files = &self.files.all;
        let missing: Vec<Utf8PathBuf> =
            files.iter().filter(|file| self.prefix.join(file).symlink_metadata().is_err()).cloned().collect();
        if !missing.is_empty() {
            return Err(ProgramError::NotInstalled { missing }.into());
        }
        let needs = self.files.linked.par_iter().map(|binary| self.check_binary(binary));
        // The newest version that any of them needs. `None` is less than every version.
        needs.try_reduce(|| None, |one, other| Ok(one.max(other)))
    }

    /// Checks one program. Returns the version of the system that it needs.
    fn check_binary(&self, binary: &Utf8Path) -> Result<Option<SystemVersion>, PackageError> {
        let platform = self.package.platform;
        self.check_secrets(binary)?;
        let needs = inspect::needs(&self.prefix.join(binary), platform)
            .map_err(|source| ProgramError::Unreadable { binary: binary.to_owned(), platform, source })?;
        let target = &self.package.target;
        if target.is_musl() && !needs.libraries.is_empty() {
            let (binary, target) = (binary.to_owned(), target.clone());
            return Err(ProgramError::NotStatic { binary, target, libraries: needs.libraries }.into());
        }
        for library in needs.libraries {
            if !is_base_library(platform, &library) {
                self.check_library(binary, library)?;
            }
        }
        self.check_glibc(binary, needs.system)?;
        Ok(needs.system)
    }

    /// Checks that a program runs on the oldest glibc that the package is for.
    fn check_glibc(&self, binary: &Utf8Path, needs: Option<SystemVersion>) -> Result<(), PackageError> {
        let (Some(wanted), Some(SystemVersion::Glibc(needed))) = (self.package.glibc, needs) else {
            return Ok(());
        };
        if needed <= wanted {
            return Ok(());
        }
        let (binary, platform) = (binary.to_owned(), self.package.platform);
        let symbols = inspect::newer_symbols(&self.prefix.join(&binary), wanted)
            .map_err(|source| ProgramError::Unreadable { binary: binary.clone(), platform, source })?;
        let described = |(name, version)| NewerSymbol { name, version, crates: BTreeSet::new() };
        let symbols = symbols.into_iter().map(described).collect();
        Err(ProgramError::NewerGlibc { binary, wanted, needed, symbols }.into())
    }

    /// Checks a library that not every machine has: a run dependency must bring it.
    fn check_library(&self, binary: &Utf8Path, library: String) -> Result<(), PackageError> {
        let platform = self.package.platform;
        let binary = binary.to_owned();
        // On macOS a library is named by the path where it is looked for.
        let name = Utf8Path::new(&library).file_name().unwrap_or(&library);
        let folder = if platform.is_windows() { "Library/bin" } else { "lib" };
        let owner =
            self.environment.and_then(|environment| environment.owner_of(&Utf8Path::new(folder).join(name)));
        match owner {
            Some(owner) if self.comes_with(&owner) => Ok(()),
            Some(owner) => Err(ProgramError::Overlinked { binary, library, owner }.into()),
            None => {
                let toolchain = if self.environment.is_some() { Toolchain::Conda } else { Toolchain::System };
                Err(ProgramError::ForeignLibrary { binary, library, platform, toolchain }.into())
            }
        }
    }

    /// Returns true if a package is installed together with this one, as a run dependency of it or of another
    /// run dependency.
    fn comes_with(&self, owner: &str) -> bool {
        let Some(environment) = self.environment else {
            return false;
        };
        self.run_dependencies.contains(owner)
            || self.run_dependencies.iter().any(|package| environment.depends_on(package, owner))
    }

    fn check_secrets(&self, binary: &Utf8Path) -> Result<(), PackageError> {
        match secret_in(&self.prefix.join(binary), self.secrets).map_err(PackageError::Prepare)? {
            None => Ok(()),
            Some(secret) => {
                Err(ProgramError::SecretInPackage { binary: binary.to_owned(), secret: secret.to_owned() }
                    .into())
            }
        }
    }
}

/// The name of the first secret whose value is in a file; `None` if none is.
pub(crate) fn secret_in<'s>(path: &Utf8Path, secrets: &'s [(String, String)]) -> io::Result<Option<&'s str>> {
    let mut long = secrets.iter().filter(|(_, value)| value.len() >= SHORTEST_SECRET).peekable();
    if long.peek().is_none() {
        return Ok(None);
    }
    let bytes = fs::read(path)?;
    let found = long.find(|(_, value)| memchr::memmem::find(&bytes, value.as_bytes()).is_some());
    Ok(found.map(|(name, _)| name.as_str()))
}
