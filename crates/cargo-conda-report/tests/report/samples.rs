//! Sample plans and events.

use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_engine::{
    Blocker, BuiltPackage, CargoPackage, CompileError, CompileFailure, CompiledCrates, Count, Event,
    EventKind, FailedPackage, FailedTarget, Holder, Orphan, PackageError, PackageLabel, PackageOutcome,
    Progress, RustcError, SourcePlace, Summary, Tested,
};
use cargo_conda_mapping::{CondaName, SymbolVersion, license_expression};
use cargo_conda_plan::{
    About, BuildGroup, CLibrary, CargoInstall, GroupId, LeftOutBinary, LibraryPart, License, Location,
    PackagePlan, PackageRequirements, Plan, Product, Programs, PythonAbi, PythonExtension, Skip, SkipReason,
    Source, Variants, Warning,
};
use cargo_conda_test_support::plans;
pub(crate) use cargo_conda_test_support::plans::platform;
use cargo_conda_workspace::{FeatureSelection, FeaturesOf};

pub(crate) const SCRATCH: &str = "/repo/target/conda-build";

/// A package with one binary; both have the name of the crate.
pub(crate) fn package(name: &str, version: &str) -> PackagePlan {
    let about = About { license: licensed("MIT"), ..About::default() };
    PackagePlan { about, ..plans::package(name, version) }
}

fn programs(binaries: &[&str]) -> Product {
    let binaries = binaries.iter().copied().map(ToOwned::to_owned).collect();
    Product::Programs(Programs { binaries, all_binaries: true })
}

/// A licence without files.
fn licensed(expression: &str) -> License {
    License { expression: Some(license_expression(expression).unwrap()), files: Vec::new() }
}

pub(crate) fn group(platform_name: &str) -> BuildGroup {
    plans::group(platform(platform_name))
}

pub(crate) fn skip(name: &str, reason: SkipReason) -> Skip {
    let manifest = Utf8PathBuf::from(format!("{name}/Cargo.toml"));
    Skip { crate_name: name.to_owned(), manifest, reason, config_file: None, also: None }
}

/// A plan with one package, no skipped members and no warnings.
pub(crate) fn small_plan() -> Plan {
    plans::plan(vec![package("fd", "10.1.0")])
}

/// A plan with a program, a C library of the same crate, and what it takes to link that.
pub(crate) fn c_library_plan() -> Plan {
    let library = |part, suffix: &str| {
        let plain = package("adder", "1.2.3");
        let library = CLibrary { part, ..plans::c_library("adder") };
        let name = CondaName::parse(&format!("libadder{suffix}")).unwrap();
        PackagePlan { name, product: Product::CLibrary(Box::new(library)), ..plain }
    };
    plans::plan(vec![
        package("adder", "1.2.3"),
        library(LibraryPart::Runtime, ""),
        library(LibraryPart::Development, "-devel"),
    ])
}

/// A plan of a program and of two modules, one for all Pythons and one for each.
pub(crate) fn python_plan() -> Plan {
    let module = |name: &str, abi| {
        let extension = PythonExtension { abi, ..plans::python_extension(name) };
        let run = std::iter::once(extension.python.clone()).chain(extension.dependencies.clone()).collect();
        let requirements = PackageRequirements { run, ..PackageRequirements::default() };
        let product = Product::PythonExtension(Box::new(extension));
        PackagePlan { product, requirements, ..package(name, "1.2.3") }
    };
    plans::plan(vec![
        package("tool", "1.2.3"),
        module("for-all", PythonAbi::Stable("3.9".parse().unwrap())),
        module("for-each", PythonAbi::OfOneVersion),
    ])
}

