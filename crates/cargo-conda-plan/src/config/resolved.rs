//! Folds the layers of a package into one configuration.

use cargo_conda_mapping::{Requirement, RustTarget, SymbolVersion};
use cargo_conda_workspace::FeaturesOf;
use indexmap::IndexMap;

use super::assets::{CompletionKeys, FileKeys, ManPageKeys};
use super::layer::{
    BuildNumber, CLibraryKeys, ConfigLayer, NativeOverrides, PythonDependencies, ThirdPartyLicenses,
};
use crate::model::{IgnoreRunExports, Strip};
use crate::source::Located;

/// The profile that `cargo install` uses by default.
const DEFAULT_PROFILE: &str = "release";

/// The configuration of one package on one platform. A field is an `Option` only where the absence of the key
/// means something of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackageConfig {
    /// The conda name; `None` for that of the crate.
    pub(crate) name: Option<Located<String>>,
    /// The version, in conda's notation or in Cargo's; `None` for that of the crate.
    pub(crate) version: Option<Located<String>>,
    /// The licence, as an SPDX expression; `None` for that of the crate.
    pub(crate) license: Option<Located<String>>,
    /// One line about the package; `None` for the first sentence of the description.
    pub(crate) summary: Option<String>,
    /// The whole text about the package; `None` for the description of the crate.
    pub(crate) description: Option<String>,
    /// URL of the project's home; `None` for that of the crate.
    pub(crate) homepage: Option<String>,
    /// URL of the sources; `None` for that of the crate.
    pub(crate) repository: Option<String>,
    /// URL of the documentation; `None` for that of the crate.
    pub(crate) documentation: Option<String>,
    /// True leaves the member out, false takes it in; `None` leaves it to the evidence.
    pub(crate) skip: Option<Located<bool>>,
    /// The only binaries to install; `None` for every binary whose `required-features` are on.
    pub(crate) binaries: Option<Vec<Located<String>>>,
    /// Features to turn on.
    pub(crate) features: Vec<Located<String>>,
    /// True if all features are on.
    pub(crate) all_features: bool,
    /// True if the feature `default` is off.
    pub(crate) no_default_features: bool,
    /// Whose requests decide the features of dependencies; `None` for the package's own.
    pub(crate) features_of: Option<Located<FeaturesOf>>,
    /// The Cargo profile; `None` for [`DEFAULT_PROFILE`].
    pub(crate) profile: Option<Located<String>>,
    /// The oldest glibc that the programs run on; `None` for what the build makes of them.
    pub(crate) glibc: Option<Located<SymbolVersion>>,
    /// The Rust target of the programs; `None` if cargo's configuration or the platform decides.
    pub(crate) rust_target: Option<Located<RustTarget>>,
    /// What the linker leaves out of programs; `None` if no layer has the key.
    pub(crate) strip: Option<Strip>,
    /// Arguments that are appended to `cargo install`.
    pub(crate) extra_args: Vec<Located<String>>,
    /// Variables of the build and their values, in the order of the configuration.
    pub(crate) env: IndexMap<String, String>,
    /// Names of variables that builds take from the environment of cargo-conda.
    pub(crate) secrets: Vec<String>,
    /// Languages whose compilers come from channels; `None` for Rust and C.
    pub(crate) compilers: Option<Vec<Located<String>>>,
    /// Requirements of the build environment; `None` if no layer has the key.
    pub(crate) build_dependencies: Option<Located<Vec<Requirement>>>,
    /// Requirements of the host environment; `None` if no layer has the key.
    pub(crate) host_dependencies: Option<Located<Vec<Requirement>>>,
    /// Corrections to the built-in table of `-sys` crates; `None` if no layer has the key.
    pub(crate) native_dependencies: Option<Located<NativeOverrides>>,
    /// Requirements of an installed package.
    pub(crate) run_dependencies: Vec<Requirement>,
    /// Limits for packages that happen to be installed beside it.
    pub(crate) run_constraints: Vec<Requirement>,
    /// Run exports that the package does not inherit; `None` if no layer has the key.
    pub(crate) ignore_run_exports: Option<Located<IgnoreRunExports>>,
    /// The build number; `None` if none is configured.
    pub(crate) build_number: Option<BuildNumber>,
    /// Licence texts; `None` for those that are found by their names.
    pub(crate) license_files: Option<Vec<Located<String>>>,
    /// True if the member's Python extension becomes a package, false if it does not; `None` if its files
    /// decide.
    pub(crate) python: Option<Located<bool>>,
    /// What becomes of dependencies of the Python project, by their names in normal form.
    pub(crate) python_dependencies: PythonDependencies,
    /// Test commands; `None` for the generated ones.
    pub(crate) tests: Option<Vec<String>>,
    /// Which licence texts of other people's crates the package ships.
    pub(crate) third_party_licenses: ThirdPartyLicenses,
    /// True if programs carry the list of their crates; `None` for all platforms where they can.
    pub(crate) auditable: Option<Located<bool>>,
    /// True if a bill of materials is installed; `None` for none.
    pub(crate) sbom: Option<bool>,
    /// True if the package says which commit it was made from, and by what; `None` for true.
    pub(crate) provenance: Option<bool>,
    /// Whether the member is a C library, and its settings.
    pub(crate) c_library: CLibraryKeys,
    /// Files of the sources that are installed.
    pub(crate) files: Vec<FileKeys>,
    /// Completion scripts for shells.
    pub(crate) completions: Vec<Located<CompletionKeys>>,
    /// Manual pages.
    pub(crate) man_pages: Vec<ManPageKeys>,
    /// Further files that the package is made from, as glob patterns below the outer manifest's directory.
    pub(crate) extra_input_globs: Vec<String>,
    /// True if version, licence and description come from the outer manifest alone.
    pub(crate) ignore_cargo_manifest: bool,
}

