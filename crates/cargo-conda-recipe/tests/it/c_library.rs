//! Recipes of C libraries.

use std::process::Command;

use cargo_conda_plan::{BuildScriptFiles, CLibrary, LibraryPart, PackagePlan, Product};
use cargo_conda_recipe::SourceLayout;
use cargo_conda_test_support::TempWorkspace;
use insta::assert_snapshot;

use crate::samples::{c_library, copied, in_place, in_place_on, on, read, variants, with_compilers, yaml};
use crate::scripts::commands;

/// The commands of a build, each in a line.
fn build(package: &PackagePlan, layout: &SourceLayout) -> Vec<String> {
    let platform = package.platform.as_str();
    let recipes = read(&yaml(package, layout), platform, &variants(platform)).unwrap();
    commands(recipes[0].build.plan.script().unwrap())
}

#[test]
fn the_whole_recipe() {
    assert_snapshot!(yaml(&with_compilers(c_library("adder", LibraryPart::Whole)), &copied()), @r#"
    schema_version: 1
    context:
      version: 1.2.3
    package:
      name: adder
      version: ${{ version }}
    source:
      path: ../..
    build:
      number: 0
      script:
        content:
        - export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}"
        - rm -f "$CARGO_TARGET_DIR"/{,*/}release/libadder.so
        - rm -f "$CARGO_TARGET_DIR"/{,*/}release/deps/libadder.so
        - cargo rustc --locked --lib --crate-type cdylib --manifest-path crates/adder/Cargo.toml --profile release --features capi -- --cfg cargo_c -C link-arg=-Wl,-soname,libadder.so.1 '-Clink-arg=-Wl,--version-script=assets/version map'
        - mkdir -p "$PREFIX"/include/adder
        - mkdir -p "$PREFIX"/include/more
        - mkdir -p "$PREFIX"/lib
        - mkdir -p "$PREFIX"/lib/pkgconfig
        - mkdir -p "$PREFIX"/share/tables
        - for built in "$CARGO_TARGET_DIR"/{,*/}release/libadder.so; do if [ -f "$built" ]; then cp "$built" "$PREFIX"/lib/libadder.so.1.2.3; fi; done
        - ln -sf libadder.so.1.2.3 "$PREFIX"/lib/libadder.so.1
        - ln -sf libadder.so.1.2.3 "$PREFIX"/lib/libadder.so
        - '{ printf ''%s\n'' ''#define ADD_MAJOR 1'' && cbindgen crates/adder; } > "$PREFIX"/include/adder/adder.h'
        - '{ printf ''%s\n'' ''prefix=${pcfiledir}/../..'' ''exec_prefix=${prefix}'' ''libdir=${prefix}/lib'' ''includedir=${prefix}/include'' '''' ''Name: adder'' ''Description: Adds <a> & "b" (100%)!'' ''Version: 1.2.3'' ''Libs: -L${libdir} -ladder'' ''Cflags: -I${includedir}/adder'' ''Requires: zlib >= 1''; } > "$PREFIX"/lib/pkgconfig/adder.pc'
        - cp 'crates/adder/include/it'\''s here.h' "$PREFIX"/'include/more/it'\''s here.h'
        - cp 'crates/adder/data/100%.txt' "$PREFIX"/'share/tables/100%.txt'
    requirements:
      build:
      - ${{ compiler('rust') }}
      - ${{ compiler('c') }}
      - ${{ stdlib('c') }}
      run_exports:
        weak:
        - ${{ pin_subpackage("adder", lower_bound="x.x", upper_bound="x") }}
    tests:
    - package_contents:
        files:
        - lib/libadder.so.1.2.3
        - lib/libadder.so.1
        - lib/libadder.so
        - include/adder/adder.h
        - lib/pkgconfig/adder.pc
        - include/more/it's here.h
        - share/tables/100%.txt
        strict: true
    about: {}
    "#);
}

#[test]
fn the_parts_of_a_library() {
    assert_snapshot!(build(&c_library("adder", LibraryPart::Runtime), &in_place()).join("\n"), @r#"
    rm -f "$CARGO_TARGET_DIR"/{,*/}release/libadder.so
    rm -f "$CARGO_TARGET_DIR"/{,*/}release/deps/libadder.so
    cargo rustc --locked --lib --crate-type cdylib --manifest-path crates/adder/Cargo.toml --message-format json --profile release --features capi -- --cfg cargo_c -C link-arg=-Wl,-soname,libadder.so.1 '-Clink-arg=-Wl,--version-script=assets/version map' 2>&1
    mkdir -p "$PREFIX"/lib
    mkdir -p "$PREFIX"/share/tables
    for built in "$CARGO_TARGET_DIR"/{,*/}release/libadder.so; do if [ -f "$built" ]; then cp "$built" "$PREFIX"/lib/libadder.so.1.2.3; fi; done
    ln -sf libadder.so.1.2.3 "$PREFIX"/lib/libadder.so.1
    ln -sf libadder.so.1.2.3 "$PREFIX"/lib/libadder.so
    cp 'crates/adder/data/100%.txt' "$PREFIX"/'share/tables/100%.txt'
    "#);
    assert_snapshot!(build(&c_library("adder", LibraryPart::Development), &in_place()).join("\n"), @r#"
    cargo rustc --locked --lib --crate-type cdylib --manifest-path crates/adder/Cargo.toml --message-format json --profile release --features capi -- --cfg cargo_c -C link-arg=-Wl,-soname,libadder.so.1 '-Clink-arg=-Wl,--version-script=assets/version map' 2>&1
    mkdir -p "$PREFIX"/include/adder
    mkdir -p "$PREFIX"/include/more
    mkdir -p "$PREFIX"/lib/pkgconfig
    { printf '%s\n' '#define ADD_MAJOR 1' && cbindgen crates/adder; } > "$PREFIX"/include/adder/adder.h
    { printf '%s\n' 'prefix=${pcfiledir}/../..' 'exec_prefix=${prefix}' 'libdir=${prefix}/lib' 'includedir=${prefix}/include' '' 'Name: adder' 'Description: Adds <a> & "b" (100%)!' 'Version: 1.2.3' 'Libs: -L${libdir} -ladder' 'Cflags: -I${includedir}/adder' 'Requires: zlib >= 1'; } > "$PREFIX"/lib/pkgconfig/adder.pc
    cp 'crates/adder/include/it'\''s here.h' "$PREFIX"/'include/more/it'\''s here.h'
    "#);
}

#[test]
fn other_platforms() {
    let library = || c_library("my-adder", LibraryPart::Whole);
    assert_snapshot!(build(&on("osx-arm64", library()), &in_place_on("osx-arm64")).join("\n"), @r#"
    rm -f "$CARGO_TARGET_DIR"/{,*/}release/libmy_adder.dylib
    rm -f "$CARGO_TARGET_DIR"/{,*/}release/deps/libmy_adder.dylib
    cargo rustc --locked --lib --crate-type cdylib --manifest-path crates/my-adder/Cargo.toml --message-format json --profile release --features capi -- --cfg cargo_c -C link-arg=-Wl,-install_name,@rpath/libmy-adder.1.dylib,-current_version,1.2.3,-compatibility_version,1 -C link-arg=-Wl,-headerpad_max_install_names '-Clink-arg=-Wl,--version-script=assets/version map' 2>&1
    mkdir -p "$PREFIX"/include/more
    mkdir -p "$PREFIX"/include/my-adder
    mkdir -p "$PREFIX"/lib
    mkdir -p "$PREFIX"/lib/pkgconfig
    mkdir -p "$PREFIX"/share/tables
    for built in "$CARGO_TARGET_DIR"/{,*/}release/libmy_adder.dylib; do if [ -f "$built" ]; then cp "$built" "$PREFIX"/lib/libmy-adder.1.2.3.dylib; fi; done
    ln -sf libmy-adder.1.2.3.dylib "$PREFIX"/lib/libmy-adder.1.dylib
    ln -sf libmy-adder.1.2.3.dylib "$PREFIX"/lib/libmy-adder.dylib
    { printf '%s\n' '#define ADD_MAJOR 1' && cbindgen crates/my-adder; } > "$PREFIX"/include/my-adder/my-adder.h
    { printf '%s\n' 'prefix=${pcfiledir}/../..' 'exec_prefix=${prefix}' 'libdir=${prefix}/lib' 'includedir=${prefix}/include' '' 'Name: my-adder' 'Description: Adds <a> & "b" (100%)!' 'Version: 1.2.3' 'Libs: -L${libdir} -lmy-adder' 'Cflags: -I${includedir}/my-adder' 'Requires: zlib >= 1'; } > "$PREFIX"/lib/pkgconfig/my-adder.pc
    cp 'crates/my-adder/include/it'\''s here.h' "$PREFIX"/'include/more/it'\''s here.h'
    cp 'crates/my-adder/data/100%.txt' "$PREFIX"/'share/tables/100%.txt'
    "#);
    assert_snapshot!(build(&on("win-64", library()), &in_place_on("win-64")).join("\n"), @r#"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\release\my_adder.dll" del /f /q "%%~d\release\my_adder.dll"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\release\deps\my_adder.dll" del /f /q "%%~d\release\deps\my_adder.dll"
    cargo rustc --locked --lib --crate-type cdylib --manifest-path crates/my-adder/Cargo.toml --message-format json --profile release --features capi -- --cfg cargo_c "-Clink-arg=-Wl,--version-script=assets/version map" 2>&1
    if not exist "%PREFIX%\Library\bin" mkdir "%PREFIX%\Library\bin"
    if not exist "%PREFIX%\Library\include\more" mkdir "%PREFIX%\Library\include\more"
    if not exist "%PREFIX%\Library\include\my-adder" mkdir "%PREFIX%\Library\include\my-adder"
    if not exist "%PREFIX%\Library\lib" mkdir "%PREFIX%\Library\lib"
    if not exist "%PREFIX%\Library\lib\pkgconfig" mkdir "%PREFIX%\Library\lib\pkgconfig"
    if not exist "%PREFIX%\Library\share\tables" mkdir "%PREFIX%\Library\share\tables"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\release\my_adder.dll" copy /y "%%~d\release\my_adder.dll" "%PREFIX%\Library\bin\my_adder.dll"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\release\my_adder.dll.lib" copy /y "%%~d\release\my_adder.dll.lib" "%PREFIX%\Library\lib\my-adder.dll.lib"
    (echo(#define ADD_MAJOR 1&& cbindgen "crates\my-adder")> "%PREFIX%\Library\include\my-adder\my-adder.h"
    (echo(prefix=${pcfiledir}/../..&& echo(exec_prefix=${prefix}&& echo(libdir=${prefix}/lib&& echo(includedir=${prefix}/include&& echo(&& echo(Name: my-adder&& echo(Description: Adds ^<a^> ^& ^"b^" ^(100%%^)^!&& echo(Version: 1.2.3&& echo(Libs: -L${libdir} -lmy-adder&& echo(Cflags: -I${includedir}/my-adder&& echo(Requires: zlib ^>= 1)> "%PREFIX%\Library\lib\pkgconfig\my-adder.pc"
    copy /y "crates\my-adder\include\it's here.h" "%PREFIX%\Library\include\more\it's here.h"
    copy /y "crates\my-adder\data\100%%.txt" "%PREFIX%\Library\share\tables\100%%.txt"
    "#);
}

/// The library with other values.
fn with(package: PackagePlan, change: impl FnOnce(&mut CLibrary)) -> PackagePlan {
    let Product::CLibrary(mut library) = package.product else { panic!("it is a C library") };
    change(&mut library);
    PackagePlan { product: Product::CLibrary(library), ..package }
}

fn of_build_script(from: &str, pattern: &str, is_required: bool) -> BuildScriptFiles {
    BuildScriptFiles { from: from.into(), pattern: pattern.to_owned(), to: "it's".into(), is_required }
}

#[test]
fn static_libraries() {
    let beside = c_library("adder", LibraryPart::Static);
    assert_snapshot!(build(&beside, &in_place()).join("\n"), @r#"
    cargo rustc --locked --lib --crate-type staticlib --manifest-path crates/adder/Cargo.toml --message-format json --profile release --features capi -- --cfg cargo_c --print native-static-libs '-Clink-arg=-Wl,--version-script=assets/version map' 2>&1
    mkdir -p "$PREFIX"/lib
    for built in "$CARGO_TARGET_DIR"/{,*/}release/libadder.a; do if [ -f "$built" ]; then cp "$built" "$PREFIX"/lib/libadder.a; fi; done
    "#);
    let whole = with(c_library("adder", LibraryPart::Whole), |library| library.kinds.is_static = true);
    let pkg_config = |package: &PackagePlan, layout: &SourceLayout| {
        build(package, layout).into_iter().find(|line| line.contains("adder.pc")).unwrap()
    };
    assert_snapshot!(pkg_config(&whole, &in_place()), @r#"{ printf '%s\n' 'prefix=${pcfiledir}/../..' 'exec_prefix=${prefix}' 'libdir=${prefix}/lib' 'includedir=${prefix}/include' '' 'Name: adder' 'Description: Adds <a> & "b" (100%)!' 'Version: 1.2.3' 'Libs: -L${libdir} -ladder' 'Cflags: -I${includedir}/adder' 'Requires: zlib >= 1' && printf '%s %s\n' Libs.private: "$(cargo rustc --locked --lib --crate-type staticlib --manifest-path crates/adder/Cargo.toml --color never --profile release --features capi -- --cfg cargo_c --print native-static-libs '-Clink-arg=-Wl,--version-script=assets/version map' 2>&1 | sed -n 's/^note: native-static-libs: *//p')"; } > "$PREFIX"/lib/pkgconfig/adder.pc"#);
    assert_snapshot!(pkg_config(&on("win-64", whole.clone()), &in_place_on("win-64")), @r#"(echo(prefix=${pcfiledir}/../..&& echo(exec_prefix=${prefix}&& echo(libdir=${prefix}/lib&& echo(includedir=${prefix}/include&& echo(&& echo(Name: adder&& echo(Description: Adds ^<a^> ^& ^"b^" ^(100%%^)^!&& echo(Version: 1.2.3&& echo(Libs: -L${libdir} -ladder&& echo(Cflags: -I${includedir}/adder&& echo(Requires: zlib ^>= 1&& <nul set /p "=Libs.private: "& (for /f "tokens=2,*" %%a in ('cargo rustc --locked --lib --crate-type staticlib --manifest-path crates/adder/Cargo.toml --color never --profile release --features capi -- --cfg cargo_c --print native-static-libs "-Clink-arg=-Wl,--version-script=assets/version map" 2^>^&1 ^| findstr /c:"note: native-static-libs:"') do for %%l in (%%b) do if /i "%%~xl"==".lib" <nul set /p "=-l%%~nl ")& echo()> "%PREFIX%\Library\lib\pkgconfig\adder.pc""#);
    let alone = with(whole, |library| library.kinds.is_shared = false);
    assert_snapshot!(build(&alone, &copied()).join("\n"), @r#"
    export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}"
    cargo rustc --locked --lib --crate-type staticlib --manifest-path crates/adder/Cargo.toml --profile release --features capi -- --cfg cargo_c --print native-static-libs '-Clink-arg=-Wl,--version-script=assets/version map'
    mkdir -p "$PREFIX"/include/adder
    mkdir -p "$PREFIX"/include/more
    mkdir -p "$PREFIX"/lib
    mkdir -p "$PREFIX"/lib/pkgconfig
    mkdir -p "$PREFIX"/share/tables
    for built in "$CARGO_TARGET_DIR"/{,*/}release/libadder.a; do if [ -f "$built" ]; then cp "$built" "$PREFIX"/lib/libadder.a; fi; done
    { printf '%s\n' '#define ADD_MAJOR 1' && cbindgen crates/adder; } > "$PREFIX"/include/adder/adder.h
    { printf '%s\n' 'prefix=${pcfiledir}/../..' 'exec_prefix=${prefix}' 'libdir=${prefix}/lib' 'includedir=${prefix}/include' '' 'Name: adder' 'Description: Adds <a> & "b" (100%)!' 'Version: 1.2.3' 'Cflags: -I${includedir}/adder' 'Requires: zlib >= 1' && printf '%s %s\n' 'Libs: -L${libdir} -ladder' "$(cargo rustc --locked --lib --crate-type staticlib --manifest-path crates/adder/Cargo.toml --color never --profile release --features capi -- --cfg cargo_c --print native-static-libs '-Clink-arg=-Wl,--version-script=assets/version map' 2>&1 | sed -n 's/^note: native-static-libs: *//p')"; } > "$PREFIX"/lib/pkgconfig/adder.pc
    cp 'crates/adder/include/it'\''s here.h' "$PREFIX"/'include/more/it'\''s here.h'
    cp 'crates/adder/data/100%.txt' "$PREFIX"/'share/tables/100%.txt'
    "#);
}

#[test]
fn files_of_a_build_script() {
    let package = with(c_library("adder", LibraryPart::Whole), |library| {
        library.written_headers = vec![
            of_build_script("", "one.h", true),
            of_build_script("gen", "**/*.h", true),
            of_build_script("capi/include", "**/*", false),
        ];
    });
    let lines = |layout: &SourceLayout, platform: &str| {
        let lines = build(&on(platform, package.clone()), layout);
        let written = lines.into_iter().filter(|line| line.contains("OUT_DIR") || line.contains("out_dir"));
        written.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(lines(&in_place(), "linux-64"), "", "the engine installs them");
    assert_snapshot!(lines(&copied(), "linux-64"), @r#"
    out_dir="$(cargo rustc --locked --lib --crate-type cdylib --manifest-path crates/adder/Cargo.toml --message-format json --profile release --features capi -- --cfg cargo_c -C link-arg=-Wl,-soname,libadder.so.1 '-Clink-arg=-Wl,--version-script=assets/version map' 2>/dev/null | sed -nE 's%.*"build-script-executed","package_id":"(path[^"]*(/adder#[0-9]|#adder@)|adder )[^"]*".*"out_dir":"([^"]*)".*%\3%p')"
    (cd "$out_dir" && find . -mindepth 1 -maxdepth 1 -path ./one.h -type f | while IFS= read -r file; do mkdir -p "$PREFIX"/'include/it'\''s'/"${file%/*}" && cp "$file" "$PREFIX"/'include/it'\''s'/"$file"; done)
    (cd "$out_dir"/gen && find . -path '*/*.h' -type f | while IFS= read -r file; do mkdir -p "$PREFIX"/'include/it'\''s'/"${file%/*}" && cp "$file" "$PREFIX"/'include/it'\''s'/"$file"; done)
    if [ -d "$out_dir"/capi/include ]; then (cd "$out_dir"/capi/include && find . -path '*/*' -type f | while IFS= read -r file; do mkdir -p "$PREFIX"/'include/it'\''s'/"${file%/*}" && cp "$file" "$PREFIX"/'include/it'\''s'/"$file"; done); fi
    "#);
    assert_snapshot!(lines(&copied(), "win-64"), @"echo Here a command must copy what the build script of adder writes into OUT_DIR, one.h and gen/**/*.h, to %LIBRARY_PREFIX%>&2& exit /b 1");
    let whole = yaml(&package, &in_place());
    let contents: Vec<_> =
        whole.lines().filter(|line| line.contains("- ") && line.contains("include/it'")).collect();
    assert_snapshot!(contents.join("\n"), @r#"
    - cp 'crates/adder/include/it'\''s here.h' "$PREFIX"/'include/more/it'\''s here.h'
    - include/it's/one.h
    - include/it's/**/*.h
    - '{lib/libadder.so.1.2.3,include/it''s/**/*}'
    "#);
}

/// bash runs the script of a recipe for others with a cargo that prints what cargo prints.
#[test]
fn bash_takes_from_cargo_what_only_a_build_can_tell() {
    let directory = TempWorkspace::empty();
    let root = directory.root();
    for (file, text) in
        [("out/one.h", "one"), ("out/gen/a.h", "a"), ("out/gen/deep/b.h", "b"), ("out/gen/c.x", "")]
    {
        directory.write(file, text);
    }
    let package = with(c_library("adder", LibraryPart::Whole), |library| {
        library.kinds.is_shared = false;
        library.kinds.is_static = true;
        library.generated_header = None;
        (library.headers, library.data) = (Vec::new(), Vec::new());
        library.written_headers = vec![
            of_build_script("", "one.h", true),
            of_build_script("gen", "**/*.h", true),
            of_build_script("capi/include", "**/*", false),
        ];
    });
    let script = build(&package, &copied()).join(" || exit 1\n");
    let message = |name: &str, out: &str| {
        format!(
            "{{\"reason\":\"build-script-executed\",\"package_id\":\"path+file:///w/{name}#0.1.0\",\
             \"linked_libs\":[],\"env\":[],\"out_dir\":\"{root}/{out}\"}}"
        )
    };
    let tools = format!(
        "cargo() {{ mkdir -p target/release; echo library > target/release/libadder.a; \
         case \"$*\" in *json*) echo '{}'; echo '{}';; *) echo 'note: native-static-libs: -lm -lc' >&2;; esac; }}\n",
        message("other-adder", "nowhere"),
        message("adder", "out"),
    );
    let output = Command::new("bash")
        .args(["-c", &format!("{tools}{script}")])
        .current_dir(root)
        .env("PREFIX", root.join("my prefix"))
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = |path: &str| fs_err::read_to_string(root.join("my prefix").join(path)).unwrap();
    assert_eq!(text("lib/libadder.a"), "library\n");
    assert_eq!(text("include/it's/one.h"), "one");
    assert_eq!(text("include/it's/a.h"), "a");
    assert_eq!(text("include/it's/deep/b.h"), "b");
    assert!(!root.join("my prefix/include/it's/c.x").exists());
    assert!(text("lib/pkgconfig/adder.pc").ends_with("Libs: -L${libdir} -ladder -lm -lc\n"));
}

/// bash runs the script with a cargo and a cbindgen that only do what the script waits for.
#[test]
fn bash_installs_the_files_of_the_plan() {
    let directory = TempWorkspace::empty();
    directory.write("workspace/crates/adder/include/it's here.h", "// asset");
    directory.write("workspace/crates/adder/data/100%.txt", "data");
    let package = c_library("adder", LibraryPart::Whole);
    let script = build(&package, &in_place()).join(" || exit 1\n");
    let tools = "cargo() { printf '%s\\n' \"$@\" > \"$OUT/arguments\"; mkdir -p \"$CARGO_TARGET_DIR/x86/release\"; \
                 echo library > \"$CARGO_TARGET_DIR/x86/release/libadder.so\"; }; \
                 cbindgen() { echo \"int of_$1;\"; }\n";
    let root = directory.root();
    let output = Command::new("bash")
        .args(["-c", &format!("{tools}{script}")])
        .current_dir(root.join("workspace"))
        .env("OUT", root)
        .env("PREFIX", root.join("my prefix"))
        .env("CARGO_TARGET_DIR", root.join("my target"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    for file in package.installed_files() {
        assert!(root.join("my prefix").join(&file).is_file(), "{file} is missing");
    }
    let text = |path: &str| fs_err::read_to_string(root.join("my prefix").join(path)).unwrap();
    assert_eq!(text("lib/libadder.so"), "library\n");
    assert_eq!(text("include/adder/adder.h"), "#define ADD_MAJOR 1\nint of_crates/adder;\n");
    assert_eq!(text("include/more/it's here.h"), "// asset");
    assert_snapshot!(text("lib/pkgconfig/adder.pc"), @r#"
    prefix=${pcfiledir}/../..
    exec_prefix=${prefix}
    libdir=${prefix}/lib
    includedir=${prefix}/include

    Name: adder
    Description: Adds <a> & "b" (100%)!
    Version: 1.2.3
    Libs: -L${libdir} -ladder
    Cflags: -I${includedir}/adder
    Requires: zlib >= 1
    "#);
    let link = root.join("my prefix/lib/libadder.so.1").read_link_utf8().unwrap();
    assert_eq!(link, "libadder.so.1.2.3");
}
