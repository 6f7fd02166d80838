//! The contents of `target/channel-win-64`: compilers that run on this machine and compile for Windows.
//!
//! The C compiler is Debian's mingw-w64, the standard library is rustup's for it. conda-forge compiles for
//! Windows with Visual C++, whose linker only Windows has.

use std::path::Path;

use super::gcc::{self, Compiler};
use super::machine::{self, Wanted};
use super::package::{CondaPackage, RunExports};
use super::platform::Platform;
use super::rust::Toolchain;
use super::{CLibrary, Contents, tool};
use crate::error::ChoreError;

const TARGET: Platform = Platform::Win64;

/// The version of the packages of the C library.
const C_LIBRARY: &str = "10.0";

/// The requirement of everything that is linked with the C library, as in conda-forge's packages.
const RUN_TIME: &str = "ucrt >=10.0.20348.0";

const REMEDY: &str = "rustup target add x86_64-pc-windows-gnu && \
    apt-get install --no-install-recommends gcc gcc-mingw-w64-x86-64-posix wine64";

pub(super) fn contents() -> Result<Contents, ChoreError> {
    let rust = Toolchain::of("rustc".as_ref())?;
    let build = rust.platform;
    let mut wanted = Wanted::default();
    wanted.path(rust.standard_library_of(TARGET.triple()));
    wanted.program(&format!("{}-gcc", TARGET.debian()));
    wanted.check(REMEDY)?;
    let glibc = machine::glibc()?;
    let libraries = Path::new("/usr/lib").join(build.debian());
    let mut packages = vec![rust.copy()?, rust.standard_library(build)?, rust.standard_library(TARGET)?];
    packages.push(rust.activation(TARGET));
    packages.push(gcc::sysroot(build, &glibc, &libraries)?);
    for platform in [build, TARGET] {
        packages.extend(Compiler::find(build, platform)?.packages());
    }
    packages.extend([c_library(), run_time()]);
    packages.extend(tool::packages(build)?);
    let c_library = CLibrary { name: "m2w64-sysroot", version: C_LIBRARY.to_owned() };
    Ok(Contents { packages, platforms: [build, TARGET].map(Platform::name).to_vec(), c_library })
}

/// The package of the C library. It has no files to link with, because the machine's compiler finds its own.
fn c_library() -> CondaPackage {
    let mut package = CondaPackage::new(TARGET.c_library(), C_LIBRARY, "ZPL-2.1");
    package.run_exports = RunExports { strong: vec![RUN_TIME.to_owned()], ..RunExports::default() };
    package
}

/// The C library that programs load, which is a part of Windows 10 and of Wine. The package is empty.
fn run_time() -> CondaPackage {
    let mut package = CondaPackage::new("ucrt", "10.0.26100.0", "LicenseRef-MicrosoftWindowsSDK10");
    package.platform = Some(TARGET);
    package
}
