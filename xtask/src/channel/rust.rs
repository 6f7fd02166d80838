//! The packages of the Rust toolchain: compiler, standard library and activation.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::package::{CondaPackage, Content, Files, RunExports, add_tree};
use super::platform::Platform;
use crate::error::ChoreError;
use crate::step::output_of;

const ACTIVATION: &str = include_str!("scripts/activate-rust.sh");

const LICENCE: &str = "MIT OR Apache-2.0";

/// The glibc that Rust's standard library needs.
const OLDEST_GLIBC: &str = "__glibc >=2.17,<3.0.a0";

/// A Rust toolchain of this machine.
pub(super) struct Toolchain {
    /// The platform that the toolchain runs on.
    pub(super) platform: Platform,
    /// The version in conda's notation.
    pub(super) version: String,
    sysroot: PathBuf,
}

impl Toolchain {
    /// Asks a compiler for its platform, version and sysroot.
    pub(super) fn of(rustc: &Path) -> Result<Self, ChoreError> {
        let told = output_of(Command::new(rustc).arg("-vV"))?;
        let value = |name| {
            let line = told.lines().find_map(|line| line.strip_prefix(name));
            line.ok_or_else(|| ChoreError::NoVersion { program: rustc.display().to_string() })
        };
        let platform = Platform::of_triple(value("host: ")?)?;
        // Such as `1.97.0-nightly`; conda allows no hyphen in a version.
        let version = value("release: ")?.replace('-', ".");
        let sysroot = output_of(Command::new(rustc).args(["--print", "sysroot"]))?;
        Ok(Self { platform, version, sysroot: PathBuf::from(sysroot.trim_end()) })
    }

    /// The package `rust` with a copy of the toolchain, without documentation.
    pub(super) fn copy(&self) -> Result<CondaPackage, ChoreError> {
        if self.sysroot == Path::new("/usr") {
            return Err(ChoreError::SpreadToolchain { sysroot: self.sysroot.clone() });
        }
        let mut package = self.rust();
        for directory in ["bin", "libexec"] {
            let source = self.sysroot.join(directory);
            if source.is_dir() {
                add_tree(&source, directory, &mut package.files)?;
            }
        }
        let mut libraries = Files::new();
        add_tree(&self.sysroot.join("lib"), "lib", &mut libraries)?;
        // Standard libraries are packages of their own. Beside them are files for debuggers, which are kept,
        // and for rustup, which are not.
        libraries.retain(|path, _| !path.starts_with("lib/rustlib/") || path.starts_with("lib/rustlib/etc/"));
        package.files.append(&mut libraries);
        Ok(package)
    }

    /// The package `rust` without the files of the toolchain.
    pub(super) fn rust(&self) -> CondaPackage {
        let mut package = CondaPackage::new("rust", &self.version, LICENCE);
        package.platform = Some(self.platform);
        package.depends = vec![
            OLDEST_GLIBC.to_owned(),
            format!("gcc_impl_{}", self.platform.name()),
            format!("rust-std-{} {}", self.platform.triple(), self.version),
        ];
        package.run_exports = constrains_glibc();
        let variable = format!("CARGO_TARGET_{}_LINKER", upper(self.platform));
        let linker = format!("{}-cc", self.platform.toolchain());
        let set = format!("export {variable}=\"{linker}\"\n");
        package.files.insert("etc/conda/activate.d/rust.sh".to_owned(), Content::Text(set));
        let unset = format!("unset {variable}\n");
        package.files.insert("etc/conda/deactivate.d/rust.sh".to_owned(), Content::Text(unset));
        package
    }

    /// The directory of the standard library for a target.
    pub(super) fn standard_library_of(&self, triple: &str) -> PathBuf {
        self.sysroot.join("lib/rustlib").join(triple)
    }

    /// `rust-std-<triple>`, the standard library for a platform.
    pub(super) fn standard_library(&self, target: Platform) -> Result<CondaPackage, ChoreError> {
        let mut package = CondaPackage::new(format!("rust-std-{}", target.triple()), &self.version, LICENCE);
        let below = format!("lib/rustlib/{}", target.triple());
        add_tree(&self.standard_library_of(target.triple()), &below, &mut package.files)?;
        Ok(package)
    }

    /// `rust_<platform>`, which sets the variables for compiling on one platform for another.
    pub(super) fn activation(&self, target: Platform) -> CondaPackage {
        let build = self.platform;
        let mut package = CondaPackage::new(format!("rust_{}", target.name()), &self.version, "BSD-3-Clause");
        package.platform = Some(build);
        package.depends = vec![
            format!("gcc_{}", target.name()),
            format!("rust {}.*", self.version),
            format!("rust-std-{} {}.*", target.triple(), self.version),
            format!("sysroot_{}", build.name()),
        ];
        if target != Platform::Win64 {
            package.run_exports = constrains_glibc();
        }
        let path = format!("etc/conda/activate.d/activate_rust_{}.sh", target.name());
        package.files.insert(path, Content::Text(activation_script(build, target)));
        package
    }
}

fn constrains_glibc() -> RunExports {
    RunExports { strong_constrains: vec![OLDEST_GLIBC.to_owned()], ..RunExports::default() }
}

fn activation_script(build: Platform, target: Platform) -> String {
    let values = [
        ("@PLATFORM@", target.name().to_owned()),
        ("@TARGET@", target.triple().to_owned()),
        ("@BUILD_UPPER@", upper(build)),
        ("@TARGET_UPPER@", upper(target)),
        ("@BUILD_LOWER@", lower(build)),
        ("@TARGET_LOWER@", lower(target)),
        ("@BUILD_CC@", format!("{}-cc", build.toolchain())),
        ("@TARGET_CC@", format!("{}-cc", target.toolchain())),
        ("@LIBRARY@", target.library().to_owned()),
        ("@RUSTFLAGS@", rustflags(target).to_owned()),
    ];
    values.iter().fold(ACTIVATION.to_owned(), |script, (name, value)| script.replace(name, value))
}

/// The flags with which programs find the libraries of their environment. Windows looks beside the program.
fn rustflags(target: Platform) -> &'static str {
    match target {
        Platform::Linux64 | Platform::LinuxAarch64 => {
            "-C link-arg=-Wl,-rpath-link,${PREFIX:-${CONDA_PREFIX}}/lib -C link-arg=-Wl,-rpath,${PREFIX:-${CONDA_PREFIX}}/lib"
        }
        Platform::Win64 => "",
    }
}

fn lower(platform: Platform) -> String {
    platform.triple().replace('-', "_")
}

fn upper(platform: Platform) -> String {
    lower(platform).to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::{Platform, Toolchain, activation_script};
    use crate::error::ChoreError;

    #[test]
    fn a_system_is_not_copied() {
        let toolchain =
            Toolchain { platform: Platform::Linux64, version: "1.96.0".to_owned(), sysroot: "/usr".into() };
        assert!(matches!(toolchain.copy(), Err(ChoreError::SpreadToolchain { .. })));
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for target in [Platform::Linux64, Platform::LinuxAarch64, Platform::Win64] {
            assert_eq!(activation_script(Platform::Linux64, target).matches('@').count(), 0);
        }
    }

    #[test]
    fn programs_are_for_the_target() {
        let script = activation_script(Platform::Linux64, Platform::LinuxAarch64);
        assert!(script.contains("CARGO_BUILD_TARGET=\"aarch64-unknown-linux-gnu\""));
        assert!(script.contains("CONDA_RUST_HOST=\"X86_64_UNKNOWN_LINUX_GNU\""));
        assert!(script.contains("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=\"${CC:-"));
    }
}
