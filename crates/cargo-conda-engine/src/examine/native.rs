//! What crates look for on the machine: a C compiler, libraries and programs.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_mapping::{NativeProbe, Platform, may_steer, native_needs, native_probe};
use cargo_conda_plan::Toolchain;
use cargo_conda_workspace::{Closure, ClosureQuery};

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
    let mut needs: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    let on_machine = |package: &&_| plan.group_of(package).toolchain == Toolchain::System;
    for package in plan.packages.iter().filter(on_machine) {
        let (member, features) = (package.crate_name.as_str(), &package.install.features);
        let query = ClosureQuery { member, features, target: triple, host: triple };
        let Ok(closure) = query.resolve(workspace) else {
            continue;
        };
        for (name, conda) in needed(&closure, options.build_platform) {
            let is_led = options.environment.variable_names().any(|variable| may_steer(&name, variable));
            if !is_led {
                needs.entry(name).or_default().extend(conda);
            }
        }
        if closure.external().iter().any(|package| package.name == CC) {
            needing_c.insert(package.name.to_string());
        }
    }
    let c = (!needing_c.is_empty()).then(|| c_compiler(surroundings, triple, &needing_c));
    c.into_iter().chain(libraries(surroundings, &needs)).collect()
}

/// The conda packages that the crates of a closure need, by the crate.
fn needed(closure: &Closure<'_>, platform: Platform) -> Vec<(String, Vec<&'static str>)> {
    let of_crate = |package: &cargo_conda_workspace::ExternalPackage<'_>| {
        let sides = [package.target_features, package.host_features];
        let needs = sides.into_iter().flatten().filter_map(|on| native_needs(package.name, on, platform));
        let conda: Vec<_> = needs.flat_map(|needs| needs.host.into_iter().chain(needs.build)).collect();
        (!conda.is_empty()).then(|| (package.name.to_owned(), conda))
    };
    closure.external().iter().filter_map(of_crate).collect()
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

/// Which libraries and programs the machine lacks.
fn libraries(
    surroundings: Surroundings<'_>,
    needs: &BTreeMap<String, BTreeSet<&'static str>>,
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
    for conda in needs.values().flatten() {
        if let Some(probe) = native_probe(conda) {
            known.entry(conda).or_insert_with(|| is_there(probe));
        }
    }
    let finder = (!is_there(NativeProbe::Program(PKG_CONFIG))).then_some(PKG_CONFIG);
    let lacking = |conda: &&&'static str| known.get(*conda) == Some(&false);
    let findings: Vec<_> = needs
        .iter()
        .filter_map(|(name, conda)| {
            let lacking: Vec<_> = conda.iter().filter(lacking).map(|conda| (*conda).to_owned()).collect();
            let named: BTreeSet<_> = lacking.iter().cloned().collect();
            (!lacking.is_empty()).then(|| {
                let message = format!(
                    "the machine has no {} that `{name}` looks for, as far as can be told",
                    joined(&named)
                );
                Finding::doubtful(
                    Check::NativeLibraries,
                    message,
                    Some(Remedy::native(name, lacking, finder).to_string()),
                )
            })
        })
        .collect();
    if findings.is_empty() {
        let found: BTreeSet<_> =
            known.iter().filter(|(_, is_there)| **is_there).map(|(conda, _)| (*conda).to_owned()).collect();
        let message = format!("what crates look for is there: {}", joined(&found));
        return (!found.is_empty())
            .then(|| Finding::fine(Check::NativeLibraries, message))
            .into_iter()
            .collect();
    }
    findings
}

fn joined(names: &BTreeSet<String>) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
