//! Which archives are verified.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{PackageIdentity, identity_of_archive};
use cargo_conda_plan::PackagePlan;
use fs_err as fs;

/// Archives to verify, with what each says of itself.
#[derive(Debug, Clone, Default)]
pub struct Archives(Vec<(Utf8PathBuf, PackageIdentity)>);

impl Archives {
    /// The archives of files, and of all folders of channels.
    ///
    /// # Errors
    ///
    /// A path that cannot be read, or a file that is no archive of a package. The message names it.
    pub fn at(paths: &[Utf8PathBuf]) -> io::Result<Self> {
        let mut archives = Vec::new();
        for path in paths {
            let files = if path.is_dir() { in_channel(path)? } else { vec![path.clone()] };
            for file in files {
                let identity = identity_of_archive(&file).map_err(|error| {
                    io::Error::new(error.kind(), format!("`{file}` is no package: {error}"))
                })?;
                archives.push((file, identity));
            }
        }
        Ok(Self(archives))
    }

    /// What the newest archive of a planned package says of itself; `None` if there is none.
    pub(super) fn newest_of(&self, package: &PackagePlan) -> Option<&PackageIdentity> {
        let (name, version) = (package.name.as_str(), package.version.to_string());
        let of_package = self.0.iter().map(|(_, identity)| identity).filter(|identity| {
            identity.name == name
                && identity.version == version
                && identity.subdir.as_deref() == Some(package.platform.as_str())
        });
        of_package.max_by_key(|identity| identity.timestamp)
    }

    /// The paths of all archives.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Utf8Path> {
        self.0.iter().map(|(path, _)| path.as_path())
    }
}

/// The archives in the folders of a channel, sorted.
fn in_channel(channel: &Utf8Path) -> io::Result<Vec<Utf8PathBuf>> {
    let mut archives = Vec::new();
    for folder in fs::read_dir(channel)? {
        let folder = Utf8PathBuf::from_path_buf(folder?.path())
            .map_err(|path| io::Error::other(format!("the path `{}` is not UTF-8", path.display())))?;
        if !folder.is_dir() {
            continue;
        }
        for file in folder.read_dir_utf8()? {
            let file = file?.into_path();
            if is_archive(&file) {
                archives.push(file);
            }
        }
    }
    archives.sort();
    Ok(archives)
}

/// Whether a path is that of an archive, by its name.
pub fn is_archive(path: &Utf8Path) -> bool {
    path.extension() == Some("conda") || path.as_str().ends_with(".tar.bz2")
}
