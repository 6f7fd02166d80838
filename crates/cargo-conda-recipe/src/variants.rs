//! What recipes for others leave to a file of variants.

/// The text of the `variants.yaml` that belongs beside [`Copied`](crate::SourceLayout::Copied) recipes.
///
/// rattler-build reads a file of that name beside a recipe. It has defaults for `compiler(…)` and none for
/// `stdlib(…)`, without which such a recipe is refused. The values are those of
/// [conda-forge](https://github.com/conda-forge/conda-forge-pinning-feedstock/blob/main/recipe/conda_build_config.yaml):
/// the oldest C library that packages made there run on.
pub const VARIANTS: &str = "# Written by cargo-conda.
c_stdlib:
  - if: linux
    then: sysroot
  - if: osx
    then: macosx_deployment_target
  - if: win
    then: vs
c_stdlib_version:
  - if: linux
    then: \"2.17\"
  - if: osx
    then: \"11.0\"
";

/// What stands in for compilers that nobody has chosen, where it is not conda-forge's packages that are to be matched: the
/// values that pixi's own build backends have.
pub const COMPILERS: &str = "c_compiler:
  - if: win
    then: vs2022
cxx_compiler:
  - if: win
    then: vs2022
cuda_compiler:
  - if: linux or win
    then: cuda-nvcc
";
