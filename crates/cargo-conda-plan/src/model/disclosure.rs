//! What a package says of the crates that it is made of.

use camino::Utf8PathBuf;
use cargo_conda_inventory::Clarifications;
use cargo_conda_mapping::Platform;

use super::PackagePlan;

/// The path of the standard library's notices, in the package's licence directory. The Rust project ships a
/// file of this name with each compiler.
const STANDARD_LIBRARY: &str = "rust-std/COPYRIGHT-library.html";

/// What a package says of the crates that it is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disclosure {
    /// The licence texts of other people's crates; `None` if the package does not ship them.
    pub notices: Option<NoticePlan>,
    /// True if each program carries the list of its crates in the section `.dep-v0`.
    pub auditable: bool,
    /// True if a bill of materials is installed with the programs.
    pub sbom: bool,
    /// True if `about.json` says which commit the package was made from, and by what.
    pub provenance: bool,
}

/// Which licence texts of other people's crates a package ships.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticePlan {
    /// True for the texts of procedural macros and of crates that only build scripts use, too.
    pub with_build: bool,
    /// True for the notices of Rust's standard library, too.
    pub with_standard_library: bool,
    /// What is said about crates that do not say it themselves.
    pub clarifications: Clarifications,
}

impl NoticePlan {
    /// The name of the file with the texts of crates, in the package's licence directory.
    pub const FILE: &'static str = "THIRDPARTY.yml";

    /// The path of the standard library's notices, in the package's licence directory; `None` if they are not
    /// shipped.
    pub fn standard_library_file(&self) -> Option<&'static str> {
        self.with_standard_library.then_some(STANDARD_LIBRARY)
    }

    /// The paths of all these files, in the package's licence directory.
    pub fn files(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(Self::FILE).chain(self.standard_library_file())
    }
}

impl PackagePlan {
    /// The path of the bill of materials, relative to the prefix; `None` if the package has none.
    ///
    /// It is among the installed files, as [a proposal for conda](https://github.com/conda/ceps/issues/127)
    /// asks, because build tools must not add files to `info/`.
    pub fn bill_of_materials(&self) -> Option<Utf8PathBuf> {
        self.disclosure.sbom.then(|| bill_of_materials(self.name.as_str(), self.platform))
    }
}

/// The path of the bill of materials of a package with this name, relative to the prefix.
pub(crate) fn bill_of_materials(name: &str, platform: Platform) -> Utf8PathBuf {
    let directory = if platform.is_windows() { "Library/share/sboms" } else { "share/sboms" };
    Utf8PathBuf::from(format!("{directory}/{name}.cdx.json"))
}
