//! The packages of libraries: zlib and OpenSSL of this machine with their headers, laid out as conda-forge's.

use std::path::{Path, PathBuf};

use super::machine::Wanted;
use super::package::{CondaPackage, Content, Files, PREFIX, RunExports, add_tree};
use super::platform::Platform;
use crate::error::ChoreError;

/// Debian's packages that the libraries and headers are copied from.
const DEBIAN_PACKAGES: [&str; 2] = ["libssl-dev", "zlib1g-dev"];

/// The libraries of a platform, which can be another than this machine's.
pub(super) struct Libraries {
    platform: Platform,
    directory: PathBuf,
}

impl Libraries {
    /// Finds the libraries; an error if one of them is not installed.
    pub(super) fn find(platform: Platform) -> Result<Self, ChoreError> {
        let directory = Path::new("/usr/lib").join(platform.debian());
        let mut wanted = Wanted::default();
        for file in ["libz.so", "libssl.so", "libcrypto.so", "pkgconfig/zlib.pc", "pkgconfig/libssl.pc"] {
            wanted.path(directory.join(file));
        }
        wanted.path("/usr/include/openssl/ssl.h");
        wanted.check(&format!("apt-get install {}", DEBIAN_PACKAGES.join(" ")))?;
        Ok(Self { platform, directory })
    }

    /// The packages. zlib has two builds, so that tests see what the solver does with a choice.
    pub(super) fn packages(&self) -> Result<Vec<CondaPackage>, ChoreError> {
        let mut packages = vec![self.openssl()?];
        for build_number in 0..2 {
            let libzlib = self.libzlib(build_number)?;
            packages.push(self.zlib(&libzlib)?);
            packages.push(libzlib);
        }
        Ok(packages)
    }

    /// `libzlib`: the shared library, which programs load.
    fn libzlib(&self, build_number: u64) -> Result<CondaPackage, ChoreError> {
        let version = self.version("zlib")?;
        let mut package = self.package("libzlib", &version, "Zlib");
        package.build_number = build_number;
        package.run_exports = weak("libzlib", &version, "2.0a0");
        self.add_run_time("libz.so", &mut package.files)?;
        Ok(package)
    }

    /// `zlib`: the headers and the link for the linker.
    fn zlib(&self, libzlib: &CondaPackage) -> Result<CondaPackage, ChoreError> {
        let mut package = self.package("zlib", &libzlib.version, "Zlib");
        package.build_number = libzlib.build_number;
        package.depends.push(format!("libzlib {} {}", libzlib.version, libzlib.build()?));
        package.run_exports = weak("libzlib", &libzlib.version, "2.0a0");
        let name = self.file_name("libz.so")?;
        package.files.insert("lib/libz.so".to_owned(), Content::Link(name));
        for header in ["zconf.h", "zlib.h"] {
            // Newer releases of Debian have headers that differ between processors in a directory of their
            // own.
            let own = Path::new("/usr/include").join(self.platform.debian()).join(header);
            let path = if own.is_file() { own } else { Path::new("/usr/include").join(header) };
            package.files.insert(format!("include/{header}"), Content::Copy(path));
        }
        self.add_pkg_config("zlib", &mut package.files)?;
        Ok(package)
    }

    /// `openssl`: one package with the shared libraries and the headers.
    fn openssl(&self) -> Result<CondaPackage, ChoreError> {
        let version = self.version("libssl")?;
        let mut package = self.package("openssl", &version, "Apache-2.0");
        package.run_exports = weak("openssl", &version, "4.0a0");
        for library in ["libcrypto.so", "libssl.so"] {
            self.add_run_time(library, &mut package.files)?;
            let link = Content::Link(self.file_name(library)?);
            package.files.insert(format!("lib/{library}"), link);
        }
        let include = Path::new("/usr/include");
        add_tree(&include.join("openssl"), "include/openssl", &mut package.files)?;
        // Added last, so that the headers for this processor replace the common ones.
        add_tree(
            &include.join(self.platform.debian()).join("openssl"),
            "include/openssl",
            &mut package.files,
        )?;
        for name in ["libcrypto", "libssl", "openssl"] {
            self.add_pkg_config(name, &mut package.files)?;
        }
        Ok(package)
    }

