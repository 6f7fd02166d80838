//! Closures of random workspaces against `cargo tree`.
//!
//! `cargo tree --edges normal,build` runs cargo's own resolution of features, so a closure must agree with it
//! about the compiled packages, and about the features of a package each time that it is compiled.
//!
//! `cargo build --unit-graph` shows which unit is linked into which. Inventories must agree with it. The
//! option is unstable, and `RUSTC_BOOTSTRAP` makes a stable cargo take it.
//!
//! With the features of the workspace, `cargo tree --workspace` is the oracle: the tree of one member in it
//! has the features that a build of all members joins.
//!
//! There are two exceptions. Under resolver 1, development dependencies enable features in `cargo tree`, as
//! they do in `cargo build` but not in `cargo install`. Cases with that resolver have no development
//! dependencies here unless the features are those of the workspace; `closure.rs` has one.
//!
//! A dependency can be optional in one table and required in another. `name/feature` then turns the feature
//! `name` on in cargo, also where only the required one applies; guppy turns it on only where the optional
//! one does. Here a dependency is optional in all tables or in none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use cargo_conda_workspace::{ClosureQuery, FeatureSelection, FeaturesOf, Role, Unit, Workspace};
use proptest::prelude::*;

use crate::closure::{LINUX, WINDOWS};
use crate::fixture::Fixture;
use crate::unit_graph::UnitGraph;

/// Packages `p0` (the member that is built) to `p5`; each depends on some with higher numbers.
const PACKAGES: usize = 6;

#[derive(Debug, Clone)]
struct Sketch {
    resolver: u8,
    packages: Vec<PackageSketch>,
    selected: Vec<Entry>,
    no_default_features: bool,
    for_windows: bool,
    /// The number of members, which are the first packages; the others are vendored.
    members: usize,
    features_of: FeaturesOf,
}

#[derive(Debug, Clone)]
struct PackageSketch {
    is_proc_macro: bool,
    dependencies: Vec<DependencySketch>,
    /// What `default`, `f0` and `f1` enable.
    features: [Vec<Entry>; 3],
}

#[derive(Debug, Clone)]
struct DependencySketch {
    /// The number of the dependency minus the number of the package.
    distance: usize,
    table: &'static str,
    optional: bool,
    default_features: bool,
    features: Vec<&'static str>,
}

/// An entry of a feature's list, about one of the dependencies.
#[derive(Debug, Clone)]
struct Entry {
    dependency: usize,
    form: Form,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Own,
    Implicit,
    Hidden,
    Strong,
    Weak,
}

fn entry() -> impl Strategy<Value = Entry> {
    let form = prop::sample::select(vec![Form::Own, Form::Implicit, Form::Hidden, Form::Strong, Form::Weak]);
    (0..4_usize, form).prop_map(|(dependency, form)| Entry { dependency, form })
}

fn dependency() -> impl Strategy<Value = DependencySketch> {
    let table = prop::sample::select(vec![
        "dependencies",
        "build-dependencies",
        "target.'cfg(windows)'.dependencies",
        "target.'cfg(unix)'.dependencies",
        "target.'cfg(windows)'.build-dependencies",
        "dev-dependencies",
    ]);
    let features = prop::sample::subsequence(vec!["f0", "f1"], 0..=2);
    (1..PACKAGES, table, any::<bool>(), any::<bool>(), features).prop_map(
        |(distance, table, optional, default_features, features)| DependencySketch {
            distance,
            table,
            optional: optional && table != "dev-dependencies",
            default_features,
            features,
        },
    )
}

fn package() -> impl Strategy<Value = PackageSketch> {
    let list = || prop::collection::vec(entry(), 0..3);
    (prop::bool::weighted(0.2), prop::collection::vec(dependency(), 0..4), [list(), list(), list()]).prop_map(
        |(is_proc_macro, dependencies, features)| PackageSketch { is_proc_macro, dependencies, features },
    )
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let packages = prop::collection::vec(package(), PACKAGES);
    let selection = (prop::collection::vec(entry(), 0..3), any::<bool>());
    let features_of = prop::sample::select(vec![FeaturesOf::Package, FeaturesOf::Workspace]);
    (1..=3_u8, packages, selection, any::<bool>(), 1..=3_usize, features_of).prop_map(
        |(resolver, mut packages, (selected, no_default_features), for_windows, members, features_of)| {
            if resolver == 1 && features_of == FeaturesOf::Package {
                for package in &mut packages {
                    package.dependencies.retain(|dependency| dependency.table != "dev-dependencies");
                }
            }
            packages.iter_mut().for_each(PackageSketch::agree_on_optional);
            Sketch { resolver, packages, selected, no_default_features, for_windows, members, features_of }
        },
    )
}

