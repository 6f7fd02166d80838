use std::collections::BTreeSet;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::distributions::{NAMES, distribution_packages};
use super::lookup::TABLES;
use super::probes::PROBES;
use super::row::{Case, Row};
use super::{NativeNeeds, NativeValue, may_steer, native_needs, steers_native_crate};
use crate::Requirement;

const PLATFORMS: [&str; 4] = ["linux-64", "osx-arm64", "win-64", "win-arm64"];

fn set(features: &[&str]) -> BTreeSet<String> {
    features.iter().map(ToString::to_string).collect()
}

fn needs(name: &str, features: &[&str], platform: &str) -> Option<NativeNeeds> {
    native_needs(name, &set(features), platform.parse().unwrap())
}

fn show(name: &str, features: &[&str], platform: &str) -> String {
    let Some(NativeNeeds { host, build, env, vendored, vendored_by, .. }) = needs(name, features, platform)
    else {
        return "unknown".to_owned();
    };
    let env: Vec<_> = env
        .into_iter()
        .map(|(name, value)| match value {
            NativeValue::HostPrefix(below) => format!("{name}=<host>/{below}"),
            NativeValue::BuildPrefix(below) => format!("{name}=<build>/{below}"),
        })
        .collect();
    let vendored = match vendored_by {
        _ if vendored => " (vendored)".to_owned(),
        Some(feature) => format!(" (or {feature})"),
        None => String::new(),
    };
    format!("host [{}] build [{}] env [{}]{vendored}", host.join(" "), build.join(" "), env.join(" "))
}

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.into_iter().flatten()
}

/// All features that decide which case of a row applies.
fn deciding_features(row: &Row) -> Vec<&'static str> {
    let named: BTreeSet<_> =
        row.cases.iter().flat_map(|case| case.with.iter().chain(case.without)).copied().collect();
    named.into_iter().collect()
}

