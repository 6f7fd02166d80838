//! Sample packages, and their recipes as rattler-build reads them.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{
    CondaVersion, NativeValue, PinArguments, PinKind, Requirement, license_expression,
};
use cargo_conda_plan::{
    About, Asset, BuildGroup, BuildIdentity, CLibrary, CargoInstall, Disclosure, GeneratedHeader,
    IgnoreRunExports, LibraryKinds, LibraryPart, License, LicenseFile, NativeDependency, NativeOrigin,
    NoticePlan, PackagePlan, PackageRequirements, PkgConfig, Product, Programs, PythonAbi, PythonExtension,
    StripPlan, Toolchain,
};
use cargo_conda_recipe::{Recipe, RecipeSource, SourceLayout};
use cargo_conda_test_support::plans;
use cargo_conda_workspace::{FeatureSelection, FeaturesOf};
use indexmap::IndexMap;
use rattler_build_recipe::source_code::Source;
use rattler_build_recipe::{RenderConfig, Stage1Recipe, parse_recipe, render_recipe};
use rattler_build_variant_config::VariantConfig;
use rattler_conda_types::Subdir;

/// A package with one binary and default settings.
pub(crate) fn plain(name: &str) -> PackagePlan {
    let directory = Utf8PathBuf::from(format!("/repo/crates/{name}"));
    PackagePlan { directory, ..plans::package(name, "1.2.3") }
}

/// The recipe of a package in a group with environment variables.
pub(crate) fn recipe(package: &PackagePlan, layout: &SourceLayout, env: IndexMap<String, String>) -> Recipe {
    let group = BuildGroup { env, ..group_of(package) };
    Recipe::new(package, &group, layout)
}

/// A group with a single package. It has conda's toolchain if the package has build requirements.
pub(crate) fn group_of(package: &PackagePlan) -> BuildGroup {
    let is_conda = !package.requirements.build.is_empty();
    BuildGroup {
        toolchain: if is_conda { Toolchain::Conda } else { Toolchain::System },
        profile: package.install.profile.clone(),
        build_dependencies: package.requirements.build.clone(),
        host_dependencies: package.requirements.host.clone(),
        ..plans::group(package.platform)
    }
}

/// The same package, built with conda's compilers.
pub(crate) fn with_compilers(package: PackagePlan) -> PackagePlan {
    let build = vec![Requirement::compiler("rust"), Requirement::compiler("c"), Requirement::stdlib("c")];
    PackagePlan { requirements: PackageRequirements { build, ..package.requirements }, ..package }
}

/// The same package, built with conda's compilers and two libraries.
pub(crate) fn with_conda(package: PackagePlan) -> PackagePlan {
    let requirement = |text: &str| Requirement::parse(text).unwrap();
    let native = NativeDependency {
        crate_name: "openssl-sys".to_owned(),
        version: "0.9.118".to_owned(),
        links: Some("openssl".to_owned()),
        chain: vec![package.crate_name.clone(), "openssl-sys".to_owned()],
        origin: NativeOrigin::Known,
        host: vec![requirement("openssl")],
        build: Vec::new(),
        env: vec![
            ("OPENSSL_DIR".to_owned(), NativeValue::HostPrefix("")),
            ("LIBCLANG_PATH".to_owned(), NativeValue::BuildPrefix("lib")),
        ],
        vendored: false,
    };
    let requirements = PackageRequirements {
        build: vec![
            Requirement::compiler("rust"),
            Requirement::compiler("c"),
            Requirement::stdlib("c"),
            requirement("pkg-config"),
        ],
        host: vec![requirement("openssl"), requirement("zlib >=1.2")],
        native: vec![native],
        ignore_run_exports: IgnoreRunExports {
            by_name: vec!["libzlib".to_owned()],
            from_package: Vec::new(),
        },
        ..package.requirements
    };
    PackagePlan { requirements, ..package }
}

/// A package with a value for every setting.
pub(crate) fn full(name: &str) -> PackagePlan {
    let requirement = |text: &str| Requirement::parse(text).unwrap();
    PackagePlan {
        version: CondaVersion::from_semver(&"2.0.0-rc.1+abc".parse().unwrap()),
        build: BuildIdentity { number: 4, ..BuildIdentity::default() },
        product: Product::Programs(Programs {
            binaries: vec!["one".to_owned(), "two".to_owned()],
            all_binaries: false,
        }),
        install: CargoInstall {
            left_out: Vec::new(),
            features: FeatureSelection {
                features: vec!["dep/fast".to_owned(), "fancy".to_owned()],
                all_features: true,
                no_default_features: true,
                of: FeaturesOf::Package,
            },
            profile: "dist".to_owned(),
            strip: StripPlan::default(),
            extra_args: vec!["--config".to_owned(), "env.A = \"it's\"".to_owned()],
        },
        about: About {
            license: License {
                expression: Some(license_expression("MIT OR Apache-2.0").unwrap()),
                files: vec![text("LICENSE-MIT"), text("crates/[a] {b}*/NOTICE")],
            },
            summary: Some("Finds things: quickly.".to_owned()),
            description: Some(
                "Finds things: quickly.\n\nWrites ${{ x }} and {# y #} as they are.".to_owned(),
            ),
            homepage: Some("https://example.com/a?b=c#d".to_owned()),
            repository: Some("https://example.com/repo".to_owned()),
            documentation: Some("https://docs.rs/x".to_owned()),
        },
        requirements: PackageRequirements {
            run: vec![requirement("git >=2.30,<3"), requirement("curl")],
            run_constraints: vec![requirement("vim <9")],
            ..PackageRequirements::default()
        },
        ..plain(name)
    }
}

