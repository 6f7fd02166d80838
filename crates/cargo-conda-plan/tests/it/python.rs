//! Python extensions: the evidence, what becomes of a Python project, and its mistakes.

use camino::Utf8Path;
use cargo_conda_plan::{
    Affected, FilePattern, PackagePlan, PlanRequest, Product, PythonExtension, Selection, Toolchain,
};
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, platform};

const BUILD: &str = "[build-system]\nrequires = ['maturin>=1.4,<2']\nbuild-backend = 'maturin'\n";

/// The manifest of a module with pyo3, whose features are `features`.
fn manifest(features: &str, rest: &str) -> String {
    format!(
        "license = 'MIT'\n{rest}\n[lib]\nname = '_native'\ncrate-type = ['cdylib']\n[features]\nfast = []\n\
         [dependencies]\npyo3 = {{ path = '../../../pyo3', features = [{features}] }}\n"
    )
}

/// A workspace with a module `speedups` and the program `tool`.
fn fixture(features: &str, rest: &str, pyproject: &str) -> Fixture {
    Fixture::workspace("")
        .file(
            "../pyo3/Cargo.toml",
            "[package]\nname = 'pyo3'\nversion = '0.29.0'\nedition = '2024'\nlicense = 'MIT'\n\
             [features]\nabi3 = []\nabi3-py39 = ['abi3-py311']\nabi3-py311 = ['abi3']\n[workspace]\n",
        )
        .file("../pyo3/src/lib.rs", "")
        .tool("tool", "license = 'MIT'\n")
        .lib_crate("speedups", &manifest(features, rest))
        .file("crates/speedups/pyproject.toml", pyproject)
}

fn stable(pyproject: &str) -> Fixture {
    fixture("'abi3-py39'", "", &format!("{BUILD}{pyproject}"))
}

fn conda() -> PlanRequest {
    PlanRequest { toolchain: Some(Toolchain::Conda), ..linux() }
}

fn extension(package: &PackagePlan) -> &PythonExtension {
    match &package.product {
        Product::PythonExtension(extension) => extension,
        other => panic!("{other:?}"),
    }
}

fn of_speedups(fixture: &Fixture, request: &PlanRequest) -> PackagePlan {
    let plan = fixture.plan(request);
    plan.packages.into_iter().find(|package| package.crate_name == "speedups").unwrap()
}

/// Patterns relative to the directory of the crate.
fn shown_inputs(inputs: &[FilePattern], directory: &Utf8Path) -> String {
    let show = |FilePattern { directory: own, pattern }: &FilePattern| match own.strip_prefix(directory) {
        Ok(below) => below.join(pattern).into_string(),
        Err(_outside) => format!("…/{}/{pattern}", own.file_name().unwrap()),
    };
    inputs.iter().map(show).collect::<Vec<_>>().join(" ")
}

/// The package in a few lines.
fn shown(package: &PackagePlan) -> String {
    let PythonExtension { module, abi, entry_points, features, inputs, .. } = extension(package);
    let lists = [
        ("build", &package.requirements.build),
        ("host", &package.requirements.host),
        ("run", &package.requirements.run),
    ];
    let lists = lists.map(|(name, specs)| {
        let specs: Vec<_> = specs.iter().map(ToString::to_string).collect();
        format!("{name}: {}", specs.join(", "))
    });
    let commands: Vec<_> = entry_points.iter().map(ToString::to_string).collect();
    format!(
        "{} {}: {module}, for {abi}\n{}\ncommands: {}\nfeatures: {}\ninputs: {}",
        package.name,
        package.version,
        lists.join("\n"),
        commands.join(", "),
        features.features.join(", "),
        shown_inputs(inputs, &package.directory)
    )
}

