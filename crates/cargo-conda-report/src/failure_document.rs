//! Turns the error of a package into the parts that programs can read.

use cargo_conda_engine::{
    CargoPackage, CompileFailure, FailedTarget, FailedTest, Killed, MissingLibrary, PackageError, RustcError,
    TestCommand,
};

use crate::schema::{CargoPackageDocument, FailureDocument, TargetDocument, TestCommandDocument};

/// What failed; `None` if the error has no more parts than its message.
pub(crate) fn failure_document(error: &PackageError) -> Option<FailureDocument> {
    match error {
        PackageError::Compile(error) => Some(compile_failure(&error.failure)),
        PackageError::Test(FailedTest { commands, status, .. }) => {
            let commands = commands.iter().map(Into::into).collect();
            Some(FailureDocument::Test { commands, status: *status })
        }
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
        CompileFailure::Link { target, missing: MissingLibrary { library, asked_by } } => {
            FailureDocument::Linker {
                target: target.into(),
                library: library.clone(),
                asked_by: asked_by.as_ref().map(Into::into),
            }
        }
        CompileFailure::BuildScript { package, ending, printed } => FailureDocument::BuildScript {
            package: package.into(),
            ending: ending.clone(),
            printed: printed.lines().to_vec(),
        },
        CompileFailure::Killed(killed) => {
            let (process, of) = match killed {
                Killed::Compiler { crate_name } => ("compiler", crate_name),
                Killed::Linker(target) => ("linker", &target.package.name),
                Killed::BuildScript(package) => ("build-script", &package.name),
            };
            FailureDocument::Killed { process: process.to_owned(), of: of.clone() }
        }
        CompileFailure::Cargo(printed) => FailureDocument::Cargo { printed: printed.lines().to_vec() },
    }
}

impl From<&TestCommand> for TestCommandDocument {
    fn from(tried: &TestCommand) -> Self {
        Self { command: tried.command.clone(), printed: tried.printed.lines().to_vec() }
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
