//! Single requirements of the protocol, as conda writes them.

use std::sync::Arc;

use cargo_conda::backend::{PinArguments, PinKind, Requirement};
use rattler_conda_types::{Channel, MatchSpec, PackageName, PackageNameMatcher, VersionSpec};
use thiserror::Error;
use url::Url;

use crate::wire::{BinarySpec, Pin, PinBound};

/// A dependency that cannot be a requirement of a recipe.
#[derive(Debug, Error)]
pub(crate) enum SpecError {
    /// The name of the dependency is not a package name.
    #[error("`{name}` is not a package name: {reason}")]
    Name { name: String, reason: String },
    /// The channel or the archive of the dependency is not a URL.
    #[error("the dependency `{name}` has an invalid URL `{url}`: {reason}")]
    Url { name: String, url: String, reason: String },
    /// A build dependency is a pin.
    #[error(
        "the build dependency `{name}` is a pin, but the build environment is solved first and there is no version to \
         pin to; give a version, or move the dependency to the host dependencies"
    )]
    PinInBuild { name: String },
    /// A dependency of an optional group is a pin.
    #[error("the extra dependency `{name}` is a pin; give a version instead")]
    PinInExtras { name: String },
    /// A pin has two fields of which each decides about the build alone.
    #[error("the pin of `{name}` has both `exact` and `build`; remove one of them")]
    ExactBuild { name: String },
}

/// The requirement that a pin is in a recipe.
pub(super) fn pin_requirement(kind: PinKind, name: &str, pin: &Pin) -> Result<Requirement, SpecError> {
    let Pin { lower_bound, upper_bound, exact, build } = pin;
    if *exact && build.is_some() {
        return Err(SpecError::ExactBuild { name: name.to_owned() });
    }
    let arguments = PinArguments {
        lower_bound: lower_bound.as_ref().map(PinBound::as_str),
        upper_bound: upper_bound.as_ref().map(PinBound::as_str),
        exact: *exact,
        build: build.as_deref(),
    };
    Ok(Requirement::pin(kind, package_name(name)?.as_normalized(), &arguments))
}

/// The requirement that a package of a channel is in a recipe.
pub(super) fn binary_requirement(name: &str, spec: &BinarySpec) -> Result<Requirement, SpecError> {
    let mut spec = match_spec(name, spec.clone())?;
    // `*` is what pixi writes if the manifest limits nothing. Without it, the value of a variant key can
    // apply, which rattler-build allows for bare names alone.
    let bare = MatchSpec { version: None, ..spec.clone() } == MatchSpec::from(package_name(name)?);
    if bare && spec.version == Some(VersionSpec::Any) {
        spec.version = None;
    }
    Ok(Requirement::from_match_spec(&spec))
}

fn match_spec(name: &str, spec: BinarySpec) -> Result<MatchSpec, SpecError> {
    let BinarySpec {
        version,
        build,
        build_number,
        file_name,
        extras,
        flags,
        channel,
        subdir,
        md5,
        sha256,
        url,
        license,
        condition,
    } = spec;
    let parse = |url: String| {
        url.parse::<Url>().map_err(|error| SpecError::Url {
            name: name.to_owned(),
            url: url.clone(),
            reason: error.to_string(),
        })
    };
    Ok(MatchSpec {
        name: PackageNameMatcher::Exact(package_name(name)?),
        version,
        build,
        build_number,
        file_name,
        extras,
        flags,
        channel: channel.map(parse).transpose()?.map(|url| Arc::new(Channel::from_url(url))),
        subdir,
        md5,
        sha256,
        url: url.map(parse).transpose()?,
        license,
        condition,
        ..MatchSpec::default()
    })
}

/// A name as conda has it, which must be valid.
pub(super) fn package_name(name: &str) -> Result<PackageName, SpecError> {
    name.parse().map_err(|error: rattler_conda_types::InvalidPackageNameError| SpecError::Name {
        name: name.to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cargo_conda::backend::Dependency;
    use proptest::prelude::*;
    use rattler_conda_types::{ParseMatchSpecOptions, RepodataRevision};
    use serde_json::{Value, json};

    use super::*;
    use crate::convert::{SourcePackages, SourceSpecs, dependency_to_wire};

    /// The match spec that rattler-build reads from a requirement in a recipe.
    fn match_spec_of(requirement: &Requirement) -> MatchSpec {
        let options = ParseMatchSpecOptions::strict().with_repodata_revision(RepodataRevision::V3);
        MatchSpec::from_str(requirement.as_str(), options).unwrap()
    }

    fn version() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9]{1,3}(\\.[0-9]{1,3}){0,2}",
            "[0-9]{1,2}\\.[0-9]{1,2}\\.\\*",
            "(>=|<=|>|<|==|!=)[0-9]{1,2}(\\.[0-9]{1,2}){0,2}",
            ">=[0-9]{1,2}(\\.[0-9]){0,2},<[0-9]{1,2}(\\.0a0)?",
            "[0-9]\\.[0-9]\\|>=[0-9]",
            Just("*".to_owned()),
        ]
    }

    /// Requirements for a package of a channel, as pixi writes them.
    fn binary() -> impl Strategy<Value = Value> {
        let fields = (
            proptest::option::of(version()),
            proptest::option::of("[a-z]{1,4}[0-9]{0,3}\\*?"),
            proptest::option::of("(>=|<)?[0-9]{1,3}"),
            proptest::option::of("(linux-64|osx-arm64|noarch)"),
            proptest::option::of("[0-9a-f]{32}"),
            proptest::option::of("[0-9a-f]{64}"),
            proptest::option::of("[a-zA-Z]{1,5}-[0-9]\\.[0-9]"),
        );
        fields.prop_map(|(version, build, number, subdir, md5, sha256, license)| {
            let fields = [
                ("version", version),
                ("build", build),
                ("buildNumber", number),
                ("subdir", subdir),
                ("md5", md5),
                ("sha256", sha256),
                ("license", license),
            ];
            fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?)))).collect()
        })
    }

    proptest! {
        /// What pixi asks for comes back to pixi: name, version and everything else.
        #[test]
        fn a_binary_spec_survives_the_recipe(name in "[a-zA-Z_][a-zA-Z0-9_.-]{0,8}", fields in binary()) {
            let spec: BinarySpec = serde_json::from_value(fields.clone()).unwrap();
            let requirement = binary_requirement(&name, &spec).unwrap();
            prop_assert_eq!(requirement.name(), name.to_lowercase());
            let read = Dependency::Spec(Box::new(match_spec_of(&requirement)));
            let none = BTreeSet::new();
            let sources = SourcePackages { outputs: &none, elsewhere: &SourceSpecs::default() };
            let told = serde_json::to_value(dependency_to_wire(&sources, &read)).unwrap();
            prop_assert_eq!(&told["name"], &json!(name.to_lowercase()));
            let mut expected = serde_json::to_value(&spec).unwrap();
            let is_any = |value: &Value| value.get("version") == Some(&json!("*"));
            let mut told = told["binary"].clone();
            // No version and any version mean the same.
            for fields in [&mut expected, &mut told] {
                if is_any(fields) {
                    fields.as_object_mut().unwrap().remove("version");
                }
            }
            prop_assert_eq!(told, expected);
        }
    }
}
