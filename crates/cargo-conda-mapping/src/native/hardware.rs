//! Rows for devices and interfaces of the operating system.

use super::NativeValue::HostPrefix;
use super::row::{On, Row, always, on, row, vendored, with};

pub(super) const ROWS: &[Row] = &[
    // 0.18.0: mounts without a library on Linux unless `libfuse` is on, and never where `macos-no-mount` is.
    row("fuser", &[on(On::Linux).without(&["libfuse"]), with(&["macos-no-mount"]).without(&["libfuse"])]),
    // 2.6.6: compiles its copy. On Linux exactly one feature chooses the library below it, which pkg-config
    // has to find. The crate udev brings its own; the two `shared` ones need a hidapi that conda has no
    // package for.
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
    // Linux alone has it.
    row(
        "libseccomp-sys",
        &[on(On::Linux).host(&["libseccomp"]).env(&[("LIBSECCOMP_LIB_PATH", HostPrefix("lib"))]), always()],
    ),
    // 0.1.4: takes `libudev` from pkg-config. Linux alone has it.
    row("libudev-sys", &[on(On::Linux).host(&["libudev"]).build(&["pkg-config"]), always()]),
    // 0.7.0: takes `libusb-1.0` from pkg-config, for MSVC first from vcpkg; else compiles its copy.
    row(
        "libusb1-sys",
        &[vendored(&["vendored"]), on(On::Unix).host(&["libusb"]).build(&["pkg-config"]), on(On::Windows)],
    ),
];
