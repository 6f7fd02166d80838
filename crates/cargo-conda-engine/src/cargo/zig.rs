//! Compiles for another C library than the machine's, by zig.
//!
//! zig has the symbols of every glibc, and links programs and compiles C code against those of the wanted
//! one. It has the headers of musl, too. cargo-zigbuild translates what rustc asks of a linker, and the crate
//! `cc` of a compiler, into what zig understands; here it is called for that alone.

use camino::Utf8Path;
use cargo_conda_mapping::{RustTarget, SymbolVersion};
use fs_err as fs;

use crate::api::BuildEnvironment;
use crate::system::atomic_file;

/// The program that calls zig.
pub(crate) const ZIGBUILD: &str = "cargo-zigbuild";

/// The variable that names the directory in which zig keeps what it has compiled of its own libraries.
const CACHE: &str = "ZIG_GLOBAL_CACHE_DIR";

/// The programs that zig stands for: what the crate `cc` calls them, and zig's command.
const C_TOOLS: [(&str, &str); 2] = [("CC", "cc"), ("CXX", "c++")];

/// What zig does for the builds of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ZigWork {
    /// It links programs and compiles C and C++ code, against this glibc.
    Glibc(SymbolVersion),
    /// It compiles C code against musl. Programs are linked with the files that rustc has for that; the
    /// standard library of C++ is not among them.
    Musl,
}

impl ZigWork {
    /// The programs of [`C_TOOLS`] that it stands for.
    fn tools(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Glibc(_) => &C_TOOLS,
            Self::Musl => &C_TOOLS[..1],
        }
    }

    /// zig's name of a target.
    fn target(self, target: &RustTarget) -> String {
        match self {
            Self::Glibc(version) => format!("{}.{version}", zig_target(target)),
            Self::Musl => zig_target(target),
        }
    }
}

/// Writes the programs into a directory. Returns the variables by which cargo and build scripts find them.
pub(crate) fn install(
    directory: &Utf8Path,
    environment: &BuildEnvironment,
    target: &RustTarget,
    work: ZigWork,
) -> std::io::Result<Vec<(String, String)>> {
    let cache = environment.of_caller(CACHE);
    let cache = cache.map_or_else(|| directory.with_file_name("zig-cache").into_string(), ToOwned::to_owned);
    let mut variables = vec![(CACHE.to_owned(), cache)];
    for (tool, command) in work.tools() {
        let path = directory.join(command);
        // The sanitizer that zig turns on by itself needs a library that zig does not link.
        let script = format!(
            "#!/bin/sh\nexec {ZIGBUILD} zig {command} -- -fno-sanitize=all -target {} \"$@\"\n",
            work.target(target),
        );
        // Another package may call the program now.
        if fs::read_to_string(&path).ok().as_ref() != Some(&script) {
            atomic_file::write_program(&path, script)?;
        }
        if *tool == "CC" && matches!(work, ZigWork::Glibc(_)) {
            variables.push((target.linker_variable(), path.to_string()));
        }
        variables.push((target.c_variable(tool), path.into_string()));
    }
    Ok(variables)
}

/// zig's name of a target, without the version of glibc.
fn zig_target(target: &RustTarget) -> String {
    let (processor, rest) = target.as_str().split_once('-').unwrap_or_default();
    let processor = match processor {
        "i686" => "x86",
        "armv7" => "arm",
        "riscv64gc" => "riscv64",
        same => same,
    };
    format!("{processor}-{}", rest.trim_start_matches("unknown-"))
}

#[cfg(test)]
mod tests {
    use super::zig_target;

    #[test]
    fn targets_have_other_names_for_zig() {
        for (target, expected) in [
            ("x86_64-unknown-linux-gnu", "x86_64-linux-gnu"),
            ("i686-unknown-linux-gnu", "x86-linux-gnu"),
            ("armv7-unknown-linux-gnueabihf", "arm-linux-gnueabihf"),
            ("riscv64gc-unknown-linux-gnu", "riscv64-linux-gnu"),
            ("x86_64-unknown-linux-musl", "x86_64-linux-musl"),
        ] {
            assert_eq!(zig_target(&target.parse().unwrap()), expected);
        }
    }
}
