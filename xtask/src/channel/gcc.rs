//! The packages of C compilers: scripts that run the machine's compiler, with the activation of
//! conda-forge's.

use std::path::{Path, PathBuf};

use super::machine::{self, Wanted, script, version_of};
use super::package::{CondaPackage, Content};
use super::platform::Platform;
use crate::error::ChoreError;

const ACTIVATION: &str = include_str!("scripts/activate-gcc.sh");

const LICENCE: &str = "GPL-3.0-only WITH GCC-exception-3.1";

/// The variable of the activation script with the directory of libraries and headers.
const PREFIX: &str = "${_channel_prefix}";

/// Each program of conda's compiler package with the machine's program that it runs.
const PROGRAMS: [(&str, &str); 18] = [
    ("addr2line", "addr2line"),
    ("ar", "ar"),
    ("as", "as"),
    ("cc", "gcc"),
    ("cpp", "cpp"),
    ("gcc", "gcc"),
    ("gcc-ar", "gcc-ar"),
    ("gcc-nm", "gcc-nm"),
    ("gcc-ranlib", "gcc-ranlib"),
    ("ld", "ld"),
    ("nm", "nm"),
    ("objcopy", "objcopy"),
    ("objdump", "objdump"),
    ("ranlib", "ranlib"),
    ("readelf", "readelf"),
    ("size", "size"),
    ("strings", "strings"),
    ("strip", "strip"),
];

/// Beginnings of the file names of shared libraries that every program loads: those of the C library and of
/// gcc.
const RUN_TIME: [&str; 7] =
    ["ld-linux-", "libc.so.", "libdl.so.", "libgcc_s.so.", "libm.so.", "libpthread.so.", "librt.so."];

/// A C compiler of this machine.
pub(super) struct Compiler {
    /// The platform that the compiler runs on.
    build: Platform,
    /// The platform that it compiles for.
    host: Platform,
    version: String,
}

impl Compiler {
    /// Finds the compiler on `PATH`; an error if it is not installed.
    pub(super) fn find(build: Platform, host: Platform) -> Result<Self, ChoreError> {
        let remedy = if build == host {
            "apt-get install gcc".to_owned()
        } else if host == Platform::Win64 {
            "apt-get install gcc-mingw-w64-x86-64-posix".to_owned()
        } else {
            format!("apt-get install gcc-{}", host.debian().replace('_', "-"))
        };
        let mut wanted = Wanted::default();
        for (_, name) in PROGRAMS {
            wanted.program(&format!("{}-{name}", host.debian()));
        }
        wanted.check(&remedy)?;
        let gcc = format!("{}-gcc", host.debian());
        let version = version_of(gcc.as_ref(), &["-dumpfullversion"])?;
        // mingw-w64 says with which threads, such as `12-posix`; conda allows no hyphen in a version.
        let version = version.split('-').next().unwrap_or_default().to_owned();
        Ok(Self { build, host, version })
    }

    /// The package of programs and the package that activates them.
    pub(super) fn packages(&self) -> [CondaPackage; 2] {
        [self.programs(), self.activation()]
    }

    /// `gcc_impl_<platform>`, which has the programs.
    fn programs(&self) -> CondaPackage {
        let name = format!("gcc_impl_{}", self.host.name());
        let mut package = CondaPackage::new(name, &self.version, LICENCE);
        package.platform = Some(self.build);
        package.depends = vec![self.host.c_library()];
        for (name, program) in PROGRAMS {
            let program = format!("{}-{program}", self.host.debian());
            let path = machine::program(&program).unwrap_or_else(|| PathBuf::from(program));
            let name = format!("bin/{}-{name}", self.host.toolchain());
            package.files.insert(name, Content::Script(script(&path)));
        }
        package
    }