impl PackageSketch {
    /// Makes each dependency optional in all tables or in none.
    fn agree_on_optional(&mut self) {
        let mut known = BTreeMap::new();
        for dependency in self.dependencies.iter_mut().filter(|d| d.table != "dev-dependencies") {
            dependency.optional = *known.entry(dependency.distance).or_insert(dependency.optional);
        }
    }

    /// The dependencies of the package with this number, each with its own number. There is one for each
    /// table.
    fn edges(&self, number: usize) -> Vec<(usize, &DependencySketch)> {
        let mut seen = BTreeSet::new();
        let edges = self.dependencies.iter().map(|dependency| (number + dependency.distance, dependency));
        edges.filter(|(to, dependency)| *to < PACKAGES && seen.insert((*to, dependency.table))).collect()
    }

    /// An entry as it is written in a manifest; `None` if cargo would refuse it here.
    fn entry(&self, number: usize, entry: &Entry) -> Option<String> {
        if matches!(entry.form, Form::Own) {
            return Some("f1".to_owned());
        }
        let edges: Vec<_> =
            self.edges(number).into_iter().filter(|(_, d)| d.table != "dev-dependencies").collect();
        let (to, _) = edges.get(entry.dependency)?;
        let is_optional = edges.iter().any(|(other, dependency)| other == to && dependency.optional);
        match entry.form {
            Form::Hidden if is_optional => Some(format!("dep:p{to}")),
            Form::Weak if is_optional => Some(format!("p{to}?/f0")),
            Form::Implicit if is_optional && !self.hides(number, *to) => Some(format!("p{to}")),
            Form::Strong => Some(format!("p{to}/f0")),
            Form::Own | Form::Hidden | Form::Weak | Form::Implicit => None,
        }
    }

    /// Whether a feature has a `dep:` entry for the dependency, so that cargo derives no feature from it.
    fn hides(&self, number: usize, dependency: usize) -> bool {
        let hidden = format!("dep:p{dependency}");
        let entries = self.features[..2].iter().flatten().filter(|entry| matches!(entry.form, Form::Hidden));
        entries.filter_map(|entry| self.entry(number, entry)).any(|text| text == hidden)
    }

    /// The manifest of the package with this number in a workspace of so many members.
    fn manifest(&self, number: usize, members: usize) -> String {
        let mut text = String::from("build = 'build.rs'\n");
        if self.is_proc_macro && number > 0 {
            text.push_str("[lib]\nproc-macro = true\n");
        }
        for (to, DependencySketch { table, optional, default_features, features, .. }) in self.edges(number) {
            let path = if number < members && to >= members {
                format!("../vendor/p{to}")
            } else {
                format!("../p{to}")
            };
            writeln!(
                text,
                "[{table}.p{to}]\npath = '{path}'\noptional = {optional}\ndefault-features = {default_features}\n\
                 features = {features:?}"
            )
            .unwrap();
        }
        text.push_str("[features]\nf1 = []\n");
        for (name, entries) in ["default", "f0"].iter().zip(&self.features) {
            let list: Vec<_> = entries.iter().filter_map(|entry| self.entry(number, entry)).collect();
            writeln!(text, "{name} = {list:?}").unwrap();
        }
        text.replace("optional = false\n", "")
    }
}

impl Sketch {
    fn write(&self) -> Fixture {
        let members: Vec<_> = (0..self.members).map(|number| format!("p{number}")).collect();
        let table = format!("members = {members:?}\nexclude = ['vendor']");
        let mut fixture = Fixture::empty()
            .file("Cargo.toml", &format!("[workspace]\nresolver = '{}'\n{table}", self.resolver));
        for (number, package) in self.packages.iter().enumerate() {
            let folder = if number < self.members { "" } else { "vendor/" };
            let directory = format!("{folder}p{number}");
            fixture = fixture
                .package(&directory, &package.manifest(number, self.members))
                .file(&format!("{directory}/build.rs"), "fn main() {}");
        }
        fixture.locked()
    }

    fn selection(&self) -> FeatureSelection {
        // Cargo accepts `dep:` in manifests only.
        let features = self.selected.iter().filter_map(|entry| self.packages[0].entry(0, entry));
        FeatureSelection {
            features: features.filter(|entry| !entry.starts_with("dep:")).collect(),
            all_features: false,
            no_default_features: self.no_default_features,
            of: self.features_of,
        }
    }

