//! Which variables of the caller's environment reach builds, by their names.
//!
//! These are the variables that people set on purpose to steer cargo, rustc, C compilers and build scripts.
//! The lists follow the sources of the crates that build scripts use: `cc` 1.4.3, `pkg-config` 0.3.34,
//! `cmake` 0.1.58, `bindgen` 0.72.1, `clang-sys` 1.9.1, `vcpkg` 0.2.15 and `pyo3-build-config` 0.29.2.
//! Variables of single native libraries follow from the table of native crates.

use cargo_conda_mapping::steers_native_crate;

/// Prefixes of variables that steer cargo.
const CARGO_PREFIXES: [&str; 6] = [
    "CARGO_BUILD_",
    "CARGO_PROFILE_",
    "CARGO_REGISTRIES_",
    "CARGO_REGISTRY_",
    "CARGO_SOURCE_",
    "CARGO_TARGET_",
];

/// Prefixes of variables of other programs and crates.
const PREFIXES: [&str; 10] = [
    "BINDGEN_EXTRA_CLANG_ARGS",
    "CMAKE_",
    "JEMALLOC_SYS_",
    "LLVM_SYS_",
    "PKG_CONFIG_",
    "PYO3_",
    "RUSTONIG_",
    COMPILE_CACHE,
    "SQLX_OFFLINE",
    "VCPKG",
];

/// The prefix of the variables of sccache.
const COMPILE_CACHE: &str = "SCCACHE_";

/// Variables of cargo, rustc and the programs that build scripts start.
const NAMES: [&str; 43] = [
    "AR",
    "ARFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CC",
    "CC_ENABLE_DEBUG_OUTPUT",
    "CC_FORCE_DISABLE",
    "CC_KNOWN_WRAPPER_CUSTOM",
    "CC_SHELL_ESCAPED_FLAGS",
    "CFLAGS",
    "CLANG_PATH",
    "CMAKE",
    "CPATH",
    "CPLUS_INCLUDE_PATH",
    "CPPFLAGS",
    "CRATE_CC_NO_DEFAULTS",
    "CROSS_COMPILE",
    "CXX",
    "CXXFLAGS",
    "CXXSTDLIB",
    "C_INCLUDE_PATH",
    "DEVELOPER_DIR",
    "LDFLAGS",
    "LIBCLANG_PATH",
    "LIBCLANG_STATIC_PATH",
    "LIBRARY_PATH",
    "LLVM_CONFIG_PATH",
    "MACOSX_DEPLOYMENT_TARGET",
    "NO_VCPKG",
    "NVCC",
    "OBJC_INCLUDE_PATH",
    "PKG_CONFIG",
    "PROTOC",
    "PROTOC_INCLUDE",
    "PYTHON_SYS_EXECUTABLE",
    "RANLIB",
    "RANLIBFLAGS",
    "RUSTC",
    "RUSTC_BOOTSTRAP",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
    "SDKROOT",
    "WASI_SDK_PATH",
];

/// Endings of variables that hold credentials. Crates are fetched when the workspace is loaded, so builds
/// need no credentials; neither build scripts, records, nor the files in which rattler-build passes variables
/// on may contain them.
const SECRET_ENDINGS: [&str; 13] = [
    "_ACCESS_KEY",
    "_ACCESS_KEY_ID",
    "_API_KEY",
    "_BINARY_SOURCES",
    "_CONNECTION_STRING",
    "_CREDENTIALS",
    "_CREDENTIALS_URL",
    "_CREDENTIAL_PROVIDER",
    "_CREDENTIAL_PROVIDERS",
    "_PASSWORD",
    "_SECRET",
    "_SECRET_KEY",
    "_TOKEN",
];

/// Variables that the engine sets itself.
const OURS: [&str; 3] = ["CARGO_BUILD_BUILD_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_TARGET_DIR"];

/// Variables that rattler-build or cargo gives every build in a value of its own.
const REPLACED: [&str; 9] =
    ["CARGO", "HOME", "HOST", "LANG", "LC_ALL", "NUM_JOBS", "PATH", "TARGET", "TMPDIR"];

/// The first parts of target triples.
const ARCHITECTURES: [&str; 14] = [
    "aarch64",
    "arm",
    "i386",
    "i586",
    "i686",
    "loongarch",
    "mips",
    "powerpc",
    "riscv",
    "s390x",
    "sparc",
    "thumb",
    "wasm",
    "x86_64",
];

/// The name under which builds with the machine's toolchain see a variable of the caller's; `None` if they
/// do not see it.
///
/// The scripts of builds are shell scripts, which can set no name with a `-`. Crates that read such names,
/// like `CC_x86_64-unknown-linux-gnu`, also read the spelling with `_`.
pub(super) fn name_in_builds(name: &str, value: &str) -> Option<String> {
    reaches_builds(name, value)
        .then(|| spelt_for_shells(name))
        .filter(|spelt| spelt == name || !is_of_cargo(name))
}

/// The spelling of a name that shells accept.
pub(super) fn spelt_for_shells(name: &str) -> String {
    name.replace(['-', '.'], "_")
}

