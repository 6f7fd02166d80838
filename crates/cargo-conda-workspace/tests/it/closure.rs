//! Closures of a workspace whose builds differ by feature, platform and side.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cargo_conda_workspace::{
    Binary, Closure, ClosureError, ClosureQuery, DependencyKind, FeatureSelection, Inventory, PackageSource,
    Role, Workspace,
};
use proptest::prelude::*;

use crate::fixture::{Fixture, names};

pub(crate) const LINUX: &str = "x86_64-unknown-linux-gnu";
pub(crate) const WINDOWS: &str = "x86_64-pc-windows-msvc";

static WORKSPACE: LazyLock<(Fixture, Workspace)> = LazyLock::new(|| {
    let fixture = sample().locked();
    let workspace = fixture.load();
    (fixture, workspace)
});

/// `shared` is wanted by the target with `fast`, by a procedural macro with `full`.
fn sample() -> Fixture {
    Fixture::workspace("members = ['app', 'common', 'derive', 'extra']\nexclude = ['vendor']")
        .file("app/Cargo.toml", include_str!("manifests/every-kind-of-dependency.toml"))
        .file("app/src/lib.rs", "")
        .file("app/src/main.rs", "fn main() {}")
        .file("app/build.rs", "fn main() {}")
        .package("common", "[dev-dependencies]\napp.path = '../app'")
        .package("derive", "[lib]\nproc-macro = true\n[dependencies]\nshared = { path = '../vendor/shared', features = ['full'] }")
        .package("extra", "[dependencies]\ncommon.path = '../common'")
        .package("vendor/shared", "[features]\nfast = []\nfull = []\nslow = []")
        .package("vendor/maker", "links = 'make'\nbuild = 'build.rs'")
        .file("vendor/maker/build.rs", "fn main() {}")
        .package("vendor/tester", "")
        .package("vendor/winlib", "")
        .package("vendor/wintool", "")
}

pub(crate) fn closure<'a>(
    workspace: &'a Workspace,
    features: &[&str],
    target: &str,
    host: &str,
) -> Closure<'a> {
    let features = FeatureSelection {
        features: features.iter().map(ToString::to_string).collect(),
        ..FeatureSelection::default()
    };
    ClosureQuery { member: "app", features: &features, target, host }.resolve(workspace).unwrap()
}

pub(crate) fn render(closure: &Closure<'_>) -> String {
    let mut lines = vec![format!("members: {}", names(closure.members()).join(" "))];
    for package in closure.external() {
        let side = |features: Option<&BTreeSet<String>>| match features {
            Some(features) => format!("[{}]", features.iter().cloned().collect::<Vec<_>>().join(" ")),
            None => "-".to_owned(),
        };
        let (target, host) = (side(package.target_features), side(package.host_features));
        lines.push(format!("{} target {target} host {host}", package.name));
    }
    lines.join("\n")
}

