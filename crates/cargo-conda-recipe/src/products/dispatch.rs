//! Asks the kind of a package's product.

use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{PackagePlan, Product};

use super::{c_library, programs, python_extension};
use crate::layout::SourceLayout;
use crate::model::{PackageContents, PythonBuild};
use crate::shell::Shell;

/// Returns the commands that build the product and install it into the prefix.
pub(crate) fn build_commands(package: &PackagePlan, layout: &SourceLayout, shell: Shell) -> Vec<String> {
    match &package.product {
        Product::Programs(programs) => programs::build_commands(package, programs, layout, shell),
        Product::CLibrary(library) => c_library::build_commands(package, library, layout, shell),
        Product::PythonExtension(extension) => {
            python_extension::build_commands(package, extension, layout, shell)
        }
    }
}

/// Returns the commands that test an installed package whose configuration has none.
pub(crate) fn test_commands(package: &PackagePlan, shell: Shell) -> Vec<String> {
    match &package.product {
        Product::Programs(programs) => programs::test_commands(programs, shell),
        // Nothing runs a library; the list of its files is tested.
        Product::CLibrary(_) => Vec::new(),
        Product::PythonExtension(extension) => python_extension::test_commands(extension),
    }
}

/// Returns the files that the package must have, as patterns.
pub(crate) fn contents(package: &PackagePlan) -> PackageContents {
    match &package.product {
        Product::Programs(programs) => programs::contents(programs),
        Product::CLibrary(_) => c_library::contents(package),
        Product::PythonExtension(extension) => python_extension::contents(extension),
    }
}

/// Returns what is said about Python; `None` for other products than Python extensions.
pub(crate) fn python_build(package: &PackagePlan, layout: &SourceLayout) -> Option<PythonBuild> {
    match &package.product {
        Product::Programs(_) | Product::CLibrary(_) => None,
        Product::PythonExtension(extension) => {
            let is_ours = layout.is_in_place() && !package.platform.is_windows();
            Some(python_extension::python_build(extension, is_ours))
        }
    }
}

/// Returns requirements of the host environment that only a recipe for others needs.
pub(crate) fn host_of_recipe(package: &PackagePlan, layout: &SourceLayout) -> Vec<Requirement> {
    match &package.product {
        Product::PythonExtension(extension) if !layout.is_in_place() => {
            python_extension::host_of_recipe(extension, &package.requirements.build)
        }
        Product::Programs(_) | Product::CLibrary(_) | Product::PythonExtension(_) => Vec::new(),
    }
}