impl PackageConfig {
    /// Folds layers, each over those before it, and applies the defaults.
    pub(crate) fn resolve<'a>(layers: impl IntoIterator<Item = &'a ConfigLayer>) -> Self {
        let layer = layers.into_iter().fold(ConfigLayer::default(), overlay);
        Self {
            name: layer.name,
            version: layer.version,
            license: layer.license,
            summary: layer.summary,
            description: layer.description,
            homepage: layer.homepage,
            repository: layer.repository,
            documentation: layer.documentation,
            skip: layer.skip,
            binaries: layer.binaries,
            features: layer.features.unwrap_or_default(),
            all_features: layer.all_features.unwrap_or(false),
            no_default_features: layer.no_default_features.unwrap_or(false),
            features_of: layer.features_of,
            profile: layer.profile,
            glibc: layer.glibc,
            rust_target: layer.rust_target,
            strip: layer.strip,
            extra_args: layer.extra_args.unwrap_or_default(),
            env: layer.env.unwrap_or_default(),
            secrets: layer.secrets.into_iter().flatten().map(|name| name.value).collect(),
            compilers: layer.compilers,
            build_dependencies: layer.build_dependencies,
            host_dependencies: layer.host_dependencies,
            native_dependencies: layer.native_dependencies,
            run_dependencies: layer.run_dependencies.unwrap_or_default(),
            run_constraints: layer.run_constraints.unwrap_or_default(),
            ignore_run_exports: layer.ignore_run_exports,
            build_number: layer.build_number,
            license_files: layer.license_files,
            tests: layer.tests,
            python: layer.python,
            python_dependencies: layer.python_dependencies.unwrap_or_default(),
            third_party_licenses: layer.third_party_licenses.unwrap_or_default(),
            auditable: layer.auditable,
            sbom: layer.sbom,
            provenance: layer.provenance,
            c_library: layer.c_library.unwrap_or_default(),
            files: layer.files.unwrap_or_default(),
            completions: layer.completions.unwrap_or_default(),
            man_pages: layer.man_pages.unwrap_or_default(),
            extra_input_globs: layer.extra_input_globs.unwrap_or_default(),
            ignore_cargo_manifest: layer.ignore_cargo_manifest.unwrap_or(false),
        }
    }

    /// The name of the profile to build with.
    pub(crate) fn profile_name(&self) -> &str {
        self.profile.as_ref().map_or(DEFAULT_PROFILE, |profile| &profile.value)
    }
}