/// Whether cargo itself reads a variable. It knows one spelling of each.
fn is_of_cargo(name: &str) -> bool {
    CARGO_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn reaches_builds(name: &str, value: &str) -> bool {
    if OURS.contains(&name) || SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    is_of_cargo(name) || (without_target(name).any(steers_builds) && !has_password(value))
}

/// Whether a variable only says where compiled code is cached, so that builds with another value give the
/// same package.
pub(crate) fn is_of_compile_cache(name: &str) -> bool {
    name.starts_with(COMPILE_CACHE)
}

/// Whether every build has the variable, whatever the caller's value is.
pub(super) fn is_replaced(name: &str) -> bool {
    OURS.contains(&name) || REPLACED.contains(&name)
}

fn steers_builds(name: &str) -> bool {
    NAMES.contains(&name)
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || steers_native_crate(name)
}

/// The name of a variable, and the name without the target that it is for: `CC` of `CC_<triple>`, `HOST_CC`
/// and `TARGET_CC`, and `OPENSSL_DIR` of `<TRIPLE>_OPENSSL_DIR`.
fn without_target(name: &str) -> impl Iterator<Item = &str> {
    let of_role = ["HOST_", "TARGET_"].into_iter().filter_map(|role| name.strip_prefix(role));
    let breaks = || name.match_indices('_').map(|(at, _)| (&name[..at], &name[at + 1..]));
    let before_triple = breaks().filter(|(_, triple)| is_triple(triple)).map(|(name, _)| name);
    let after_triple = breaks().filter(|(triple, _)| is_triple(triple)).map(|(_, name)| name);
    std::iter::once(name).chain(of_role).chain(before_triple).chain(after_triple)
}

/// Whether a text looks like a target triple, in any spelling: `x86_64-unknown-linux-gnu`,
/// `x86_64_unknown_linux_gnu` or `X86_64_UNKNOWN_LINUX_GNU`.
fn is_triple(text: &str) -> bool {
    let text = text.to_lowercase();
    ARCHITECTURES
        .iter()
        .any(|architecture| text.strip_prefix(architecture).is_some_and(|rest| rest.contains(['-', '_'])))
}

/// Whether a value is a URL with a password, as the address of a cache may be.
fn has_password(value: &str) -> bool {
    let authority =
        value.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    let user = authority.and_then(|authority| authority.rsplit_once('@')).map(|(user, _)| user);
    user.is_some_and(|user| user.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habitual_variables_reach_builds_in_each_spelling() {
        for name in [
            "AR_aarch64-apple-darwin",
            "BINDGEN_EXTRA_CLANG_ARGS_x86_64-unknown-linux-gnu",
            "CC_aarch64_unknown_linux_gnu",
            "CFLAGS_x86_64-unknown-linux-gnu",
            "CMAKE_TOOLCHAIN_FILE_armv7-unknown-linux-gnueabihf",
            "CPATH",
            "CXXFLAGS_i686_pc_windows_msvc",
            "C_INCLUDE_PATH",
            "DEVELOPER_DIR",
            "HOST_CC",
            "HOST_PKG_CONFIG_PATH",
            "LIBRARY_PATH",
            "MACOSX_DEPLOYMENT_TARGET",
            "OPENSSL_LIB_DIR",
            "OPENSSL_NO_VENDOR",
            "PKG_CONFIG_LIBDIR",
            "PKG_CONFIG_SYSROOT_DIR_riscv64gc-unknown-linux-gnu",
            "PYO3_PYTHON",
            "SCCACHE_DIR",
            "SDKROOT",
            "SQLX_OFFLINE",
            "SQLX_OFFLINE_DIR",
            "TARGET_CFLAGS",
            "VCPKG_ROOT",
            "X86_64_UNKNOWN_LINUX_GNU_OPENSSL_DIR",
        ] {
            assert!(reaches_builds(name, "value"), "{name}");
        }
    }

    #[test]
    fn names_that_no_shell_can_set_are_spelt_otherwise() {
        let name = |name| name_in_builds(name, "value");
        assert_eq!(name("CC_thumbv8m.main-none-eabi").as_deref(), Some("CC_thumbv8m_main_none_eabi"));
        assert_eq!(name("CC_x86_64_unknown_linux_gnu").as_deref(), Some("CC_x86_64_unknown_linux_gnu"));
        assert_eq!(name("CARGO_TARGET_x86_64-unknown-linux-gnu_LINKER"), None);
    }

    #[test]
    fn others_and_secrets_do_not() {
        for name in [
            "AWS_SECRET_ACCESS_KEY",
            "CC_TEST_REPORTER_ID",
            "CFLAGS_of_mine",
            "GITHUB_TOKEN",
            "HOST_NAME",
            "LD_LIBRARY_PATH",
            "PREFIX",
            "PYO3_TOKEN",
            "SCCACHE_AZURE_CONNECTION_STRING",
            "SCCACHE_REDIS_PASSWORD",
            "VCPKG_BINARY_SOURCES",
            "XDG_RUNTIME_DIR",
            "x86_64",
        ] {
            assert!(!reaches_builds(name, "value"), "{name}");
        }
        assert!(!reaches_builds("SCCACHE_REDIS", "redis://ann:hush@cache.example:6379/0"));
        assert!(reaches_builds("SCCACHE_REDIS", "redis://cache.example:6379/0?x=a:b@c"));
    }
}
