//! Layers folded into what holds for one package.

use cargo_conda_mapping::Requirement;
use indexmap::IndexMap;

use super::layer::{ConfigLayer, NativeOverrides};
use crate::model::IgnoreRunExports;
use crate::source::Located;

/// The profile that `cargo install` uses unless told otherwise.
const DEFAULT_PROFILE: &str = "release";

/// What holds for one package on one platform. An `Option` is left only where absence has a meaning of its
/// own: take what Cargo or the evidence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageConfig {
    /// The conda name, if it is not the crate's.
    pub name: Option<Located<String>>,
    /// Whether the member is left out or taken in by decree.
    pub skip: Option<Located<bool>>,
    /// The only binaries to install; all that can be built if absent.
    pub binaries: Option<Vec<Located<String>>>,
    /// Features to turn on.
    pub features: Vec<Located<String>>,
    /// Turn all features on.
    pub all_features: bool,
    /// Leave the default features off.
    pub no_default_features: bool,
    /// The configured profile; `release` if absent.
    pub profile: Option<Located<String>>,
    /// Appended to `cargo install`.
    pub extra_args: Vec<Located<String>>,
    /// Variables of the build.
    pub env: IndexMap<String, String>,
    /// Names of variables that builds take from whoever starts them.
    pub secrets: Vec<String>,
    /// Languages whose compilers come from channels; those of Rust and C if absent.
    pub compilers: Option<Vec<Located<String>>>,
    /// Programs that run during the build.
    pub build_dependencies: Option<Located<Vec<Requirement>>>,
    /// Libraries and headers of the target platform.
    pub host_dependencies: Option<Located<Vec<Requirement>>>,
    /// Corrections to what is known of crates that link native libraries.
    pub native_dependencies: Option<Located<NativeOverrides>>,
    /// What an installed package needs.
    pub run_dependencies: Vec<Requirement>,
    /// Limits for packages installed beside it.
    pub run_constraints: Vec<Requirement>,
    /// What the package does not take over from what it is built with.
    pub ignore_run_exports: Option<Located<IgnoreRunExports>>,
    /// The build number.
    pub build_number: u64,
    /// Licence files instead of the ones found.
    pub license_files: Option<Vec<Located<String>>>,
    /// Test commands instead of the generated ones.
    pub tests: Option<Vec<String>>,
    /// Further files that the package is made from, as patterns below the outer manifest's directory.
    pub extra_input_globs: Vec<String>,
    /// Whether version, licence and description are the outer manifest's alone.
    pub ignore_cargo_manifest: bool,
}

impl PackageConfig {
    /// Folds layers, the later over the earlier: lists and values replace, `env` merges. Defaults come last.
    pub(crate) fn resolve<'a>(layers: impl IntoIterator<Item = &'a ConfigLayer>) -> Self {
        let mut merged = ConfigLayer::default();
        for layer in layers {
            overlay(&mut merged, layer);
        }
        let ConfigLayer {
            name,
            skip,
            binaries,
            features,
            all_features,
            no_default_features,
            profile,
            extra_args,
            env,
            secrets,
            compilers,
            build_dependencies,
            host_dependencies,
            native_dependencies,
            run_dependencies,
            run_constraints,
            ignore_run_exports,
            build_number,
            license_files,
            tests,
            extra_input_globs,
            ignore_cargo_manifest,
        } = merged;
        Self {
            name,
            skip,
            binaries,
            features: features.unwrap_or_default(),
            all_features: all_features.unwrap_or(false),
            no_default_features: no_default_features.unwrap_or(false),
            profile,
            extra_args: extra_args.unwrap_or_default(),
            env: env.unwrap_or_default(),
            secrets: secrets.into_iter().flatten().map(|name| name.value).collect(),
            compilers,
            build_dependencies,
            host_dependencies,
            native_dependencies,
            run_dependencies: run_dependencies.unwrap_or_default(),
            run_constraints: run_constraints.unwrap_or_default(),
            ignore_run_exports,
            build_number: build_number.unwrap_or(0),
            license_files,
            tests,
            extra_input_globs: extra_input_globs.unwrap_or_default(),
            ignore_cargo_manifest: ignore_cargo_manifest.unwrap_or(false),
        }
    }

    /// The profile to build with.
    pub(crate) fn profile_name(&self) -> &str {
        self.profile.as_ref().map_or(DEFAULT_PROFILE, |profile| &profile.value)
    }
}

