//! Sample plans: the smallest value of each kind, which a test completes with the fields that it is about.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{CondaName, CondaVersion, Platform, Requirement, RustTarget};
use cargo_conda_plan::{
    About, Assets, BuildGroup, BuildIdentity, CLibrary, CLibraryEvidence, CargoInstall, CompletionShell,
    Disclosure, EntryPoint, FilePattern, GeneratedHeader, GroupId, LibraryKinds, LibraryPart, PackagePlan,
    PackageRequirements, PkgConfig, Plan, PrintedFile, PrintedForm, Product, Programs, PythonAbi,
    PythonExtension, SourceFile, StripPlan, Toolchain, Variants,
};
use cargo_conda_workspace::FeatureSelection;
use indexmap::IndexMap;

/// A platform by its name in conda.
pub fn platform(name: &str) -> Platform {
    name.parse().expect("the test names a platform")
}

/// A package for `linux-64` with one binary, both named like the crate; the version is in Cargo's notation.
pub fn package(name: &str, version: &str) -> PackagePlan {
    let version = version.parse().expect("the test gives a version");
    PackagePlan {
        crate_name: name.to_owned(),
        directory: Utf8PathBuf::from(format!("/repo/{name}")),
        name: CondaName::from_crate_name(name).expect("the test gives the name of a crate"),
        version: CondaVersion::from_semver(&version),
        platform: platform("linux-64"),
        target: RustTarget::usual(platform("linux-64")).expect("Rust has a target for Linux"),
        glibc: None,
        build: BuildIdentity::default(),
        product: Product::Programs(Programs { binaries: vec![name.to_owned()], all_binaries: true }),
        install: CargoInstall {
            left_out: Vec::new(),
            features: FeatureSelection::default(),
            profile: "release".to_owned(),
            strip: StripPlan::default(),
            extra_args: Vec::new(),
        },
        about: About::default(),
        requirements: PackageRequirements::default(),
        disclosure: Disclosure::default(),
        assets: Assets::default(),
        extra_input_globs: Vec::new(),
        tests: None,
        group: GroupId(1),
    }
}

/// A C library 1.2.3, whose header cbindgen writes.
pub fn c_library(name: &str) -> CLibrary {
    CLibrary {
        evidence: CLibraryEvidence::CapiTable,
        part: LibraryPart::Whole,
        is_split: false,
        kinds: LibraryKinds { is_shared: true, is_static: false },
        has_import_library: true,
        target: name.replace('-', "_"),
        name: name.to_owned(),
        abi: Some("1".to_owned()),
        subdirectory: None,
        generated_header: Some(GeneratedHeader {
            path: format!("{name}/{name}.h").into(),
            definitions: Vec::new(),
        }),
        headers: Vec::new(),
        data: Vec::new(),
        written_headers: Vec::new(),
        written_data: Vec::new(),
        pkg_config: PkgConfig {
            file_name: name.to_owned(),
            name: name.to_owned(),
            description: String::new(),
            version: "1.2.3".to_owned(),
            requires: Vec::new(),
            requires_private: Vec::new(),
            library_directory: None,
            library: name.to_owned(),
            include_directory: Some(name.into()),
        },
        rustc_args: Vec::new(),
        version: "1.2.3".parse().expect("it is a version"),
    }
}

/// A Python extension for Python 3.9 and later, with a command.
pub fn python_extension(name: &str) -> PythonExtension {
    let module = name.replace('-', "_");
    let requirement = |text: &str| Requirement::parse(text).expect("it is a match spec");
    PythonExtension {
        project: name.to_owned(),
        version: CondaVersion::from_semver(&"1.2.3".parse().expect("it is a version")),
        directory: Utf8PathBuf::from(format!("/repo/{name}")),
        module: format!("{module}._native"),
        artifact: "lib_native".to_owned(),
        abi: PythonAbi::Stable("3.9".parse().expect("it is a version of Python")),
        python: requirement("python >=3.9"),
        dependencies: vec![requirement("numpy >=1.26")],
        entry_points: vec![EntryPoint { command: name.to_owned(), function: format!("{module}.cli:main") }],
        maturin: requirement("maturin >=1.4,<2"),
        features: FeatureSelection::default(),
        inputs: vec![
            FilePattern { directory: format!("/repo/{name}").into(), pattern: "pyproject.toml".to_owned() },
            FilePattern {
                directory: format!("/repo/{name}/python/{module}").into(),
                pattern: "**".to_owned(),
            },
        ],
    }
}

/// A page that is copied and completions for bash that a program of this name prints.
pub fn assets(program: &str) -> Assets {
    let page = SourceFile { source: format!("/repo/{program}/man/tool.1").into(), is_executable: false };
    let completions = PrintedFile {
        variables: vec![("COMPLETE".to_owned(), "bash".to_owned())],
        program: program.to_owned(),
        arguments: vec!["it's".to_owned()],
        form: PrintedForm::Completions(CompletionShell::Bash),
    };
    Assets {
        files: [(Utf8PathBuf::from("share/man/man1/tool.1"), page)].into(),
        printed: [(CompletionShell::Bash.path(program), completions)].into(),
        ..Assets::default()
    }
}

/// A group for a platform that compiles with the machine's toolchain.
pub fn group(platform: Platform) -> BuildGroup {
    BuildGroup {
        platform,
        target: RustTarget::usual(platform).expect("the test names a platform of Rust"),
        glibc: None,
        toolchain: Toolchain::System,
        profile: "release".to_owned(),
        env: IndexMap::new(),
        secrets: Vec::new(),
        build_dependencies: Vec::new(),
        host_dependencies: Vec::new(),
    }
}

/// A plan of packages that share the group 1 on `linux-64`.
pub fn plan(packages: Vec<PackagePlan>) -> Plan {
    Plan {
        packages,
        groups: [(GroupId(1), group(platform("linux-64")))].into(),
        skipped: Vec::new(),
        channels: Vec::new(),
        against: Vec::new(),
        variants: Variants::default(),
        remap_paths: true,
        warnings: Vec::new(),
    }
}
