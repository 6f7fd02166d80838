//! Native needs of crates for compression libraries.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::row::{On, Row, always, on, row, self_contained, vendored, with};

pub(super) const ROWS: &[Row] = &[
    // 0.1.13: takes `bzip2` from pkg-config, except on Windows; else compiles its copy. `__disabled` stands
    // for a replacement in Rust.
    row(
        "bzip2-sys",
        &[
            with(&["__disabled"]),
            vendored(&["static"]),
            on(On::Unix).host(&["bzip2"]).build(&["pkg-config"]),
            on(On::Windows),
        ],
    ),
    // 0.4.7: takes `liblzma` from pkg-config, at least 5.8, except for MSVC; else compiles its copy.
    row(
        "liblzma-sys",
        &[
            vendored(&["static"]),
            on(On::Unix).host(&["liblzma-devel"]).build(&["pkg-config"]),
            on(On::Windows),
        ],
    ),
    // 1.1.9: compiles its copy with CMake in each case.
    row("libz-ng-sys", &[always().build(&["cmake"])]),
    // 1.1.29: takes `zlib` from pkg-config or what the linker finds, except for MSVC; else compiles its copy.
    // `stock-zlib`, which is on by default, beats both features for zlib-ng. One of them compiles with CMake.
    row(
        "libz-sys",
        &[
            vendored(&["zlib-ng"]).without(&["stock-zlib"]).build(&["cmake"]),
            vendored(&["zlib-ng-no-cmake-experimental-community-maintained"]).without(&["stock-zlib"]),
            vendored(&["static"]),
            on(On::Unix).host(&["zlib"]).build(&["pkg-config"]),
            on(On::Windows),
        ],
    ),
    // 1.8.3: compiles its copy in each case.
    self_contained("lz4-sys"),
    // 0.1.20: takes `liblzma` from pkg-config, except for MSVC; else compiles its copy.
    row(
        "lzma-sys",
        &[
            vendored(&["static"]),
            on(On::Unix).host(&["liblzma-devel"]).build(&["pkg-config"]),
            on(On::Windows),
        ],
    ),
    // 2.1.3: compiles its copy, with CMake if `cmake` is on. It takes `libzstd` from pkg-config, and nothing
    // else, where `pkg-config` is on and `vendored` is not, or where `ZSTD_SYS_USE_PKG_CONFIG` is set.
    row(
        "zstd-sys",
        &[
            with(&["rust-backend"]),
            with(&["pkg-config"]).without(&["vendored"]).host(&["zstd"]).build(&["pkg-config"]),
            vendored(&["vendored"]).without(&["cmake"]),
            vendored(&["vendored"]).build(&["cmake"]),
            with(&["cmake"]).build(&["cmake"]),
            always(),
        ],
    ),
];
