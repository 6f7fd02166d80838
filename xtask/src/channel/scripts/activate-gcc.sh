# Sets the variables that activating conda-forge's gcc_@PLATFORM@ sets.

# Sets the variable $1 to $2; CONDA_BACKUP_$1 keeps what it was.
_channel_set() {
    eval "if [ -n \"\${$1+set}\" ]; then export CONDA_BACKUP_$1=\"\$$1\"; else unset CONDA_BACKUP_$1; fi"
    export "$1=$2"
}

if [ "${CONDA_BUILD:-0}" = "1" ]; then
    _channel_prefix="${PREFIX}@LIBRARY@"
    _channel_maps=" -fdebug-prefix-map=${SRC_DIR}=/usr/local/src/conda/${PKG_NAME}-${PKG_VERSION} -fdebug-prefix-map=${PREFIX}=/usr/local/src/conda-prefix"
    _channel_maps=" -fno-merge-constants -isystem ${_channel_prefix}/include${_channel_maps}"
    _channel_cmake=" -DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY"
    _channel_cmake="${_channel_cmake} -DCMAKE_FIND_ROOT_PATH=${PREFIX};${BUILD_PREFIX:-${CONDA_PREFIX}}/@HOST@/sysroot"
    _channel_cmake="${_channel_cmake} -DCMAKE_INSTALL_PREFIX=${PREFIX} -DCMAKE_INSTALL_LIBDIR=lib"
    _channel_cmake="${_channel_cmake} -DCMAKE_PROGRAM_PATH=${BUILD_PREFIX:-${CONDA_PREFIX}}/bin;${PREFIX}/bin"
    _channel_meson=" --prefix=${PREFIX} -Dlibdir=lib"
else
    _channel_prefix="${CONDA_PREFIX}@LIBRARY@"
    _channel_maps=" -isystem ${_channel_prefix}/include"
    _channel_cmake=""
    _channel_meson=""
fi
_channel_bin="${CONDA_PREFIX}/bin/@HOST@"
_channel_cmake=" -DCMAKE_LINKER=${_channel_bin}-ld -DCMAKE_STRIP=${_channel_bin}-strip -DCMAKE_BUILD_TYPE=Release${_channel_cmake}"
_channel_cmake="-DCMAKE_AR=${_channel_bin}-ar -DCMAKE_C_COMPILER_AR=${_channel_bin}-gcc-ar -DCMAKE_RANLIB=${_channel_bin}-ranlib -DCMAKE_C_COMPILER_RANLIB=${_channel_bin}-gcc-ranlib${_channel_cmake}"

_channel_set HOST "@HOST@"
_channel_set BUILD "@BUILD@"
_channel_set CONDA_TOOLCHAIN_HOST "@HOST@"
_channel_set CONDA_TOOLCHAIN_BUILD "@BUILD@"
_channel_set build_alias "@BUILD@"
_channel_set host_alias "@HOST@"

# Bare names, as in current versions there: paths would differ between environments.
_channel_set CC "@HOST@-cc"
_channel_set CPP "@HOST@-cpp"
_channel_set CC_FOR_BUILD "@BUILD@-cc"
_channel_set CPP_FOR_BUILD "@BUILD@-cpp"
_channel_set GCC "@HOST@-gcc"
_channel_set GCC_AR "@HOST@-gcc-ar"
_channel_set GCC_NM "@HOST@-gcc-nm"
_channel_set GCC_RANLIB "@HOST@-gcc-ranlib"

# Those of binutils_@PLATFORM@, which is a package of its own there.
for _channel_tool in addr2line ar as ld nm objcopy objdump ranlib readelf size strings strip; do
    _channel_set "$(printf %s "${_channel_tool}" | tr a-z A-Z)" "@HOST@-${_channel_tool}"
done

_channel_set CPPFLAGS "-DNDEBUG -D_FORTIFY_SOURCE=2 -O2 -isystem ${_channel_prefix}/include${CPPFLAGS:+ ${CPPFLAGS}}"
_channel_set CFLAGS "@CFLAGS@${_channel_maps}${CFLAGS:+ ${CFLAGS}}"
_channel_set LDFLAGS "@LDFLAGS@@SEARCH_PATHS@ -L${_channel_prefix}/lib${LDFLAGS:+ ${LDFLAGS}}"
_channel_set LDFLAGS_LD "@LDFLAGS_LD@@SEARCH_PATHS_LD@ -L${_channel_prefix}/lib${LDFLAGS_LD:+ ${LDFLAGS_LD}}"
_channel_set DEBUG_CPPFLAGS "-D_DEBUG -D_FORTIFY_SOURCE=2 -Og -isystem ${_channel_prefix}/include${DEBUG_CPPFLAGS:+ ${DEBUG_CPPFLAGS}}"
_channel_set DEBUG_CFLAGS "@DEBUG_CFLAGS@${_channel_maps}${DEBUG_CFLAGS:+ ${DEBUG_CFLAGS}}"

_channel_set CMAKE_PREFIX_PATH "${_channel_prefix}:${CONDA_PREFIX}/@HOST@/sysroot/usr${CMAKE_PREFIX_PATH:+:${CMAKE_PREFIX_PATH}}"
_channel_set CONDA_BUILD_SYSROOT "${CONDA_PREFIX}/@HOST@/sysroot"
if [ "@HOST@" != "@BUILD@" ]; then
    _channel_cmake="${_channel_cmake} -DCMAKE_SYSTEM_NAME=@SYSTEM@ -DCMAKE_SYSTEM_PROCESSOR=@PROCESSOR@"
    _channel_set CONDA_BUILD_CROSS_COMPILATION "1"
    _channel_set QEMU_LD_PREFIX "${QEMU_LD_PREFIX:-${CONDA_BUILD_SYSROOT}}"
else
    unset CONDA_BUILD_CROSS_COMPILATION
fi
_channel_set CMAKE_ARGS "${_channel_cmake}"
_channel_set MESON_ARGS "-Dbuildtype=release${_channel_meson}"

unset _channel_prefix _channel_maps _channel_cmake _channel_meson _channel_bin _channel_tool
unset -f _channel_set
