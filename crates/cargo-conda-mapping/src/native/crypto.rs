//! Native needs of crates for cryptography and authentication.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::NativeValue::HostPrefix;
use super::row::{On, Row, always, on, row, self_contained, vendored, with};

pub(super) const ROWS: &[Row] = &[
    // 1.18.0: `links` carries the version of what `aws-lc-sys` links to build scripts.
    self_contained("aws-lc-rs"),
    // 0.47.0: compiles its copy with the compiler alone. Only on Windows and x86-64 is an assembler needed,
    // unless objects that come with the crate may stand in for it. What `fips` needs beyond CMake is not
    // known.
    row(
        "aws-lc-sys",
        &[
            with(&["prebuilt-nasm"]).without(&["disable-prebuilt-nasm", "fips"]),
            on(On::Win64).without(&["fips"]).build(&["nasm"]),
            always().without(&["fips"]),
        ],
    ),
    // 0.3.4: takes `mit-krb5-gssapi` from pkg-config. macOS and Windows have something of their own that may
    // do.
    row("libgssapi-sys", &[on(On::Linux).host(&["krb5"]).build(&["pkg-config"])]),
    // 1.24.0: takes `libsodium` from pkg-config where `use-pkg-config` is on or `SODIUM_USE_PKG_CONFIG` is
    // set; else compiles its copy with `configure` and `make`, and has one that is compiled for MSVC.
    row(
        "libsodium-sys-stable",
        &[
            with(&["use-pkg-config"]).host(&["libsodium"]).build(&["pkg-config"]),
            on(On::Unix).build(&["make"]),
            on(On::Windows),
        ],
    ),
    // 0.9.118: takes OpenSSL from `OPENSSL_DIR`, else from pkg-config. `vendored` compiles the copy of
    // openssl-src with perl and `make`, for MSVC with the `nmake` beside the compiler; `OPENSSL_NO_VENDOR`
    // beats it. Three features replace OpenSSL by another library, which has a crate of its own.
    row(
        "openssl-sys",
        &[
            with(&["aws-lc", "aws-lc-fips", "unstable_boringssl"]),
            vendored(&["vendored"]).on(On::Unix).build(&["perl", "make"]),
            vendored(&["vendored"]).build(&["perl"]),
            always().host(&["openssl"]).env(&[("OPENSSL_DIR", HostPrefix(""))]),
        ],
    ),
    // 0.17.14: published with its assembly generated, compiles in each case.
    self_contained("ring"),
    // 0.1.22: takes `libsasl2` from pkg-config. `vendored` compiles its copy with `configure` and `make`, on
    // Windows with `nmake`.
    row(
        "sasl2-sys",
        &[
            vendored(&["vendored"]).on(On::Unix).build(&["make"]),
            vendored(&["vendored"]),
            on(On::Unix).host(&["cyrus-sasl"]).build(&["pkg-config"]),
        ],
    ),
    // 0.13.0: compiles its copy in each case.
    self_contained("secp256k1-sys"),
];
