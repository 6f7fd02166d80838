//! Variant files with the values that recipes leave open.

/// The text of the `variants.yaml` to put beside [`Copied`](crate::SourceLayout::Copied) recipes.
///
/// rattler-build reads a file of that name beside a recipe. It has defaults for `compiler(…)` but none for
/// `stdlib(…)`, and refuses a recipe with a `stdlib(…)` that has no value. The values are those of
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

/// Variants for compilers that the user has not chosen: the values that pixi's own build backends have.
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
