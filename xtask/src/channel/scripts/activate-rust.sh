# Sets the variables that activating conda-forge's rust_@PLATFORM@ sets. Where the machine that compiles and the one that
# programs are for are the same, later lines win.

export CARGO_HOME="${CARGO_HOME:-${CONDA_PREFIX}/.cargo}"
export CARGO_CONFIG="${CARGO_CONFIG:-${CARGO_HOME}/config}"
export RUSTUP_HOME="${RUSTUP_HOME:-${CARGO_HOME}/rustup}"
mkdir -p "${CARGO_HOME}"
export PATH="${CARGO_HOME}/bin:${PATH}"

export CARGO_BUILD_TARGET="@TARGET@"
export CONDA_RUST_HOST="@BUILD_UPPER@"
export CONDA_RUST_TARGET="@TARGET_UPPER@"
export CARGO_TARGET_@BUILD_UPPER@_LINKER="${CC_FOR_BUILD:-${CONDA_PREFIX}/bin/@BUILD_CC@}"
export CARGO_TARGET_@TARGET_UPPER@_LINKER="${CC:-${CONDA_PREFIX}/bin/@TARGET_CC@}"

export PKG_CONFIG_PATH_@BUILD_UPPER@="${CONDA_PREFIX}/lib/pkgconfig"
export PKG_CONFIG_PATH_@TARGET_UPPER@="${PREFIX:-${CONDA_PREFIX}}@LIBRARY@/lib/pkgconfig"

export CC_@BUILD_LOWER@="${CC_FOR_BUILD:-${CONDA_PREFIX}/bin/@BUILD_CC@}"
export CFLAGS_@BUILD_LOWER@="-isystem ${CONDA_PREFIX}/include"
export CFLAGS_@TARGET_LOWER@="${CFLAGS:-}"
export CPPFLAGS_@BUILD_LOWER@="-isystem ${CONDA_PREFIX}/include"
export CPPFLAGS_@TARGET_LOWER@="${CPPFLAGS:-}"
export CXXFLAGS_@BUILD_LOWER@="-isystem ${CONDA_PREFIX}/include"
export CXXFLAGS_@TARGET_LOWER@="${CXXFLAGS:-}"

export CARGO_BUILD_RUSTFLAGS="@RUSTFLAGS@"
if [ "@BUILD_LOWER@" != "@TARGET_LOWER@" ]; then
    export CARGO_TARGET_@BUILD_UPPER@_RUSTFLAGS="-C link-arg=-Wl,-rpath,${BUILD_PREFIX:-${CONDA_PREFIX}}/lib"
fi