/// Lays one layer over another: values and lists replace those below, `env` and tables of
/// `native-dependencies` add up. The literal names every key, so that the compiler finds a forgotten one.
fn overlay(under: ConfigLayer, over: &ConfigLayer) -> ConfigLayer {
    ConfigLayer {
        name: over.name.clone().or(under.name),
        version: over.version.clone().or(under.version),
        license: over.license.clone().or(under.license),
        summary: over.summary.clone().or(under.summary),
        description: over.description.clone().or(under.description),
        homepage: over.homepage.clone().or(under.homepage),
        repository: over.repository.clone().or(under.repository),
        documentation: over.documentation.clone().or(under.documentation),
        skip: over.skip.clone().or(under.skip),
        binaries: over.binaries.clone().or(under.binaries),
        features: over.features.clone().or(under.features),
        all_features: over.all_features.or(under.all_features),
        no_default_features: over.no_default_features.or(under.no_default_features),
        features_of: over.features_of.clone().or(under.features_of),
        profile: over.profile.clone().or(under.profile),
        glibc: over.glibc.clone().or(under.glibc),
        rust_target: over.rust_target.clone().or(under.rust_target),
        strip: over.strip.or(under.strip),
        extra_args: over.extra_args.clone().or(under.extra_args),
        env: joined_variables(under.env, over.env.as_ref()),
        secrets: over.secrets.clone().or(under.secrets),
        compilers: over.compilers.clone().or(under.compilers),
        build_dependencies: over.build_dependencies.clone().or(under.build_dependencies),
        host_dependencies: over.host_dependencies.clone().or(under.host_dependencies),
        native_dependencies: joined_overrides(under.native_dependencies, over.native_dependencies.as_ref()),
        run_dependencies: over.run_dependencies.clone().or(under.run_dependencies),
        run_constraints: over.run_constraints.clone().or(under.run_constraints),
        ignore_run_exports: over.ignore_run_exports.clone().or(under.ignore_run_exports),
        build_number: over.build_number.or(under.build_number),
        license_files: over.license_files.clone().or(under.license_files),
        tests: over.tests.clone().or(under.tests),
        python: over.python.clone().or(under.python),
        python_dependencies: joined_variables(under.python_dependencies, over.python_dependencies.as_ref()),
        third_party_licenses: joined_licenses(under.third_party_licenses, over.third_party_licenses.as_ref()),
        auditable: over.auditable.clone().or(under.auditable),
        sbom: over.sbom.or(under.sbom),
        provenance: over.provenance.or(under.provenance),
        c_library: joined_c_library(under.c_library, over.c_library.as_ref()),
        files: over.files.clone().or(under.files),
        completions: over.completions.clone().or(under.completions),
        man_pages: over.man_pages.clone().or(under.man_pages),
        extra_input_globs: over.extra_input_globs.clone().or(under.extra_input_globs),
        ignore_cargo_manifest: over.ignore_cargo_manifest.or(under.ignore_cargo_manifest),
    }
}

/// Adds entries, such as variables; one that both layers have is the upper one.
fn joined_variables<V: Clone>(
    under: Option<IndexMap<String, V>>,
    over: Option<&IndexMap<String, V>>,
) -> Option<IndexMap<String, V>> {
    let Some(over) = over else {
        return under;
    };
    let mut joined = under.unwrap_or_default();
    joined.extend(over.iter().map(|(name, value)| (name.clone(), value.clone())));
    Some(joined)
}

