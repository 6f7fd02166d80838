//! What a kind of product needs of other packages by itself, and what it gives those that are built with it.

use cargo_conda_mapping::{CondaName, NameError, PinArguments, PinKind, Requirement};
use semver::Version;

use super::python;
use crate::model::{CLibrary, LibraryPart, Product};

/// What a product asks of packages, besides what its member does. Requirements of environments are for
/// conda's toolchain only.
#[derive(Debug, Default)]
pub(in crate::planner) struct Relations {
    /// Requirements of the build environment.
    pub(in crate::planner) build: Vec<Requirement>,
    /// Requirements of the host environment.
    pub(in crate::planner) host: Vec<Requirement>,
    /// Requirements of the installed package, in the order of the recipe.
    pub(in crate::planner) run: Vec<Requirement>,
    /// What packages require that are built with this one in their host environment.
    pub(in crate::planner) run_exports: Vec<Requirement>,
}

/// What the packages of a product have at the end of their names; empty for most.
pub(in crate::planner) fn name_suffix(product: &Product) -> &'static str {
    match product {
        Product::CLibrary(library) => match library.part {
            LibraryPart::Development => "-devel",
            LibraryPart::Static => "-static",
            LibraryPart::Whole | LibraryPart::Runtime => "",
        },
        Product::Programs(_) | Product::PythonExtension(_) => "",
    }
}

/// The relations of the package of a product. `name` is that of the package without the product's suffix,
/// `version` that of the crate.
pub(in crate::planner) fn of(product: &Product, name: &CondaName, version: &Version) -> Relations {
    match product {
        Product::Programs(_) => Relations::default(),
        Product::CLibrary(library) => {
            let tools = product.tools().iter();
            let build = tools.map(|name| Requirement::parse(name).expect("a name is a match spec")).collect();
            Relations { build, ..of_c_library(library, name, version) }
        }
        Product::PythonExtension(extension) => python::relations(extension),
    }
}

fn of_c_library(library: &CLibrary, name: &CondaName, version: &Version) -> Relations {
    let pin = |pin| Requirement::pin(PinKind::Subpackage, name.as_str(), &pin);
    let none = PinArguments { lower_bound: None, upper_bound: None, exact: false, build: None };
    let exact = PinArguments { exact: true, ..none };
    let run = match library.part {
        // Headers and the file for pkg-config are those of the shared library.
        LibraryPart::Static if library.is_split => {
            vec![Requirement::pin(PinKind::Subpackage, &format!("{name}-devel"), &exact)]
        }
        LibraryPart::Development | LibraryPart::Static => vec![pin(exact)],
        LibraryPart::Whole | LibraryPart::Runtime => Vec::new(),
    };
    // Programs load a plugin by its path, and have a static library in them.
    let is_linked = library.kinds.is_shared && library.has_development() && library.subdirectory.is_none();
    let upper_bound = upper_bound(library, version);
    let compatible =
        PinArguments { lower_bound: Some("x.x.x.x.x.x"), upper_bound: Some(&upper_bound), ..none };
    let run_exports = is_linked.then(|| pin(compatible)).into_iter().collect();
    Relations { run, run_exports, ..Relations::default() }
}

/// The part of the package's version that its users are bound to, as rattler-build writes it: `x.x`.
fn upper_bound(library: &CLibrary, version: &Version) -> String {
    let of_library = library.abi.as_ref().filter(|_| library.version == *version);
    let components = match (of_library, version.major, version.minor) {
        (Some(abi), ..) => abi.split('.').count(),
        (None, 0, 0) => 3,
        (None, 0, _) => 2,
        (None, ..) => 1,
    };
    vec!["x"; components].join(".")
}

/// The name of the package of a C library whose crate has this name in conda: `lib` goes before it, unless it
/// is there.
pub(in crate::planner) fn c_library_name(name: &CondaName) -> Result<CondaName, NameError> {
    if name.as_str().starts_with("lib") { Ok(name.clone()) } else { CondaName::parse(&format!("lib{name}")) }
}
