//! Requirements of rendered recipes, as pixi is told of them.

use std::collections::BTreeSet;

use cargo_conda::backend::{Dependency, Pin as EnginePin, PinBound as EngineBound};
use rattler_conda_types::MatchSpec;
use serde_json::{Map, Value, json};

use super::SourceSpecs;
use crate::wire::{BinarySpec, ConstraintSpec, NamedSpec, PackageSpec, Pin, PinBound, SourceSpec};

/// The packages that pixi builds, as opposed to those that it takes from a channel.
pub(crate) struct SourcePackages<'a> {
    /// Names of the outputs of the manifest itself.
    pub(crate) outputs: &'a BTreeSet<String>,
    /// Source packages elsewhere that the manifest names.
    pub(crate) elsewhere: &'a SourceSpecs,
}

/// A requirement as pixi has it: a source package if pixi builds the package, and else one from a channel.
pub(crate) fn dependency_to_wire(
    sources: &SourcePackages<'_>,
    dependency: &Dependency,
) -> NamedSpec<PackageSpec> {
    match dependency {
        Dependency::PinCompatible { name, pin } => {
            NamedSpec { name: name.clone(), spec: PackageSpec::PinCompatible(pin_to_wire(pin)) }
        }
        Dependency::Spec(spec) => {
            let name = package_name(spec);
            let elsewhere = spec.url.as_ref().and_then(|url| sources.elsewhere.get(url));
            let spec = if let Some(source) = elsewhere {
                PackageSpec::Source(Box::new(source.clone()))
            } else if sources.outputs.contains(&name) {
                PackageSpec::Source(Box::new(same_manifest(spec)))
            } else {
                PackageSpec::Binary(Box::new(binary_to_wire(spec)))
            };
            NamedSpec { name, spec }
        }
    }
}

/// A limit as pixi has it, which never makes pixi build a package.
pub(crate) fn constraint_to_wire(dependency: &Dependency) -> NamedSpec<ConstraintSpec> {
    match dependency {
        Dependency::PinCompatible { name, pin } => {
            NamedSpec { name: name.clone(), spec: ConstraintSpec::PinCompatible(pin_to_wire(pin)) }
        }
        Dependency::Spec(spec) => {
            let binary = binary_to_wire(spec);
            NamedSpec { name: package_name(spec), spec: ConstraintSpec::Binary(Box::new(binary)) }
        }
    }
}

/// The name of the package in lower case, as pixi compares names.
fn package_name(spec: &MatchSpec) -> String {
    spec.name.as_exact().map_or_else(|| spec.name.to_string(), |name| name.as_normalized().to_owned())
}

/// Another output of the same manifest: the path is that of the manifest, and the other fields choose the
/// build.
fn same_manifest(spec: &MatchSpec) -> SourceSpec {
    let mut location = match serde_json::to_value(binary_to_wire(spec)) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    // Fields that only an archive in a channel has; the protocol's source packages have none of them.
    for field in ["fileName", "channel", "md5", "sha256", "url"] {
        location.remove(field);
    }
    location.insert("path".to_owned(), json!({ "path": "." }));
    SourceSpec { location }
}

fn binary_to_wire(spec: &MatchSpec) -> BinarySpec {
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

fn pin_to_wire(pin: &EnginePin) -> Pin {
    let bound = |bound: &EngineBound| match bound {
        EngineBound::Expression(text) => PinBound::Expression(text.clone()),
        EngineBound::Version(text) => PinBound::Version(text.clone()),
    };
    let EnginePin { lower_bound, upper_bound, exact, build_string } = pin;
    Pin {
        lower_bound: lower_bound.as_ref().map(bound),
        upper_bound: upper_bound.as_ref().map(bound),
        exact: *exact,
        build: build_string.clone(),
    }
}

#[cfg(test)]
mod tests {
    use rattler_conda_types::ParseStrictness;

    use super::*;

    fn outputs<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.map(ToOwned::to_owned).into()
    }

    fn spec(text: &str) -> Dependency {
        Dependency::Spec(Box::new(MatchSpec::from_str(text, ParseStrictness::Strict).unwrap()))
    }

    /// What pixi is told of a requirement where the manifest has the outputs `tool` and `helper`.
    fn told(text: &str) -> Value {
        let outputs = outputs(["tool", "helper"]);
        let sources = SourcePackages { outputs: &outputs, elsewhere: &SourceSpecs::default() };
        serde_json::to_value(dependency_to_wire(&sources, &spec(text))).unwrap()
    }

    #[test]
    fn a_package_of_a_channel_keeps_all_that_limits_it() {
        assert_eq!(told("zlib"), json!({ "name": "zlib", "binary": {} }));
        assert_eq!(
            told("OpenSSL >=3,<4 h*_1"),
            json!({ "name": "openssl", "binary": { "version": ">=3,<4", "build": "h*_1" } })
        );
    }

    #[test]
    fn an_output_of_the_manifest_is_built_from_it() {
        assert_eq!(told("helper"), json!({ "name": "helper", "source": { "path": { "path": "." } } }));
        assert_eq!(
            told("helper ==1.0 h1_0"),
            json!({ "name": "helper", "source": { "version": "==1.0", "build": "h1_0", "path": { "path": "." } } })
        );
        // Fields of an archive would make pixi look for one.
        assert_eq!(
            told("https://conda.example/noarch/helper-1.0-h1_0.conda")["source"]["path"],
            json!({ "path": "." })
        );
        assert_eq!(told("https://conda.example/noarch/helper-1.0-h1_0.conda")["source"].get("url"), None);
    }

    #[test]
    fn a_limit_never_makes_pixi_build() {
        let told = serde_json::to_value(constraint_to_wire(&spec("helper >=2"))).unwrap();
        assert_eq!(told, json!({ "name": "helper", "binary": { "version": ">=2" } }));
    }

    #[test]
    fn a_pin_keeps_its_bounds() {
        let pin = EnginePin {
            lower_bound: Some(EngineBound::Expression("x.x".to_owned())),
            upper_bound: Some(EngineBound::Version("3".to_owned())),
            exact: false,
            build_string: Some("h*".to_owned()),
        };
        let dependency = Dependency::PinCompatible { name: "zlib".to_owned(), pin };
        let expected = json!({ "name": "zlib", "pinCompatible": {
            "lowerBound": { "expression": "x.x" }, "upperBound": { "version": "3" }, "build": "h*",
        } });
        let outputs = outputs(["zlib"]);
        let sources = SourcePackages { outputs: &outputs, elsewhere: &SourceSpecs::default() };
        assert_eq!(serde_json::to_value(dependency_to_wire(&sources, &dependency)).unwrap(), expected);
        assert_eq!(serde_json::to_value(constraint_to_wire(&dependency)).unwrap(), expected);
    }
}
