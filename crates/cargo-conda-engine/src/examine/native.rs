//! What crates look for on the machine: a C compiler, libraries and programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use cargo_conda_mapping::{NativeProbe, Platform, may_steer, native_needs, native_probe};
use cargo_conda_plan::Toolchain;
use cargo_conda_workspace::{ClosureQuery, ExternalPackage};

use super::surroundings::Surroundings;
use crate::api::{BuildRequest, Check, Finding, LINKER_HELP, Remedy};

/// The program by which build scripts find libraries, and the package that brings it.
const PKG_CONFIG: &str = "pkg-config";

/// The crate by which build scripts compile C code.
const CC: &str = "cc";

/// What the closures of the packages need that are built with the machine's toolchain, for this platform.
pub(super) fn native(request: BuildRequest<'_>) -> Vec<Finding> {
    let BuildRequest { workspace, plan, options } = request;
    let Ok(triple) = options.build_platform.rust_triple() else {
        return Vec::new();
    };
    let surroundings = Surroundings::of(request);
    let mut needing_c = BTreeSet::new();
    let mut needs: BTreeMap<String, Need> = BTreeMap::new();
    let on_machine = |package: &&_| plan.group_of(package).toolchain == Toolchain::System;
    for package in plan.packages.iter().filter(on_machine) {
        let (member, features) = (package.crate_name.as_str(), &package.install.features);
        let query = ClosureQuery { member, features, target: triple, host: triple };
        let Ok(closure) = query.resolve(workspace) else {
            continue;
        };
        for package in closure.external() {
            let is_led =
                options.environment.variable_names().any(|variable| may_steer(package.name, variable));
            let need = Need::of(&package, options.build_platform);
            if !is_led && !need.is_empty() {
                needs.entry(package.name.to_owned()).or_default().join(need);
            }
        }
        if closure.external().iter().any(|package| package.name == CC) {
            needing_c.insert(package.name.to_string());
        }
    }
    let c = (!needing_c.is_empty()).then(|| c_compiler(surroundings, triple, &needing_c));
    c.into_iter().chain(libraries(surroundings, &needs, options.build_platform)).collect()
}

/// What a crate of the table looks for, by names of conda packages.
#[derive(Debug, Default)]
struct Need {
    /// Libraries that programs are linked with.
    linked: BTreeSet<&'static str>,
    /// Libraries that build scripts and procedural macros are linked with.
    of_host: BTreeSet<&'static str>,
    tools: BTreeSet<&'static str>,
    /// A feature with which the crate compiles a copy of the library; `None` if it has none.
    vendored_by: Option<&'static str>,
}

