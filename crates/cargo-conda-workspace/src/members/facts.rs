//! What the manifest of a resolved package says of its licence and its makers.

use camino::{Utf8Path, Utf8PathBuf};

/// What the manifest of a package says of its licence and its makers, in the words of the manifest.
///
/// A distributor has to pass these on with every program that the package is linked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFacts {
    /// The absolute path of the directory with the manifest. For a package of a registry it is the unpacked
    /// crate in cargo's home.
    pub directory: Utf8PathBuf,
    /// `package.license` as it is written; it need not be an SPDX expression.
    pub license: Option<String>,
    /// The absolute path of `package.license-file`; the file may be missing.
    pub license_file: Option<Utf8PathBuf>,
    /// `package.repository`.
    pub repository: Option<String>,
    /// `package.authors`, in the order of the manifest.
    pub authors: Vec<String>,
}

impl PackageFacts {
    pub(crate) fn new(package: &cargo_metadata::Package) -> Self {
        let directory = package.manifest_path.parent().unwrap_or(Utf8Path::new("")).to_owned();
        Self {
            license_file: package.license_file.as_ref().map(|path| directory.join(path)),
            directory,
            license: package.license.clone(),
            repository: package.repository.clone(),
            authors: package.authors.clone(),
        }
    }
}
