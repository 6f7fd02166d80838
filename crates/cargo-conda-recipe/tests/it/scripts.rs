//! Build and test commands for each shell.

use camino::Utf8Path;
use cargo_conda_plan::{PackagePlan, PrintedFile, PrintedForm, Product, Programs, SourceFile};
use cargo_conda_recipe::SourceLayout;
use cargo_conda_test_support::{TempWorkspace, plans};
use cargo_conda_workspace::FeaturesOf;
use insta::assert_snapshot;
use rattler_build_recipe::stage1::TestType;
use rattler_build_script::{Script, ScriptContent};
use rattler_build_variant_config::VariantConfig;

use crate::samples::{full, in_place, in_place_on, on, plain, read, variants, yaml};

/// The commands as rattler-build runs them, which renders each as a template.
pub(crate) fn commands(script: &Script) -> Vec<String> {
    let commands = match &script.content {
        ScriptContent::Commands(commands) => commands.clone(),
        ScriptContent::Command(command) | ScriptContent::CommandOrPath(command) => vec![command.clone()],
        other => panic!("{other:?}"),
    };
    let jinja = rattler_build_jinja::Jinja::new(rattler_build_jinja::JinjaConfig::default());
    commands.iter().map(|command| jinja.render_str(command).unwrap()).collect()
}

fn build(package: &PackagePlan, layout: &SourceLayout) -> String {
    let platform = package.platform.as_str();
    let recipes = read(&yaml(package, layout), platform, &variants(platform)).unwrap();
    commands(recipes[0].build.plan.script().unwrap()).join("\n")
}

fn tests(package: &PackagePlan) -> String {
    let recipe =
        read(&yaml(package, &in_place()), package.platform.as_str(), &VariantConfig::default()).unwrap();
    let scripts = recipe[0].tests.iter().filter_map(|test| match test {
        TestType::Commands(test) => Some(commands(&test.script).join("\n")),
        _ => None,
    });
    scripts.collect()
}

fn lying_at(directory: &str) -> PackagePlan {
    PackagePlan { directory: directory.into(), ..plain("tool") }
}