/// All sets of these features.
fn subsets(features: &[&'static str]) -> impl Iterator<Item = Vec<&'static str>> {
    (0..1_usize << features.len()).map(|bits| {
        let is_in = |position: &usize| bits & (1 << position) != 0;
        (0..features.len()).filter(is_in).map(|position| features[position]).collect()
    })
}

#[test]
fn tables_are_sorted_and_share_no_crate() {
    for table in TABLES {
        assert!(table.is_sorted_by(|a, b| a.name < b.name), "{table:?}");
    }
    let names: BTreeSet<_> = rows().map(|row| row.name).collect();
    assert_eq!(names.len(), rows().count());
}

#[test]
fn every_row_is_found_and_every_case_can_apply() {
    for row in rows() {
        let mut seen = vec![false; row.cases.len()];
        for features in subsets(&deciding_features(row)) {
            for platform in PLATFORMS {
                let found = needs(row.name, &features, platform);
                let position = row.cases.iter().position(|case| applies(case, &features, platform));
                assert_eq!(found.is_some(), position.is_some(), "{} {features:?} {platform}", row.name);
                if let Some(position) = position {
                    seen[position] = true;
                }
            }
        }
        assert!(seen.iter().all(|seen| *seen), "{}: {seen:?}", row.name);
    }
}

/// The rule of [`Case`], written a second time to check the first.
fn applies(case: &Case, features: &[&str], platform: &str) -> bool {
    use super::row::On;
    let is_there = match case.on {
        On::Any => true,
        On::Unix => !platform.starts_with("win"),
        On::Linux => platform.starts_with("linux"),
        On::Windows => platform.starts_with("win"),
        On::Win64 => platform == "win-64",
    };
    let wanted = case.with.is_empty() || features.iter().any(|feature| case.with.contains(feature));
    is_there && wanted && !features.iter().any(|feature| case.without.contains(feature))
}

#[test]
fn every_package_has_a_name_in_distributions() {
    assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
    let of_case = |case: &'static Case| {
        let by_feature = case.host_by_feature.iter().map(|(_, package)| package);
        case.host.iter().chain(by_feature).chain(case.build).copied()
    };
    let needed: BTreeSet<_> = rows().flat_map(|row| row.cases).flat_map(of_case).collect();
    let named: BTreeSet<_> = NAMES.iter().map(|(conda, ..)| *conda).collect();
    assert_eq!(needed, named);
    for name in needed {
        assert!(distribution_packages(name).is_some(), "{name}");
    }
}

#[test]
fn every_package_can_be_asked_for_but_those_that_pkg_config_does_not_know() {
    assert!(PROBES.is_sorted_by(|a, b| a.0 < b.0));
    let asked: BTreeSet<_> = PROBES.iter().map(|(conda, _)| *conda).collect();
    let named: BTreeSet<_> = NAMES.iter().map(|(conda, ..)| *conda).collect();
    let unasked: Vec<_> = named.difference(&asked).copied().collect();
    assert_eq!(unasked, ["hdf5", "libclang"]);
    assert!(asked.is_subset(&named));
}

#[test]
fn every_package_is_a_requirement() {
    for case in rows().flat_map(|row| row.cases) {
        let by_feature = case.host_by_feature.iter().map(|(_, package)| package);
        for spec in case.host.iter().chain(by_feature).chain(case.build) {
            assert!(Requirement::parse(spec).is_ok(), "{spec}");
        }
        assert!(case.host_by_feature.is_sorted(), "{:?}", case.host_by_feature);
    }
}

// On Windows the recipe goes below `Library` by itself, and writes the path with the separators of the
// platform.
#[test]
fn paths_are_below_a_prefix() {
    for (name, value) in rows().flat_map(|row| row.cases).flat_map(|case| case.env) {
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'), "{name}");
        match value {
            NativeValue::HostPrefix(below) | NativeValue::BuildPrefix(below) => {
                let is_below = !below.starts_with(['/', '.']) && !below.contains('\\');
                assert!(is_below && !below.contains("Library"), "{name} {below}");
            }
        }
    }
}

#[test]
fn only_a_feature_makes_a_crate_vendored() {
    for row in rows() {
        for case in row.cases {
            assert!(!case.vendored || !case.with.is_empty(), "{}", row.name);
        }
        for platform in PLATFORMS {
            assert!(!needs(row.name, &[], platform).unwrap_or_default().vendored, "{}", row.name);
        }
    }
}

#[test]
fn openssl_is_found_compiled_or_replaced() {
    assert_snapshot!(show("openssl-sys", &[], "linux-64"), @"host [openssl] build [] env [OPENSSL_DIR=<host>/] (or vendored)");
    assert_snapshot!(show("openssl-sys", &[], "win-64"), @"host [openssl] build [] env [OPENSSL_DIR=<host>/] (or vendored)");
    assert_snapshot!(show("openssl-sys", &["vendored", "openssl-src"], "osx-64"), @"host [] build [perl make] env [] (vendored)");
    assert_snapshot!(show("openssl-sys", &["vendored"], "win-64"), @"host [] build [perl] env [] (vendored)");
    assert_snapshot!(show("openssl-sys", &["aws-lc", "vendored"], "linux-64"), @"host [] build [] env []");
}

#[test]
fn a_static_library_is_compiled() {
    assert_snapshot!(show("libz-sys", &["default", "libc", "stock-zlib"], "linux-64"), @"host [zlib] build [pkg-config] env [] (or static)");
    assert_snapshot!(show("libz-sys", &["stock-zlib"], "win-64"), @"host [] build [] env []");
    assert_snapshot!(show("libz-sys", &["static", "stock-zlib", "zlib-ng"], "linux-64"), @"host [] build [] env [] (vendored)");
    assert_snapshot!(show("libz-sys", &["zlib-ng", "libc", "cmake"], "linux-64"), @"host [] build [cmake] env [] (vendored)");
    assert_snapshot!(show("bzip2-sys", &["static"], "linux-64"), @"host [] build [] env [] (vendored)");
    assert_snapshot!(show("curl-sys", &["static-curl"], "linux-64"), @"host [] build [] env [] (vendored)");
    assert_snapshot!(show("curl-sys", &["default"], "osx-64"), @"host [] build [] env []");
}

#[test]
fn zstd_is_compiled_unless_it_is_asked_for() {
    assert_snapshot!(show("zstd-sys", &["legacy"], "linux-64"), @"host [] build [] env []");
    assert_snapshot!(show("zstd-sys", &["pkg-config"], "linux-64"), @"host [zstd] build [pkg-config] env [] (or vendored)");
    assert_snapshot!(show("zstd-sys", &["pkg-config", "vendored"], "linux-64"), @"host [] build [] env [] (vendored)");
}

#[test]
fn sqlite_has_many_ways() {
    assert_snapshot!(show("libsqlite3-sys", &["min_sqlite_version_3_34_1"], "linux-64"), @"host [libsqlite] build [pkg-config] env [] (or bundled)");
    assert_snapshot!(show("libsqlite3-sys", &[], "win-64"), @"host [libsqlite] build [] env [SQLITE3_INCLUDE_DIR=<host>/include SQLITE3_LIB_DIR=<host>/lib] (or bundled)");
    assert_snapshot!(show("libsqlite3-sys", &["bundled-windows"], "win-64"), @"host [] build [] env [] (vendored)");
    assert_snapshot!(show("libsqlite3-sys", &["bundled-windows"], "linux-64"), @"host [libsqlite] build [pkg-config] env [] (or bundled)");
    assert_snapshot!(show("libsqlite3-sys", &["bundled", "bundled-sqlcipher"], "linux-64"), @"host [openssl] build [] env [OPENSSL_DIR=<host>/] (vendored)");
    assert_snapshot!(show("libsqlite3-sys", &["sqlcipher"], "linux-64"), @"unknown");
}

#[test]
fn tools_are_for_the_build() {
    assert_snapshot!(show("clang-sys", &["runtime"], "linux-64"), @"host [] build [libclang] env [LIBCLANG_PATH=<build>/lib]");
    assert_snapshot!(show("clang-sys", &["runtime"], "win-64"), @"host [] build [libclang] env [LIBCLANG_PATH=<build>/bin]");
    assert_snapshot!(show("pkg-config", &[], "linux-64"), @"host [] build [pkg-config] env []");
    assert_snapshot!(show("pkg-config", &[], "win-64"), @"host [] build [pkg-config] env [PKG_CONFIG_PATH=<host>/lib/pkgconfig]");
    assert_snapshot!(show("cmake", &[], "linux-64"), @"host [] build [cmake make] env []");
    assert_snapshot!(show("prost-build", &[], "linux-64"), @"host [] build [libprotobuf] env []");
    assert_snapshot!(show("aws-lc-sys", &[], "win-64"), @"host [] build [nasm] env []");
    assert_snapshot!(show("aws-lc-sys", &["prebuilt-nasm"], "win-64"), @"host [] build [] env []");
}

#[test]
fn what_linux_alone_has_is_not_wanted_elsewhere() {
    for name in ["alsa-sys", "libudev-sys", "libseccomp-sys", "wayland-sys"] {
        assert!(!needs(name, &["client"], "linux-64").unwrap().host.is_empty(), "{name}");
        assert_eq!(needs(name, &["client"], "osx-64"), Some(NativeNeeds::default()), "{name}");
    }
}

#[test]
fn features_name_more_libraries() {
    assert_snapshot!(show("x11", &["xlib", "xlib_xcb", "xcursor"], "linux-64"), @"host [xorg-libxcursor xorg-libx11] build [pkg-config] env []");
    assert_snapshot!(show("sdl2-sys", &["use-pkgconfig", "ttf"], "linux-64"), @"host [sdl2 sdl2_ttf] build [pkg-config] env [] (or bundled)");
    assert_snapshot!(show("proj-sys", &["bundled_proj", "tiff"], "linux-64"), @"host [libtiff] build [cmake] env [] (vendored)");
}

#[test]
fn what_is_not_known_is_not_guessed() {
    assert_eq!(needs("serde", &[], "linux-64"), None);
    assert_eq!(needs("hidapi", &["linux-shared-hidraw"], "linux-64"), None);
    assert_eq!(needs("mysqlclient-sys", &[], "win-64"), None);
    assert_eq!(needs("ring", &[], "linux-64"), Some(NativeNeeds::default()));
}

proptest! {
    #[test]
    fn other_features_change_nothing(
        name in prop::sample::select(rows().map(|row| row.name).collect::<Vec<_>>()),
        platform in prop::sample::select(PLATFORMS.to_vec()),
        other in "other-[a-z]{0,6}",
    ) {
        prop_assert_eq!(needs(name, &[], platform), needs(name, &[&other], platform));
    }
}

#[test]
fn variables_are_known_by_the_names_of_crates_and_libraries() {
    for variable in [
        "GDAL_HOME",
        "HDF5_DIR",
        "LIBGIT2_NO_VENDOR",
        "LIBSSH2_SYS_USE_PKG_CONFIG",
        "LIBZ_SYS_STATIC",
        "OPENSSL_DIR",
        "OPENSSL_INCLUDE_DIR",
        "OPENSSL_LIBS",
        "OPENSSL_NO_VENDOR",
        "PQ_LIB_DIR",
        "ROCKSDB_STATIC",
        "SODIUM_USE_PKG_CONFIG",
        "SQLITE3_LIB_DIR",
        "ZSTD_SYS_USE_PKG_CONFIG",
    ] {
        assert!(steers_native_crate(variable), "{variable}");
    }
    // Directories that a shell, CI or rattler-build sets for other programs.
    for variable in [
        "BUILD_DIR",
        "CONDA_PREFIX",
        "OPENSSL_CONF",
        "PREFIX",
        "SRC_DIR",
        "SSL_CERT_DIR",
        "TMPDIR",
        "XDG_RUNTIME_DIR",
    ] {
        assert!(!steers_native_crate(variable), "{variable}");
    }
    assert!(may_steer("libfoo-sys", "FOO_LIB_DIR") && may_steer("libfoo-sys", "LIBFOO_SYS_ANYTHING"));
    assert!(!may_steer("foo", "FOO_LIB_DIR") && !may_steer("libfoo-sys", "FOOD_LIB_DIR"));
}