    /// `gcc_<platform>`, which sets the variables.
    fn activation(&self) -> CondaPackage {
        let (build, host) = (self.build, self.host);
        let mut package = CondaPackage::new(format!("gcc_{}", host.name()), &self.version, "BSD-3-Clause");
        package.platform = Some(build);
        package.depends = vec![format!("gcc_impl_{} {}.*", host.name(), self.version), host.c_library()];
        if build != host {
            // Build scripts of crates are compiled for the machine that builds, so its compiler is needed
            // too.
            package.depends.push(format!("gcc_impl_{} {}.*", build.name(), self.version));
        }
        let path = format!("etc/conda/activate.d/activate-gcc_{}.sh", host.name());
        package.files.insert(path, Content::Text(self.activation_script()));
        package
    }

    fn activation_script(&self) -> String {
        let Flags { cflags, debug_cflags, ldflags } = flags(self.host);
        let linker_flags = ldflags.join(" ").replace("-z ", "-z,");
        let through_compiler: Vec<_> = linker_flags.split(' ').map(|flag| format!("-Wl,{flag}")).collect();
        let values = [
            ("@PLATFORM@", self.host.name()),
            ("@HOST@", self.host.toolchain()),
            ("@BUILD@", self.build.toolchain()),
            ("@PROCESSOR@", self.host.processor()),
            ("@CFLAGS@", cflags),
            ("@DEBUG_CFLAGS@", debug_cflags),
            ("@LDFLAGS@", &through_compiler.join(" ")),
            ("@LDFLAGS_LD@", &ldflags.join(" ")),
            ("@SEARCH_PATHS@", &self.host.search_paths("-Wl,", PREFIX)),
            ("@SEARCH_PATHS_LD@", &self.host.search_paths("", PREFIX)),
            ("@LIBRARY@", self.host.library()),
            ("@SYSTEM@", self.host.cmake()),
        ];
        values.iter().fold(ACTIVATION.to_owned(), |script, (name, value)| script.replace(name, value))
    }
}

/// The flags that conda-forge compiles and links with on a platform.
struct Flags {
    cflags: &'static str,
    debug_cflags: &'static str,
    /// In the linker's own notation, without `-Wl,`.
    ldflags: &'static [&'static str],
}

fn flags(platform: Platform) -> Flags {
    match platform {
        Platform::Linux64 => Flags {
            cflags: "-march=nocona -mtune=haswell -ftree-vectorize -fPIC -fstack-protector-strong -fno-plt -O2 \
                     -ffunction-sections -pipe",
            debug_cflags: "-march=nocona -mtune=haswell -ftree-vectorize -fPIC -fstack-protector-all -fno-plt -Og -g \
                           -Wall -Wextra -fvar-tracking-assignments -ffunction-sections -pipe",
            ldflags: &[
                "-O2",
                "--sort-common",
                "--as-needed",
                "-z relro",
                "-z now",
                "--disable-new-dtags",
                "--gc-sections",
                "--allow-shlib-undefined",
            ],
        },
        Platform::LinuxAarch64 => Flags {
            cflags: "-ftree-vectorize -fPIC -fstack-protector-strong -fno-plt -O3 -pipe",
            debug_cflags: "-ftree-vectorize -fPIC -fstack-protector-all -fno-plt -Og -g -Wall -Wextra \
                           -fvar-tracking-assignments -pipe",
            ldflags: &[
                "-O2",
                "--sort-common",
                "--as-needed",
                "-z relro",
                "-z now",
                "--allow-shlib-undefined",
            ],
        },
        Platform::Win64 => Flags {
            // Without a stack protector: its functions are in a library that rustc does not link.
            cflags: "-ftree-vectorize -O2 -ffunction-sections -pipe",
            debug_cflags: "-ftree-vectorize -Og -g -ffunction-sections -pipe",
            ldflags: &["-O2", "--gc-sections"],
        },
    }
}

