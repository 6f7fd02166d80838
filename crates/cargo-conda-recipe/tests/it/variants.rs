//! Recipes for other machines name `stdlib('c')`, which needs a variant file.

use insta::assert_snapshot;
use rattler_build_variant_config::VariantConfig;

use crate::samples::{copied, on, plain, read, variants, with_compilers, yaml};

fn build_requirements(platform: &str) -> String {
    let recipe = yaml(&with_compilers(on(platform, plain("tool"))), &copied());
    let recipes = read(&recipe, platform, &variants(platform)).unwrap();
    assert_eq!(recipes.len(), 1);
    let build = recipes[0].requirements.build.iter();
    build.map(|dependency| dependency.as_match_spec().to_string()).collect::<Vec<_>>().join(", ")
}

#[test]
fn without_variants_such_a_recipe_is_refused() {
    let error = read(&yaml(&with_compilers(plain("tool")), &copied()), "linux-64", &VariantConfig::default())
        .unwrap_err();
    assert!(error.contains("No stdlib found for language: c"), "{error}");
}

#[test]
fn with_our_variants_it_is_accepted_on_each_platform() {
    assert_snapshot!(build_requirements("linux-64"), @"rust_linux-64, gcc_linux-64, sysroot_linux-64 2.17.*");
    assert_snapshot!(build_requirements("linux-aarch64"), @"rust_linux-aarch64, gcc_linux-aarch64, sysroot_linux-aarch64 2.17.*");
    assert_snapshot!(build_requirements("osx-64"), @"rust_osx-64, clang_osx-64, macosx_deployment_target_osx-64 11.0.*");
    assert_snapshot!(build_requirements("osx-arm64"), @"rust_osx-arm64, clang_osx-arm64, macosx_deployment_target_osx-arm64 11.0.*");
    assert_snapshot!(build_requirements("win-64"), @"rust_win-64, vs2022_win-64, vs_win-64");
}
