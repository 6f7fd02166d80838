//! Texts that mean something to YAML, templates or shells mean nothing in a recipe: the shells that run its
//! scripts, and rattler-build, read exactly what was planned.

use std::process::Command;

use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{
    BuildGroup, IgnoreRunExports, LicenseFile, PackagePlan, PackageRequirements, Product, Programs,
};
use cargo_conda_recipe::{Recipe, RecipeSource, SourceLayout, variable_value};
use cargo_conda_workspace::FeatureSelection;
use indexmap::IndexMap;
use proptest::prelude::*;
use rattler_build_recipe::stage1::TestType;
use rattler_conda_types::{MatchSpec, PackageName};
use rattler_shell::shell::{Bash, CmdExe, Shell};

use crate::cmd;
use crate::samples::{group_of, in_place_on, plain, read, variants};
use crate::scripts::commands;

/// An expression whose value no text has by itself.
const EXPRESSION: &str = "${{ 7 * 191 }}";
const VALUE: &str = "1337";

/// Texts of pieces that are special somewhere. No piece has a control character, which plans refuse.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zäß ]{1,4}",
        prop::sample::select(vec![
            EXPRESSION, "${{", "{{", "}}", "{%", "%}", "{#", "$", "$(id)", "`id`", "$HOME", "${X}", "%PATH%",
            "%", "!x!", "^", "&", "|", "<", ">", "(", ")", ";", "'", "\"", "\\", "\\\\", "~", "*", "?", "[",
            "]", "#", "-", "--", "=", ",", ": ", "- ", "*a", "&a", "!tag", "@", "null", "0x1",
        ])
        .prop_map(ToOwned::to_owned),
    ];
    prop::collection::vec(piece, 1..7).prop_map(|pieces| pieces.concat())
}

/// Names that plans accept for binaries.
fn binary() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9äß_+][a-zA-Z0-9äß_.+ -]{0,6}[a-z]"
}

/// A package with such texts wherever a build takes words.
fn package() -> impl Strategy<Value = PackagePlan> {
    let texts = || prop::collection::vec(text(), 0..3);
    (texts(), texts(), prop::collection::vec(binary(), 1..3), text(), "[a-z -]{1,8}").prop_map(
        |(features, extra_args, binaries, directory, profile)| {
            let mut package = plain("tool");
            package.directory = format!("/repo/x{directory}").into();
            package.install.features = FeatureSelection { features, ..FeatureSelection::default() };
            package.install.extra_args = extra_args;
            package.product = Product::Programs(Programs { binaries, all_binaries: false });
            package.install.profile = profile;
            package
        },
    )
}

/// The arguments that cargo gets, apart from the root.
fn arguments(package: &PackagePlan) -> Vec<String> {
    let mut words: Vec<_> = ["install", "--locked", "--no-track", "--force", "--root", "PREFIX", "--path"]
        .map(String::from)
        .into();
    words.push(package.directory.strip_prefix("/repo").unwrap().to_string());
    words.extend(["--message-format", "json", "--profile"].map(String::from));
    words.push(package.install.profile.clone());
    if !package.install.features.features.is_empty() {
        words.extend(["--features".to_owned(), package.install.features.features.join(",")]);
    }
    words.extend(package.binaries().iter().flat_map(|binary| ["--bin".to_owned(), binary.clone()]));
    words.extend(package.install.extra_args.iter().cloned());
    words
}

/// The build command as rattler-build gives it to the shell of a platform.
fn build_command(package: &PackagePlan, platform: &str) -> String {
    let package = PackagePlan { platform: platform.parse().unwrap(), ..package.clone() };
    let yaml = Recipe::new(&package, &group_of(&package), &in_place_on(platform)).to_yaml();
    let recipe = read(&yaml, platform, &variants(platform))
        .unwrap_or_else(|error| panic!("{error}\n{yaml}"))
        .remove(0);
    let TestType::PackageContents { package_contents } = &recipe.tests[0] else {
        panic!("{:?}", recipe.tests)
    };
    for binary in package.binaries() {
        assert!(package_contents.bin.exists.is_match(binary.as_ref()), "{binary}");
    }
    let command = commands(recipe.build.plan.script().unwrap()).pop().unwrap();
    // cargo's messages and its complaints go to one stream; that is the only operator.
    command.strip_suffix(" 2>&1").unwrap().to_owned()
}

