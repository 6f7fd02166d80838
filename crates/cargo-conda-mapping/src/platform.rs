//! conda's platforms and Rust's target triples.

use std::{fmt, str::FromStr};

use rattler_conda_types::Subdir;
use thiserror::Error;

use crate::nearest;

/// conda's platforms and Rust's target triples: the triple that conda-forge builds with, or, where
/// conda-forge has no Rust, the GNU triple of the same processor.
const TRIPLES: [(Subdir, &str); 13] = [
    (Subdir::Linux32, "i686-unknown-linux-gnu"),
    (Subdir::Linux64, "x86_64-unknown-linux-gnu"),
    (Subdir::LinuxAarch64, "aarch64-unknown-linux-gnu"),
    (Subdir::LinuxArmV6l, "arm-unknown-linux-gnueabihf"),
    (Subdir::LinuxArmV7l, "armv7-unknown-linux-gnueabihf"),
    (Subdir::LinuxPpc64le, "powerpc64le-unknown-linux-gnu"),
    (Subdir::LinuxRiscv64, "riscv64gc-unknown-linux-gnu"),
    (Subdir::LinuxS390X, "s390x-unknown-linux-gnu"),
    (Subdir::Osx64, "x86_64-apple-darwin"),
    (Subdir::OsxArm64, "aarch64-apple-darwin"),
    (Subdir::Win32, "i686-pc-windows-msvc"),
    (Subdir::Win64, "x86_64-pc-windows-msvc"),
    (Subdir::WinArm64, "aarch64-pc-windows-msvc"),
];

/// Endings of further triples, each with the ending of a triple in [`TRIPLES`] for the same platform.
///
/// A binary for musl is linked statically and runs on every Linux.
const SAME_PLATFORM: [(&str, &str); 4] = [
    ("-linux-musl", "-linux-gnu"),
    ("-linux-musleabihf", "-linux-gnueabihf"),
    ("-windows-gnu", "-windows-msvc"),
    ("-windows-gnullvm", "-windows-msvc"),
];

/// All triples that lead to a platform: the usual ones, and those with another C library or linker.
pub(crate) fn known_triples() -> impl Iterator<Item = String> {
    TRIPLES.iter().flat_map(|(_, triple)| {
        let others = SAME_PLATFORM
            .iter()
            .filter_map(|(ending, usual)| triple.strip_suffix(usual).map(|start| format!("{start}{ending}")));
        std::iter::once((*triple).to_owned()).chain(others)
    })
}

/// A platform that conda has packages for, such as `linux-64`.
///
/// conda calls it a subdir, after the folder of a channel with the packages of the platform. `noarch` is not
/// a platform here: what Cargo builds always belongs to one platform. Platforms are ordered by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Platform(Subdir);

impl Platform {
    /// Returns the platform that this program was compiled for; `None` if conda does not have it.
    pub fn current() -> Option<Self> {
        Subdir::current().map(Self)
    }

    /// Returns all platforms, in order of their names.
    pub fn all() -> impl Iterator<Item = Self> {
        let mut all: Vec<_> = Subdir::all().filter(|subdir| *subdir != Subdir::NoArch).map(Self).collect();
        all.sort();
        all.into_iter()
    }

    /// Returns the platform that binaries for a target triple run on; `None` if conda does not have it.
    ///
    /// Triples for musl belong to the same platforms as those for glibc, and triples for MinGW to the same
    /// platforms as those for MSVC.
    pub fn from_rust_triple(triple: &str) -> Option<Self> {
        let usual = SAME_PLATFORM
            .iter()
            .find_map(|(ending, usual)| Some(format!("{}{usual}", triple.strip_suffix(ending)?)));
        let usual = usual.as_deref().unwrap_or(triple);
        TRIPLES.iter().find(|(_, triple)| *triple == usual).map(|(subdir, _)| Self(*subdir))
    }

    /// Returns the target triple that packages for this platform are built with.
    pub fn rust_triple(self) -> Result<&'static str, UnknownTriple> {
        TRIPLES
            .iter()
            .find(|(subdir, _)| *subdir == self.0)
            .map(|(_, triple)| *triple)
            .ok_or(UnknownTriple { platform: self })
    }

    /// Returns Rust's names of the operating system and of the processor, such as `linux` and `x86_64`: the
    /// values of `cfg(target_os)` and `cfg(target_arch)`. `None` if Rust has no target for the platform.
    pub fn rust_machine(self) -> Option<(&'static str, &'static str)> {
        let (processor, rest) = self.rust_triple().ok()?.split_once('-')?;
        let system = if rest.contains("darwin") {
            "macos"
        } else if rest.contains("windows") {
            "windows"
        } else {
            "linux"
        };
        let processor = match processor {
            "i686" => "x86",
            "armv7" => "arm",
            "powerpc64le" => "powerpc64",
            "riscv64gc" => "riscv64",
            same => same,
        };
        Some((system, processor))
    }

    /// Returns the name of the platform, such as `linux-64`.
    pub fn as_str(self) -> &'static str {
        self.0.as_str()
    }

    /// Returns true for Linux on any processor.
    pub fn is_linux(self) -> bool {
        self.0.is_linux()
    }

    /// Returns true for macOS on any processor.
    pub fn is_osx(self) -> bool {
        self.0.is_osx()
    }

    /// Returns true for Windows on any processor.
    pub fn is_windows(self) -> bool {
        self.0.is_windows()
    }

    /// Returns true for the platforms that conda counts as Unix: Linux, macOS and a few exotic ones.
    pub fn is_unix(self) -> bool {
        self.0.is_unix()
    }

    /// Returns the ending of a program's file name: `.exe` on Windows, empty on other platforms.
    pub fn executable_suffix(self) -> &'static str {
        if self.is_windows() { ".exe" } else { "" }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = UnknownPlatform;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::all().find(|platform| platform.as_str() == text).ok_or_else(|| UnknownPlatform {
            text: text.to_owned(),
            suggestion: Self::from_rust_triple(text).or_else(|| from_other_names(text)).or_else(|| {
                let name = nearest(text, TRIPLES.iter().map(|(subdir, _)| subdir.as_str()))?;
                Self::all().find(|platform| platform.as_str() == name)
            }),
        })
    }
}

