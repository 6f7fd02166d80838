//! The contents of `target/channel-macos`: compilers that run on Linux and compile for macOS.
//!
//! Rust's standard libraries are rustup's. zig links, which has the system library of macOS. Apple's
//! frameworks are in no package, so that programs which need one cannot be made.

use std::path::{Path, PathBuf};

use super::gcc::{self, Compiler};
use super::machine::{self, Wanted};
use super::package::{CondaPackage, Content, add_tree};
use super::platform::Platform;
use super::rust::Toolchain;
use super::{CLibrary, Contents};
use crate::error::ChoreError;
use crate::repository::Repository;

const ACTIVATE_CLANG: &str = include_str!("scripts/activate-clang.sh");
const ACTIVATE_RUST: &str = include_str!("scripts/activate-rust-macos.sh");

/// A program that signs other programs. On Linux, conda-forge has it in a package that its linker depends on.
const CODESIGN: &str = include_str!("scripts/codesign.py");
const SIGNER: &str = "sigtool-codesign";

/// The oldest macOS that programs are for, as conda-forge has it.
const OLDEST: &str = "11.0";

/// What conda-forge calls the package that says which macOS is the oldest.
const C_LIBRARY: &str = "macosx_deployment_target";

/// Where zig is, and where it keeps what it has compiled of its own libraries.
struct Zig {
    programs: PathBuf,
    cache: PathBuf,
}

/// macOS on one kind of processor, and its names.
struct Mac {
    platform: &'static str,
    /// In Rust.
    triple: &'static str,
    /// In conda's names of compilers.
    toolchain: &'static str,
    /// In zig, without the version.
    zig: &'static str,
}

const MACS: [Mac; 2] = [
    Mac {
        platform: "osx-64",
        triple: "x86_64-apple-darwin",
        toolchain: "x86_64-apple-darwin13.4.0",
        zig: "x86_64-macos",
    },
    Mac {
        platform: "osx-arm64",
        triple: "aarch64-apple-darwin",
        toolchain: "arm64-apple-darwin20.0.0",
        zig: "aarch64-macos",
    },
];

pub(super) fn contents(repository: &Repository) -> Result<Contents, ChoreError> {
    let rust = Toolchain::of("rustc".as_ref())?;
    let mut wanted = Wanted::default();
    for mac in &MACS {
        wanted.path(rust.standard_library_of(mac.triple));
    }
    let triples: Vec<_> = MACS.iter().map(|mac| mac.triple).collect();
    wanted.check(&format!("rustup target add {}", triples.join(" ")))?;
    let build = rust.platform;
    let libraries = Path::new("/usr/lib").join(build.debian());
    let mut packages = vec![rust.copy()?, rust.standard_library(build)?];
    packages.extend(Compiler::find(build, build)?.packages());
    packages.push(gcc::sysroot(build, &machine::glibc()?, &libraries)?);
    packages.push(signer(build));
    let zig =
        Zig { programs: repository.venv().join("bin"), cache: repository.root().join("target/zig-cache") };
    for mac in &MACS {
        packages.extend([
            mac.standard_library(&rust)?,
            mac.rust(&rust),
            mac.clang(build, &zig),
            mac.oldest(),
        ]);
    }
    let platforms = MACS.iter().map(|mac| mac.platform).chain([build.name()]).collect();
    let c_library = CLibrary { name: C_LIBRARY, version: OLDEST.to_owned() };
    Ok(Contents { packages, platforms, c_library })
}

/// The package of the program that signs.
fn signer(build: Platform) -> CondaPackage {
    let mut package = CondaPackage::new(SIGNER, "0.1.3", "MIT");
    package.platform = Some(build);
    package.files.insert("bin/codesign".to_owned(), Content::Script(CODESIGN.to_owned()));
    package
}

impl Mac {
    /// `rust-std-<triple>`.
    fn standard_library(&self, rust: &Toolchain) -> Result<CondaPackage, ChoreError> {
        let name = format!("rust-std-{}", self.triple);
        let mut package = CondaPackage::new(name, &rust.version, "MIT OR Apache-2.0");
        let below = format!("lib/rustlib/{}", self.triple);
        add_tree(&rust.standard_library_of(self.triple), &below, &mut package.files)?;
        Ok(package)
    }

    /// `rust_<platform>`, which sets the variables for compiling on Linux.
    fn rust(&self, rust: &Toolchain) -> CondaPackage {
        let mut package = CondaPackage::new(format!("rust_{}", self.platform), &rust.version, "BSD-3-Clause");
        package.platform = Some(rust.platform);
        package.depends = vec![
            format!("clang_{}", self.platform),
            format!("rust {}.*", rust.version),
            format!("rust-std-{} {}.*", self.triple, rust.version),
        ];
        // Activation goes by the names of files, and this one needs what clang's sets.
        let path = format!("etc/conda/activate.d/activate_rust_{}.sh", self.platform);
        package.files.insert(path, Content::Text(self.filled_in(ACTIVATE_RUST, rust.platform)));
        package
    }

    /// `clang_<platform>`, which is zig here, and sets the variables.
    fn clang(&self, build: Platform, zig: &Zig) -> CondaPackage {
        let mut package = CondaPackage::new(format!("clang_{}", self.platform), "21.1.0", "BSD-3-Clause");
        package.platform = Some(build);
        package.depends = vec![format!("gcc_impl_{}", build.name()), SIGNER.to_owned()];
        let script = format!(
            "#!/bin/sh\nexport ZIG_GLOBAL_CACHE_DIR={0} PATH=\"{1}:$PATH\"\n\
             exec cargo-zigbuild zig cc -- -target {2}.{OLDEST} \"$@\"\n",
            zig.cache.display(),
            zig.programs.display(),
            self.zig
        );
        package.files.insert(format!("bin/{}-clang", self.toolchain), Content::Script(script));
        let path = format!("etc/conda/activate.d/activate_clang_{}.sh", self.platform);
        package.files.insert(path, Content::Text(self.filled_in(ACTIVATE_CLANG, build)));
        package
    }

    /// The package that says which macOS is the oldest.
    fn oldest(&self) -> CondaPackage {
        let mut package = CondaPackage::new(format!("{C_LIBRARY}_{}", self.platform), OLDEST, "BSD-3-Clause");
        package.run_exports.strong = vec![format!("__osx >={OLDEST}")];
        package
    }

    fn filled_in(&self, script: &str, build: Platform) -> String {
        let lower = |triple: &str| triple.replace('-', "_");
        let upper = |triple: &str| lower(triple).to_ascii_uppercase();
        let values = [
            ("@PLATFORM@", self.platform.to_owned()),
            ("@HOST@", self.toolchain.to_owned()),
            ("@BUILD@", build.toolchain().to_owned()),
            ("@OLDEST@", OLDEST.to_owned()),
            ("@TARGET@", self.triple.to_owned()),
            ("@BUILD_UPPER@", upper(build.triple())),
            ("@TARGET_UPPER@", upper(self.triple)),
            ("@BUILD_LOWER@", lower(build.triple())),
            ("@TARGET_LOWER@", lower(self.triple)),
        ];
        values.iter().fold(script.to_owned(), |script, (name, value)| script.replace(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::{ACTIVATE_CLANG, ACTIVATE_RUST, MACS, Platform};

    #[test]
    fn nothing_is_left_to_fill_in() {
        for mac in &MACS {
            for script in [ACTIVATE_CLANG, ACTIVATE_RUST] {
                assert_eq!(mac.filled_in(script, Platform::Linux64).matches('@').count(), 0);
            }
        }
    }
}