/// What bash prints for a script, split at NUL.
fn bash(script: &str) -> Vec<String> {
    let output = Command::new("bash")
        .args(["-c", script])
        .env("PREFIX", "PREFIX")
        .env("X", "expanded")
        .output()
        .unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split_terminator('\0').map(ToOwned::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn bash_reads_the_words_that_were_planned(package in package()) {
        let command = build_command(&package, "linux-64");
        prop_assert_eq!(bash(&format!("cargo() {{ printf '%s\\0' \"$@\"; }}\n{command}")), arguments(&package));
    }

    #[test]
    fn cmd_reads_the_words_that_were_planned(package in package()) {
        let command = build_command(&package, "win-64").replace("%LIBRARY_PREFIX%", "PREFIX");
        let words = cmd::words(&cmd::interpreted(&command));
        prop_assert_eq!(&words[0], "cargo");
        prop_assert_eq!(&words[1..], arguments(&package));
    }

    #[test]
    fn variables_have_the_values_that_were_written(value in text()) {
        let mut script = String::new();
        Bash::default().set_env_var(&mut script, "V", &variable_value(&value, false)).unwrap();
        prop_assert_eq!(bash(&format!("{script}printf '%s\\0' \"$V\"")), [value.as_str()]);
        let mut script = String::new();
        CmdExe.set_env_var(&mut script, "V", &variable_value(&value, true)).unwrap();
        let line = cmd::interpreted(script.trim_end());
        let assignment = line.strip_prefix("@SET \"").unwrap().rsplit_once('"').unwrap().0;
        prop_assert_eq!(assignment, format!("V={value}"));
    }

    /// A text that rattler-build cannot use is an error of its own. It is never evaluated.
    #[test]
    fn nothing_is_evaluated(texts in prop::collection::vec(text(), 8)) {
        let [flag, by_name, from_package, secret, license, file, url, value] = texts.try_into().unwrap();
        let marked = |text: &str| format!("{text}{EXPRESSION}");
        let mut spec = MatchSpec::from(PackageName::try_from("zlib").unwrap());
        spec.license = Some(marked(&license));
        let mut package = plain("tool");
        package.build.flags = vec![marked(&flag)];
        package.about.license.files = vec![LicenseFile { source: "/repo/x".into(), packaged_as: marked(&file).into() }];
        package.about.homepage = Some(format!("https://e.org/{}", marked(&url)));
        package.requirements.run = vec![Requirement::from_match_spec(&spec)];
        package.requirements.ignore_run_exports =
            IgnoreRunExports { by_name: vec![marked(&by_name)], from_package: vec![marked(&from_package)] };
        let group = BuildGroup {
            env: IndexMap::from([("V".to_owned(), marked(&value))]),
            secrets: vec![marked(&secret)],
            ..group_of(&package)
        };
        let whole = [package.clone(), without_names(package.clone()), without_names(PackagePlan {
            requirements: PackageRequirements::default(), ..package
        })];
        for package in whole {
            let archive = RecipeSource::Archive { url: format!("https://e.org/{}", marked(&url)), sha256: "0".repeat(64) };
            let copied = [marked(&file).as_str().into(), archive];
            let copied = copied.map(|source| SourceLayout::Copied { workspace: "/repo".into(), source });
            for layout in copied.iter().chain([&in_place_on("linux-64")]) {
                let yaml = Recipe::new(&package, &group, layout).to_yaml();
                let seen = match read(&yaml, "linux-64", &variants("linux-64")) {
                    Ok(recipes) => format!("{recipes:?}"),
                    Err(error) => error,
                };
                prop_assert!(!seen.contains(VALUE), "{seen}\n{yaml}");
            }
        }
    }
}

/// The package without what rattler-build takes only in certain forms.
fn without_names(mut package: PackagePlan) -> PackagePlan {
    package.build.flags.clear();
    package.requirements.ignore_run_exports = IgnoreRunExports::default();
    package
}