/// Reads a platform in the spelling of another tool, such as `linux-amd64`; `None` if it is in no known
/// spelling.
fn from_other_names(text: &str) -> Option<Platform> {
    let (system, processor) = text.split_once(['-', '/', '_'])?;
    let system = match system {
        "macos" | "darwin" => "osx",
        "windows" => "win",
        other => other,
    };
    let processor = match (system, processor) {
        (_, "x86_64" | "amd64" | "x64") => "64",
        ("linux", "arm64") => "aarch64",
        ("osx" | "win", "aarch64") => "arm64",
        (_, "x86" | "i686") => "32",
        (_, other) => other,
    };
    let name = format!("{system}-{processor}");
    Platform::all().find(|platform| platform.as_str() == name)
}

/// The error for a word that is not the name of a platform.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a conda platform; {}", advice(self.suggestion))]
pub struct UnknownPlatform {
    /// The word.
    pub text: String,
    /// The platform that was probably meant; `None` if no name is close.
    pub suggestion: Option<Platform>,
}

fn advice(suggestion: Option<Platform>) -> String {
    suggestion.map_or_else(
        || "platforms are named such as `linux-64`, `osx-arm64` or `win-64`".to_owned(),
        |platform| format!("write `{platform}`"),
    )
}

/// The error for a platform of conda without a known Rust target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no Rust target is known for the platform `{platform}`")]
pub struct UnknownTriple {
    /// The platform.
    pub platform: Platform,
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn platform(name: &str) -> Platform {
        name.parse().unwrap()
    }

    #[test]
    fn every_triple_leads_back_to_its_platform() {
        for (subdir, triple) in TRIPLES {
            let platform = Platform(subdir);
            assert_eq!(platform.rust_triple(), Ok(triple));
            assert_eq!(Platform::from_rust_triple(triple), Some(platform));
            assert_eq!(platform.as_str().parse(), Ok(platform));
        }
    }

    #[test]
    fn other_libraries_of_c_share_the_platform() {
        for (triple, expected) in [
            ("x86_64-unknown-linux-musl", "linux-64"),
            ("armv7-unknown-linux-musleabihf", "linux-armv7l"),
            ("x86_64-pc-windows-gnu", "win-64"),
            ("aarch64-pc-windows-gnullvm", "win-arm64"),
        ] {
            assert_eq!(Platform::from_rust_triple(triple), Some(platform(expected)), "{triple}");
        }
        for triple in
            ["wasm32-unknown-unknown", "aarch64-apple-ios", "armv7-unknown-linux-gnueabi", "-linux-musl", ""]
        {
            assert_eq!(Platform::from_rust_triple(triple), None, "{triple}");
        }
    }

    #[test]
    fn machines_have_the_names_that_rust_has_for_them() {
        for (name, expected) in [
            ("linux-32", ("linux", "x86")),
            ("linux-64", ("linux", "x86_64")),
            ("linux-armv6l", ("linux", "arm")),
            ("linux-armv7l", ("linux", "arm")),
            ("linux-ppc64le", ("linux", "powerpc64")),
            ("linux-riscv64", ("linux", "riscv64")),
            ("osx-arm64", ("macos", "aarch64")),
            ("win-64", ("windows", "x86_64")),
        ] {
            assert_eq!(platform(name).rust_machine(), Some(expected));
        }
        assert_eq!(platform("zos-z").rust_machine(), None);
    }

    #[test]
    fn families() {
        let families = |name: &str| {
            let platform = platform(name);
            (platform.is_unix(), platform.is_linux(), platform.is_osx(), platform.is_windows())
        };
        assert_eq!(families("linux-aarch64"), (true, true, false, false));
        assert_eq!(families("osx-arm64"), (true, false, true, false));
        assert_eq!(families("win-64"), (false, false, false, true));
        assert_eq!(platform("win-64").executable_suffix(), ".exe");
        assert_eq!(platform("linux-64").executable_suffix(), "");
    }

    #[test]
    fn errors_say_what_to_write() {
        let error = |text: &str| text.parse::<Platform>().unwrap_err().to_string();
        assert_snapshot!(error("linux64"), @"`linux64` is not a conda platform; write `linux-64`");
        assert_snapshot!(error("macos-aarch64"), @"`macos-aarch64` is not a conda platform; write `osx-arm64`");
        assert_snapshot!(error("x86_64-unknown-linux-gnu"), @"`x86_64-unknown-linux-gnu` is not a conda platform; write `linux-64`");
        assert_snapshot!(error("solaris"), @"`solaris` is not a conda platform; platforms are named such as `linux-64`, `osx-arm64` or `win-64`");
        assert_snapshot!(error("noarch"), @"`noarch` is not a conda platform; platforms are named such as `linux-64`, `osx-arm64` or `win-64`");
        assert_snapshot!(platform("zos-z").rust_triple().unwrap_err(), @"no Rust target is known for the platform `zos-z`");
    }

    #[test]
    fn all_platforms_are_sorted_and_without_noarch() {
        assert!(Platform::all().is_sorted());
        assert!(Platform::all().all(|platform| platform.as_str() != "noarch"));
    }
}
