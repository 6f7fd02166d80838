//! Tells which programs a machine runs.

use std::path::Path;

use cargo_conda_mapping::Platform;

/// The library of Rosetta 2, which runs programs for Intel processors. macOS installs it on demand.
const ROSETTA: &str = "/Library/Apple/usr/libexec/oah/libRosettaRuntime";

/// Whether a machine of the platform `own` runs programs for another: those of its own platform, and those
/// for which its kernel has an emulator registered. The machine must be this one.
pub fn runs_programs(own: Platform, target: Platform) -> bool {
    if own == target {
        return true;
    }
    if own.as_str() == "osx-arm64" && target.as_str() == "osx-64" {
        return Path::new(ROSETTA).exists();
    }
    // <https://docs.kernel.org/admin-guide/binfmt-misc.html>; the names are those that Debian and others
    // register.
    let processor = target.rust_triple().ok().and_then(|triple| triple.split('-').next());
    let processor = match processor {
        Some("powerpc64le") => Some("ppc64le"),
        Some("riscv64gc") => Some("riscv64"),
        other => other,
    };
    own.is_linux()
        && target.is_linux()
        && processor.is_some_and(|processor| {
            let entry = Path::new("/proc/sys/fs/binfmt_misc").join(format!("qemu-{processor}"));
            fs_err::read_to_string(entry).is_ok_and(|entry| entry.starts_with("enabled"))
        })
}
