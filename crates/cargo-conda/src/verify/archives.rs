//! Which archives are verified.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{PackageIdentity, identity_of_archive};
use cargo_conda_plan::PackagePlan;
use fs_err as fs;

/// Archives to verify, in the order in which they were given.
#[derive(Debug, Clone, Default)]
pub struct Archives(Vec<Archive>);

/// An archive, with what it says of itself.
#[derive(Debug, Clone)]
pub(super) struct Archive {
    pub(super) path: Utf8PathBuf,
    pub(super) identity: PackageIdentity,
    /// True if it was given as a file, false if it was found in a channel.
    pub(super) is_named: bool,
}

impl Archive {
    /// Whether this is a build of a planned package.
    pub(super) fn is_of(&self, package: &PackagePlan) -> bool {
        let PackageIdentity { name, version, subdir, .. } = &self.identity;
        *name == package.name.as_str()
            && *version == package.version.to_string()
            && subdir.as_deref() == Some(package.platform.as_str())
    }
}

impl Archives {
    /// The archives of files, and of all folders of channels.
    ///
    /// # Errors
    ///
    /// A path that cannot be read, or a file that is no archive of a package. The message names it.
    pub fn at(paths: &[Utf8PathBuf]) -> io::Result<Self> {
        let mut archives = Vec::new();
        for place in paths {
            let is_named = !place.is_dir();
            let paths = if is_named { vec![place.clone()] } else { in_channel(place)? };
            for path in paths {
                let identity = identity_of_archive(&path).map_err(|error| {
                    io::Error::new(error.kind(), format!("`{path}` is no package: {error}"))
                })?;
                archives.push(Archive { path, identity, is_named });
            }
        }
        Ok(Self(archives))
    }

    /// All builds of a planned package.
    pub(super) fn of(&self, package: &PackagePlan) -> impl Iterator<Item = &Archive> {
        self.0.iter().filter(|archive| archive.is_of(package))
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