#[test]
fn a_plain_package() {
    assert_snapshot!(build(&plain("tool"), &in_place()), @r#"cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool --message-format json 2>&1"#);
    assert_snapshot!(build(&on("win-64", plain("tool")), &in_place_on("win-64")), @r#"cargo install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path crates/tool --message-format json 2>&1"#);
}

#[test]
fn every_flag() {
    assert_snapshot!(build(&full("tool"), &in_place()), @r#"cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool --message-format json --profile dist --no-default-features --all-features --features dep/fast,fancy --bin one --bin two --config 'env.A = "it'\''s"' 2>&1"#);
    assert_snapshot!(build(&on("win-64", full("tool")), &in_place_on("win-64")), @r#"cargo install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path crates/tool --message-format json --profile dist --no-default-features --all-features --features dep/fast,fancy --bin one --bin two --config "env.A = ""it's""" 2>&1"#);
}

#[test]
fn another_target_than_usual() {
    let of = |platform: &str, target: &str| PackagePlan {
        target: target.parse().unwrap(),
        ..on(platform, plain("tool"))
    };
    assert_snapshot!(build(&of("linux-64", "x86_64-unknown-linux-musl"), &in_place()), @r#"
    export CARGO_BUILD_TARGET=x86_64-unknown-linux-musl
    cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool --message-format json 2>&1
    "#);
    assert_snapshot!(build(&of("win-64", "x86_64-pc-windows-gnu"), &in_place_on("win-64")), @r#"
    set "CARGO_BUILD_TARGET=x86_64-pc-windows-gnu"
    cargo install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path crates/tool --message-format json 2>&1
    "#);
    let usual = of("osx-arm64", "aarch64-apple-darwin");
    assert!(!build(&usual, &in_place_on("osx-arm64")).contains("CARGO_BUILD_TARGET"));
}

fn united(mut package: PackagePlan) -> PackagePlan {
    package.install.features.of = FeaturesOf::Workspace;
    package.install.features.no_default_features = false;
    package.install.features.all_features = false;
    package
}

#[test]
fn features_of_the_workspace() {
    assert_snapshot!(build(&united(full("tool")), &in_place()), @r#"
    rm -f "$CARGO_TARGET_DIR"/{,*/}dist/one
    rm -f "$CARGO_TARGET_DIR"/{,*/}dist/two
    cargo build --workspace --locked --message-format json --profile dist --features dep/fast,tool/fancy --bin one --bin two --config 'env.A = "it'\''s"' 2>&1
    mkdir -p "$PREFIX/bin"
    for built in "$CARGO_TARGET_DIR"/{,*/}dist/one; do if [ -f "$built" ]; then cp "$built" "$PREFIX/bin"; fi; done
    for built in "$CARGO_TARGET_DIR"/{,*/}dist/two; do if [ -f "$built" ]; then cp "$built" "$PREFIX/bin"; fi; done
    "#);
    assert_snapshot!(build(&on("win-64", united(full("tool"))), &in_place_on("win-64")), @r#"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\dist\one.exe" del /f /q "%%~d\dist\one.exe"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\dist\two.exe" del /f /q "%%~d\dist\two.exe"
    cargo build --workspace --locked --message-format json --profile dist --features dep/fast,tool/fancy --bin one --bin two --config "env.A = ""it's""" 2>&1
    if not exist "%LIBRARY_PREFIX%\bin" mkdir "%LIBRARY_PREFIX%\bin"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\dist\one.exe" copy /y "%%~d\dist\one.exe" "%LIBRARY_PREFIX%\bin"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\dist\two.exe" copy /y "%%~d\dist\two.exe" "%LIBRARY_PREFIX%\bin"
    "#);
    let copied = SourceLayout::Copied { workspace: "/repo".into(), source: "..".into() };
    assert_snapshot!(build(&united(plain("tool")), &copied), @r#"
    export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}"
    rm -f "$CARGO_TARGET_DIR"/{,*/}release/tool
    cargo build --workspace --locked --profile release --bin tool
    mkdir -p "$PREFIX/bin"
    for built in "$CARGO_TARGET_DIR"/{,*/}release/tool; do if [ -f "$built" ]; then cp "$built" "$PREFIX/bin"; fi; done
    "#);
    assert_snapshot!(build(&on("win-64", united(plain("tool"))), &copied), @r#"
    if not defined CARGO_TARGET_DIR set "CARGO_TARGET_DIR=target"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\release\tool.exe" del /f /q "%%~d\release\tool.exe"
    cargo build --workspace --locked --profile release --bin tool
    if not exist "%LIBRARY_PREFIX%\bin" mkdir "%LIBRARY_PREFIX%\bin"
    for /d %%d in ("%CARGO_TARGET_DIR%" "%CARGO_TARGET_DIR%\*") do if exist "%%~d\release\tool.exe" copy /y "%%~d\release\tool.exe" "%LIBRARY_PREFIX%\bin"
    "#);
    // bash runs on the machine that builds for Windows.
    assert_snapshot!(build(&on("win-64", united(plain("tool"))), &in_place()), @r#"
    rm -f "$CARGO_TARGET_DIR"/{,*/}release/tool.exe
    cargo build --workspace --locked --message-format json --profile release --bin tool 2>&1
    mkdir -p "$PREFIX/Library/bin"
    for built in "$CARGO_TARGET_DIR"/{,*/}release/tool.exe; do if [ -f "$built" ]; then cp "$built" "$PREFIX/Library/bin"; fi; done
    "#);
}

#[test]
fn members_at_the_root_and_outside_it() {
    let copied = SourceLayout::Copied { workspace: "/repo".into(), source: "..".into() };
    assert_snapshot!(build(&lying_at("/repo"), &copied), @r#"cargo install --locked --no-track --force --root "$PREFIX" --path ."#);
    assert_snapshot!(build(&lying_at("/other/tool"), &in_place()), @r#"cargo install --locked --no-track --force --root "$PREFIX" --path ../other/tool --message-format json 2>&1"#);
    let copied_without_it = build(&lying_at("/other/tool"), &copied);
    assert_snapshot!(copied_without_it, @r#"cargo install --locked --no-track --force --root "$PREFIX" --path /other/tool"#);
    // This directory is outside the workspace, although its path starts with the same characters.
    assert_snapshot!(build(&lying_at("/repo-2/tool"), &in_place()), @r#"cargo install --locked --no-track --force --root "$PREFIX" --path ../repo-2/tool --message-format json 2>&1"#);
}

#[test]
fn paths_with_spaces_and_other_letters() {
    let layout = |workspace: &str, build_platform: &str| SourceLayout::InPlace {
        workspace: workspace.into(),
        build_platform: build_platform.parse().unwrap(),
    };
    assert_snapshot!(build(&lying_at("/my repo/crätes/it's"), &layout("/my repo", "linux-64")), @r#"cargo install --locked --no-track --force --root "$PREFIX" --path 'crätes/it'\''s' --message-format json 2>&1"#);
    let windows = on("win-64", lying_at("C:/my repo/100% crätes"));
    assert_snapshot!(build(&windows, &layout("C:/my repo", "win-64")), @r#"cargo install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path "100%% crätes" --message-format json 2>&1"#);
}

#[test]
fn arguments_with_all_that_shells_and_templates_know() {
    let extra_args = ["a b", "it's", "\"x\"", "$HOME", "${{ x }}", "{% if %}", "{# c", "%PATH%", "", "a;b"]
        .map(ToOwned::to_owned);
    let mut package = plain("tool");
    package.install.extra_args = extra_args.to_vec();
    assert_snapshot!(build(&package, &in_place()), @r#"cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool --message-format json 'a b' 'it'\''s' '"x"' '$HOME' '${{ x }}' '{% if %}' '{# c' '%PATH%' '' 'a;b' 2>&1"#);
    assert_snapshot!(build(&on("win-64", package), &in_place_on("win-64")), @r#"cargo install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path crates/tool --message-format json "a b" "it's" """x""" "$HOME" "${{ x }}" "{%% if %%}" "{# c" "%%PATH%%" "" "a;b" 2>&1"#);
}

#[test]
fn a_test_for_each_binary_unless_configured() {
    let mut two = plain("tool");
    let binaries = vec!["one".to_owned(), "two".to_owned()];
    two.product = Product::Programs(Programs { binaries, all_binaries: true });
    assert_snapshot!(tests(&two), @"
    one --version || one --help
    two --version || two --help
    ");
    let configured = |commands: &[&str]| PackagePlan {
        tests: Some(commands.iter().map(|&command| command.to_owned()).collect()),
        ..plain("tool")
    };
    assert_eq!(
        tests(&configured(&["tool run | grep '${{ x }}'", "test ${#HOME} -gt 1"])),
        "tool run | grep '${{ x }}'\ntest ${#HOME} -gt 1"
    );
    assert_eq!(tests(&configured(&[])), "");
}

#[test]
fn bash_sees_the_words_that_were_meant() {
    let mut package = lying_at("/repo/a 'b' $c");
    package.install.extra_args = vec!["x \"y\" `z`".to_owned(), "\\n".to_owned()];
    let script = build(&package, &in_place());
    let install = script.lines().last().unwrap().replace("cargo install", "printf '%s\\n'");
    let output =
        std::process::Command::new("bash").args(["-c", &install]).env("PREFIX", "/p q").output().unwrap();
    assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @r#"
    --locked
    --no-track
    --force
    --root
    /p q
    --path
    a 'b' $c
    --message-format
    json
    x "y" `z`
    \n
    "#);
}

fn copied() -> SourceLayout {
    SourceLayout::Copied { workspace: "/repo".into(), source: "..".into() }
}

#[test]
fn recipes_for_others_install_files() {
    let package = PackagePlan { assets: plans::assets("tool"), ..plain("tool") };
    assert!(!build(&package, &in_place()).contains("share/man"));
    assert_snapshot!(build(&package, &copied()), @r#"
    cargo install --locked --no-track --force --root "$PREFIX" --path crates/tool
    mkdir -p "$PREFIX"/share/bash-completion/completions
    mkdir -p "$PREFIX"/share/man/man1
    install -m 644 -- tool/man/tool.1 "$PREFIX"/share/man/man1/tool.1
    env PATH="$PREFIX/bin:$PATH" COMPLETE=bash tool 'it'\''s' > "$PREFIX"/share/bash-completion/completions/tool
    "#);
    let mut package = on("win-64", package);
    package.assets.printed.clear();
    assert_snapshot!(build(&package, &copied()), @r#"
    cargo install --locked --no-track --force --root "%LIBRARY_PREFIX%" --path crates/tool
    if not exist "%PREFIX%\share\man\man1" mkdir "%PREFIX%\share\man\man1"
    copy /y "tool\man\tool.1" "%PREFIX%\share\man\man1\tool.1"
    "#);
}

#[cfg(unix)]
#[test]
fn bash_installs_the_files_of_a_recipe() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    let sources = TempWorkspace::empty();
    let odd = "it's -$HOME/`x` ü";
    sources.write(&format!("{odd}/-a b"), "page");
    sources.write("prefix/bin/tool", "#!/bin/sh\necho \"${0##*/} $A $*\"\n");
    let program = sources.root().join("prefix/bin/tool");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut package = plain("tool");
    let source = SourceFile { source: sources.root().join(odd).join("-a b"), is_executable: true };
    package.assets.files.insert(format!("share/{odd}").into(), source);
    let printed = PrintedFile {
        variables: vec![("A".to_owned(), odd.to_owned())],
        program: "tool".to_owned(),
        arguments: vec![odd.to_owned()],
        form: PrintedForm::ManualPage { section: '1' },
    };
    package.assets.printed.insert(format!("{odd}.1").into(), printed);
    let layout = SourceLayout::Copied { workspace: sources.root().to_owned(), source: "..".into() };
    let script = build(&package, &layout);
    let lines: Vec<_> = script.lines().filter(|line| !line.starts_with("cargo install")).collect();
    let mut bash = Command::new("bash");
    bash.args(["-e", "-c", &lines.join("\n")]).current_dir(sources.root());
    let status = bash.env("PREFIX", sources.root().join("prefix")).status().unwrap();
    assert!(status.success(), "{script}");
    let installed = sources.root().join("prefix/share").join(odd);
    let read =
        |path: &Utf8Path| String::from_utf8(Command::new("cat").arg(path).output().unwrap().stdout).unwrap();
    assert_eq!(read(&installed), "page");
    assert_eq!(installed.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    let printed = sources.root().join(format!("prefix/{odd}.1"));
    assert_eq!(read(&printed), format!("tool {odd} {odd}\n"));
}