/// A plan with every kind of element.
pub(crate) fn large_plan() -> Plan {
    let plain = package("ripgrep", "14.1.0");
    let ripgrep = PackagePlan {
        product: programs(&["rg"]),
        assets: plans::assets("rg"),
        install: CargoInstall {
            left_out: vec![
                LeftOutBinary { binary: "rg-pcre".to_owned(), missing_features: vec!["pcre2".to_owned()] },
                LeftOutBinary { binary: "bench".to_owned(), missing_features: Vec::new() },
            ],
            features: FeatureSelection {
                features: vec!["simd".to_owned()],
                all_features: false,
                no_default_features: true,
                of: FeaturesOf::Workspace,
            },
            ..plain.install
        },
        glibc: SymbolVersion::parse_version("2.17").ok(),
        about: About {
            license: licensed("MIT OR Unlicense"),
            summary: Some("Searches lines.".to_owned()),
            ..About::default()
        },
        ..plain
    };
    let plain = package("uutils", "0.1.0-rc.1");
    let uutils = PackagePlan {
        product: programs(&["cat", "cp", "ls", "mv", "rm"]),
        install: CargoInstall { profile: "dist".to_owned(), ..plain.install },
        about: About::default(),
        platform: platform("osx-arm64"),
        target: "aarch64-apple-darwin".parse().unwrap(),
        group: GroupId(2),
        ..plain
    };
    Plan {
        packages: vec![ripgrep, uutils],
        groups: [(GroupId(1), group("linux-64")), (GroupId(2), group("osx-arm64"))].into(),
        skipped: vec![
            skip("grep", SkipReason::NoBinaries),
            skip("ignore", SkipReason::NoBinaries),
            skip("other", SkipReason::NotRequested),
            skip(
                "web",
                SkipReason::OtherPlatform {
                    targets: vec!["wasm32-unknown-unknown".to_owned()],
                    config: Utf8PathBuf::from("web/.cargo/config.toml"),
                },
            ),
            skip("xtask", SkipReason::Xtask { alias: Some("xtask".to_owned()) }),
        ],
        channels: vec!["conda-forge".to_owned()],
        against: Vec::new(),
        variants: Variants::default(),
        remap_paths: true,
        warnings: vec![Warning::NoLicense { crate_name: "uutils".to_owned() }, deprecated_key()],
    }
}

fn deprecated_key() -> Warning {
    let text = "[workspace.metadata.conda]\ndebug-dir = \"x\"\n";
    let source = Source { path: Utf8PathBuf::from("/repo/Cargo.toml"), text: text.to_owned() };
    let location = Location { source: Arc::new(source), span: 27..36 };
    Warning::DeprecatedKey { key: "debug-dir".to_owned(), location }
}

pub(crate) fn label(name: &str, version: &str) -> PackageLabel {
    PackageLabel::new(Arc::new(package(name, version)))
}

pub(crate) fn label_for(name: &str, platform_name: &str) -> PackageLabel {
    PackageLabel::new(Arc::new(PackagePlan { platform: platform(platform_name), ..package(name, "1.0.0") }))
}

/// An event `at` milliseconds after the start of the run.
pub(crate) fn event(at: u64, kind: EventKind) -> Event {
    Event { at: Duration::from_millis(at), kind }
}

pub(crate) fn started(package: &PackageLabel) -> EventKind {
    EventKind::PackageStarted { package: package.clone() }
}

pub(crate) fn output(package: &PackageLabel, line: &str) -> EventKind {
    EventKind::Line { package: package.clone(), line: line.to_owned() }
}

pub(crate) fn finished(package: &PackageLabel, outcome: &PackageOutcome) -> EventKind {
    let duration = Duration::from_millis(12_345);
    let crates = CompiledCrates { compiled: 3, fresh: 2 };
    EventKind::PackageFinished { package: package.clone(), outcome: outcome.clone(), duration, crates }
}

pub(crate) fn built(name: &str) -> PackageOutcome {
    PackageOutcome::Built(BuiltPackage {
        file: Utf8PathBuf::from(format!("/repo/target/conda/linux-64/{name}-1.conda")),
        size: 2_000_000,
        build_string: "h0123456_0".to_owned(),
        depends: vec!["__glibc >=2.17".to_owned()],
        tested: Tested::Passed,
    })
}

pub(crate) fn fresh(name: &str) -> PackageOutcome {
    match built(name) {
        PackageOutcome::Built(package) => PackageOutcome::Fresh(package),
        other => other,
    }
}

pub(crate) fn failed(name: &str, output: &[&str]) -> PackageOutcome {
    failed_with(name, compile_error(rustc_failure(name)), output)
}