#[test]
fn optional_development_and_foreign_dependencies_are_not_compiled() {
    insta::assert_snapshot!(render(&closure(&WORKSPACE.1, &[], LINUX, LINUX)), @"
    members: app common derive
    maker target - host []
    shared target [fast] host [full]
    ");
}

#[test]
fn what_only_the_build_uses_is_not_linked() {
    let inventory = closure(&WORKSPACE.1, &["more"], LINUX, LINUX).inventory(&WORKSPACE.1.lock_file());
    let lines = inventory.packages.iter().map(|package| {
        let dependencies = package.dependencies.iter().map(|index| inventory.packages[*index].package.name);
        let dependencies: Vec<_> = dependencies.collect();
        format!("{} {:?} uses {}", package.package.name, package.role, dependencies.join(" "))
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    app Linked uses common derive extra maker shared
    common Linked uses 
    derive BuildOnly uses shared
    extra Linked uses common
    maker BuildOnly uses 
    shared Linked uses 
    ");
    assert_eq!(inventory.packages[inventory.root].package.name, "app");
}

/// Build scripts, flags such as `--cfg` and cargo itself can compile other packages than was expected.
#[test]
fn an_inventory_takes_in_what_cargo_has_compiled() {
    let workspace = &WORKSPACE.1;
    let lock_file = workspace.lock_file();
    let expected = closure(workspace, &["more"], LINUX, LINUX).inventory(&lock_file);
    let mut compiled: BTreeSet<_> = expected.packages.iter().map(|package| package.id.to_owned()).collect();
    compiled.insert("path+file:///of/the/standard/library#std@0.0.0".to_owned());
    let mut inventory = expected.clone();
    assert!(inventory.take_in(workspace, &lock_file, &compiled).is_empty());
    assert_eq!(inventory, expected);

    // `winlib` is another platform's, and `shared` was not compiled.
    let id = |name: &str| {
        let everywhere = closure(workspace, &["more"], WINDOWS, WINDOWS).inventory(&lock_file);
        everywhere.packages.iter().find(|package| package.package.name == name).unwrap().id.to_owned()
    };
    compiled.remove(&id("shared"));
    compiled.insert(id("winlib"));
    let difference = inventory.take_in(workspace, &lock_file, &compiled);
    assert_eq!(difference.only_compiled, ["winlib 0.1.0"]);
    assert_eq!(difference.only_listed, ["shared 0.1.0"]);
    let winlib = inventory.packages.iter().position(|package| package.package.name == "winlib").unwrap();
    assert_eq!(inventory.packages[winlib].role, Role::Linked);
    assert!(inventory.packages.is_sorted_by_key(|package| package.package));
    let root = &inventory.packages[inventory.root];
    assert_eq!(root.package.name, "app");
    assert!(root.dependencies.contains(&winlib));
    // All others still have the dependencies that they had.
    let names = |inventory: &Inventory<'_>, name: &str| -> Vec<String> {
        let package = inventory.packages.iter().find(|package| package.package.name == name).unwrap();
        let names = package.dependencies.iter().map(|index| inventory.packages[*index].package.name);
        names.filter(|name| *name != "winlib").map(ToOwned::to_owned).collect()
    };
    for package in &expected.packages {
        let name = package.package.name;
        assert_eq!(names(&inventory, name), names(&expected, name), "{name}");
    }
    assert!(inventory.take_in(workspace, &lock_file, &compiled).only_compiled.is_empty());
}

#[test]
fn what_an_inventory_takes_in_has_its_own_dependencies() {
    let fixture = Fixture::workspace("members = ['app', 'middle', 'one', 'two', 'tester']")
        .package("app", "[dependencies]\nmiddle.path = '../middle'\n[dev-dependencies]\ntester.path = '../tester'\n[features]\nmore = ['middle/one']")
        .package("middle", "[dependencies]\none = { path = '../one', optional = true }")
        .package("one", "[dependencies]\ntwo.path = '../two'")
        .package("two", "")
        .package("tester", "")
        .file("app/src/main.rs", "fn main() {}")
        .locked();
    let workspace = fixture.load();
    let lock_file = workspace.lock_file();
    let of = |features: &[&str]| closure(&workspace, features, LINUX, LINUX).inventory(&lock_file);
    let all = of(&["more"]);
    let mut compiled: BTreeSet<_> = all.packages.iter().map(|package| package.id.to_owned()).collect();
    let mut inventory = of(&[]);
    assert_eq!(
        inventory.take_in(&workspace, &lock_file, &compiled).only_compiled,
        ["one 0.1.0", "two 0.1.0"]
    );
    assert_eq!(inventory, all);

    // Only tests use it, so it is not known what does.
    let app = &all.packages[all.root];
    compiled.insert(app.id.replace("/app#", "/tester#"));
    assert_eq!(inventory.take_in(&workspace, &lock_file, &compiled).only_compiled, ["tester 0.1.0"]);
    let root = &inventory.packages[inventory.root];
    let used: Vec<_> = root.dependencies.iter().map(|used| inventory.packages[*used].package.name).collect();
    assert_eq!((root.package.name, used), ("app", vec!["middle", "tester"]));
}

#[test]
fn a_feature_with_the_name_of_an_optional_dependency_is_what_the_manifest_says() {
    // Only the entry `time/macros` mentions the optional dependency, which cargo then turns on.
    let features = "[dependencies]\ntime = { path = '../vendor/time', optional = true }\n\
        clock = { path = '../vendor/clock', optional = true }\n\
        [features]\ntime = ['clock']\ndates = ['time/macros']";
    let fixture = Fixture::workspace("members = ['app', 'core']\nexclude = ['vendor']")
        .package("app", "[dependencies]\ncore = { path = '../core' }\n[features]\ntime = ['core/time']\ndates = ['core/dates']")
        .package("core", features)
        .package("vendor/time", "[features]\nmacros = []")
        .package("vendor/clock", "")
        .locked();
    let workspace = fixture.load();
    assert_eq!(
        render(&closure(&workspace, &["time"], LINUX, LINUX)),
        "members: app core\nclock target [] host -"
    );
    assert_eq!(
        render(&closure(&workspace, &["dates"], LINUX, LINUX)),
        "members: app core\nclock target [] host -\ntime target [macros] host -"
    );
    assert_eq!(
        render(&closure(&workspace, &["core/time"], LINUX, LINUX)),
        "members: app core\nclock target [] host -"
    );
}

#[test]
fn features_bring_packages_and_features() {
    let closure = closure(&WORKSPACE.1, &["more"], LINUX, LINUX);
    insta::assert_snapshot!(render(&closure), @"
    members: app common derive extra
    maker target - host []
    shared target [fast slow] host [full]
    ");
    assert_eq!(closure.enabled_features(), BTreeSet::from(["extra", "more"]));
}

#[test]
fn target_and_host_are_asked_separately() {
    insta::assert_snapshot!(render(&closure(&WORKSPACE.1, &[], WINDOWS, LINUX)), @"
    members: app common derive
    maker target - host []
    shared target [fast] host [full]
    winlib target [] host -
    ");
    insta::assert_snapshot!(render(&closure(&WORKSPACE.1, &[], LINUX, WINDOWS)), @"
    members: app common derive
    maker target - host []
    shared target [fast] host [full]
    wintool target - host []
    ");
}

#[test]
fn a_feature_of_a_dependency_can_be_selected() {
    insta::assert_snapshot!(render(&closure(&WORKSPACE.1, &["shared/slow"], LINUX, LINUX)), @"
    members: app common derive
    maker target - host []
    shared target [fast slow] host [full]
    ");
}

#[test]
fn required_features_are_checked_on_both_sides_of_the_slash() {
    let member = WORKSPACE.1.member("app").unwrap();
    let gui = member.binaries().iter().find(|binary| binary.name == "gui").unwrap();
    assert_eq!(closure(&WORKSPACE.1, &[], LINUX, LINUX).missing_features(gui), ["more", "shared/slow"]);
    assert_eq!(closure(&WORKSPACE.1, &["shared/slow"], LINUX, LINUX).missing_features(gui), ["more"]);
    assert_eq!(closure(&WORKSPACE.1, &["more"], LINUX, LINUX).missing_features(gui), [""; 0]);
}

#[test]
fn external_packages_have_a_source_links_and_features() {
    let closure = closure(&WORKSPACE.1, &[], LINUX, LINUX);
    let [maker, shared] = closure.external()[..] else { panic!("there are two") };
    assert_eq!((maker.name, maker.links, shared.links), ("maker", Some("make"), None));
    assert_eq!(maker.version.to_string(), "0.1.0");
    assert_eq!(*maker.source, PackageSource::Path(WORKSPACE.0.root().join("vendor/maker")));
    assert_eq!((maker.target_features, maker.host_features), (None, Some(&BTreeSet::new())));
}

#[test]
fn the_first_resolver_unifies() {
    let fixture = sample();
    let manifest =
        "[workspace]\nresolver = '1'\nmembers = ['app', 'common', 'derive', 'extra']\nexclude = ['vendor']";
    let workspace = fixture.file("Cargo.toml", manifest).locked().load();
    insta::assert_snapshot!(render(&closure(&workspace, &[], LINUX, LINUX)), @"
    members: app common derive
    maker target - host []
    shared target [fast full] host [fast full]
    ");
}

// `cargo build` and `cargo tree` would give `shared` its default features here. `cargo install` does not, and
// packages are built with `cargo install`.
#[test]
fn development_dependencies_do_not_count_under_the_first_resolver() {
    let workspace = Fixture::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '1'\nmembers = ['app']\nexclude = ['shared']")
        .package(
            "app",
            "[dependencies]\nshared = { path = '../shared', default-features = false }\n\
             [dev-dependencies]\nshared.path = '../shared'",
        )
        .package("shared", "[features]\ndefault = []")
        .locked()
        .load();
    insta::assert_snapshot!(render(&closure(&workspace, &[], LINUX, LINUX)), @"
    members: app
    shared target [] host -
    ");
}

// Where `extra` is for Windows alone, `extra/fast` enables nothing elsewhere.
#[test]
fn features_of_the_member_can_depend_on_the_target() {
    let workspace = Fixture::workspace("members = ['app', 'extra']")
        .package(
            "app",
            "[target.'cfg(windows)'.dependencies]\nextra = { path = '../extra', optional = true }\n\
             [features]\nmore = ['extra/fast']",
        )
        .package("extra", "[features]\nfast = []")
        .locked()
        .load();
    let enabled = |target| -> BTreeSet<String> {
        closure(&workspace, &["more"], target, LINUX)
            .enabled_features()
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(enabled(LINUX), BTreeSet::from(["more".to_owned()]));
    assert_eq!(enabled(WINDOWS), BTreeSet::from(["extra".to_owned(), "more".to_owned()]));
}

#[test]
fn the_edition_of_a_root_package_chooses_the_resolver() {
    for (edition, host) in [("2018", "[fast full]"), ("2021", "[full]")] {
        let fixture = Fixture::empty()
            .package("shared", "[features]\nfast = []\nfull = []")
            .file(
                "app/Cargo.toml",
                &format!(
                    "[package]\nname = 'app'\nedition = '{edition}'\n[dependencies]\n\
                     shared = {{ path = '../shared', features = ['fast'] }}\n[build-dependencies]\n\
                     shared = {{ path = '../shared', features = ['full'] }}\n"
                ),
            )
            .file("app/src/lib.rs", "")
            .file("app/build.rs", "fn main() {}");
        fixture.cargo(&["generate-lockfile", "--offline", "--manifest-path", "app/Cargo.toml"]);
        let options =
            cargo_conda_workspace::LoadOptions { directory: fixture.root().join("app"), ..fixture.options() };
        let workspace = Workspace::load(&options).unwrap();
        let closure = closure(&workspace, &[], LINUX, LINUX);
        let text = render(&closure);
        assert!(text.ends_with(&format!("host {host}")), "{edition}: {text}");
        let binary = Binary {
            name: "app".to_owned(),
            required_features: ["shared/fast", "shared/full", "shared/slow"].map(str::to_owned).into(),
            source: "src/main.rs".into(),
        };
        assert_eq!(closure.missing_features(&binary), ["shared/slow"]);
    }
}

fn chain(closure: &Closure<'_>, name: &str) -> String {
    closure.chain_to(name, &"0.1.0".parse().unwrap()).join(" -> ")
}

#[test]
fn chains_are_the_shortest_through_compiled_packages() {
    let plain = closure(&WORKSPACE.1, &[], LINUX, LINUX);
    insta::assert_snapshot!(chain(&plain, "app"), @"app");
    insta::assert_snapshot!(chain(&plain, "shared"), @"app -> shared");
    insta::assert_snapshot!(chain(&plain, "maker"), @"app -> maker");
    for absent in ["extra", "tester", "winlib", "wintool", "missing"] {
        assert_eq!(chain(&plain, absent), "", "{absent}");
    }
    assert!(plain.chain_to("shared", &"0.2.0".parse().unwrap()).is_empty());

    insta::assert_snapshot!(chain(&closure(&WORKSPACE.1, &["more"], LINUX, LINUX), "extra"), @"app -> extra");
    insta::assert_snapshot!(chain(&closure(&WORKSPACE.1, &[], WINDOWS, LINUX), "winlib"), @"app -> winlib");
    insta::assert_snapshot!(chain(&closure(&WORKSPACE.1, &[], LINUX, WINDOWS), "wintool"), @"app -> wintool");
}

#[test]
fn chains_start_at_the_member_of_the_query() {
    let features = FeatureSelection::default();
    let query = ClosureQuery { member: "derive", features: &features, target: LINUX, host: LINUX };
    insta::assert_snapshot!(chain(&query.resolve(&WORKSPACE.1).unwrap(), "shared"), @"derive -> shared");
}

#[test]
fn of_two_ways_the_chain_is_the_shorter() {
    let path = |names: &[&str]| {
        let lines: Vec<_> = names.iter().map(|name| format!("{name}.path = '../{name}'")).collect();
        format!("[dependencies]\n{}", lines.join("\n"))
    };
    let workspace = Fixture::workspace("members = ['app']\nexclude = ['*']")
        .package("app", &path(&["first", "last"]))
        .package("first", &path(&["near-first", "step"]))
        .package("last", &path(&["near-last", "hop"]))
        .package("step", &path(&["near-last"]))
        .package("hop", &path(&["near-first"]))
        .package("near-first", "")
        .package("near-last", "")
        .locked()
        .load();
    let closure = closure(&workspace, &[], LINUX, LINUX);
    insta::assert_snapshot!(chain(&closure, "near-first"), @"app -> first -> near-first");
    insta::assert_snapshot!(chain(&closure, "near-last"), @"app -> last -> near-last");
    insta::assert_snapshot!(chain(&closure, "hop"), @"app -> last -> hop");
}

// `both` uses `library` with the feature `native` alone, which the build script wants and the binary does
// not.
#[test]
fn chains_keep_the_sides_of_a_build_apart() {
    let workspace = Fixture::workspace("members = ['app']\nexclude = ['vendor']")
        .package(
            "app",
            "[dependencies]\nboth.path = '../vendor/both'\n\
             [build-dependencies]\nmaker.path = '../vendor/maker'",
        )
        .file("app/build.rs", "fn main() {}")
        .package("vendor/maker", "[dependencies]\nboth = { path = '../both', features = ['native'] }")
        .package(
            "vendor/both",
            "[dependencies]\nlibrary = { path = '../library', optional = true }\n\
             [features]\nnative = ['library']",
        )
        .package("vendor/library", "")
        .locked()
        .load();
    let closure = closure(&workspace, &[], LINUX, LINUX);
    insta::assert_snapshot!(chain(&closure, "both"), @"app -> both");
    insta::assert_snapshot!(chain(&closure, "library"), @"app -> maker -> both -> library");
}

#[test]
fn errors_name_the_part_of_the_query_that_is_wrong() {
    let ask = |member: &str, feature: &str, target: &str| {
        let features = FeatureSelection { features: vec![feature.to_owned()], ..FeatureSelection::default() };
        let query = ClosureQuery { member, features: &features, target, host: LINUX };
        query.resolve(&WORKSPACE.1).unwrap_err()
    };
    insta::assert_snapshot!(ask("ap", "more", LINUX), @"the workspace has no member `ap`");
    insta::assert_snapshot!(ask("app", "moe", LINUX), @"package `app` has no feature `moe`");
    insta::assert_snapshot!(ask("app", "more", "linux-64"), @"`linux-64` is not a Rust platform that cargo-conda knows; `rustc --print target-list` lists rustc's");
    assert!(matches!(ask("app", "moe", LINUX), ClosureError::UnknownFeature(_)));
}

#[test]
fn contradicting_metadata_is_an_error() {
    let workspace = WORKSPACE.0.load_edited(|metadata| {
        let packages = metadata["packages"].as_array_mut().unwrap();
        let app = packages.iter_mut().find(|package| package["name"] == "app").unwrap();
        app["features"]["more"] = serde_json::json!(["dep:missing"]);
    });
    let features = FeatureSelection::default();
    let query = ClosureQuery { member: "app", features: &features, target: LINUX, host: LINUX };
    let error = query.resolve(&workspace).unwrap_err();
    assert!(matches!(error, ClosureError::Simulation { .. }), "{error:?}");
}

fn features() -> impl Strategy<Value = BTreeSet<&'static str>> {
    prop::collection::btree_set(prop::sample::select(vec!["more", "extra", "shared/slow", "common/x"]), 0..3)
        .prop_map(|features| features.into_iter().filter(|feature| *feature != "common/x").collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn more_features_compile_more(some in features(), more in features(), on_windows: bool) {
        let target = if on_windows { WINDOWS } else { LINUX };
        let union: Vec<_> = some.union(&more).copied().collect();
        let some: Vec<_> = some.into_iter().collect();
        let (small, large) = (closure(&WORKSPACE.1, &some, target, LINUX), closure(&WORKSPACE.1, &union, target, LINUX));
        let units = |closure: &Closure<'_>| -> BTreeSet<String> {
            let members = names(closure.members()).into_iter().map(str::to_owned);
            let external = closure.external().into_iter().flat_map(|package| {
                let features = [package.target_features, package.host_features].into_iter().flatten().flatten();
                let features = features.map(|feature| format!("{}/{feature}", package.name));
                features.chain([package.name.to_owned()]).collect::<Vec<_>>()
            });
            members.chain(external).collect()
        };
        prop_assert!(units(&small).is_subset(&units(&large)));
        prop_assert!(small.enabled_features().is_subset(&large.enabled_features()));
    }

    #[test]
    fn every_package_has_a_chain(some in features(), on_windows: bool) {
        let some: Vec<_> = some.into_iter().collect();
        let target = if on_windows { WINDOWS } else { LINUX };
        let closure = closure(&WORKSPACE.1, &some, target, LINUX);
        let members = closure.members().into_iter().map(|member| (member.name(), member.version()));
        for (name, version) in closure.external().into_iter().map(|package| (package.name, package.version)).chain(members) {
            let chain = closure.chain_to(name, version);
            prop_assert_eq!(chain.first(), Some(&"app"));
            prop_assert_eq!(chain.last(), Some(&name));
        }
    }

    #[test]
    fn every_other_member_is_needed_by_one(some in features()) {
        let some: Vec<_> = some.into_iter().collect();
        let closure = closure(&WORKSPACE.1, &some, LINUX, LINUX);
        let members = names(closure.members());
        prop_assert!(members.contains(&"app"));
        for member in members.iter().filter(|name| **name != "app") {
            let is_needed = WORKSPACE.1.dependencies().any(|edge| {
                edge.to.name() == *member && edge.kind != DependencyKind::Development && members.contains(&edge.from.name())
            });
            prop_assert!(is_needed, "{member}");
        }
    }
}
