# Sets the variables that activating conda-forge's rust_@PLATFORM@ sets on Linux.

export CARGO_HOME="${CARGO_HOME:-${CONDA_PREFIX}/.cargo}"
export CARGO_CONFIG="${CARGO_CONFIG:-${CARGO_HOME}/config}"
export RUSTUP_HOME="${RUSTUP_HOME:-${CARGO_HOME}/rustup}"
mkdir -p "${CARGO_HOME}"
export PATH="${CARGO_HOME}/bin:${PATH}"

export CARGO_BUILD_TARGET="@TARGET@"
export CONDA_RUST_HOST="@BUILD_UPPER@"
export CONDA_RUST_TARGET="@TARGET_UPPER@"
export CARGO_TARGET_@BUILD_UPPER@_LINKER="${CC_FOR_BUILD}"
export CARGO_TARGET_@TARGET_UPPER@_LINKER="${CC}"
export CC_@BUILD_LOWER@="${CC_FOR_BUILD}"
export CC_@TARGET_LOWER@="${CC}"
export CFLAGS_@TARGET_LOWER@="${CFLAGS:-}"

export CARGO_BUILD_RUSTFLAGS="-C link-arg=-Wl,-rpath,${PREFIX:-${CONDA_PREFIX}}/lib"
if [ "${CONDA_BUILD:-0}" = "1" ]; then
    export CARGO_BUILD_RUSTFLAGS="${CARGO_BUILD_RUSTFLAGS} -C link-arg=-Wl,-headerpad_max_install_names -C link-arg=-Wl,-dead_strip_dylibs"
fi
export CARGO_TARGET_@BUILD_UPPER@_RUSTFLAGS="-C link-arg=-Wl,-rpath,${BUILD_PREFIX:-${CONDA_PREFIX}}/lib"