/// `sysroot_<platform>`: the libraries that an emulator loads, and the minimum of glibc for built packages.
/// It has no files to link with, because the machine's compiler finds its own.
pub(super) fn sysroot(platform: Platform, glibc: &str, libraries: &Path) -> Result<CondaPackage, ChoreError> {
    let mut package = CondaPackage::new(format!("sysroot_{}", platform.name()), glibc, "LGPL-2.1-or-later");
    package.run_exports.strong = vec![format!("__glibc >={glibc},<3.0.a0")];
    for entry in fs_err::read_dir(libraries).map_err(ChoreError::File)? {
        let path = entry.map_err(ChoreError::File)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if RUN_TIME.iter().any(|start| name.starts_with(start)) && path.is_file() {
            let place = format!("{}/sysroot/lib/{name}", platform.toolchain());
            package.files.insert(place, Content::Copy(path));
        }
    }
    Ok(package)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::process::Command;

    use super::{Compiler, Platform};

    /// The variables that conda-forge's package sets, without the two that only cross compilers set.
    const VARIABLES: [&str; 24] = [
        "BUILD",
        "CC",
        "CC_FOR_BUILD",
        "CFLAGS",
        "CMAKE_ARGS",
        "CMAKE_PREFIX_PATH",
        "CONDA_BUILD_SYSROOT",
        "CONDA_TOOLCHAIN_BUILD",
        "CONDA_TOOLCHAIN_HOST",
        "CPP",
        "CPPFLAGS",
        "CPP_FOR_BUILD",
        "DEBUG_CFLAGS",
        "DEBUG_CPPFLAGS",
        "GCC",
        "GCC_AR",
        "GCC_NM",
        "GCC_RANLIB",
        "HOST",
        "LDFLAGS",
        "LDFLAGS_LD",
        "MESON_ARGS",
        "build_alias",
        "host_alias",
    ];

    /// The environment after activation in a build.
    fn activated(host: Platform) -> BTreeMap<String, String> {
        let mut bash = Command::new("bash");
        bash.args(["-euc", &(script(host) + "env")]).env_clear().env("PATH", "/usr/bin:/bin");
        bash.envs([("CONDA_PREFIX", "/build"), ("PREFIX", "/host"), ("CONDA_BUILD", "1")]);
        bash.envs([("SRC_DIR", "/src"), ("PKG_NAME", "some"), ("PKG_VERSION", "1.0"), ("CFLAGS", "-DMINE")]);
        let output = bash.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn activation_sets_every_variable() {
        let native = activated(Platform::Linux64);
        let missing: Vec<_> = VARIABLES.iter().filter(|name| !native.contains_key(**name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(!native.contains_key("CONDA_BUILD_CROSS_COMPILATION"));
        let cross = activated(Platform::LinuxAarch64);
        assert_eq!(cross["CONDA_BUILD_CROSS_COMPILATION"], "1");
        assert_eq!(cross["QEMU_LD_PREFIX"], "/build/aarch64-conda-linux-gnu/sysroot");
        assert_eq!(cross["CC"], "aarch64-conda-linux-gnu-cc");
        assert_eq!(cross["CC_FOR_BUILD"], "x86_64-conda-linux-gnu-cc");
    }

    #[test]
    fn flags_name_the_package_and_keep_what_was_there() {
        let variables = activated(Platform::Linux64);
        let flags = &variables["CFLAGS"];
        assert!(flags.contains(" -fdebug-prefix-map=/src=/usr/local/src/conda/some-1.0 "), "{flags}");
        assert!(flags.contains(" -fdebug-prefix-map=/host=/usr/local/src/conda-prefix "), "{flags}");
        assert!(flags.ends_with(" -DMINE"), "{flags}");
        assert_eq!(variables["CONDA_BACKUP_CFLAGS"], "-DMINE");
        assert!(variables["LDFLAGS"].ends_with("-Wl,-rpath,/host/lib -Wl,-rpath-link,/host/lib -L/host/lib"));
    }

    fn script(host: Platform) -> String {
        Compiler { build: Platform::Linux64, host, version: "12.2.0".to_owned() }.activation_script()
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for host in [Platform::Linux64, Platform::LinuxAarch64, Platform::Win64] {
            assert_eq!(script(host).matches('@').count(), 0);
        }
    }

    #[test]
    fn the_linker_gets_its_flags_through_the_compiler() {
        assert!(
            script(Platform::Linux64).contains("--as-needed -Wl,-z,relro -Wl,-z,now -Wl,--disable-new-dtags")
        );
        assert!(script(Platform::Linux64).contains("--as-needed -z relro -z now --disable-new-dtags"));
    }
}
