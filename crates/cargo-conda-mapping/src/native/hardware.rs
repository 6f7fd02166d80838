//! Native needs of crates for devices and interfaces of the operating system.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::NativeValue::HostPrefix;
use super::row::{On, Row, always, on, row, vendored, with};

pub(super) const ROWS: &[Row] = &[
    // 0.18.0: needs no library to mount on Linux, unless `libfuse` is on. With `macos-no-mount` it never
    // mounts.
    row("fuser", &[on(On::Linux).without(&["libfuse"]), with(&["macos-no-mount"]).without(&["libfuse"])]),
    // 2.6.6: compiles its copy of hidapi. On Linux exactly one feature chooses the library below it: the
    // `static` ones take it from pkg-config, the `native` ones use the crate udev, whose libudev-sys has a
    // row of its own, and the `shared` ones link a hidapi that conda has no package for.
    row(
        "hidapi",
        &[
            with(&["linux-static-hidraw"]).on(On::Linux).host(&["libudev"]).build(&["pkg-config"]),
            with(&["linux-static-libusb"]).on(On::Linux).host(&["libusb"]).build(&["pkg-config"]),
            with(&["linux-native", "linux-native-basic-udev"]).on(On::Linux),
            always().without(&["linux-shared-hidraw", "linux-shared-libusb"]),
        ],
    ),
    // 0.2.7: takes `dbus-1` from pkg-config.
    row("libdbus-sys", &[vendored(&["vendored"]), on(On::Unix).host(&["dbus"]).build(&["pkg-config"])]),
    // 0.3.0: links `seccomp` from where the linker looks, and first in the folder `LIBSECCOMP_LIB_PATH`.
    // The library exists on Linux alone; elsewhere nothing is needed.
    row(
        "libseccomp-sys",
        &[on(On::Linux).host(&["libseccomp"]).env(&[("LIBSECCOMP_LIB_PATH", HostPrefix("lib"))]), always()],
    ),
    // 0.1.4: takes `libudev` from pkg-config. It exists on Linux alone; elsewhere nothing is needed.
    row("libudev-sys", &[on(On::Linux).host(&["libudev"]).build(&["pkg-config"]), always()]),
    // 0.7.0: takes `libusb-1.0` from pkg-config, for MSVC first from vcpkg; else compiles its copy.
    row(
        "libusb1-sys",
        &[vendored(&["vendored"]), on(On::Unix).host(&["libusb"]).build(&["pkg-config"]), on(On::Windows)],
    ),
];
