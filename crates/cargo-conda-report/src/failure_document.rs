//! Turns the error of a package into the parts that programs can read.

use cargo_conda_engine::{CargoPackage, CompileFailure, FailedTarget, PackageError, RustcError};

use crate::schema::{CargoPackageDocument, FailureDocument, TargetDocument};

/// What failed; `None` if the error has no more parts than its message.
pub(crate) fn failure_document(error: &PackageError) -> Option<FailureDocument> {
    match error {
        PackageError::Compile(error) => Some(compile_failure(&error.failure)),
        _ => None,
    }
}

fn compile_failure(failure: &CompileFailure) -> FailureDocument {
    match failure {
        CompileFailure::Rustc { target, error } => {
            let RustcError { message, code, place } = error.clone();
            FailureDocument::Rustc {
                target: target.into(),
                message,
                code,
                line: place.as_ref().map(|place| place.line),
                column: place.as_ref().map(|place| place.column),
                file: place.map(|place| place.file),
            }
        }
        CompileFailure::Cargo(printed) => FailureDocument::Cargo { printed: printed.lines().to_vec() },
    }
}

impl From<&FailedTarget> for TargetDocument {
    fn from(target: &FailedTarget) -> Self {
        let FailedTarget { package, kind, name } = target;
        Self { package: package.into(), target_kind: kind.clone(), target: name.clone() }
    }
}

impl From<&CargoPackage> for CargoPackageDocument {
    fn from(package: &CargoPackage) -> Self {
        let CargoPackage { id, name, version } = package.clone();
        Self { id, name, version }
    }
}
