//! Asks the kind of a package's product.

use cargo_conda_plan::{PackagePlan, Product};

use super::{c_library, programs};
use crate::layout::SourceLayout;
use crate::model::PackageContents;
use crate::shell::Shell;
use crate::text::literal_pattern;

/// Returns the commands that build the product and install it into the prefix.
pub(crate) fn build_commands(package: &PackagePlan, layout: &SourceLayout, shell: Shell) -> Vec<String> {
    match &package.product {
        Product::Programs(programs) => programs::build_commands(package, programs, layout, shell),
        Product::CLibrary(library) => c_library::build_commands(package, library, layout, shell),
    }
}

/// Returns the commands that test an installed package whose configuration has none.
pub(crate) fn test_commands(package: &PackagePlan, shell: Shell) -> Vec<String> {
    match &package.product {
        Product::Programs(programs) => programs::test_commands(programs, shell),
        // Nothing runs a library; the list of its files is tested.
        Product::CLibrary(_) => Vec::new(),
    }
}

/// Returns the files that the package must have, and no others, as patterns.
pub(crate) fn contents(package: &PackagePlan) -> PackageContents {
    let (bin, files) = match &package.product {
        Product::Programs(programs) => {
            (programs.binaries.iter().map(|binary| literal_pattern(binary)).collect(), Vec::new())
        }
        Product::CLibrary(_) => {
            (Vec::new(), package.installed_files().map(|file| literal_pattern(file.as_str())).collect())
        }
    };
    PackageContents { bin, files, strict: true }
}
