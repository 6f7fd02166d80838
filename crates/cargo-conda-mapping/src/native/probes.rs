//! How a person tells whether a machine has what a conda package of the tables contains.
//!
//! A module is the name by which pkg-config knows a library. Libraries that no pkg-config knows, such as
//! libclang, have no row: nothing is said about them.

use self::NativeProbe::{Module, Program};

/// What a machine is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeProbe {
    /// Whether pkg-config knows this module.
    Module(&'static str),
    /// Whether this program runs.
    Program(&'static str),
}

/// How to tell whether a machine has what a conda package of the table of native libraries contains; `None`
/// if there is no common way.
///
/// ```
/// use cargo_conda_mapping::{NativeProbe, native_probe};
///
/// assert_eq!(native_probe("libsqlite"), Some(NativeProbe::Module("sqlite3")));
/// assert_eq!(native_probe("libclang"), None);
/// ```
pub fn native_probe(conda: &str) -> Option<NativeProbe> {
    let position = PROBES.binary_search_by_key(&conda, |(conda, _)| conda).ok()?;
    Some(PROBES[position].1)
}

/// By the name of the conda package, sorted.
pub(super) const PROBES: &[(&str, NativeProbe)] = &[
    ("alsa-lib", Module("alsa")),
    ("bzip2", Module("bzip2")),
    ("cairo", Module("cairo")),
    ("cmake", Program("cmake")),
    ("cyrus-sasl", Module("libsasl2")),
    ("dbus", Module("dbus-1")),
    ("fontconfig", Module("fontconfig")),
    ("freetype", Module("freetype2")),
    ("glib", Module("glib-2.0")),
    ("gtk4", Module("gtk4")),
    ("krb5", Module("krb5")),
    ("libcurl", Module("libcurl")),
    ("libgdal-core", Module("gdal")),
    ("libgit2", Module("libgit2")),
    ("libgl-devel", Module("gl")),
    ("liblzma-devel", Module("liblzma")),
    ("libnetcdf", Module("netcdf")),
    ("libpq", Module("libpq")),
    ("libprotobuf", Program("protoc")),
    ("librdkafka", Module("rdkafka")),
    ("libseccomp", Module("libseccomp")),
    ("libsodium", Module("libsodium")),
    ("libsqlite", Module("sqlite3")),
    ("libtiff", Module("libtiff-4")),
    ("libudev", Module("libudev")),
    ("liburing", Module("liburing")),
    ("libusb", Module("libusb-1.0")),
    ("libxml2-devel", Module("libxml-2.0")),
    ("make", Program("make")),
    ("mysql-devel", Module("mysqlclient")),
    ("nasm", Program("nasm")),
    ("openblas", Module("openblas")),
    ("openssl", Module("openssl")),
    ("pango", Module("pango")),
    ("pcre2", Module("libpcre2-8")),
    ("perl", Program("perl")),
    ("pkg-config", Program("pkg-config")),
    ("proj", Module("proj")),
    ("pulseaudio-client", Module("libpulse")),
    ("sdl2", Module("sdl2")),
    ("sdl2_gfx", Module("SDL2_gfx")),
    ("sdl2_image", Module("SDL2_image")),
    ("sdl2_mixer", Module("SDL2_mixer")),
    ("sdl2_ttf", Module("SDL2_ttf")),
    ("wayland", Module("wayland-client")),
    ("xorg-libx11", Module("x11")),
    ("xorg-libxcursor", Module("xcursor")),
    ("xorg-libxext", Module("xext")),
    ("xorg-libxfixes", Module("xfixes")),
    ("xorg-libxft", Module("xft")),
    ("xorg-libxi", Module("xi")),
    ("xorg-libxinerama", Module("xinerama")),
    ("xorg-libxmu", Module("xmu")),
    ("xorg-libxrandr", Module("xrandr")),
    ("xorg-libxrender", Module("xrender")),
    ("xorg-libxscrnsaver", Module("xscrnsaver")),
    ("xorg-libxt", Module("xt")),
    ("xorg-libxtst", Module("xtst")),
    ("xorg-libxxf86vm", Module("xxf86vm")),
    ("zlib", Module("zlib")),
    ("zstd", Module("libzstd")),
];
