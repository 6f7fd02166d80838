# Sets the variables that activating conda-forge's clang_@PLATFORM@ sets, as far as builds of crates read them.

export CC="@HOST@-clang"
export CLANG="@HOST@-clang"
export CC_FOR_BUILD="${CONDA_PREFIX}/bin/@BUILD@-cc"
export HOST="@HOST@"
export BUILD="@BUILD@"
export CONDA_TOOLCHAIN_HOST="@HOST@"
export CONDA_TOOLCHAIN_BUILD="@BUILD@"
export CONDA_BUILD_CROSS_COMPILATION="1"
export MACOSX_DEPLOYMENT_TARGET="@OLDEST@"
export CPPFLAGS="-D_FORTIFY_SOURCE=2 -mmacosx-version-min=@OLDEST@${CPPFLAGS:+ ${CPPFLAGS}}"
export CFLAGS="-ftree-vectorize -fPIC -fstack-protector-strong -O2 -pipe -isystem ${PREFIX:-${CONDA_PREFIX}}/include${CFLAGS:+ ${CFLAGS}}"
export LDFLAGS="-Wl,-headerpad_max_install_names -Wl,-dead_strip_dylibs -Wl,-rpath,${PREFIX:-${CONDA_PREFIX}}/lib -L${PREFIX:-${CONDA_PREFIX}}/lib${LDFLAGS:+ ${LDFLAGS}}"