    /// The features as they are written on cargo's command line.
    fn arguments(&self) -> String {
        let qualified = |feature: String| match self.features_of {
            FeaturesOf::Workspace if !feature.contains('/') => format!("p0/{feature}"),
            _ => feature,
        };
        self.selection().features.into_iter().map(qualified).collect::<Vec<_>>().join(",")
    }

    /// The option of cargo that chooses the members whose features count.
    fn packages_option(&self) -> &'static str {
        match self.features_of {
            FeaturesOf::Package => "--package=p0",
            FeaturesOf::Workspace => "--workspace",
        }
    }

    fn target(&self) -> &'static str {
        if self.for_windows { WINDOWS } else { LINUX }
    }
}

/// Lines `name feature,feature`, one for each time that a package is compiled differently.
fn simulated(workspace: &Workspace, sketch: &Sketch, host: &str) -> BTreeSet<String> {
    let features = sketch.selection();
    let query = ClosureQuery { member: "p0", features: &features, target: sketch.target(), host };
    let closure = query.resolve(workspace).unwrap();
    let line = |unit: Unit<'_>| {
        let name = workspace.package(unit.package).unwrap().name;
        format!("{name} {}", unit.features.iter().cloned().collect::<Vec<_>>().join(","))
    };
    closure.units().into_iter().map(line).collect()
}

fn from_cargo_tree(fixture: &Fixture, sketch: &Sketch) -> BTreeSet<String> {
    let features = sketch.arguments();
    let mut arguments = vec![
        "tree",
        sketch.packages_option(),
        "--edges",
        "normal,build",
        "--prefix",
        "depth",
        "--no-dedupe",
        "--format",
        " {p}|{f}",
        "--offline",
        "--locked",
        "--target",
        sketch.target(),
        "--features",
        &features,
    ];
    arguments.extend(sketch.no_default_features.then_some("--no-default-features"));
    let answer = fixture.cargo(&arguments);
    // The trees of the other members follow that of `p0`, or come before it.
    let is_of_p0 = |line: &&str| line.starts_with("0 p0 ");
    let first = answer.lines().skip_while(|line| !is_of_p0(line)).take(1);
    let rest = answer.lines().skip_while(|line| !is_of_p0(line)).skip(1);
    first
        .chain(rest.take_while(|line| !line.starts_with("0 ")))
        .filter_map(|line| line.split_once(' ')?.1.split_once('|'))
        .map(|(package, features)| format!("{} {features}", package.split(' ').next().unwrap()))
        .collect()
}

/// The vendored packages that the inventory calls linked.
fn linked(workspace: &Workspace, sketch: &Sketch, host: &str) -> BTreeSet<String> {
    let features = sketch.selection();
    let query = ClosureQuery { member: "p0", features: &features, target: sketch.target(), host };
    let inventory = query.resolve(workspace).unwrap().inventory(&workspace.lock_file());
    let linked = inventory.packages.iter().filter(|package| package.role == Role::Linked);
    linked.map(|package| package.package.name.to_owned()).collect()
}

/// The packages that cargo links into the library of `p0`.
fn from_unit_graph(fixture: &Fixture, sketch: &Sketch) -> BTreeSet<String> {
    let features = sketch.arguments();
    let mut arguments = vec!["--lib", sketch.packages_option(), "--target", sketch.target()];
    arguments.extend(["--features", &features]);
    arguments.extend(sketch.no_default_features.then_some("--no-default-features"));
    let graph = UnitGraph::of(fixture.root(), arguments);
    graph.linked(|id| name_in_id(id) == "p0").into_iter().map(name_in_id).collect()
}

/// The name in an id such as `path+file:///x/p1#0.0.0`, where it is the name of the directory.
fn name_in_id(id: &str) -> String {
    let address = id.split('#').next().unwrap();
    address.rsplit('/').next().unwrap().to_owned()
}

pub(crate) fn host() -> String {
    let output = Command::new("rustc").args(["--print", "host-tuple"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

proptest! {
    // Each case runs cargo five times.
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn closures_agree_with_cargo(sketch in sketch()) {
        let fixture = sketch.write();
        let workspace = fixture.load();
        prop_assert_eq!(simulated(&workspace, &sketch, &host()), from_cargo_tree(&fixture, &sketch));
        prop_assert_eq!(linked(&workspace, &sketch, &host()), from_unit_graph(&fixture, &sketch));
    }
}
