//! The kinds of things that a member becomes a package of, a module for each.
//!
//! Each stage after the plan (recipe, engine, report) matches on [`Product`] in one place and has one module
//! for each kind; everything else asks the product for what it needs, such as its files.

mod build_script_files;
mod c_library;
mod c_library_files;
mod pkg_config;
mod programs;
mod python_extension;

pub use build_script_files::BuildScriptFiles;
pub(crate) use c_library::CBINDGEN_FILE;
pub use c_library::{
    Asset, CLibrary, CLibraryEvidence, GeneratedHeader, LibraryKinds, LibraryPart, SharedLibrary,
};
pub use pkg_config::PkgConfig;
pub use programs::Programs;
pub use python_extension::{EntryPoint, PythonAbi, PythonExtension};

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;

use super::assets::FilePattern;

/// What a package consists of. A member may become several packages, one for each of its products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Product {
    /// The member's binaries.
    Programs(Programs),
    /// The member's library, for C programs.
    CLibrary(Box<CLibrary>),
    /// A module that Python imports.
    PythonExtension(Box<PythonExtension>),
}

/// A kind of product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProductKind {
    /// [`Product::Programs`].
    Programs,
    /// [`Product::CLibrary`].
    CLibrary,
    /// [`Product::PythonExtension`].
    PythonExtension,
}

impl Product {
    /// The kind of the product.
    pub fn kind(&self) -> ProductKind {
        match self {
            Self::Programs(_) => ProductKind::Programs,
            Self::CLibrary(_) => ProductKind::CLibrary,
            Self::PythonExtension(_) => ProductKind::PythonExtension,
        }
    }

    /// The names of the installed binaries, sorted; empty for other products than programs.
    pub fn binaries(&self) -> &[String] {
        match self {
            Self::Programs(programs) => &programs.binaries,
            Self::CLibrary(_) | Self::PythonExtension(_) => &[],
        }
    }

    /// The paths of all files that are known before the build, relative to the prefix. Those of a Python
    /// extension are only known from its wheel, and those that build scripts write from the build.
    pub fn files(&self, platform: Platform) -> Vec<Utf8PathBuf> {
        match self {
            Self::Programs(programs) => programs.files(platform),
            Self::CLibrary(library) => library.files(platform),
            Self::PythonExtension(_) => Vec::new(),
        }
    }

    /// Those of [`files`](Self::files) that cargo has linked: programs and shared libraries, not static ones.
    pub fn linked_files(&self, platform: Platform) -> Vec<Utf8PathBuf> {
        match self {
            Self::Programs(programs) => programs.files(platform),
            Self::CLibrary(library) => library.linked_file(platform).into_iter().collect(),
            Self::PythonExtension(_) => Vec::new(),
        }
    }

    /// The static library among [`files`](Self::files), relative to the prefix; `None` if there is none.
    pub fn static_library(&self, platform: Platform) -> Option<Utf8PathBuf> {
        match self {
            Self::Programs(_) | Self::PythonExtension(_) => None,
            Self::CLibrary(library) => library.static_library(platform),
        }
    }

    /// The stems of the files that cargo writes for the product and names without a hash. cargo reports each
    /// when it is done.
    pub fn artifacts(&self, platform: Platform) -> Vec<String> {
        match self {
            Self::Programs(programs) => programs.binaries.clone(),
            Self::CLibrary(library) => vec![library.artifact(platform)],
            Self::PythonExtension(extension) => vec![extension.artifact.clone()],
        }
    }

    /// Absolute paths of the files, besides those that cargo reads, that the product is made from. They need
    /// not exist; one that appears later counts too.
    pub fn sources(&self, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
        match self {
            Self::Programs(_) | Self::PythonExtension(_) => Vec::new(),
            Self::CLibrary(library) => library.sources(directory),
        }
    }

    /// The files besides those of its crates that a Python extension is made from, and those that would be if
    /// they appeared; none for other products.
    pub fn source_patterns(&self) -> Vec<FilePattern> {
        match self {
            Self::Programs(_) | Self::CLibrary(_) => Vec::new(),
            Self::PythonExtension(extension) => extension.inputs.clone(),
        }
    }

    /// Patterns, for any directory, of files among [`source_patterns`](Self::source_patterns) that are none:
    /// tools have made them beside the sources.
    pub fn made_patterns(&self) -> Vec<String> {
        match self {
            Self::Programs(_) | Self::CLibrary(_) => Vec::new(),
            Self::PythonExtension(extension) => extension.made_patterns(),
        }
    }

    /// The files that the build script of the package's crate writes, with paths relative to the prefix.
    /// Which ones there are is only known after the build.
    pub fn build_script_files(&self, platform: Platform) -> Vec<BuildScriptFiles> {
        match self {
            Self::Programs(_) | Self::PythonExtension(_) => Vec::new(),
            Self::CLibrary(library) => library.build_script_files(platform),
        }
    }

    /// Whether it is a static library that is packaged apart from the shared one.
    pub(crate) fn is_static_beside_shared(&self) -> bool {
        matches!(self, Self::CLibrary(library) if library.part == LibraryPart::Static)
    }

    /// The programs that the build runs besides cargo. A conda package has each under the same name.
    pub fn tools(&self) -> &'static [&'static str] {
        match self {
            Self::Programs(_) => &[],
            Self::CLibrary(library) => library.tools(),
            Self::PythonExtension(_) => &["maturin"],
        }
    }
}

impl ProductKind {
    /// The name of the kind in plans and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Programs => "programs",
            Self::CLibrary => "c-library",
            Self::PythonExtension => "python-extension",
        }
    }
}

impl fmt::Display for ProductKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