/// Joins what is said of a C library, key by key.
fn joined_c_library(under: Option<CLibraryKeys>, over: Option<&CLibraryKeys>) -> Option<CLibraryKeys> {
    let Some(over) = over else {
        return under;
    };
    let under = under.unwrap_or_default();
    Some(CLibraryKeys {
        is_wanted: over.is_wanted.clone().or(under.is_wanted),
        name: over.name.clone().or(under.name),
        has_devel: over.has_devel.clone().or(under.has_devel),
        is_shared: over.is_shared.clone().or(under.is_shared),
        is_static: over.is_static.clone().or(under.is_static),
    })
}

/// Joins what is said of licence texts, key by key; what is said about a crate replaces what is below.
fn joined_licenses(
    under: Option<ThirdPartyLicenses>,
    over: Option<&ThirdPartyLicenses>,
) -> Option<ThirdPartyLicenses> {
    let Some(over) = over else {
        return under;
    };
    let mut under = under.unwrap_or_default();
    under.clarify.extend(over.clarify.iter().map(|(name, said)| (name.clone(), said.clone())));
    Some(ThirdPartyLicenses {
        are_shipped: over.are_shipped.or(under.are_shipped),
        with_build: over.with_build.or(under.with_build),
        with_standard_library: over.with_standard_library.or(under.with_standard_library),
        clarify: under.clarify,
    })
}

/// Adds tables, crate by crate. `true` and `false` replace what is below, and are replaced by a table.
fn joined_overrides(
    under: Option<Located<NativeOverrides>>,
    over: Option<&Located<NativeOverrides>>,
) -> Option<Located<NativeOverrides>> {
    let Some(over) = over else {
        return under;
    };
    let mut joined = over.clone();
    if let (
        Some(Located { value: NativeOverrides::Crates(below), location }),
        Located { value: NativeOverrides::Crates(above), .. },
    ) = (under, over)
    {
        let mut crates = below;
        crates.extend(above.iter().map(|(name, specs)| (name.clone(), specs.clone())));
        joined = Located { value: NativeOverrides::Crates(crates), location };
    }
    Some(joined)
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
        let overrides = prop_oneof![Just(NativeOverrides::UseBuiltIn), Just(NativeOverrides::IgnoreBuiltIn)];
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
        let values = (
            option::of(word()),
            option::of(word()),
            any::<Option<u64>>().prop_map(|number| number.map(BuildNumber::Written)),
            tests,
        );
        let about = (option::of(word()), option::of(word()), vec(option::of("[a-c]"), 5));
        (conda_layer(), env, lists, flags, values, about).prop_map(
            |(conda, env, lists, flags, values, about)| {
                let (binaries, features, extra_args, license_files, run_dependencies, run_constraints) =
                    lists;
                let (skip, all_features, no_default_features) = flags;
                let (name, profile, build_number, tests) = values;
                let (version, license, lines) = about;
                let text = |index: usize| lines[index].clone();
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
                    version,
                    license,
                    summary: text(0),
                    description: text(1),
                    homepage: text(2),
                    repository: text(3),
                    documentation: text(4),
                    ..conda
                }
            },
        )
    }

    fn over(under: &ConfigLayer, over: &ConfigLayer) -> ConfigLayer {
        overlay(under.clone(), over)
    }

    proptest! {
        #[test]
        fn layers_may_be_folded_from_either_end(a in layer(), b in layer(), c in layer()) {
            let from_below = over(&over(&a, &b), &c);
            let from_above = over(&a, &over(&b, &c));
            prop_assert_eq!(&from_below, &from_above);
            prop_assert_eq!(PackageConfig::resolve([&a, &b, &c]), PackageConfig::resolve([&from_below]));
            // The order of variables reaches the recipe.
            let order = |layer: &ConfigLayer| -> Vec<_> {
                layer.env.iter().flatten().map(|(name, _)| name.clone()).collect()
            };
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
