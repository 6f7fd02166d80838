//! Native needs of crates for tools that build scripts run, code generators, and memory allocators.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::NativeValue::{BuildPrefix, HostPrefix};
use super::row::{On, Row, always, on, row, self_contained, with};

pub(super) const ROWS: &[Row] = &[
    // 1.9.1: looks for a shared libclang, which bindgen runs on, first in the folder `LIBCLANG_PATH`. With
    // `runtime` the library is loaded when it is used, else it is linked; either way it has to be there
    // during the build. The import library that MSVC links is expected in the `lib` beside that folder.
    row(
        "clang-sys",
        &[
            on(On::Windows).build(&["libclang"]).env(&[("LIBCLANG_PATH", BuildPrefix("bin"))]),
            always().build(&["libclang"]).env(&[("LIBCLANG_PATH", BuildPrefix("lib"))]),
        ],
    ),
    // 0.1.58: runs `cmake`, which generates for `make` unless `CMAKE_GENERATOR` says otherwise, and for
    // Visual Studio where the target is MSVC.
    row("cmake", &[on(On::Unix).build(&["cmake", "make"]), always().build(&["cmake"])]),
    // 0.1.49: compiles its copy in each case.
    self_contained("libmimalloc-sys"),
    // 1.0.12: links the standard library of C++ that the compiler has.
    self_contained("link-cplusplus"),
    // 0.3.34: runs `pkg-config`. A build on Unix has `PKG_CONFIG_PATH` from the start, one on Windows has
    // not.
    row(
        "pkg-config",
        &[
            on(On::Windows).build(&["pkg-config"]).env(&[("PKG_CONFIG_PATH", HostPrefix("lib/pkgconfig"))]),
            always().build(&["pkg-config"]),
        ],
    ),
    // 0.2.37: `links` keeps two versions from being compiled together; nothing is linked.
    self_contained("prettyplease"),
    // 0.14.4: takes `protoc` from `PROTOC`, else from `PATH`, where a build has its tools. It is needed only
    // where a script compiles `.proto` files instead of descriptors, which cannot be told from outside.
    row("prost-build", &[always().build(&["libprotobuf"])]),
    // 2.1.1: compiles protoc and its library with CMake in each case.
    row("protobuf-src", &[always().build(&["cmake"])]),
    // 1.13.0: `links` keeps two versions from being compiled together; nothing is linked.
    self_contained("rayon-core"),
    // 0.3.8: compiles its copy with CMake, or with the compiler alone where `build_cc` is on.
    row("snmalloc-sys", &[with(&["build_cc"]), always().build(&["cmake"])]),
    // 0.8.5: compiles its copy with CMake in each case, and generates its bindings.
    row("tidy-sys", &[always().build(&["cmake"])]),
    // 0.5.4 and 0.7.1: compiles its copy with `configure` and `make`, unless `JEMALLOC_OVERRIDE` names a
    // library. The crate's copy is patched. There is no way to compile it for MSVC without a Unix shell.
    row("tikv-jemalloc-sys", &[on(On::Unix).build(&["make"])]),
];