impl Need {
    fn of(package: &ExternalPackage<'_>, platform: Platform) -> Self {
        let needs = |features: Option<&BTreeSet<String>>| {
            features.and_then(|on| native_needs(package.name, on, platform)).unwrap_or_default()
        };
        let [target, host] = [package.target_features, package.host_features].map(needs);
        Self {
            vendored_by: target.vendored_by.or(host.vendored_by),
            linked: target.host.into_iter().collect(),
            of_host: host.host.into_iter().collect(),
            tools: target.build.into_iter().chain(host.build).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    fn join(&mut self, other: Self) {
        self.linked.extend(other.linked);
        self.of_host.extend(other.of_host);
        self.tools.extend(other.tools);
        self.vendored_by = self.vendored_by.or(other.vendored_by);
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        self.linked.union(&self.of_host).chain(&self.tools).copied()
    }
}

/// Whether the compiler that the crate `cc` would choose finds the headers of C's own library. A compiler for
/// Windows is found in the registry, which is not looked at.
fn c_compiler(surroundings: Surroundings<'_>, triple: &str, needing: &BTreeSet<String>) -> Finding {
    if cfg!(windows) {
        return Finding::fine(Check::CCompiler, "the C compiler was not looked for");
    }
    let variables = [format!("CC_{}", triple.replace('-', "_")), "HOST_CC".to_owned(), "CC".to_owned()];
    let chosen = variables.iter().find_map(|name| surroundings.variable(name)).unwrap_or("cc");
    // The variable may hold a wrapper and flags beside the compiler.
    let mut words = chosen.split_whitespace();
    let compiler = words.next().unwrap_or("cc");
    let mut arguments: Vec<_> = words.collect();
    arguments.extend(["-fsyntax-only", "-include", "stdio.h", "-x", "c", "/dev/null"]);
    if surroundings.succeeds(compiler, &arguments) {
        return Finding::fine(Check::CCompiler, format!("`{chosen}` compiles C code"));
    }
    let message = format!("`{chosen}` compiles no C code, which crates of {} may have", joined(needing));
    Finding::doubtful(Check::CCompiler, message, Some(LINKER_HELP.to_owned()))
}

/// Which libraries and programs the machine lacks, and which libraries it has that no package may load.
fn libraries(
    surroundings: Surroundings<'_>,
    needs: &BTreeMap<String, Need>,
    platform: Platform,
) -> Vec<Finding> {
    if needs.is_empty() {
        return Vec::new();
    }
    let pkg_config = surroundings.variable("PKG_CONFIG").unwrap_or(PKG_CONFIG);
    let is_there = |probe| match probe {
        NativeProbe::Module(module) => surroundings.succeeds(pkg_config, &["--exists", module]),
        NativeProbe::Program(program) => surroundings.succeeds(program, &["--version"]),
    };
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    for conda in needs.values().flat_map(Need::all) {
        if let Some(probe) = native_probe(conda) {
            known.entry(conda).or_insert_with(|| is_there(probe));
        }
    }
    let finder = (!is_there(NativeProbe::Program(PKG_CONFIG))).then_some(PKG_CONFIG);
    let machine = Machine { known, finder, platform };
    let findings: Vec<_> = needs
        .iter()
        .flat_map(|(name, need)| [machine.lacks(name, need), machine.has(name, need)])
        .flatten()
        .collect();
    if findings.is_empty() {
        let found: BTreeSet<_> =
            machine.known.iter().filter(|(_, is_there)| **is_there).map(|(conda, _)| *conda).collect();
        let message = format!("what crates look for is there: {}", joined(&found));
        return (!found.is_empty())
            .then(|| Finding::fine(Check::NativeLibraries, message))
            .into_iter()
            .collect();
    }
    findings
}

/// What the machine has of what crates look for.
struct Machine {
    /// Whether something is there, by conda package; without what cannot be asked for.
    known: BTreeMap<&'static str, bool>,
    /// The program that finds libraries; `None` if it is there.
    finder: Option<&'static str>,
    platform: Platform,
}

impl Machine {
    fn lacks(&self, name: &str, need: &Need) -> Option<Finding> {
        let lacking = |conda: &&'static str| self.known.get(conda) == Some(&false);
        let all: BTreeSet<_> = need.all().filter(lacking).collect();
        if all.is_empty() {
            return None;
        }
        let message =
            format!("the machine has no {} that `{name}` looks for, as far as can be told", joined(&all));
        let owned = |conda: &mut dyn Iterator<Item = &&'static str>| {
            conda.filter(|conda| all.contains(**conda)).map(ToString::to_string).collect()
        };
        let conda = [owned(&mut need.linked.union(&need.of_host)), owned(&mut need.tools.iter())];
        let help = Remedy::native(name, conda, need.vendored_by, self.finder).to_string();
        Some(Finding::doubtful(Check::NativeLibraries, message, Some(help)))
    }

    /// A library that is found is linked, and the package is refused at the end of its build if programs load
    /// it. macOS has many of these libraries itself, and Windows links other ones.
    fn has(&self, name: &str, need: &Need) -> Option<Finding> {
        let is_found = |conda: &&'static str| self.known.get(conda) == Some(&true);
        let found: BTreeSet<_> = need.linked.iter().copied().filter(is_found).collect();
        if found.is_empty() || !self.platform.is_linux() {
            return None;
        }
        let message = format!(
            "`{name}` links {} of this machine, and a package whose programs load it is refused: other machines may \
             not have it",
            joined(&found)
        );
        let copy =
            need.vendored_by.map(|feature| format!(", or its feature `{feature}`, which compiles a copy"));
        let help = format!(
            "`--toolchain conda` brings {}{}; nothing is wrong if the library is linked statically",
            joined(&found),
            copy.unwrap_or_default()
        );
        Some(Finding::doubtful(Check::NativeLibraries, message, Some(help)))
    }
}

fn joined(names: &BTreeSet<impl Display + Ord>) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