    fn package(&self, name: &str, version: &str, licence: &'static str) -> CondaPackage {
        let mut package = CondaPackage::new(name, version, licence);
        package.platform = Some(self.platform);
        package.depends.push("__glibc >=2.17,<3.0.a0".to_owned());
        package
    }

    /// The name of the file at the end of a chain of links, such as `libz.so.1.2.13` for `libz.so`.
    fn file_name(&self, link: &str) -> Result<String, ChoreError> {
        let path = fs_err::canonicalize(self.directory.join(link)).map_err(ChoreError::File)?;
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(name.to_string_lossy().into_owned())
    }

    /// Adds the file that a linker's link points to, and the link that programs load: the one with the first
    /// number only, such as `libz.so.1`.
    fn add_run_time(&self, link: &str, files: &mut Files) -> Result<(), ChoreError> {
        let name = self.file_name(link)?;
        let numbers = name.strip_prefix(link).unwrap_or_default().trim_start_matches('.');
        let soname = format!("{link}.{}", numbers.split('.').next().unwrap_or_default());
        files.insert(format!("lib/{name}"), Content::Copy(self.directory.join(&name)));
        if soname != name {
            files.insert(format!("lib/{soname}"), Content::Link(name));
        }
        Ok(())
    }

    fn add_pkg_config(&self, name: &str, files: &mut Files) -> Result<(), ChoreError> {
        let text = in_conda(&self.pkg_config(name)?, self.platform);
        files.insert(format!("lib/pkgconfig/{name}.pc"), Content::Text(text));
        Ok(())
    }

    fn version(&self, name: &str) -> Result<String, ChoreError> {
        let text = self.pkg_config(name)?;
        let version = text.lines().find_map(|line| line.strip_prefix("Version:"));
        let version = version.ok_or_else(|| ChoreError::NoVersion { program: format!("{name}.pc") })?;
        Ok(version.trim().to_owned())
    }

    fn pkg_config(&self, name: &str) -> Result<String, ChoreError> {
        let path = self.directory.join("pkgconfig").join(format!("{name}.pc"));
        fs_err::read_to_string(path).map_err(ChoreError::File)
    }
}

/// A pkg-config file with the prefix of a conda environment instead of Debian's `/usr`.
fn in_conda(text: &str, platform: Platform) -> String {
    let text = text.replace("=/usr\n", &format!("={PREFIX}\n"));
    text.replace(&format!("/lib/{}", platform.debian()), "/lib")
}

/// The run export of a library: from the version that was linked to the next one that is incompatible.
fn weak(name: &str, version: &str, below: &str) -> RunExports {
    let mut numbers = version.split('.');
    let from: Vec<_> = numbers.by_ref().take(2).collect();
    RunExports { weak: vec![format!("{name} >={},<{below}", from.join("."))], ..RunExports::default() }
}

#[cfg(test)]
mod tests {
    use super::{PREFIX, Platform, in_conda, weak};

    #[test]
    fn directories_become_those_of_conda() {
        let debian = "prefix=/usr\nexec_prefix=${prefix}\nlibdir=${prefix}/lib/x86_64-linux-gnu\nLibs: -L${libdir} -lz\n";
        assert_eq!(
            in_conda(debian, Platform::Linux64),
            format!(
                "prefix={PREFIX}\nexec_prefix=${{prefix}}\nlibdir=${{prefix}}/lib\nLibs: -L${{libdir}} -lz\n"
            )
        );
    }

    #[test]
    fn two_numbers_of_a_version_are_enough() {
        assert_eq!(weak("libzlib", "1.2.13", "2.0a0").weak, ["libzlib >=1.2,<2.0a0"]);
    }
}
