//! Recipes of Python extensions.

use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{PackagePlan, PackageRequirements, PythonAbi};
use cargo_conda_recipe::SourceLayout;
use insta::assert_snapshot;

use crate::samples::{
    copied, disclosing, in_place, on, python_extension, read, released, variants, with_compilers, yaml,
};
use crate::scripts::commands;

/// The commands of a build, each in a line.
fn build(package: &PackagePlan, layout: &SourceLayout) -> String {
    let platform = package.platform.as_str();
    let recipes = read(&yaml(package, layout), platform, &variants(platform)).unwrap();
    commands(recipes[0].build.plan.script().unwrap()).join("\n")
}

/// A module for one Python at a time, with conda's compilers and Python.
fn of_one_version() -> PackagePlan {
    let package = with_compilers(python_extension("fast-words", PythonAbi::OfOneVersion));
    let mut build = package.requirements.build;
    build.push(Requirement::parse("maturin >=1.4,<2").unwrap());
    let host = vec![Requirement::parse("python").unwrap()];
    PackagePlan { requirements: PackageRequirements { build, host, ..package.requirements }, ..package }
}

#[test]
fn the_whole_recipe_for_all_pythons() {
    let package = python_extension("fast-words", PythonAbi::Stable("3.9".parse().unwrap()));
    assert_snapshot!(yaml(&with_compilers(package), &copied()), @r#"
    schema_version: 1
    context:
      version: 1.2.3
    package:
      name: fast-words
      version: ${{ version }}
    source:
      path: ../..
    build:
      number: 0
      script:
        content:
        - maturin build --locked --compatibility linux --auditwheel skip --out "$SRC_DIR/wheels" --manifest-path crates/fast-words/Cargo.toml --profile release --no-default-features --features extension-module,simd
        - python -m pip install --no-deps --no-index --no-build-isolation -vv "$SRC_DIR/wheels"/*.whl
      python:
        entry_points:
        - fast-words = fast_words.cli:main
        version_independent: true
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
      host:
      - python
      - pip
    tests:
    - package_contents:
        site_packages:
        - fast_words/_native*
        strict: false
    - script:
      - python -c "import fast_words._native"
    about: {}
    "#);
}

#[test]
fn the_engine_installs_the_wheel_itself() {
    let package = python_extension("fast-words", PythonAbi::Stable("3.9".parse().unwrap()));
    assert_snapshot!(build(&package, &in_place()), @r#"
    export CARGO="$CARGO_CONDA_WORK/cargo-messages"
    maturin build --locked --compatibility linux --auditwheel skip --out "$CARGO_CONDA_WORK/wheels" --manifest-path crates/fast-words/Cargo.toml --profile release --no-default-features --features extension-module,simd 2>&1
    "#);
    assert_snapshot!(build(&of_one_version(), &in_place()), @r#"
    export CARGO="$CARGO_CONDA_WORK/cargo-messages"
    maturin build --locked --compatibility linux --auditwheel skip --out "$CARGO_CONDA_WORK/wheels" --manifest-path crates/fast-words/Cargo.toml --profile release --interpreter "$PREFIX/bin/python" --no-default-features --features extension-module,simd 2>&1
    "#);
}

#[test]
fn one_python_at_a_time() {
    assert_snapshot!(yaml(&of_one_version(), &released()), @r#"
    schema_version: 1
    context:
      version: 1.2.3
    package:
      name: fast-words
      version: ${{ version }}
    source:
      url: https://example.com/tool/archive/v${{ version }}.tar.gz
      sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    build:
      number: 0
      script:
        content:
        - maturin build --locked --compatibility linux --auditwheel skip --out "$SRC_DIR/wheels" --manifest-path crates/fast-words/Cargo.toml --profile release --interpreter "$PREFIX/bin/python" --no-default-features --features extension-module,simd
        - python -m pip install --no-deps --no-index --no-build-isolation -vv "$SRC_DIR/wheels"/*.whl
      python:
        entry_points:
        - fast-words = fast_words.cli:main
        skip_pyc_compilation:
        - '**/*.py'
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
      - maturin >=1.4,<2
      host:
      - python
      - pip
      - maturin >=1.4,<2
    tests:
    - package_contents:
        site_packages:
        - fast_words/_native.*
        strict: false
    - script:
      - python -c "import fast_words._native"
    about: {}
    "#);
    assert_snapshot!(build(&on("win-64", of_one_version()), &copied()), @r#"
    maturin build --locked --compatibility linux --auditwheel skip --out "%SRC_DIR%\wheels" --manifest-path crates/fast-words/Cargo.toml --profile release --interpreter "%PREFIX%\python.exe" --no-default-features --features extension-module,simd
    for %%w in ("%SRC_DIR%\wheels\*.whl") do python -m pip install --no-deps --no-index --no-build-isolation -vv "%%w"
    "#);
}

#[test]
fn maturin_calls_cargo_itself() {
    let recipe = yaml(&disclosing(of_one_version()), &copied());
    assert!(recipe.contains("cargo bundle-licenses") && !recipe.contains("auditable"), "{recipe}");
}
