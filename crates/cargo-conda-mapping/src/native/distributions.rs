//! Names of native libraries and tools in Debian and Fedora, for people who build with the machine's
//! toolchain.
//!
//! A name is that of the package with headers, or with the program. Debian's names were looked up in the
//! index of Debian 12; Fedora's were written down without one.

/// What Debian and Fedora call what a conda package contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DistributionPackages {
    /// Debian's package.
    pub debian: &'static str,
    /// Fedora's package.
    pub fedora: &'static str,
}

/// What Debian and Fedora call what a conda package of the table of native libraries contains; `None` for a
/// package that no row of the table names.
///
/// ```
/// use cargo_conda_mapping::distribution_packages;
///
/// let openssl = distribution_packages("openssl").expect("a row of the table names it");
/// assert_eq!((openssl.debian, openssl.fedora), ("libssl-dev", "openssl-devel"));
/// ```
pub fn distribution_packages(conda: &str) -> Option<DistributionPackages> {
    let position = NAMES.binary_search_by_key(&conda, |(conda, ..)| conda).ok()?;
    let (_, debian, fedora) = NAMES[position];
    Some(DistributionPackages { debian, fedora })
}

/// Names in conda, Debian and Fedora, sorted by the first.
pub(super) const NAMES: &[(&str, &str, &str)] = &[
    ("alsa-lib", "libasound2-dev", "alsa-lib-devel"),
    ("bzip2", "libbz2-dev", "bzip2-devel"),
    ("cairo", "libcairo2-dev", "cairo-devel"),
    ("cmake", "cmake", "cmake"),
    ("cyrus-sasl", "libsasl2-dev", "cyrus-sasl-devel"),
    ("dbus", "libdbus-1-dev", "dbus-devel"),
    ("fontconfig", "libfontconfig-dev", "fontconfig-devel"),
    ("freetype", "libfreetype-dev", "freetype-devel"),
    ("glib", "libglib2.0-dev", "glib2-devel"),
    ("gtk4", "libgtk-4-dev", "gtk4-devel"),
    ("hdf5", "libhdf5-dev", "hdf5-devel"),
    ("krb5", "libkrb5-dev", "krb5-devel"),
    ("libclang", "libclang-dev", "clang-devel"),
    ("libcurl", "libcurl4-openssl-dev", "libcurl-devel"),
    ("libgdal-core", "libgdal-dev", "gdal-devel"),
    ("libgit2", "libgit2-dev", "libgit2-devel"),
    ("libgl-devel", "libgl-dev", "libglvnd-devel"),
    ("liblzma-devel", "liblzma-dev", "xz-devel"),
    ("libnetcdf", "libnetcdf-dev", "netcdf-devel"),
    ("libpq", "libpq-dev", "libpq-devel"),
    ("libprotobuf", "protobuf-compiler", "protobuf-compiler"),
    ("librdkafka", "librdkafka-dev", "librdkafka-devel"),
    ("libseccomp", "libseccomp-dev", "libseccomp-devel"),
    ("libsodium", "libsodium-dev", "libsodium-devel"),
    ("libsqlite", "libsqlite3-dev", "sqlite-devel"),
    ("libtiff", "libtiff-dev", "libtiff-devel"),
    ("libudev", "libudev-dev", "systemd-devel"),
    ("liburing", "liburing-dev", "liburing-devel"),
    ("libusb", "libusb-1.0-0-dev", "libusb1-devel"),
    ("libxml2-devel", "libxml2-dev", "libxml2-devel"),
    ("make", "make", "make"),
    ("mysql-devel", "default-libmysqlclient-dev", "mariadb-connector-c-devel"),
    ("nasm", "nasm", "nasm"),
    ("openblas", "libopenblas-dev", "openblas-devel"),
    ("openssl", "libssl-dev", "openssl-devel"),
    ("pango", "libpango1.0-dev", "pango-devel"),
    ("pcre2", "libpcre2-dev", "pcre2-devel"),
    ("perl", "perl", "perl"),
    ("pkg-config", "pkg-config", "pkgconf-pkg-config"),
    ("proj", "libproj-dev", "proj-devel"),
    ("pulseaudio-client", "libpulse-dev", "pulseaudio-libs-devel"),
    ("sdl2", "libsdl2-dev", "SDL2-devel"),
    ("sdl2_gfx", "libsdl2-gfx-dev", "SDL2_gfx-devel"),
    ("sdl2_image", "libsdl2-image-dev", "SDL2_image-devel"),
    ("sdl2_mixer", "libsdl2-mixer-dev", "SDL2_mixer-devel"),
    ("sdl2_ttf", "libsdl2-ttf-dev", "SDL2_ttf-devel"),
    ("wayland", "libwayland-dev", "wayland-devel"),
    ("xorg-libx11", "libx11-dev", "libX11-devel"),
    ("xorg-libxcursor", "libxcursor-dev", "libXcursor-devel"),
    ("xorg-libxext", "libxext-dev", "libXext-devel"),
    ("xorg-libxfixes", "libxfixes-dev", "libXfixes-devel"),
    ("xorg-libxft", "libxft-dev", "libXft-devel"),
    ("xorg-libxi", "libxi-dev", "libXi-devel"),
    ("xorg-libxinerama", "libxinerama-dev", "libXinerama-devel"),
    ("xorg-libxmu", "libxmu-dev", "libXmu-devel"),
    ("xorg-libxrandr", "libxrandr-dev", "libXrandr-devel"),
    ("xorg-libxrender", "libxrender-dev", "libXrender-devel"),
    ("xorg-libxscrnsaver", "libxss-dev", "libXScrnSaver-devel"),
    ("xorg-libxt", "libxt-dev", "libXt-devel"),
    ("xorg-libxtst", "libxtst-dev", "libXtst-devel"),
    ("xorg-libxxf86vm", "libxxf86vm-dev", "libXxf86vm-devel"),
    ("zlib", "zlib1g-dev", "zlib-devel"),
    ("zstd", "libzstd-dev", "libzstd-devel"),
];
