//! Snapshots of whole recipes.

use cargo_conda_plan::LicenseFile;
use cargo_conda_recipe::{MultiOutputRecipe, RecipeSource, SourceLayout};
use indexmap::IndexMap;
use insta::assert_snapshot;

use crate::samples::{
    body, copied, disclosing, full, in_place, on, plain, recipe, released, with_compilers, yaml,
};

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
    schema_version: 1
    context:
      version: 1.2.3
    package:
      name: tool
      version: ${{ version }}
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
fn for_conda_forge() {
    let package = disclosing(with_compilers(plain("tool")));
    assert_snapshot!(yaml(&package, &released()), @r#"
    schema_version: 1
    context:
      version: 1.2.3
    package:
      name: tool
      version: ${{ version }}
    source:
      url: https://example.com/tool/archive/v${{ version }}.tar.gz
      sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    build:
      number: 0
      script:
        content:
        - cargo auditable install --locked --no-track --force --root "$PREFIX" --path crates/tool
        - cd crates/tool
        - cargo bundle-licenses --format yaml --output "$SRC_DIR/THIRDPARTY.yml"
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
      - cargo-auditable
      - cargo-bundle-licenses
    tests:
    - package_contents:
        bin:
        - tool
        strict: true
    - script:
      - tool --version || tool --help
    about:
      license_file:
      - THIRDPARTY.yml
    "#);
}

#[test]
fn for_conda_forge_on_windows() {
    let mut package = disclosing(with_compilers(on("win-64", full("tool"))));
    package.directory = "/repo".into();
    assert_snapshot!(yaml(&package, &released()), @r#"
    schema_version: 1
    context:
      version: 2.0.0.rc.1+abc
    package:
      name: tool
      version: ${{ version }}
    source:
      url: https://example.com/tool/archive/v1.2.3.tar.gz
      sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    build:
      number: 4
      script:
        content:
        - cargo auditable install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path . --profile dist --no-default-features --all-features --features dep/fast,fancy --bin one --bin two --config "env.A = ""it's"""
        - cargo bundle-licenses --format yaml --output "%SRC_DIR%\THIRDPARTY.yml" --features dep/fast,fancy
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
      - cargo-auditable
      - cargo-bundle-licenses
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
      - THIRDPARTY.yml
      summary: 'Finds things: quickly.'
      description: |-
        Finds things: quickly.

        Writes ${{ "${{" }} x }} and ${{ "{#" }} y #} as they are.
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

        Writes ${{ "${{" }} x }} and ${{ "{#" }} y #} as they are.
    "#);
}

#[test]
fn everything_copied_for_windows() {
    assert_snapshot!(yaml(&with_compilers(on("win-64", full("tool"))), &copied()), @r#"
    schema_version: 1
    context:
      version: 2.0.0.rc.1+abc
    package:
      name: tool
      version: ${{ version }}
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

        Writes ${{ "${{" }} x }} and ${{ "{#" }} y #} as they are.
    "#);
}

#[test]
fn several_packages_in_one_file() {
    let env = IndexMap::from([("B".to_owned(), "1".to_owned()), ("A".to_owned(), "${{ x".to_owned())]);
    let outputs = vec![
        recipe(&with_compilers(plain("first")), &copied(), IndexMap::new()),
        recipe(&with_compilers(plain("second")), &copied(), env),
    ];
    assert_snapshot!(body(&MultiOutputRecipe::copied("first", outputs).to_yaml()), @r#"
    schema_version: 1
    context:
      version: 1.2.3
    recipe:
      name: first
      version: ${{ version }}
    source:
      path: ../..
    build:
      number: 0
    outputs:
    - package:
        name: first
        version: ${{ version }}
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
        version: ${{ version }}
      build:
        number: 0
        script:
          env:
            B: '1'
            A: \${{ "${{" }} x
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
    about: {}
    "#);
}

#[test]
fn a_commit_is_built_elsewhere_with_compilers_from_channels() {
    let source = RecipeSource::Git {
        url: "https://git.example/acme/app.git".to_owned(),
        commit: "0123456789012345678901234567890123456789".to_owned(),
        directory: "rust".into(),
    };
    let layout = SourceLayout::Copied { workspace: "/repo".into(), source };
    let mut package = plain("app");
    package.about.license.files =
        vec![LicenseFile { source: "/repo/LICENSE".into(), packaged_as: "LICENSE".into() }];
    assert_snapshot!(yaml(&package, &layout), @r#"
    schema_version: 1
    context:
      version: 1.2.3
    package:
      name: app
      version: ${{ version }}
    source:
      git: https://git.example/acme/app.git
      rev: '0123456789012345678901234567890123456789'
    build:
      number: 0
      script:
        content:
        - cargo install --locked --no-track --force --root "$PREFIX" --path rust/crates/app
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
    tests:
    - package_contents:
        bin:
        - app
        strict: true
    - script:
      - app --version || app --help
    about:
      license_file:
      - rust/LICENSE
    "#);
}