#[test]
fn a_module_with_the_stable_abi_needs_no_interpreter() {
    let fixture = stable(
        "[project]\nname = 'Speedups_Py'\nrequires-python = '>=3.8'\ndynamic = ['version']\n\
         dependencies = ['numpy>=1.26', 'tomli; python_version < \"3.11\"', 'colorama; os_name == \"nt\"']\n\
         [project.scripts]\nspeed = 'speedups.cli:main'\n\
         [tool.maturin]\nmodule-name = 'speedups._native'\npython-source = 'python'\nfeatures = ['fast']\n",
    );
    assert_snapshot!(shown(&of_speedups(&fixture, &linux())), @"
    speedups-py 0.1.0: speedups._native, for Python 3.9 and later
    build: 
    host: 
    run: python >=3.9, cpython >=3.9, python-gil, numpy >=1.26, tomli
    commands: speed = speedups.cli:main
    features: fast
    inputs: .gitignore .ignore AUTHORS* COPYING* LICEN[CS]E* NOTICE* pyproject.toml python/.gitignore python/.ignore python/_native.pyi python/speedups.pyi python/speedups/** speedups._native.data/**
    ");
    assert_snapshot!(shown(&of_speedups(&fixture, &conda())), @"
    speedups-py 0.1.0: speedups._native, for Python 3.9 and later
    build: ${{ compiler('rust') }}, ${{ compiler('c') }}, ${{ stdlib('c') }}, maturin >=1.4,<2
    host: 
    run: python >=3.9, cpython >=3.9, python-gil, numpy >=1.26, tomli
    commands: speed = speedups.cli:main
    features: fast
    inputs: .gitignore .ignore AUTHORS* COPYING* LICEN[CS]E* NOTICE* pyproject.toml python/.gitignore python/.ignore python/_native.pyi python/speedups.pyi python/speedups/** speedups._native.data/**
    ");
}

#[test]
fn a_module_for_one_python_at_a_time_is_for_conda() {
    let fixture = fixture("", "", &format!("{BUILD}[project]\nname = 'speedups'\nversion = '2.0rc1'\n"));
    assert_snapshot!(fixture.decisions(), @"
    tool: tool
    speedups: skipped, it is a Python extension for one Python at a time, which has to be one of conda's [`--toolchain conda`, or a feature of pyo3 such as `abi3-py39`]
    ");
    assert_snapshot!(shown(&of_speedups(&fixture, &conda())), @"
    speedups 2.0rc1: _native, for one Python at a time
    build: ${{ compiler('rust') }}, ${{ compiler('c') }}, ${{ stdlib('c') }}, maturin >=1.4,<2
    host: python
    run: ${{ pin_compatible('python', lower_bound='x.x', upper_bound='x.x') }}
    commands: 
    features: 
    inputs: .gitignore .ignore AUTHORS* COPYING* LICEN[CS]E* NOTICE* _native.pyi pyproject.toml _native/** _native.data/** src/.gitignore src/.ignore src/_native.pyi src/_native/**
    ");
}

#[test]
fn a_module_for_one_python_is_built_on_its_own_platform() {
    let one = fixture("", "", BUILD);
    let aarch64 = PlanRequest { target_platforms: vec![platform("linux-aarch64")], ..conda() };
    assert_snapshot!(one.error_for(&aarch64), @"
    a problem in the manifests
    crates/speedups/Cargo.toml:1:1 at [package]
      `speedups` is compiled for one Python at a time, and that of linux-aarch64 does not run on this machine
      help: build it on that platform, or have one build serve all Pythons: turn a feature of pyo3 such as `abi3-py39` on; `python = false` makes no package
    ");
    let all = stable("");
    assert_eq!(of_speedups(&all, &aarch64).platform, platform("linux-aarch64"));
}

#[test]
fn the_oldest_python_is_that_of_the_abi_or_of_the_project() {
    let python = |features: &str, requires: &str| {
        let project = format!("{BUILD}[project]\nname = 'x'\nrequires-python = '{requires}'\n");
        extension(&of_speedups(&fixture(features, "", &project), &linux())).python.to_string()
    };
    assert_eq!(python("'abi3-py39'", ">=3.10,<4"), "python >=3.10,<4");
    assert_eq!(python("'abi3-py39'", ">=3.9"), "python >=3.9");
    assert_eq!(python("'abi3-py311'", ">=3.8,<4"), "python >=3.11,<4");
}

#[test]
fn evidence_decides_and_the_key_overrules_it() {
    assert_snapshot!(fixture("'abi3-py39'", "publish = false\n[package.metadata.conda]\npython = false", BUILD).decisions(), @"
    tool: tool
    speedups: skipped, it has no binary, and its configuration says `python = false` [`[package.metadata.conda] python = true` in crates/speedups/Cargo.toml]
    ");
    let setuptools = "[build-system]\nbuild-backend = 'setuptools.build_meta'\n";
    assert_snapshot!(fixture("'abi3-py39'", "", setuptools).decisions(), @"
    tool: tool
    speedups: skipped, it has no binary, and it only becomes a C library when its configuration says so [`[package.metadata.conda] c-library = true` in crates/speedups/Cargo.toml]
    ");
    assert_snapshot!(stable("").decisions(), @"
    speedups: python-extension
    tool: tool
    ");
    let unpublished = fixture("'abi3-py39'", "publish = false", BUILD);
    assert_snapshot!(unpublished.decisions(), @"
    speedups: python-extension
    tool: tool
    ");
}

#[test]
fn a_project_above_names_its_manifest() {
    let above = |pyproject: &str| {
        Fixture::workspace("")
            .file("../pyo3/Cargo.toml", "[package]\nname = 'pyo3'\nversion = '0.29.0'\nedition = '2024'\n[features]\nabi3-py39 = []\n[workspace]\n")
            .file("../pyo3/src/lib.rs", "")
            .lib_crate("speedups", &manifest("'abi3-py39'", ""))
            .tool("tool", "")
            .file("pyproject.toml", &format!("{BUILD}{pyproject}"))
            .decisions()
    };
    assert_snapshot!(above("[tool.maturin]\nmanifest-path = 'crates/speedups/Cargo.toml'\n"), @"
    speedups: python-extension
    tool: tool
    ");
    assert_snapshot!(above("[tool.maturin]\nmanifest-path = 'crates/tool/Cargo.toml'\n"), @"
    tool: tool
    speedups: skipped, it has no binary, and it only becomes a C library when its configuration says so [`[package.metadata.conda] c-library = true` in crates/speedups/Cargo.toml]
    ");
}

#[test]
fn programs_keep_the_name_of_the_crate() {
    let both = stable("[project]\nname = 'speedups'\n").file("crates/speedups/src/main.rs", "fn main() {}");
    let plan = both.plan(&linux());
    let names: Vec<_> = plan.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["speedups", "python-speedups", "tool"]);
}

#[test]
fn what_is_no_extension_cannot_be_one() {
    let asked = "[package.metadata.conda]\npython = true";
    let without = Fixture::workspace("").tool("speedups", asked);
    assert_snapshot!(without.error(), @r#"
    a problem in the manifests
    crates/speedups/Cargo.toml:6:10 at true
      `speedups` has no `pyproject.toml`, which names the Python project and has maturin build it
      help: add one with `[build-system] requires = ["maturin>=1,<2"]` and `build-backend = "maturin"`, or remove `python = true`
    "#);
    let setuptools = "[build-system]\nbuild-backend = 'setuptools.build_meta'\n";
    assert_snapshot!(fixture("'abi3-py39'", asked, setuptools).error(), @r#"
    a problem in the manifests
    crates/speedups/Cargo.toml:7:10 at true
      `crates/speedups/pyproject.toml` is built by `setuptools.build_meta`, and only wheels of maturin become packages
      help: write `requires = ["maturin>=1,<2"]` and `build-backend = "maturin"` in its `[build-system]`, or remove `python = true`
    "#);
    assert_snapshot!(fixture("", asked, BUILD).error(), @"
    a problem in the manifests
    crates/speedups/Cargo.toml:7:10 at true
      `speedups` is compiled for one Python at a time, which has to be one of conda's
      help: build with `--toolchain conda`, or have one build serve all Pythons: turn a feature of pyo3 such as `abi3-py39` on
    ");
    let bindings = format!("{BUILD}[tool.maturin]\nbindings = 'cffi'\n");
    assert_snapshot!(fixture("'abi3-py39'", asked, &bindings).error(), @r#"
    a problem in the manifests
    crates/speedups/Cargo.toml:7:10 at true
      `bindings = "cffi"` makes no module with pyo3, and no other becomes a package
      help: remove `python = true`
    "#);
    let library =
        Fixture::workspace("").lib_crate("speedups", asked).file("crates/speedups/pyproject.toml", BUILD);
    assert_snapshot!(library.error(), @r#"
    a problem in the manifests
    crates/speedups/Cargo.toml:6:10 at true
      the library of `speedups` is no `cdylib`, which Python could load
      help: write `crate-type = ["cdylib"]` in `[lib]`, or remove `python = true`
    "#);
    let other = Fixture::workspace("")
        .lib_crate("speedups", &format!("[lib]\ncrate-type = ['cdylib']\n{asked}"))
        .file("crates/speedups/pyproject.toml", BUILD);
    assert_snapshot!(other.error(), @"
    a problem in the manifests
    crates/speedups/Cargo.toml:8:10 at true
      `speedups` does not use pyo3, so its library is no module of Python
      help: depend on `pyo3`, or remove `python = true`
    ");
}

#[test]
fn mistakes_of_a_project_are_shown_in_its_file() {
    let project = |rest: &str| stable(&format!("[project]\nname = 'x'\n{rest}")).error();
    assert_snapshot!(project("dependencies = [\n  'numpy',\n  'uvicorn[standard]>=0.2',\n]\n"), @r#"
    a problem in the manifests
    crates/speedups/pyproject.toml:8:3 at 'uvicorn[standard]>=0.2'
      the dependency `uvicorn[standard]>=0.2` asks for extras, which packages of conda do not have
      help: say what conda has for it: `[package.metadata.conda.python-dependencies] uvicorn = "…"`, or `uvicorn = false` for nothing
    "#);
    assert_snapshot!(project("requires-python = '3.9'\n"), @"
    a problem in the manifests
    crates/speedups/pyproject.toml:6:19 at '3.9'
      `requires-python`: `3.9` is not a list of versions; write for example `>=1.2,<2`
    ");
    assert_snapshot!(project("version = '1.0-nightly'\n"), @"
    a problem in the manifests
    crates/speedups/pyproject.toml:6:11 at '1.0-nightly'
      `1.0-nightly` is not a version of Python; write for example `1.2.3`, `1.2.3rc1` or `1.2.3.post1`
    ");
    assert_snapshot!(project("scripts = { speed = 'speedups' }\n"), @"
    a problem in the manifests
    crates/speedups/pyproject.toml:6:13 at speed
      `speed = speedups` names no function of a module
      help: write `module:function`
    ");
    assert_snapshot!(project("[tool.maturin]\nfeatures = ['fsat']\n"), @"
    a problem in the manifests
    crates/speedups/pyproject.toml:7:13 at 'fsat'
      `speedups` has no feature `fsat`
      help: did you mean `fast`?
    ");
    assert_snapshot!(project("[tool.maturin]\nfeatures = [{ feature = 'fast', python-version = '>=3.11' }]\n"), @"
    a problem in the manifests
    crates/speedups/pyproject.toml:7:13 at { feature = 'fast', python-version = '>=3.11' }
      this feature is only for some Pythons, and a package has the same features for all of them
      help: name the feature without a condition, or leave the package out: `[package.metadata.conda] python = false`
    ");
    assert_snapshot!(project("dependencies = ["), @"
    a problem in the manifests
    crates/speedups/pyproject.toml:6:17 at 
      this is not valid TOML: unclosed array, expected `]`
    ");
}

#[test]
fn dependencies_can_be_replaced() {
    let project = |table: &str| {
        let conda = format!("[package.metadata.conda.python-dependencies]\n{table}");
        let project = "[project]\nname = 'x'\ndependencies = ['uvicorn[standard]>=0.2', 'numpy']\n";
        fixture("'abi3-py39'", &conda, &format!("{BUILD}{project}"))
    };
    let run = |fixture: &Fixture| {
        let package = of_speedups(fixture, &linux());
        package.requirements.run.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    assert_snapshot!(run(&project("Uvicorn = ['uvicorn-standard >=0.2', 'websockets']\nnumpy = false\n")), @"python >=3.9, cpython >=3.9, python-gil, uvicorn-standard >=0.2, websockets");
    assert_snapshot!(project("uvicorn = 'x >=1 <2 y'\n").error(), @"
    a problem in the manifests
    crates/speedups/Cargo.toml:7:11 at 'x >=1 <2 y'
      cannot read `x >=1 <2 y` as a conda requirement; write a name and, after a space, versions, such as `openssl >=3,<4`
    ");
    assert_snapshot!(project("uvicorn = 7\n").error(), @"
    a problem in the manifests
    crates/speedups/Cargo.toml:7:11 at 7
      `python-dependencies.uvicorn` must be a requirement, an array of requirements or `false`, not 7
    ");
    assert_snapshot!(project("uvicorm = false\n").error(), @"
    a problem in the manifests
    crates/speedups/Cargo.toml:7:1 at uvicorm
      the Python project has no dependency `uvicorm`
      help: did you mean `uvicorn`?
    ");
}

#[test]
fn a_module_has_a_name_that_python_imports() {
    for name in ["speed-ups", "speedups.", "speedups..native", "2fast", "speed ups", ""] {
        let error = stable(&format!("[tool.maturin]\nmodule-name = '{name}'\n")).error();
        let expected = format!(
            "5:15 at '{name}'\n  `{name}` is no name of a module that Python can import\n  help: write"
        );
        assert!(error.contains(&expected), "{error}");
    }
    for name in ["speedups", "speedups._native", "_3d"] {
        let package = of_speedups(&stable(&format!("[tool.maturin]\nmodule-name = '{name}'\n")), &linux());
        assert_eq!(extension(&package).module, name);
    }
}

#[test]
fn two_packages_with_one_module_cannot_be_installed_together() {
    let same = "[tool.maturin]\nmodule-name = 'speedups._native'\n";
    let other = format!("{BUILD}[project]\nname = 'slower'\nversion = '1'\n{same}");
    let fixture = stable(same)
        .lib_crate("slowdowns", &manifest("'abi3-py39'", ""))
        .file("crates/slowdowns/pyproject.toml", &other);
    let warnings = fixture.plan(&linux()).warnings;
    let shown: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    let expected =
        "slower (of `slowdowns`) and speedups both install `site-packages/speedups/_native`, so they cannot";
    assert!(shown.iter().any(|warning| warning.starts_with(expected)), "{shown:?}");
}

#[test]
fn a_change_of_a_python_file_affects_the_package() {
    let affected = |file: &str| {
        let fixture = stable("[tool.maturin]\npython-source = 'python'\n");
        let files = [fixture.root().join(file)].into();
        let since = "main".to_owned();
        let affected = Affected { since, members: [].into(), files };
        let selection = Selection { affected: Some(affected), ..Selection::default() };
        let plan = fixture.plan(&PlanRequest { selection, ..linux() });
        plan.packages.into_iter().map(|package| package.crate_name).collect::<Vec<_>>()
    };
    assert_eq!(affected("crates/speedups/python/_native/deep/er.py"), ["speedups"]);
    assert_eq!(affected("crates/speedups/pyproject.toml"), ["speedups"]);
    assert_eq!(affected("crates/speedups/notes.txt"), [""; 0]);
}

#[test]
fn every_file_that_maturin_reads_is_an_input() {
    let fixture = fixture(
        "",
        "readme = '../../README.md'\nlicense-file = 'terms.txt'\n",
        &format!(
            "{BUILD}[project]\nname = 'speedups'\ndynamic = ['version', 'readme']\n\
             license-files = ['licences/*.txt']\n\
             [tool.maturin]\nmodule-name = 'speedups._native'\npython-source = './python/'\n\
             python-packages = ['other']\ndata = 'files'\ninclude = ['more/**/*.json', {{ path = 'x.h', format = 'wheel' }}]\n\
             [tool.maturin.sbom]\ninclude = ['own.cdx.json']\n"
        ),
    )
    .file("crates/speedups/terms.txt", "");
    let package = of_speedups(&fixture, &conda());
    assert_snapshot!(shown_inputs(&extension(&package).inputs, &package.directory).replace(' ', "\n"), @"
    …/workspace/README.md
    .gitignore
    .ignore
    AUTHORS*
    COPYING*
    LICEN[CS]E*
    NOTICE*
    README
    README.md
    README.rst
    README.txt
    licences/*.txt
    more/**/*.json
    own.cdx.json
    pyproject.toml
    terms.txt
    x.h
    files/**
    python/.gitignore
    python/.ignore
    python/_native.pyi
    python/more/**/*.json
    python/speedups.pyi
    python/x.h
    python/other/**
    python/speedups/**
    ");
}

#[test]
fn python_files_outside_of_the_project_are_refused() {
    let outside = stable("[tool.maturin]\nmodule-name = 'speedups._native'\npython-source = '../python'\n");
    assert_snapshot!(outside.error(), @r#"
    a problem in the manifests
    crates/speedups/pyproject.toml:6:17 at '../python'
      `python-source` is `../python`, which is not below the directory of `pyproject.toml`; maturin would leave the Python files there out of the wheel
      help: move `pyproject.toml` to a directory above both, and name the manifest there: `manifest-path = "…"` in `[tool.maturin]`
    "#);
    let included = stable(
        "[tool.maturin]\nmodule-name = 'speedups._native'\npython-source = '../python'\ninclude = ['speedups/*.py']\n",
    );
    let package = of_speedups(&included, &linux());
    let inputs = shown_inputs(&extension(&package).inputs, &package.directory);
    assert!(inputs.contains("…/python/speedups/*.py"), "{inputs}");
}
