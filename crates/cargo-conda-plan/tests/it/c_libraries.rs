//! Members that become C libraries: by which evidence, with which files, names and problems.

use cargo_conda_plan::{CLibrary, PackagePlan, PlanRequest, Product};
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, platform, select};

const CDYLIB: &str = "[lib]\ncrate-type = ['cdylib']\n";
const HEADER: &str = "crates/adder/assets/capi/include/adder.h";

/// A workspace with a library `adder`; `rest` continues its `[package]` table.
fn adder(rest: &str) -> Fixture {
    Fixture::workspace("").lib_crate("adder", rest)
}

/// Each package with its files, requirements and run exports.
fn packages(fixture: &Fixture, on: &str) -> String {
    let request = PlanRequest { target_platforms: vec![platform(on)], ..linux() };
    let describe = |package: PackagePlan| {
        let list = |name: &str, items: Vec<String>| match items.as_slice() {
            [] => String::new(),
            items => format!("\n  {name} {}", items.join(" ")),
        };
        let text = |requirements: &[cargo_conda_mapping::Requirement]| {
            requirements.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        format!(
            "{} {}{}{}{}{}",
            package.name,
            package.product.kind(),
            list("features", package.install.features.features.clone()),
            list("files", package.installed_files().map(|file| file.to_string()).collect()),
            list("run", text(&package.requirements.run)),
            list("run exports", text(&package.requirements.run_exports)),
        )
    };
    fixture.plan(&request).packages.into_iter().map(describe).collect::<Vec<_>>().join("\n")
}

fn library(fixture: &Fixture) -> CLibrary {
    match fixture.package("adder").product {
        Product::CLibrary(library) => *library,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_table_of_cargo_c_makes_a_library() {
    let fixture = adder("[features]\ncapi = []\n[package.metadata.capi]\n");
    assert_snapshot!(packages(&fixture, "linux-64"), @r#"
    libadder c-library
      features capi
      files lib/libadder.so.0.1.0 lib/libadder.so.0.1 lib/libadder.so include/adder/adder.h lib/pkgconfig/adder.pc
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    assert_snapshot!(packages(&fixture, "osx-arm64"), @r#"
    libadder c-library
      features capi
      files lib/libadder.0.1.0.dylib lib/libadder.0.1.dylib lib/libadder.dylib include/adder/adder.h lib/pkgconfig/adder.pc
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    assert_snapshot!(packages(&fixture, "win-64"), @r#"
    libadder c-library
      features capi
      files Library/bin/adder.dll Library/lib/adder.dll.lib Library/include/adder/adder.h Library/lib/pkgconfig/adder.pc
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
}

#[test]
fn a_key_makes_a_library_and_unmakes_one() {
    let asked = adder(&format!("{CDYLIB}[package.metadata.conda]\nc-library = true")).file(HEADER, "");
    assert_eq!(asked.package("adder").name.as_str(), "libadder");
    let off = adder("[package.metadata.capi]\n[package.metadata.conda]\nc-library = false");
    assert_snapshot!(off.tool("tool", "").decisions(), @"
    tool: tool
    adder: skipped, it has no binary, and its configuration says `c-library = false` [`[package.metadata.conda] c-library = true` in crates/adder/Cargo.toml]
    ");
    assert_snapshot!(adder(CDYLIB).tool("tool", "").decisions(), @"
    tool: tool
    adder: skipped, it has no binary, and it only becomes a C library when its configuration says so [`[package.metadata.conda] c-library = true` in crates/adder/Cargo.toml]
    ");
    assert_snapshot!(adder(CDYLIB).error_for(&PlanRequest { selection: select(&["adder"], &[]), ..linux() }), @"
    `adder` cannot become a package: it has no binary, and it only becomes a C library when its configuration says so
    `[package.metadata.conda] c-library = true` in crates/adder/Cargo.toml
    ");
}

#[test]
fn a_key_for_all_members_means_those_that_are_made_for_c() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nc-library = true")
        .lib_crate("adder", CDYLIB)
        .file(HEADER, "")
        .lib_crate("plain", "")
        .tool("tool", "");
    assert_snapshot!(fixture.decisions(), @"
    adder: c-library
    tool: tool
    plain: skipped, it has no binary
    ");
}

#[test]
fn programs_and_the_library_of_one_crate_are_two_packages() {
    let fixture = adder(
        "[features]\ncapi = []\n[package.metadata.capi]\n[package.metadata.conda]\ntests = ['adder 1']",
    )
    .file("crates/adder/src/main.rs", "fn main() {}");
    assert_snapshot!(packages(&fixture, "linux-64"), @r#"
    adder programs
      files bin/adder
    libadder c-library
      features capi
      files lib/libadder.so.0.1.0 lib/libadder.so.0.1 lib/libadder.so include/adder/adder.h lib/pkgconfig/adder.pc
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    let tests: Vec<_> = fixture.plan(&linux()).packages.into_iter().map(|package| package.tests).collect();
    assert_eq!(tests, [Some(vec!["adder 1".to_owned()]), None]);
}

#[test]
fn what_it_takes_to_link_can_be_a_package_of_its_own() {
    let fixture = adder(
        "[package.metadata.capi]\n[package.metadata.conda]\nc-library = { devel = true }\ntests = ['test -e x']",
    );
    assert_snapshot!(packages(&fixture, "linux-64"), @r#"
    libadder c-library
      files lib/libadder.so.0.1.0 lib/libadder.so.0.1 lib/libadder.so
    libadder-devel c-library
      files include/adder/adder.h lib/pkgconfig/adder.pc
      run ${{ pin_subpackage("libadder", exact=True) }}
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    assert_snapshot!(packages(&fixture, "win-64"), @r#"
    libadder c-library
      files Library/bin/adder.dll
    libadder-devel c-library
      files Library/lib/adder.dll.lib Library/include/adder/adder.h Library/lib/pkgconfig/adder.pc
      run ${{ pin_subpackage("libadder", exact=True) }}
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    let tests: Vec<_> = fixture.plan(&linux()).packages.into_iter().map(|package| package.tests).collect();
    assert_eq!(tests, [None, Some(vec!["test -e x".to_owned()])]);
}

#[test]
fn every_key_of_cargo_c_reaches_the_library() {
    let fixture = adder(
        "description = \"Adds\\n numbers.\"\n\
         [package.metadata.capi]\nmin_version = '0.9.0'\n\
         [package.metadata.capi.header]\nname = 'add.h'\nsubdirectory = 'add-2/add'\nemit_version_constants = false\n\
         [package.metadata.capi.pkg_config]\nname = 'Add'\nfilename = 'add-2'\nversion = '2.5'\n\
         requires = 'zlib >= 1, b'\nrequires_private = 'c'\nstrip_include_path_components = 1\n\
         [package.metadata.capi.library]\nname = 'add'\nversion = '2.5.1'\nrustflags = '-Ca  -Cb'\n\
         version_suffix_components = 2\n\
         [package.metadata.capi.library.target.'cfg(windows)']\nrustflags = '-Cwin'\n\
         [package.metadata.capi.library.target.'cfg(target_os = \"linux\")']\nrustflags = '-Clinux'\n\
         [package.metadata.capi.install.data]\nsubdirectory = 'tables'\nasset = [{ from = 'data/**/*.txt' }]\n\
         [package.metadata.capi.install.include]\nasset = [{ from = 'include/*.h', to = 'more' }]",
    )
    .file("crates/adder/data/a/one.txt", "")
    .file("crates/adder/data/a/two.bin", "")
    .file("crates/adder/include/extra.h", "");
    assert_snapshot!(packages(&fixture, "linux-64"), @r#"
    libadder c-library
      files lib/libadd.so.2.5.1 lib/libadd.so.2.5 lib/libadd.so include/add-2/add/add.h lib/pkgconfig/add-2.pc include/more/extra.h share/tables/a/one.txt
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    let library = library(&fixture);
    assert_eq!(library.rustc_args, ["-Ca", "-Cb", "-Clinux"]);
    assert_eq!(library.soname(platform("linux-64")).as_deref(), Some("libadd.so.2.5"));
    assert!(library.generated_header.as_ref().unwrap().definitions.is_empty());
    assert_snapshot!(library.pkg_config.lines().join("\n"), @"
    prefix=${pcfiledir}/../..
    exec_prefix=${prefix}
    libdir=${prefix}/lib
    includedir=${prefix}/include

    Name: Add
    Description: Adds numbers.
    Version: 2.5
    Libs: -L${libdir} -ladd
    Cflags: -I${includedir}/add-2
    Requires: zlib >= 1, b
    Requires.private: c
    ");
}

#[test]
fn a_plugin_has_no_version_and_is_linked_by_nobody() {
    let fixture = adder(
        "[package.metadata.capi.header]\nenabled = false\n[package.metadata.capi.library]\nversioning = false\n\
         install_subdir = 'gstreamer-1.0'",
    );
    assert_snapshot!(packages(&fixture, "linux-64"), @"
    libadder c-library
      files lib/gstreamer-1.0/libadder.so lib/pkgconfig/adder.pc
    ");
    assert_snapshot!(packages(&fixture, "win-64"), @"
    libadder c-library
      files Library/lib/gstreamer-1.0/adder.dll Library/lib/gstreamer-1.0/adder.dll.lib Library/lib/pkgconfig/adder.pc
    ");
}

#[test]
fn the_interface_changes_as_cargo_says() {
    let soname = |version: &str, table: &str| {
        let fixture = adder(&format!(
            "[package.metadata.capi.header]\n[package.metadata.capi.library]\nversion = '{version}'\n{table}"
        ));
        library(&fixture).soname(platform("linux-64")).unwrap()
    };
    assert_eq!(soname("0.0.3", ""), "libadder.so.0.0.3");
    assert_eq!(soname("0.2.3", ""), "libadder.so.0.2");
    assert_eq!(soname("3.2.3", ""), "libadder.so.3");
    assert_eq!(soname("0.2.3", "version_suffix_components = 1"), "libadder.so.0");
}

#[test]
fn what_is_wrong_with_a_library() {
    assert_snapshot!(adder(&format!("{CDYLIB}[package.metadata.conda]\nc-library = true")).error(), @"
    a problem in the manifests
    crates/adder/Cargo.toml:8:13 at true
      the C library `adder` has no header
      help: have cbindgen write one: add a `cbindgen.toml` beside the manifest; or put it into `assets/capi/include`; or say that there is none: `[package.metadata.capi.header] enabled = false`
    ");
    let tool = Fixture::workspace("").tool("tool", "[package.metadata.conda]\nc-library = true");
    assert_snapshot!(tool.error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:13 at true
      `tool` has no library, so it cannot be a C library
      help: remove `c-library`, or add a `[lib]` to the crate
    ");
    assert_snapshot!(adder("[package.metadata.capi.header]\ngeneration = 'no'").error(), @r#"
    a problem in the manifests
    crates/adder/Cargo.toml:5:1 at [package.metadata.capi.header]
      `[package.metadata.capi]`: invalid type: string "no", expected a boolean
    "#);
    assert_snapshot!(adder("[package.metadata.capi.header]\ngeneration = false").error(), @"
    a problem in the manifests
    crates/adder/Cargo.toml:5:1 at [package.metadata.capi.header]
      the C library `adder` has no header
      help: have cbindgen write one: add a `cbindgen.toml` beside the manifest; or put it into `assets/capi/include`; or say that there is none: `[package.metadata.capi.header] enabled = false`
    ");
    let united = "[package.metadata.capi]\n[package.metadata.conda]\nfeatures-of = 'workspace'";
    assert_snapshot!(adder(united).error(), @r#"
    a problem in the manifests
    crates/adder/Cargo.toml:7:15 at 'workspace'
      `adder` cannot be built with the features of the workspace: `cargo rustc`, which builds its C library, has no option for the features of other members
      help: write `features-of = "package"`, or leave the library out: `c-library = false`
    "#);
    let table = "[package.metadata.capi.library]\nname = 'a b'\nversion = '1'\nversion_suffix_components = 4\n\
                 install_subdir = '../x'\n[package.metadata.capi.install.include]\n\
                 asset = [{ from = 'no/*.h' }, { from = 'a[', to = '' }]\ngenerated = [{ from = 'gen.h' }]";
    assert_snapshot!(adder(table).error(), @"
    6 problems in the manifests
    crates/adder/Cargo.toml:6:8 at 'a b'
      `[package.metadata.capi]`: `library.name` is `a b`, which cannot be the name of a file
    crates/adder/Cargo.toml:7:11 at '1'
      `[package.metadata.capi]`: `library.version`: unexpected end of input while parsing major version number
    crates/adder/Cargo.toml:8:29 at 4
      `[package.metadata.capi]`: `library.version_suffix_components` is 1, 2 or 3, not 4
    crates/adder/Cargo.toml:9:18 at '../x'
      `[package.metadata.capi]`: `../x` is not a path below the directory that it is installed into
    crates/adder/Cargo.toml:10:1 at [package.metadata.capi.install.include]
      `[package.metadata.capi]`: `no/*.h` matches no file
    crates/adder/Cargo.toml:12:13 at [{ from = 'gen.h' }]
      `gen.h` names files that a build script writes, and `adder` has none
      help: add a `build.rs` that writes them into `OUT_DIR`, or name files of the sources in `asset`
    ");
    assert_snapshot!(adder("[package.metadata.conda]\nc-library = { devel = 1, nam = 'x' }").error(), @"
    3 problems in the manifests
    crates/adder/Cargo.toml:6:13 at { devel = 1, nam = 'x' }
      the C library `adder` has no header
      help: have cbindgen write one: add a `cbindgen.toml` beside the manifest; or put it into `assets/capi/include`; or say that there is none: `[package.metadata.capi.header] enabled = false`
    crates/adder/Cargo.toml:6:23 at 1
      `devel` must be `true` or `false`, not 1
    crates/adder/Cargo.toml:6:26 at nam
      unknown key `nam`
      help: did you mean `name`?
    ");
}

#[test]
fn a_static_library_is_a_package_beside_the_shared_one() {
    let both = |rest: &str| {
        adder(&format!("[lib]\ncrate-type = ['staticlib', 'cdylib']\n[package.metadata.capi]\n{rest}"))
    };
    assert_snapshot!(packages(&both(""), "linux-64"), @r#"
    libadder c-library
      files lib/libadder.so.0.1.0 lib/libadder.so.0.1 lib/libadder.so include/adder/adder.h lib/pkgconfig/adder.pc
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    libadder-static c-library
      files lib/libadder.a
      run ${{ pin_subpackage("libadder", exact=True) }}
    "#);
    let split = both("[package.metadata.conda]\nc-library = { devel = true }");
    assert_snapshot!(packages(&split, "win-64"), @r#"
    libadder c-library
      files Library/bin/adder.dll
    libadder-devel c-library
      files Library/lib/adder.dll.lib Library/include/adder/adder.h Library/lib/pkgconfig/adder.pc
      run ${{ pin_subpackage("libadder", exact=True) }}
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    libadder-static c-library
      files Library/lib/adder.lib
      run ${{ pin_subpackage("libadder-devel", exact=True) }}
    "#);
    let off = both("[package.metadata.conda]\nc-library = { static = false }");
    assert_snapshot!(packages(&off, "linux-64"), @r#"
    libadder c-library
      files lib/libadder.so.0.1.0 lib/libadder.so.0.1 lib/libadder.so include/adder/adder.h lib/pkgconfig/adder.pc
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    let asked = adder("[package.metadata.capi]\n[package.metadata.conda]\nc-library = { static = true }");
    assert_eq!(asked.plan(&linux()).packages.len(), 2);
}

#[test]
fn a_static_library_alone_has_no_run_export() {
    let alone = |rest: &str| {
        adder(&format!("[lib]\ncrate-type = ['staticlib']\n[package.metadata.conda]\n{rest}"))
            .file(HEADER, "")
    };
    assert_snapshot!(packages(&alone("c-library = true"), "linux-64"), @"
    libadder c-library
      files lib/libadder.a lib/pkgconfig/adder.pc include/adder/adder.h
    ");
    assert_snapshot!(packages(&alone("c-library = { shared = true, static = false }"), "linux-64"), @r#"
    libadder c-library
      files lib/libadder.so.0.1.0 lib/libadder.so.0.1 lib/libadder.so lib/pkgconfig/adder.pc include/adder/adder.h
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    assert_snapshot!(alone("c-library = { devel = true }").error(), @"
    a problem in the manifests
    crates/adder/Cargo.toml:8:23 at true
      the C library `adder` is a static one alone, of which running programs need nothing
      help: remove `devel = true`, or make a shared library too: `shared = true`
    ");
    assert_snapshot!(alone("c-library = { static = false, shared = false }").error(), @"
    a problem in the manifests
    crates/adder/Cargo.toml:8:40 at false
      the C library `adder` would have neither a shared nor a static library
      help: remove `shared = false` or `static = false`
    ");
}

#[test]
fn a_build_script_writes_headers() {
    let table = "[package.metadata.capi.header]\ngeneration = false\nsubdirectory = 'add'\n";
    let customary = adder(table).file("crates/adder/build.rs", "fn main() {}");
    let written = |fixture: &Fixture, on: &str| {
        let package = fixture.package("adder");
        let files = package.product.build_script_files(platform(on));
        let line = |files: &cargo_conda_plan::BuildScriptFiles| {
            let need = if files.is_required { "must" } else { "may" };
            format!("{need} be written: {} to {}", files.whole_pattern(), files.to)
        };
        files.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(written(&customary, "linux-64"), @"
    must be written: capi/include/**/* to include/add
    may be written: capi/share/**/* to share/adder
    ");
    let install = "[package.metadata.capi.install.include]\n\
                   generated = [{ from = 'gen/**/*.h' }, { from = 'one.h', to = 'more' }]\n\
                   [package.metadata.capi.install.data]\ngenerated = [{ from = 'tables/*.bin' }]";
    let named = adder(&format!("{table}{install}")).file("crates/adder/build.rs", "fn main() {}");
    assert_snapshot!(written(&named, "linux-64"), @"
    must be written: gen/**/*.h to include/add
    must be written: one.h to include/more
    may be written: capi/include/**/* to include/add
    must be written: tables/*.bin to share/adder
    may be written: capi/share/**/* to share/adder
    ");
    assert_snapshot!(written(&named, "win-64"), @"
    must be written: gen/**/*.h to Library/include/add
    must be written: one.h to Library/include/more
    may be written: capi/include/**/* to Library/include/add
    must be written: tables/*.bin to Library/share/adder
    may be written: capi/share/**/* to Library/share/adder
    ");
    let wild =
        table.to_owned() + "[package.metadata.capi.install.include]\ngenerated = [{ from = 'a*/b.h' }]";
    assert_snapshot!(adder(&wild).file("crates/adder/build.rs", "fn main() {}").error(), @"
    a problem in the manifests
    crates/adder/Cargo.toml:9:13 at [{ from = 'a*/b.h' }]
      `[package.metadata.capi]`: `a*/b.h`: wildcards are `*`, `?` and `[…]` in the name of the file, and `**` for directories
    ");
    assert_snapshot!(adder(&format!("{table}{install}")).error(), @"
    2 problems in the manifests
    crates/adder/Cargo.toml:9:13 at [{ from = 'gen/**/*.h' }, { from = 'one.h', to = 'more' }]
      `gen/**/*.h` names files that a build script writes, and `adder` has none
      help: add a `build.rs` that writes them into `OUT_DIR`, or name files of the sources in `asset`
    crates/adder/Cargo.toml:11:13 at [{ from = 'tables/*.bin' }]
      `tables/*.bin` names files that a build script writes, and `adder` has none
      help: add a `build.rs` that writes them into `OUT_DIR`, or name files of the sources in `asset`
    ");
}

#[test]
fn keys_without_an_effect_are_named() {
    let fixture = adder(
        "[package.metadata.capi.header]\ngenerate = false\nname = 'add.hpp'\n\
         [package.metadata.capi.library]\nrustflags = '-C link-arg=-s -Cpanic=abort -Ctarget-cpu=native'\n\
         import_library = false",
    );
    let root = fixture.root().to_string();
    let warnings = fixture.plan(&linux()).warnings;
    let warnings: Vec<_> =
        warnings.iter().map(|warning| warning.to_string().replace(&root, "ROOT")).collect();
    assert_snapshot!(warnings.join("\n"), @r#"
    ROOT/crates/adder/Cargo.toml:6:12: cargo-c has no key `header.generate` in `[package.metadata.capi]`, so it has no effect; did you mean `generation`?
    ROOT/crates/adder/Cargo.toml:9:13: `library.rustflags` is for the crate of the library alone here, and for all crates that it is linked from with cargo-c; for these, write `[package.metadata.conda] env = { RUSTFLAGS = "-C link-arg=-s -Cpanic=abort -Ctarget-cpu=native" }`
    adder: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = "…"`, or `license.workspace = true` where `[workspace.package]` has it
    "#);
    assert_snapshot!(packages(&fixture, "win-64"), @r#"
    libadder c-library
      files Library/bin/adder.dll Library/include/adder/add.h Library/lib/pkgconfig/adder.pc
      run exports ${{ pin_subpackage("libadder", lower_bound="x.x.x.x.x.x", upper_bound="x.x") }}
    "#);
    let silent = adder("[package.metadata.capi.library]\nrustflags = '-C link-arg=-s -Cpanic=abort'");
    let warnings = silent.plan(&linux()).warnings;
    assert!(!warnings.iter().any(|warning| warning.to_string().contains("rustflags")), "{warnings:?}");
}

#[test]
fn a_library_and_a_program_of_one_name() {
    let fixture = Fixture::workspace("").tool("libadder", "").lib_crate("adder", "[package.metadata.capi]\n");
    assert_snapshot!(fixture.error(), @r#"
    a problem in the manifests
    crates/adder/Cargo.toml:1:1 at [package]
      the C library of `adder` would be the conda package `libadder`, and so would the programs of `libadder`
      help: give it a name of its own: `[package.metadata.conda] c-library = { name = "…" }` in `adder`
    "#);
    let own = Fixture::workspace("")
        .lib_crate("libadder", "[package.metadata.capi]\n")
        .file("crates/libadder/src/main.rs", "fn main() {}");
    assert_snapshot!(own.error(), @r#"
    a problem in the manifests
    crates/libadder/Cargo.toml:1:1 at [package]
      the C library of `libadder` would be the conda package `libadder`, and so would the programs of `libadder`
      help: give it a name of its own: `[package.metadata.conda] c-library = { name = "…" }` in `libadder`
    "#);
}
