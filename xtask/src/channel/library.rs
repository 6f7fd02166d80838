//! Libraries: the machine's, with their headers, in conda's places.

use std::path::{Path, PathBuf};

use super::machine::Wanted;
use super::package::{CondaPackage, Content, Files, PREFIX, RunExports, add_tree};
use super::platform::Platform;
use crate::error::ChoreError;

/// What Debian calls the packages that are read here.
const DEBIAN_PACKAGES: [&str; 2] = ["libssl-dev", "zlib1g-dev"];

/// The libraries of a platform, which need not be this machine's.
pub(super) struct Libraries {
    platform: Platform,
    directory: PathBuf,
}

impl Libraries {
    /// Finds out whether they are there.
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

    /// The packages. There are two builds of zlib, so that a solver has something to choose.
    pub(super) fn packages(&self) -> Result<Vec<CondaPackage>, ChoreError> {
        let mut packages = vec![self.openssl()?];
        for build_number in 0..2 {
            let libzlib = self.libzlib(build_number)?;
            packages.push(self.zlib(&libzlib)?);
            packages.push(libzlib);
        }
        Ok(packages)
    }

    /// What programs need that are linked with zlib.
    fn libzlib(&self, build_number: u64) -> Result<CondaPackage, ChoreError> {
        let version = self.version("zlib")?;
        let mut package = self.package("libzlib", &version, "Zlib");
        package.build_number = build_number;
        package.run_exports = weak("libzlib", &version, "2.0a0");
        self.add_run_time("libz.so", &mut package.files)?;
        Ok(package)
    }

    /// What linking with zlib needs.
    fn zlib(&self, libzlib: &CondaPackage) -> Result<CondaPackage, ChoreError> {
        let mut package = self.package("zlib", &libzlib.version, "Zlib");
        package.build_number = libzlib.build_number;
        package.depends.push(format!("libzlib {} {}", libzlib.version, libzlib.build()?));
        package.run_exports = weak("libzlib", &libzlib.version, "2.0a0");
        let name = self.file_name("libz.so")?;
        package.files.insert("lib/libz.so".to_owned(), Content::Link(name));
        for header in ["zconf.h", "zlib.h"] {
            // Newer Debians keep what differs between processors apart.
            let own = Path::new("/usr/include").join(self.platform.debian()).join(header);
            let path = if own.is_file() { own } else { Path::new("/usr/include").join(header) };
            package.files.insert(format!("include/{header}"), Content::Copy(path));
        }
        self.add_pkg_config("zlib", &mut package.files)?;
        Ok(package)
    }

    /// OpenSSL is one package, with headers and all.
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
        // These win: some headers are written for each processor anew.
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

    /// The name of the file that a chain of links leads to, such as `libz.so.1.2.13`.
    fn file_name(&self, link: &str) -> Result<String, ChoreError> {
        let path = fs_err::canonicalize(self.directory.join(link)).map_err(ChoreError::File)?;
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(name.to_string_lossy().into_owned())
    }

    /// Adds the library that a link for linking leads to, under its own name and as programs ask for it: with the
    /// first number only.
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

/// A file of pkg-config for a conda environment instead of Debian's `/usr`.
fn in_conda(text: &str, platform: Platform) -> String {
    let text = text.replace("=/usr\n", &format!("={PREFIX}\n"));
    text.replace(&format!("/lib/{}", platform.debian()), "/lib")
}

/// A library stays compatible from the version that it is linked with up to the next that breaks programs.
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
