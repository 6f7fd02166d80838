//! Native needs of crates for mathematics and for scientific and geographic data.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::NativeValue::HostPrefix;
use super::row::{On, Row, always, on, row, vendored, with};

pub(super) const ROWS: &[Row] = &[
    // 0.12.0: takes `gdal` from pkg-config; on Windows the library from `GDAL_HOME` and its version from
    // pkg-config. `bundled` compiles the copy of gdal-src.
    row(
        "gdal-sys",
        &[
            vendored(&["bundled"]),
            on(On::Windows)
                .host(&["libgdal-core"])
                .build(&["pkg-config"])
                .env(&[("GDAL_HOME", HostPrefix(""))]),
            always().host(&["libgdal-core"]).build(&["pkg-config"]),
        ],
    ),
    // 0.12.2: takes HDF5 from `HDF5_DIR`, else searches for it. With `static` and without that variable the
    // copy of hdf5-metno-src is compiled.
    row("hdf5-metno-sys", HDF5),
    // 0.8: as hdf5-metno-sys, which continues this crate.
    row("hdf5-sys", HDF5),
    // 0.9.1: takes netCDF from `NETCDF_DIR`, else searches for it. `static` compiles the copy of netcdf-src.
    row(
        "netcdf-sys",
        &[vendored(&["static"]), always().host(&["libnetcdf"]).env(&[("NETCDF_DIR", HostPrefix(""))])],
    ),
    // 0.10.14: takes `openblas` from pkg-config where `system` is on. Else it downloads and compiles it,
    // which no package can satisfy.
    row("openblas-src", &[with(&["system"]).host(&["openblas"]).build(&["pkg-config"])]),
    // 0.27.0: takes `proj` from pkg-config; else compiles its copy with CMake, which may want libtiff.
    row(
        "proj-sys",
        &[
            with(&["nobuild"]),
            vendored(&["bundled_proj"]).host_by_feature(&[("tiff", "libtiff")]).build(&["cmake"]),
            always().host(&["proj"]).build(&["pkg-config"]),
        ],
    ),
];

const HDF5: &[super::row::Case] =
    &[vendored(&["static"]), always().host(&["hdf5"]).env(&[("HDF5_DIR", HostPrefix(""))])];
