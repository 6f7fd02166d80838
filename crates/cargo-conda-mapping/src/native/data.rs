//! Native needs of crates for databases, message queues and text formats.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::NativeValue::HostPrefix;
use super::row::{On, Row, always, on, row, self_contained, vendored, with};

pub(super) const ROWS: &[Row] = &[
    // 2.0.9: compiles its copy with CMake in each case.
    row("leveldb-sys", &[always().build(&["cmake"])]),
    // 0.19.0: compiles its copy, unless `ROCKSDB_LIB_DIR` names a library. `io-uring` has to be found by
    // pkg-config.
    row(
        "librocksdb-sys",
        &[with(&["io-uring"]).on(On::Linux).host(&["liburing"]).build(&["pkg-config"]), always()],
    ),
    // 0.38.1: takes `sqlite3` from pkg-config, and on Windows from the folders that two variables name.
    // `bundled` and its variants compile a copy; that of SQLCipher finds OpenSSL by `OPENSSL_DIR`. An
    // extension of SQLite links nothing. `sqlcipher` without a copy needs a library of that name.
    row(
        "libsqlite3-sys",
        &[
            with(&["in_gecko", "loadable_extension"]),
            vendored(&["bundled-sqlcipher-vendored-openssl"]),
            vendored(&["bundled-sqlcipher"]).host(&["openssl"]).env(&[("OPENSSL_DIR", HostPrefix(""))]),
            vendored(&["bundled"]),
            vendored(&["bundled-windows"]).on(On::Windows),
            on(On::Windows).without(&["sqlcipher"]).host(&["libsqlite"]).env(&[
                ("SQLITE3_INCLUDE_DIR", HostPrefix("include")),
                ("SQLITE3_LIB_DIR", HostPrefix("lib")),
            ]),
            always().without(&["sqlcipher"]).host(&["libsqlite"]).build(&["pkg-config"]),
        ],
    ),
    // 0.3.13: takes `libxml-2.0` from pkg-config, for MSVC from vcpkg, and generates its bindings.
    row("libxml", &[on(On::Unix).host(&["libxml2-devel"]).build(&["pkg-config"])]),
    // 0.2.6: compiles its copy in each case.
    self_contained("lmdb-master-sys"),
    // 0.5.2: takes `mysqlclient` from pkg-config. On Windows it has to be told the version of the library.
    row(
        "mysqlclient-sys",
        &[vendored(&["bundled"]), on(On::Unix).host(&["mysql-devel"]).build(&["pkg-config"])],
    ),
    // 69.9.3: compiles its copy, unless `RUSTONIG_SYSTEM_LIBONIG` or `RUSTONIG_DYNAMIC_LIBONIG` is set.
    self_contained("onig_sys"),
    // 0.2.10: takes `libpcre2-8` from pkg-config, else compiles its copy. Conda has `pkg-config` find it on
    // Unix.
    row("pcre2-sys", &[on(On::Unix).host(&["pcre2"]).build(&["pkg-config"]), on(On::Windows)]),
    // 0.7.5: takes libpq from the folder `PQ_LIB_DIR`, else from pkg-config or `pg_config`.
    row(
        "pq-sys",
        &[
            vendored(&["bundled", "bundled_without_openssl"]),
            always().host(&["libpq"]).env(&[("PQ_LIB_DIR", HostPrefix("lib"))]),
        ],
    ),
    // 4.9.0: compiles its copy, with CMake if `cmake-build` is on, else with `configure` and `make`.
    // `dynamic-linking` takes `rdkafka` from pkg-config instead.
    row(
        "rdkafka-sys",
        &[
            with(&["dynamic-linking"]).host(&["librdkafka"]).build(&["pkg-config"]),
            with(&["cmake-build"]).build(&["cmake"]),
            on(On::Unix).build(&["make"]),
        ],
    ),
    // 0.12.0: compiles the copy of zeromq-src in each case.
    self_contained("zmq-sys"),
];