/// Lays one layer over another. The destructuring makes a forgotten key a compile error.
fn overlay(under: &mut ConfigLayer, over: &ConfigLayer) {
    fn replace<T: Clone>(under: &mut Option<T>, over: Option<&T>) {
        if let Some(value) = over {
            *under = Some(value.clone());
        }
    }
    let ConfigLayer {
        name,
        skip,
        binaries,
        features,
        all_features,
        no_default_features,
        profile,
        extra_args,
        env,
        secrets,
        compilers,
        build_dependencies,
        host_dependencies,
        native_dependencies,
        run_dependencies,
        run_constraints,
        ignore_run_exports,
        build_number,
        license_files,
        tests,
        extra_input_globs,
        ignore_cargo_manifest,
    } = over;
    replace(&mut under.name, name.as_ref());
    replace(&mut under.skip, skip.as_ref());
    replace(&mut under.binaries, binaries.as_ref());
    replace(&mut under.features, features.as_ref());
    replace(&mut under.all_features, all_features.as_ref());
    replace(&mut under.no_default_features, no_default_features.as_ref());
    replace(&mut under.profile, profile.as_ref());
    replace(&mut under.extra_args, extra_args.as_ref());
    replace(&mut under.secrets, secrets.as_ref());
    replace(&mut under.compilers, compilers.as_ref());
    replace(&mut under.build_dependencies, build_dependencies.as_ref());
    replace(&mut under.host_dependencies, host_dependencies.as_ref());
    overlay_native(&mut under.native_dependencies, native_dependencies.as_ref());
    replace(&mut under.ignore_run_exports, ignore_run_exports.as_ref());
    replace(&mut under.run_dependencies, run_dependencies.as_ref());
    replace(&mut under.run_constraints, run_constraints.as_ref());
    replace(&mut under.build_number, build_number.as_ref());
    replace(&mut under.license_files, license_files.as_ref());
    replace(&mut under.tests, tests.as_ref());
    replace(&mut under.extra_input_globs, extra_input_globs.as_ref());
    replace(&mut under.ignore_cargo_manifest, ignore_cargo_manifest.as_ref());
    if let Some(variables) = env {
        let merged = under.env.get_or_insert_default();
        merged.extend(variables.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
}

/// Tables add up, crate by crate; what is said of all crates replaces what is below.
fn overlay_native(under: &mut Option<Located<NativeOverrides>>, over: Option<&Located<NativeOverrides>>) {
    match (under, over) {
        (_, None) => {}
        (
            Some(Located { value: NativeOverrides::Crates(below), .. }),
            Some(Located { value: NativeOverrides::Crates(above), .. }),
        ) => below.extend(above.iter().map(|(name, specs)| (name.clone(), specs.clone()))),
        (under, Some(over)) => *under = Some(over.clone()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;
    use crate::source::{Location, Source};

    fn located<T>(value: T) -> Located<T> {
        let source = Arc::new(Source { path: "Cargo.toml".into(), text: String::new() });
        Located { value, location: Location { source, span: 0..0 } }
    }

    fn word() -> impl Strategy<Value = Located<String>> {
        "[a-c]".prop_map(located)
    }

    fn words() -> impl Strategy<Value = Option<Vec<Located<String>>>> {
        option::of(vec(word(), 0..3))
    }

    fn requirements() -> impl Strategy<Value = Option<Vec<Requirement>>> {
        option::of(vec("[a-c]", 0..3).prop_map(specs::<Vec<_>>))
    }

    /// The keys that only builds with conda's compilers act on.
    fn conda_layer() -> impl Strategy<Value = ConfigLayer> {
        let dependencies = || option::of(vec("[a-c]", 0..3).prop_map(|names| located(specs(names))));
        let overrides = prop_oneof![Just(NativeOverrides::Nothing), Just(NativeOverrides::Everything)];
        let ignored = vec("[a-c]", 0..3)
            .prop_map(|by_name| located(IgnoreRunExports { by_name, from_package: Vec::new() }));
        let lists = (words(), words(), dependencies(), dependencies());
        (lists, option::of(overrides.prop_map(located)), option::of(ignored)).prop_map(
            |((secrets, compilers, build_dependencies, host_dependencies), native_dependencies, ignored)| {
                ConfigLayer {
                    secrets,
                    compilers,
                    build_dependencies,
                    host_dependencies,
                    native_dependencies,
                    ignore_run_exports: ignored,
                    ..ConfigLayer::default()
                }
            },
        )
    }

    fn specs<N: IntoIterator<Item = String>>(names: N) -> Vec<Requirement> {
        names.into_iter().map(|name| Requirement::parse(&name).expect("a name is a match spec")).collect()
    }

    fn layer() -> impl Strategy<Value = ConfigLayer> {
        let env = option::of(vec(("[A-C]", "[0-9]"), 0..3).prop_map(|pairs| pairs.into_iter().collect()));
        let lists = (words(), words(), words(), words(), requirements(), requirements());
        let tests = option::of(vec("[a-c]", 0..3));
        let flags =
            (option::of(any::<bool>().prop_map(located)), any::<Option<bool>>(), any::<Option<bool>>());
        let values = (option::of(word()), option::of(word()), any::<Option<u64>>(), tests);
        (conda_layer(), env, lists, flags, values).prop_map(|(conda, env, lists, flags, values)| {
            let (binaries, features, extra_args, license_files, run_dependencies, run_constraints) = lists;
            let (skip, all_features, no_default_features) = flags;
            let (name, profile, build_number, tests) = values;
            ConfigLayer {
                name,
                skip,
                binaries,
                features,
                all_features,
                no_default_features,
                profile,
                extra_args,
                env,
                run_dependencies,
                run_constraints,
                build_number,
                license_files,
                tests,
                ..conda
            }
        })
    }

    fn over(under: &ConfigLayer, over: &ConfigLayer) -> ConfigLayer {
        let mut merged = under.clone();
        overlay(&mut merged, over);
        merged
    }

    proptest! {
        #[test]
        fn layers_may_be_folded_from_either_end(a in layer(), b in layer(), c in layer()) {
            let from_below = over(&over(&a, &b), &c);
            let from_above = over(&a, &over(&b, &c));
            prop_assert_eq!(&from_below, &from_above);
            prop_assert_eq!(PackageConfig::resolve([&a, &b, &c]), PackageConfig::resolve([&from_below]));
            // The order of variables is part of what a recipe says.
            let order = |layer: &ConfigLayer| layer.env.iter().flatten().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            prop_assert_eq!(order(&from_below), order(&from_above));
        }

        #[test]
        fn an_empty_layer_changes_nothing(layer in layer()) {
            prop_assert_eq!(&over(&ConfigLayer::default(), &layer), &layer);
            prop_assert_eq!(&over(&layer, &ConfigLayer::default()), &layer);
        }

        #[test]
        fn a_value_hides_the_one_below_and_variables_add_up(below in layer(), above in layer()) {
            let merged = over(&below, &above);
            prop_assert_eq!(&merged.features, &above.features.clone().or(below.features.clone()));
            prop_assert_eq!(&merged.build_number, &above.build_number.or(below.build_number));
            let found = merged.env.unwrap_or_default();
            let (below, above) = (below.env.unwrap_or_default(), above.env.unwrap_or_default());
            for (name, value) in &found {
                prop_assert_eq!(Some(value), above.get(name).or(below.get(name)));
            }
            prop_assert!(below.keys().chain(above.keys()).all(|name| found.contains_key(name)));
        }
    }
}
