//! Shared libraries that every machine of a platform has, so that no package needs to depend on them.

use crate::Platform;

/// The libraries of glibc and of GCC's runtime, by soname. Sorted.
///
/// [PEP 600](https://peps.python.org/pep-0600/) and the policy of auditwheel allow a binary to expect these
/// of a Linux machine; what they allow of a desktop besides is not in this list.
const LINUX: [&str; 13] = [
    "libanl.so.1",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libmvec.so.1",
    "libnsl.so.1",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
    "libstdc++.so.6",
    "libthread_db.so.1",
    "libutil.so.1",
];

/// Beginnings of the names that glibc's loader has on the processors that Rust builds for.
const LINUX_LOADERS: [&str; 3] = ["ld-linux.so.", "ld-linux-", "ld64.so."];

/// Folders of macOS's own libraries. There are no files in them: the loader has the libraries in a cache.
const OSX_FOLDERS: [&str; 2] = ["/usr/lib/", "/System/Library/Frameworks/"];

/// DLLs of Windows 10 itself, in lower case and without `.dll`. Sorted.
///
/// conda-build and rattler-build check with such lists what a package links to
/// ([CEP 28](https://conda.org/learn/ceps/cep-0028)). Theirs are shorter; this one also has what crates for
/// Windows commonly link. The two `vcruntime140` are the runtime of Visual C++, which is not a part of
/// Windows but installed on nearly every machine.
const WINDOWS: [&str; 75] = [
    "advapi32",
    "authz",
    "avrt",
    "bcrypt",
    "bcryptprimitives",
    "cfgmgr32",
    "combase",
    "comctl32",
    "comdlg32",
    "credui",
    "crypt32",
    "cryptbase",
    "d2d1",
    "d3d11",
    "d3d12",
    "d3d9",
    "dbghelp",
    "dnsapi",
    "dwmapi",
    "dwrite",
    "dxgi",
    "fwpuclnt",
    "gdi32",
    "hid",
    "imm32",
    "iphlpapi",
    "kernel32",
    "kernelbase",
    "ktmw32",
    "mpr",
    "msi",
    "msimg32",
    "msvcrt",
    "mswsock",
    "ncrypt",
    "netapi32",
    "normaliz",
    "ntdll",
    "odbc32",
    "ole32",
    "oleaut32",
    "opengl32",
    "pdh",
    "powrprof",
    "propsys",
    "psapi",
    "rpcrt4",
    "rstrtmgr",
    "samlib",
    "secur32",
    "setupapi",
    "shcore",
    "shell32",
    "shlwapi",
    "sspicli",
    "ucrtbase",
    "urlmon",
    "user32",
    "userenv",
    "usp10",
    "uxtheme",
    "vcruntime140",
    "vcruntime140_1",
    "version",
    "virtdisk",
    "wevtapi",
    "winhttp",
    "wininet",
    "winmm",
    "wintrust",
    "wldap32",
    "ws2_32",
    "wsock32",
    "wtsapi32",
    "xmllite",
];

/// Beginnings of API set names, which Windows redirects to whichever DLL has the functions.
const WINDOWS_API_SETS: [&str; 2] = ["api-ms-win-", "ext-ms-win-"];

/// Returns true if every machine of a platform has the shared library `name`.
///
/// `name` is written as in the headers of a binary: the soname on Linux, the install name (a path) on macOS,
/// the file name on Windows, where case does not count. For other platforms no library is known, and the
/// answer is false.
pub fn is_base_library(platform: Platform, name: &str) -> bool {
    if platform.is_linux() {
        LINUX.binary_search(&name).is_ok() || LINUX_LOADERS.iter().any(|loader| name.starts_with(loader))
    } else if platform.is_osx() {
        OSX_FOLDERS.iter().any(|folder| name.starts_with(folder)) && !name.split('/').any(|part| part == "..")
    } else if platform.is_windows() {
        let name = name.to_ascii_lowercase();
        let is_known = |stem| WINDOWS.binary_search(&stem).is_ok();
        name == "winspool.drv"
            || WINDOWS_API_SETS.iter().any(|set| name.starts_with(set))
            || name.strip_suffix(".dll").is_some_and(is_known)
    } else {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_base(platform: &str, name: &str) -> bool {
        is_base_library(platform.parse().unwrap(), name)
    }

    #[test]
    fn tables_are_sorted() {
        assert!(LINUX.is_sorted());
        assert!(WINDOWS.is_sorted());
    }

    #[test]
    fn linux_has_its_c_library() {
        for name in ["libc.so.6", "libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2", "ld64.so.2"] {
            assert!(is_base("linux-64", name), "{name}");
        }
        for name in ["libz.so.1", "libssl.so.3", "libc.musl-x86_64.so.1", "LIBC.SO.6", "kernel32.dll"] {
            assert!(!is_base("linux-64", name), "{name}");
        }
    }

    #[test]
    fn macos_has_its_folders() {
        for name in [
            "/usr/lib/libSystem.B.dylib",
            "/System/Library/Frameworks/Security.framework/Versions/A/Security",
        ] {
            assert!(is_base("osx-arm64", name), "{name}");
        }
        for name in ["@rpath/libssl.3.dylib", "/usr/local/lib/libz.dylib", "/usr/lib/../local/lib/libz.dylib"]
        {
            assert!(!is_base("osx-arm64", name), "{name}");
        }
    }

    #[test]
    fn windows_has_its_dlls_in_any_case() {
        for name in ["KERNEL32.dll", "ws2_32.DLL", "api-ms-win-core-synch-l1-2-0.dll", "VCRUNTIME140.dll"] {
            assert!(is_base("win-64", name), "{name}");
        }
        for name in ["libssl-3-x64.dll", "zlib.dll", "kernel32", "dll", ""] {
            assert!(!is_base("win-64", name), "{name}");
        }
    }

    #[test]
    fn no_library_is_known_of_other_platforms() {
        assert!(!is_base("emscripten-wasm32", "libc.so.6"));
    }
}
