//! Python extensions, which maturin makes wheels of.
//!
//! cargo-conda's own builds install the wheel by themselves: so they need no interpreter for modules with the
//! stable ABI, and know each file. A recipe for others has pip install it.

use camino::Utf8Path;
use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{CargoInstall, PackagePlan, PythonAbi, PythonExtension};

use crate::layout::SourceLayout;
use crate::model::{PackageContents, PythonBuild};
use crate::shell::Shell;
use crate::text::{literal_pattern, literal_value};
use crate::words::Words;

/// The variable with the work directory of a package, which the engine sets. The environments of packages
/// that are built together have one `SRC_DIR`.
pub const WORK_VARIABLE: &str = "CARGO_CONDA_WORK";

/// The folder below the work directory into which maturin puts the wheel.
pub const WHEELS: &str = "wheels";

/// Returns the commands that make the wheel and, in a recipe for others, install it.
pub(super) fn build_commands(
    package: &PackagePlan,
    extension: &PythonExtension,
    layout: &SourceLayout,
    shell: Shell,
) -> Vec<String> {
    let wheels = shell.below_variable(work(layout), WHEELS);
    let mut commands = Vec::new();
    if layout.is_read_by_engine() {
        // maturin reads cargo's messages and keeps them to itself. The program of this name passes them on.
        commands.push(shell.wrap_cargo(WORK_VARIABLE));
    }
    commands.push(maturin(package, extension, layout, shell, &wheels));
    if !layout.is_in_place() {
        commands.push(shell.install_wheels(WHEELS));
    }
    commands
}

fn maturin(
    package: &PackagePlan,
    extension: &PythonExtension,
    layout: &SourceLayout,
    shell: Shell,
    wheels: &str,
) -> String {
    let manifest = layout.path_in_sources(&package.directory).join("Cargo.toml");
    // conda packages are for a platform by their folder, so the wheel needs no platform of PyPI's.
    let mut words = Words::new(
        shell,
        format!(
            "maturin build --locked --compatibility linux --auditwheel skip --out {wheels} --manifest-path {}",
            shell.quote(plain(&manifest)),
        ),
    );
    let CargoInstall { features, profile, extra_args, .. } = &package.install;
    words.push_all(["--profile", profile]);
    words.push_own_strip(package);
    if extension.abi == PythonAbi::OfOneVersion {
        words.push_quoted("--interpreter", &shell.interpreter(package.platform));
    }
    words.push_feature_selection(features);
    words.push_all(extra_args);
    words.finish(layout)
}

/// The variable with the directory in which the wheel is made.
fn work(layout: &SourceLayout) -> &'static str {
    if layout.is_in_place() { WORK_VARIABLE } else { "SRC_DIR" }
}

/// A path without `.` at its start.
fn plain(path: &Utf8Path) -> &str {
    path.strip_prefix(".").unwrap_or(path).as_str()
}

/// Returns the command that imports the module.
pub(super) fn test_commands(extension: &PythonExtension) -> Vec<String> {
    vec![format!("python -c \"import {}\"", extension.module)]
}

/// Returns the module, among files that are only known from the wheel.
pub(super) fn contents(extension: &PythonExtension) -> PackageContents {
    let path = extension.module.replace('.', "/");
    let site_packages = match extension.abi {
        PythonAbi::Stable(_) => format!("{}*", literal_pattern(&path)),
        PythonAbi::OfOneVersion => format!("{}.*", literal_pattern(&path)),
    };
    PackageContents { bin: Vec::new(), site_packages: vec![site_packages], files: Vec::new(), strict: false }
}

/// Returns the commands of the package and for which Pythons it is.
///
/// Byte code is left to the installer, or to the first import: it has the time of the build in it. If the
/// commands of a package for one Python `are_ours`, the engine writes them: those of rattler-build name the
/// prefix of the build.
pub(super) fn python_build(extension: &PythonExtension, are_ours: bool) -> PythonBuild {
    let is_independent = extension.is_version_independent();
    let commands = extension.entry_points.iter().filter(|_| is_independent || !are_ours);
    PythonBuild {
        entry_points: commands.map(|own| literal_value(&own.to_string())).collect(),
        version_independent: is_independent,
        skip_pyc_compilation: if is_independent { Vec::new() } else { vec!["**/*.py".to_owned()] },
    }
}

/// Returns what installs the wheel, and maturin, which conda-forge's linter looks for beside pip.
pub(super) fn host_of_recipe(extension: &PythonExtension, build: &[Requirement]) -> Vec<Requirement> {
    let parsed = |name: &str| Requirement::parse(name).expect("a name is a match spec");
    let python = extension.is_version_independent().then(|| parsed("python"));
    let maturin = build.iter().filter(|requirement| requirement.name() == "maturin").cloned();
    python.into_iter().chain([parsed("pip")]).chain(maturin).collect()
}
