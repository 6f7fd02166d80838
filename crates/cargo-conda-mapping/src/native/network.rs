//! Native needs of crates for network protocols and what is built on them.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::row::{On, Row, on, row, self_contained, vendored};

pub(super) const ROWS: &[Row] = &[
    // 0.4.90: links the libcurl of macOS there, takes `libcurl` from pkg-config on Linux and from vcpkg on
    // Windows; else compiles its copy.
    row(
        "curl-sys",
        &[
            vendored(&["static-curl"]),
            on(On::Linux).host(&["libcurl"]).build(&["pkg-config"]),
            on(On::Windows),
            on(On::Unix),
        ],
    ),
    // 0.18.3: takes `libgit2` from pkg-config if it is of the minor version that the crate is made for; else
    // compiles its copy. The version differs from release to release of the crate.
    row(
        "libgit2-sys",
        &[
            vendored(&["vendored", "zlib-ng-compat"]),
            on(On::Unix).host_of_crate(&["libgit2"]).build(&["pkg-config"]),
            on(On::Windows),
        ],
    ),
    // 0.1.11: compiles its copy in each case.
    self_contained("libnghttp2-sys"),
    // 0.3.1: compiles its copy, unless `LIBSSH2_SYS_USE_PKG_CONFIG` is set, so that OpenSSL is not loaded
    // twice.
    self_contained("libssh2-sys"),
];