pub(crate) fn compile_error(failure: CompileFailure) -> PackageError {
    PackageError::Compile(Box::new(CompileError { failure, remedies: Vec::new() }))
}

/// An error in the program of a crate.
pub(crate) fn rustc_failure(name: &str) -> CompileFailure {
    let id = format!("path+file:///repo/{name}#0.3.0");
    let package = CargoPackage { id, name: name.to_owned(), version: Some("0.3.0".to_owned()) };
    CompileFailure::Rustc {
        target: FailedTarget { package, kind: "bin".to_owned(), name: name.to_owned() },
        error: RustcError {
            message: "cannot find function `missing` in this scope".to_owned(),
            code: Some("E0425".to_owned()),
            place: Some(SourcePlace { file: format!("{name}/src/main.rs").into(), line: 3, column: 13 }),
        },
    }
}

pub(crate) fn failed_with(name: &str, error: PackageError, output: &[&str]) -> PackageOutcome {
    PackageOutcome::Failed(FailedPackage {
        error: Arc::new(error),
        output: output.iter().map(|&line| line.to_owned()).collect(),
        log: Utf8PathBuf::from(format!("{SCRATCH}/logs/{name}.log")),
    })
}

/// The end of a run of 41.2 seconds.
pub(crate) fn run_finished(outcomes: Vec<(PackageLabel, PackageOutcome)>, interrupted: bool) -> Event {
    let channel = Utf8PathBuf::from("/repo/target/conda");
    event(
        41_234,
        EventKind::RunFinished {
            summary: Summary { outcomes, channel, interrupted, compiled_twice: 0, inventory_differs: 0 },
        },
    )
}

/// Progress in crates and in packages, each with their number, and the seconds that are left.
pub(crate) fn progressed(crates: (usize, usize), packages: (usize, usize), left: Option<u64>) -> EventKind {
    let [crates, packages] = [crates, packages].map(|(done, total)| Count { done, total });
    let remaining = left.map(Duration::from_secs);
    EventKind::Progressed { progress: Progress { crates: Some(crates), packages, remaining } }
}

/// A run of three packages, two at the same time: one is built, one fails, and one needs the one that fails.
/// The output of the first two is interleaved.
pub(crate) fn mixed_run() -> Vec<Event> {
    let (fd, broken, child) = (label("fd", "10.1.0"), label("broken", "0.3.0"), label("child", "1.0.0"));
    let broken_output = [
        "   Compiling broken v0.3.0 (/repo/broken)",
        "error[E0425]: cannot find function `missing` in this scope",
    ];
    let (fd_built, broken_failed) = (built("fd"), failed("broken", &broken_output));
    let blocked = PackageOutcome::Blocked { by: "broken".to_owned() };
    let packages = vec![fd.clone(), broken.clone(), child.clone()];
    vec![
        event(0, EventKind::RunStarted { packages, jobs: 2 }),
        event(0, progressed((0, 5), (0, 3), None)),
        event(1, started(&fd)),
        event(2, started(&broken)),
        event(10, output(&fd, "   Compiling libc v0.2.170")),
        event(11, output(&broken, broken_output[0])),
        event(12, output(&fd, "   Compiling fd v10.1.0 (/repo/fd)")),
        event(12, progressed((1, 5), (0, 3), None)),
        event(13, output(&broken, broken_output[1])),
        event(20, finished(&broken, &broken_failed)),
        event(20, progressed((1, 4), (1, 3), None)),
        event(21, finished(&child, &blocked)),
        event(21, progressed((1, 3), (2, 3), None)),
        event(30, finished(&fd, &fd_built)),
        event(30, progressed((3, 3), (3, 3), None)),
        event(31, EventKind::ChannelIndexed { channel: Utf8PathBuf::from("/repo/target/conda") }),
        run_finished(vec![(fd, fd_built), (broken, broken_failed), (child, blocked)], false),
    ]
}

/// Two processes that a run has left.
pub(crate) fn orphans(run: Option<Holder>) -> Blocker {
    let orphan = |pid, program: &str| Orphan { pid, program: program.to_owned() };
    Blocker::Orphans { run, processes: vec![orphan(456, "cargo"), orphan(457, "rustc")] }
}
