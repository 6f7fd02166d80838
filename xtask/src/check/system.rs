//! The systems that the code is checked for, and what compiling for them takes.

use std::path::Path;
use std::process::Command;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::output_of;
use crate::wine::C_COMPILER;

/// A system that this machine can compile for.
pub(super) struct System {
    /// The name on the command line.
    name: &'static str,
    /// The Rust target.
    pub(super) triple: &'static str,
    /// The programs that compile C code and link, each with the package of Debian's that has it.
    programs: &'static [(&'static str, &'static str)],
}

const SYSTEMS: [System; 1] = [System {
    name: "windows",
    // The target whose linker is free software. What depends on the environment of C is the same as with
    // msvc.
    triple: "x86_64-pc-windows-gnu",
    programs: &[(C_COMPILER, "gcc-mingw-w64-x86-64-posix")],
}];

impl System {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        SYSTEMS.iter().find(|system| system.name == name)
    }

    /// The commands that install what is missing; empty if everything is there.
    pub(super) fn missing(&self, repository: &Repository) -> Result<Vec<String>, ChoreError> {
        let mut rustc = Command::new("rustc");
        let sysroot = output_of(rustc.args(["--print", "sysroot"]).current_dir(repository.root()))?;
        let library = Path::new(sysroot.trim_end()).join("lib/rustlib").join(self.triple);
        let library = (!library.is_dir()).then(|| format!("rustup target add {}", self.triple));
        let programs = self.programs.iter().filter(|(program, _)| !is_program(program));
        Ok(library
            .into_iter()
            .chain(programs.map(|(_, package)| format!("apt-get install {package}")))
            .collect())
    }

    /// A call of cargo that compiles for the system, in a target directory that all calls for it share.
    pub(super) fn cargo(&self, repository: &Repository, subcommand: &str) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.args([subcommand, "--locked", "--target", self.triple]).current_dir(repository.root());
        cargo.env("CARGO_TARGET_DIR", repository.root().join("target").join(self.name));
        cargo
    }
}

fn is_program(name: &str) -> bool {
    let directories = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&directories).any(|directory| directory.join(name).is_file())
}
