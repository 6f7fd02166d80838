//! What packages consist of, as plans show it.

use cargo_conda_plan::{CLibrary, CLibraryEvidence, LibraryPart, PackagePlan, Product, PythonAbi};

use crate::schema::{
    BuildScriptFilesDocument, CLibraryDocument, CLibraryEvidenceDocument, KindDocument, LibraryPartDocument,
    PythonDocument,
};

/// What stands in the column of binaries for a package that has none.
pub(super) fn instead_of_binaries(product: &Product) -> Option<String> {
    match product {
        Product::Programs(_) => None,
        Product::CLibrary(library) => Some(match library.part {
            LibraryPart::Whole | LibraryPart::Runtime => format!("C library {}", library.name),
            LibraryPart::Development => format!("to link {}", library.name),
            LibraryPart::Static => format!("static library {}", library.name),
        }),
        Product::PythonExtension(extension) => Some(format!("Python module {}", extension.module)),
    }
}

/// A line about the product of a package, with the reason why the member is one; `None` if there is nothing
/// to say.
pub(super) fn note(package: &PackagePlan) -> Option<String> {
    match &package.product {
        Product::Programs(_) => None,
        Product::CLibrary(library) => Some(note_of_c_library(package, library)),
        Product::PythonExtension(extension) => {
            Some(format!("a Python extension for {}, because of `pyproject.toml` and pyo3", extension.abi))
        }
    }
}

fn note_of_c_library(package: &PackagePlan, library: &CLibrary) -> String {
    let mut parts = Vec::new();
    if library.has_runtime() {
        let file = library.shared_library(package.platform).file;
        let name = library.soname(package.platform).or(file.file_name().map(ToOwned::to_owned));
        parts.extend(name.map(|name| format!("`{name}`")));
    }
    let archive = library.static_library(package.platform);
    parts.extend(archive.and_then(|file| Some(format!("`{}`", file.file_name()?))));
    if library.has_development() {
        let generated = library.generated_header.iter();
        parts.extend(generated.map(|header| format!("the header `{}` by cbindgen", header.path)));
        parts.extend(library.headers.iter().map(|header| format!("the header `{}`", header.destination)));
    }
    for files in package.product.build_script_files(package.platform).iter().filter(|files| files.is_required)
    {
        parts.push(format!("`{}` by its build script", files.whole_pattern()));
    }
    let because = match library.evidence {
        CLibraryEvidence::CapiTable => "because of `[package.metadata.capi]`",
        CLibraryEvidence::Key => "because of `c-library`",
    };
    format!("a C library {because}: {}", parts.join(", "))
}

/// The kind of a product in documents.
pub(super) fn kind(product: &Product) -> KindDocument {
    match product {
        Product::Programs(_) => KindDocument::Programs,
        Product::CLibrary(_) => KindDocument::CLibrary,
        Product::PythonExtension(_) => KindDocument::PythonExtension,
    }
}

/// What documents say of a C library; `None` for other packages.
pub(super) fn c_library(package: &PackagePlan) -> Option<CLibraryDocument> {
    let Product::CLibrary(library) = &package.product else {
        return None;
    };
    let CLibrary { evidence, part, name, .. } = library.as_ref();
    Some(CLibraryDocument {
        evidence: match evidence {
            CLibraryEvidence::CapiTable => CLibraryEvidenceDocument::CapiTable,
            CLibraryEvidence::Key => CLibraryEvidenceDocument::Key,
        },
        part: match part {
            LibraryPart::Whole => LibraryPartDocument::Whole,
            LibraryPart::Runtime => LibraryPartDocument::Runtime,
            LibraryPart::Development => LibraryPartDocument::Development,
            LibraryPart::Static => LibraryPartDocument::Static,
        },
        library: name.clone(),
        soname: library.soname(package.platform).filter(|_| library.kinds.is_shared),
        pkg_config: library.pkg_config.file_name.clone(),
        files: package.installed_files().collect(),
        build_script_files: package
            .product
            .build_script_files(package.platform)
            .into_iter()
            .map(|files| BuildScriptFilesDocument {
                pattern: files.whole_pattern(),
                to: files.to,
                required: files.is_required,
            })
            .collect(),
    })
}

/// What documents say of a Python extension; `None` for other products.
pub(super) fn python(product: &Product) -> Option<PythonDocument> {
    let Product::PythonExtension(extension) = product else {
        return None;
    };
    Some(PythonDocument {
        project: extension.project.clone(),
        module: extension.module.clone(),
        stable_abi: match extension.abi {
            PythonAbi::Stable(oldest) => Some(oldest.to_string()),
            PythonAbi::OfOneVersion => None,
        },
        entry_points: extension.entry_points.iter().map(ToString::to_string).collect(),
    })
}