fn text(path: &str) -> LicenseFile {
    LicenseFile { source: Utf8PathBuf::from("/repo").join(path), packaged_as: path.into() }
}

pub(crate) fn on(platform: &str, package: PackagePlan) -> PackagePlan {
    PackagePlan { platform: platform.parse().unwrap(), ..package }
}

pub(crate) fn in_place() -> SourceLayout {
    in_place_on("linux-64")
}

pub(crate) fn in_place_on(build_platform: &str) -> SourceLayout {
    SourceLayout::InPlace { workspace: "/repo".into(), build_platform: build_platform.parse().unwrap() }
}

/// The same package, with licence texts and audit data.
pub(crate) fn disclosing(package: PackagePlan) -> PackagePlan {
    let notices = Some(NoticePlan { with_standard_library: true, ..NoticePlan::default() });
    PackagePlan { disclosure: Disclosure { notices, auditable: true, ..Disclosure::default() }, ..package }
}

/// The archive of a release, whose name has the version of [`plain`] in it.
pub(crate) fn released() -> SourceLayout {
    let url = "https://example.com/tool/archive/v1.2.3.tar.gz".to_owned();
    SourceLayout::Copied {
        workspace: "/repo".into(),
        source: RecipeSource::Archive { url, sha256: "0123456789abcdef".repeat(4) },
    }
}

pub(crate) fn copied() -> SourceLayout {
    SourceLayout::Copied { workspace: "/repo".into(), source: "../..".into() }
}

/// The text of a recipe without the header of the file.
pub(crate) fn yaml(package: &PackagePlan, layout: &SourceLayout) -> String {
    body(&recipe(package, layout, IndexMap::new()).to_yaml())
}

pub(crate) fn body(text: &str) -> String {
    let (header, body) = text.split_once("\n\n").unwrap();
    assert!(header.lines().all(|line| line.starts_with('#')));
    body.to_owned()
}

/// The recipes that rattler-build renders from the text of a recipe, or its error.
pub(crate) fn read(
    text: &str,
    platform: &str,
    variants: &VariantConfig,
) -> Result<Vec<Stage1Recipe>, String> {
    let source = Source::from_string("recipe.yaml".to_owned(), text.to_owned());
    let parsed = parse_recipe(&source).map_err(|error| format!("{error:?}"))?;
    let platform: Subdir = platform.parse().unwrap();
    let config = RenderConfig {
        target_platform: platform,
        host_platform: platform,
        build_platform: platform,
        ..RenderConfig::default()
    };
    let rendered = render_recipe(&source, &parsed, variants, config).map_err(|error| format!("{error:?}"))?;
    Ok(rendered.into_iter().map(|variant| variant.recipe).collect())
}

/// The variants of [`VARIANTS`](cargo_conda_recipe::VARIANTS) for a platform.
pub(crate) fn variants(platform: &str) -> VariantConfig {
    let platform: Subdir = platform.parse().unwrap();
    let jinja = rattler_build_jinja::JinjaConfig {
        target_platform: platform,
        build_platform: platform,
        host_platform: platform,
        ..Default::default()
    };
    VariantConfig::from_yaml_str_with_context(cargo_conda_recipe::VARIANTS, &jinja).unwrap()
}

/// A Python extension with a command and features.
pub(crate) fn python_extension(name: &str, abi: PythonAbi) -> PackagePlan {
    let extension = PythonExtension { abi, ..plans::python_extension(name) };
    let mut package = PackagePlan { product: Product::PythonExtension(Box::new(extension)), ..plain(name) };
    package.install.features = FeatureSelection {
        features: vec!["extension-module".to_owned(), "simd".to_owned()],
        no_default_features: true,
        ..FeatureSelection::default()
    };
    package
}

/// A C library with one of everything.
pub(crate) fn c_library(name: &str, part: LibraryPart) -> PackagePlan {
    let asset = |source: &str, destination: &str| Asset {
        source: Utf8PathBuf::from(format!("/repo/crates/{name}/{source}")),
        destination: destination.into(),
    };
    let pin = PinArguments { lower_bound: Some("x.x"), upper_bound: Some("x"), exact: false, build: None };
    let plain_library = plans::c_library(name);
    let library = CLibrary {
        part,
        kinds: LibraryKinds { is_shared: true, is_static: part == LibraryPart::Static },
        generated_header: plain_library
            .generated_header
            .map(|header| GeneratedHeader { definitions: vec!["#define ADD_MAJOR 1".to_owned()], ..header }),
        headers: vec![asset("include/it's here.h", "more/it's here.h")],
        data: vec![asset("data/100%.txt", "tables/100%.txt")],
        pkg_config: PkgConfig {
            description: "Adds <a> & \"b\" (100%)!".to_owned(),
            requires: vec!["zlib >= 1".to_owned()],
            ..plain_library.pkg_config
        },
        rustc_args: vec!["-Clink-arg=-Wl,--version-script=assets/version map".to_owned()],
        ..plain_library
    };
    let product = Product::CLibrary(Box::new(library));
    let requirements = PackageRequirements {
        run_exports: vec![Requirement::pin(PinKind::Subpackage, name, &pin)],
        ..PackageRequirements::default()
    };
    let mut package = PackagePlan { product, requirements, ..plain(name) };
    package.install.features.features = vec!["capi".to_owned()];
    package
}
