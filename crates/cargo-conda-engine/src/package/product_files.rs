//! The files of a package's product in its prefix: those of the plan, or those of the wheel that was made.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{PackagePlan, Product, PythonExtension};
use cargo_conda_recipe::{CARGO_WRAPPER, WHEELS};
use fs_err as fs;

use super::wheel::{self, Installed, PythonLayout, Wheel};
use super::written_files;
use crate::api::{PackageError, WheelError};
use crate::rattler::{Environment, PackageRun};

/// The endings of modules.
const LINKED: [&str; 2] = ["so", "pyd"];

/// Calls cargo for maturin, which reads the messages of a build and keeps them to itself, and repeats them on
/// standard error. It asks for diagnostics in the messages too.
const WRAPPER: &str = "#!/usr/bin/env bash
unset CARGO
[ \"$1\" = rustc ] || exec cargo \"$@\"
set -o pipefail
cargo \"${@/#json-render-diagnostics/json}\" | while IFS= read -r line; do
    printf '%s\\n' \"$line\"
    printf '%s\\n' \"$line\" >&2
done
";

/// The files of a product, relative to the prefix.
pub(super) struct ProductFiles {
    /// All files, sorted.
    pub(super) all: Vec<Utf8PathBuf>,
    /// Those that cargo has linked.
    pub(super) linked: Vec<Utf8PathBuf>,
    /// Those that rustc has written and no linker has changed: a static library.
    pub(super) archives: Vec<Utf8PathBuf>,
    /// The wheel that they come from; `None` if they are those of the plan.
    wheel: Option<Installed>,
}

/// Where a build has put what is installed after it.
#[derive(Clone, Copy)]
pub(super) struct Made<'a> {
    /// The work directory of the package.
    pub(super) work: &'a Utf8Path,
    /// The `OUT_DIR` of the build script of the package's crate; `None` if cargo has told of none.
    pub(super) out_dir: Option<&'a Utf8Path>,
}

/// Puts what the build script of a product calls into the package's work directory.
pub(super) fn prepare(package: &PackagePlan, work: &Utf8Path) -> std::io::Result<()> {
    if let Product::PythonExtension(_) = package.product {
        let wrapper = work.join(CARGO_WRAPPER);
        fs::write(&wrapper, WRAPPER)?;
        wheel::make_executable(&wrapper)?;
    }
    Ok(())
}

/// The files that a build script has installed. The wheel of a Python extension, which the script has put
/// into the work directory, is installed here.
pub(super) fn install(
    package: &PackagePlan,
    run: &PackageRun,
    made: &Made<'_>,
    environment: Option<&Environment>,
) -> Result<ProductFiles, PackageError> {
    let Made { work, out_dir } = *made;
    let Product::PythonExtension(extension) = &package.product else {
        let written = package.product.build_script_files(package.platform);
        let written = written_files::install(&written, out_dir, &run.prefix())?;
        let mut all: Vec<_> = package.installed_files().chain(written).collect();
        all.sort();
        all.dedup();
        let archives = package.product.static_library(package.platform).into_iter().collect();
        return Ok(ProductFiles { all, linked: package.linked_files().collect(), archives, wheel: None });
    };
    let found = wheel::find(&work.join(WHEELS))?;
    let layout = layout(package, extension, run)?;
    let owner = |file: &Utf8Path| environment.and_then(|environment| environment.owner_of(file));
    // Of packages for all Pythons, installers write the commands; on Windows rattler-build does, which has
    // the programs for it.
    let is_ours = !extension.is_version_independent() && !package.platform.is_windows();
    let commands = if is_ours { extension.entry_points.as_slice() } else { &[] };
    let wheel = Wheel { file: &found, crate_name: &package.crate_name, commands };
    let installed = wheel::install(wheel, &run.prefix(), &layout, owner)?;
    // A library that lies among the Python files is not ours.
    let own = format!("{}.", extension.module.rsplit('.').next().unwrap_or_default());
    let is_linked = |file: &&Utf8PathBuf| {
        file.file_name().is_some_and(|name| name.starts_with(&own))
            && file.extension().is_some_and(|ending| LINKED.contains(&ending))
    };
    let linked = installed.files.iter().filter(is_linked).cloned().collect();
    let mut all = installed.files.clone();
    all.push(installed.record.clone());
    all.sort();
    Ok(ProductFiles { all, linked, archives: Vec::new(), wheel: Some(installed) })
}

/// Removes what an earlier build of the product has left in the prefix, besides the files of the plan.
pub(super) fn remove(package: &PackagePlan, environment: &Environment) -> Result<(), PackageError> {
    if let Product::PythonExtension(extension) = &package.product {
        let owner = |file: &Utf8Path| environment.owner_of(file);
        wheel::remove(&environment.host_prefix(), &extension.project, owner)
            .map_err(PackageError::Prepare)?;
    }
    Ok(())
}

impl ProductFiles {
    /// Finishes the product, once its files are as they are packaged. `are_relocated` is true if what cargo
    /// has linked is changed once more, so that it finds libraries of its environment.
    pub(super) fn seal(&self, prefix: &Utf8Path, are_relocated: bool) -> Result<(), PackageError> {
        let changing = if are_relocated { self.linked.as_slice() } else { &[] };
        Ok(self.wheel.iter().try_for_each(|wheel| wheel.seal(prefix, changing))?)
    }
}

/// Where Python looks for modules. Those of a package for all Pythons are moved when it is installed.
fn layout(
    package: &PackagePlan,
    extension: &PythonExtension,
    run: &PackageRun,
) -> Result<PythonLayout, WheelError> {
    let scripts = if package.platform.is_windows() { "Scripts" } else { "bin" };
    if extension.is_version_independent() {
        return Ok(PythonLayout { site_packages: "site-packages".into(), scripts });
    }
    let site_packages = run.site_packages(package.platform).ok_or(WheelError::NoPython)?;
    Ok(PythonLayout { site_packages, scripts })
}
