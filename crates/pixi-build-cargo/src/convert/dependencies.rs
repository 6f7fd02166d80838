//! From what an output needs to what pixi is told of it.

use std::collections::BTreeSet;

use cargo_conda::backend::{Dependency, Pin as EnginePin, PinBound as EngineBound};
use rattler_conda_types::MatchSpec;
use serde_json::{Map, Value, json};

use super::SourceSpecs;
use crate::wire::{BinarySpec, ConstraintSpec, NamedSpec, PackageSpec, Pin, PinBound, SourceSpec};

/// What names mean to pixi.
pub(crate) struct Names<'a> {
    /// The outputs of the manifest: whoever needs one of them needs it from here.
    pub(crate) outputs: &'a BTreeSet<String>,
    /// What the manifest says is built from sources elsewhere.
    pub(crate) sources: &'a SourceSpecs,
}

/// A dependency. Another output of the manifest is one that pixi builds.
pub(crate) fn dependency(names: &Names<'_>, dependency: &Dependency) -> NamedSpec<PackageSpec> {
    match dependency {
        Dependency::PinCompatible { name, pin } => {
            NamedSpec { name: name.clone(), spec: PackageSpec::PinCompatible(wire_pin(pin)) }
        }
        Dependency::Spec(spec) => {
            let name = name_of(spec);
            let source = spec.url.as_ref().and_then(|url| names.sources.get(url));
            let spec = if let Some(source) = source {
                PackageSpec::Source(Box::new(source.clone()))
            } else if names.outputs.contains(&name) {
                PackageSpec::Source(Box::new(beside(spec)))
            } else {
                PackageSpec::Binary(Box::new(binary(spec)))
            };
            NamedSpec { name, spec }
        }
    }
}

/// A limit. It is never built for that.
pub(crate) fn constraint(dependency: &Dependency) -> NamedSpec<ConstraintSpec> {
    match dependency {
        Dependency::PinCompatible { name, pin } => {
            NamedSpec { name: name.clone(), spec: ConstraintSpec::PinCompatible(wire_pin(pin)) }
        }
        Dependency::Spec(spec) => {
            NamedSpec { name: name_of(spec), spec: ConstraintSpec::Binary(Box::new(binary(spec))) }
        }
    }
}

fn name_of(spec: &MatchSpec) -> String {
    spec.name.as_exact().map_or_else(|| spec.name.to_string(), |name| name.as_normalized().to_owned())
}

/// A package of the manifest itself, and which of its builds will do.
fn beside(spec: &MatchSpec) -> SourceSpec {
    let mut location = match serde_json::to_value(binary(spec)) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    // What only packages of channels have.
    for field in ["fileName", "channel", "md5", "sha256", "url"] {
        location.remove(field);
    }
    location.insert("path".to_owned(), json!({ "path": "." }));
    SourceSpec { location }
}

fn binary(spec: &MatchSpec) -> BinarySpec {
    let (_, spec) = spec.clone().into_nameless();
    BinarySpec {
        version: spec.version,
        build: spec.build,
        build_number: spec.build_number,
        file_name: spec.file_name,
        extras: spec.extras,
        flags: spec.flags,
        channel: spec.channel.map(|channel| channel.base_url.to_string()),
        subdir: spec.subdir,
        md5: spec.md5,
        sha256: spec.sha256,
        url: spec.url.map(|url| url.to_string()),
        license: spec.license,
        condition: spec.condition,
    }
}

fn wire_pin(pin: &EnginePin) -> Pin {
    let bound = |bound: &EngineBound| match bound {
        EngineBound::Expression(text) => PinBound::Expression(text.clone()),
        EngineBound::Version(text) => PinBound::Version(text.clone()),
    };
    Pin {
        lower_bound: pin.lower_bound.as_ref().map(bound),
        upper_bound: pin.upper_bound.as_ref().map(bound),
        exact: pin.exact,
        build: pin.build.clone(),
    }
}
