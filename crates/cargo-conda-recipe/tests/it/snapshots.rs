//! Snapshots of whole recipes.

use cargo_conda_recipe::MultiOutputRecipe;
use indexmap::IndexMap;
use insta::assert_snapshot;

use crate::samples::{body, copied, full, in_place, on, plain, recipe, with_compilers, yaml};

#[test]
fn the_file_says_who_wrote_it() {
    let text = recipe(&plain("tool"), &in_place(), IndexMap::new()).to_yaml();
    assert_snapshot!(text.split_once("\n\n").unwrap().0, @"
    # Written by cargo-conda.
    # yaml-language-server: $schema=https://raw.githubusercontent.com/prefix-dev/recipe-format/main/schema.json
    ");
}

#[test]
fn a_plain_package_in_place() {
    assert_snapshot!(yaml(&plain("tool"), &in_place()), @r#"
    package:
      name: tool
      version: 1.2.3
    build:
      number: 0
      script:
        content:
        - cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool --message-format json 2>&1
      dynamic_linking:
        binary_relocation: false
    tests:
    - package_contents:
        bin:
        - tool
        strict: true
    - script:
      - tool --version || tool --help
    about: {}
    "#);
}

#[test]
fn a_plain_package_copied() {
    assert_snapshot!(yaml(&with_compilers(plain("tool")), &copied()), @r#"
    package:
      name: tool
      version: 1.2.3
    source:
      path: ../..
    build:
      number: 0
      script:
        content:
        - cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
    tests:
    - package_contents:
        bin:
        - tool
        strict: true
    - script:
      - tool --version || tool --help
    about: {}
    "#);
}

#[test]
fn everything_in_place_for_macos() {
    assert_snapshot!(yaml(&on("osx-arm64", full("tool")), &in_place()), @r#"
    package:
      name: tool
      version: 2.0.0.rc.1+abc
    build:
      number: 4
      script:
        content:
        - cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool --message-format json --profile dist --no-default-features --all-features --features dep/fast,fancy --bin one --bin two --config 'env.A = "it'\''s"' 2>&1
      dynamic_linking:
        binary_relocation: false
    requirements:
      run:
      - git >=2.30,<3
      - curl
      run_constraints:
      - vim <9
    tests:
    - package_contents:
        bin:
        - one
        - two
        strict: true
    - script:
      - one --version || one --help
      - two --version || two --help
    about:
      homepage: https://example.com/a?b=c#d
      repository: https://example.com/repo
      documentation: https://docs.rs/x
      license: MIT OR Apache-2.0
      license_file:
      - LICENSE-MIT
      - crates/[[]a[]] [{]b[}][*]/NOTICE
      summary: 'Finds things: quickly.'
      description: |-
        Finds things: quickly.

        Writes ${{ '${{' }} x }} and ${{ '{#' }} y #} as they are.
    "#);
}

#[test]
fn everything_copied_for_windows() {
    assert_snapshot!(yaml(&with_compilers(on("win-64", full("tool"))), &copied()), @r#"
    package:
      name: tool
      version: 2.0.0.rc.1+abc
    source:
      path: ../..
    build:
      number: 4
      script:
        content:
        - cargo install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path crates/tool --profile dist --no-default-features --all-features --features dep/fast,fancy --bin one --bin two --config "env.A = ""it's"""
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
      run:
      - git >=2.30,<3
      - curl
      run_constraints:
      - vim <9
    tests:
    - package_contents:
        bin:
        - one
        - two
        strict: true
    - script:
      - one --version || one --help
      - two --version || two --help
    about:
      homepage: https://example.com/a?b=c#d
      repository: https://example.com/repo
      documentation: https://docs.rs/x
      license: MIT OR Apache-2.0
      license_file:
      - LICENSE-MIT
      - crates/[[]a[]] [{]b[}][*]/NOTICE
      summary: 'Finds things: quickly.'
      description: |-
        Finds things: quickly.

        Writes ${{ '${{' }} x }} and ${{ '{#' }} y #} as they are.
    "#);
}

#[test]
fn several_packages_in_one_file() {
    let env = IndexMap::from([("B".to_owned(), "1".to_owned()), ("A".to_owned(), "${{ x".to_owned())]);
    let outputs = vec![
        recipe(&with_compilers(plain("first")), &copied(), IndexMap::new()),
        recipe(&with_compilers(plain("second")), &copied(), env),
    ];
    assert_snapshot!(body(&MultiOutputRecipe::new(outputs).to_yaml()), @r#"
    outputs:
    - package:
        name: first
        version: 1.2.3
      source:
        path: ../..
      build:
        number: 0
        script:
          content:
          - cargo install --locked --no-track --force --root "$PREFIX" --path crates/first
      requirements:
        build:
        - ${{ compiler('rust') }}
        - ${{ compiler('c') }}
        - ${{ stdlib('c') }}
      tests:
      - package_contents:
          bin:
          - first
          strict: true
      - script:
        - first --version || first --help
      about: {}
    - package:
        name: second
        version: 1.2.3
      source:
        path: ../..
      build:
        number: 0
        script:
          env:
            B: '1'
            A: \${{ '${{' }} x
          content:
          - cargo install --locked --no-track --force --root "$PREFIX" --path crates/second
      requirements:
        build:
        - ${{ compiler('rust') }}
        - ${{ compiler('c') }}
        - ${{ stdlib('c') }}
      tests:
      - package_contents:
          bin:
          - second
          strict: true
      - script:
        - second --version || second --help
      about: {}
    "#);
}
