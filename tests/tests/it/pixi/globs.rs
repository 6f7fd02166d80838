//! The files that pixi is told to watch: all that matter, and no others.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::in_new_layout;
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::support::{LocalChannel, Pixi, Python, TempProject};

/// The files that patterns match by pixi's rules: the last pattern that matches decides, and a hidden name
/// must be spelled out.
fn watched(root: &Utf8Path, flat: &Value, sets: &Value) -> BTreeSet<String> {
    let sets = sets.as_array().unwrap().iter().map(|set| {
        let directory = set["root"].as_str().map_or_else(|| root.to_owned(), Utf8PathBuf::from);
        (directory, set["patterns"].clone())
    });
    let mut files = BTreeSet::new();
    for (directory, patterns) in sets.chain([(root.to_owned(), flat.clone())]) {
        let patterns: Vec<_> =
            patterns.as_array().unwrap().iter().map(|pattern| pattern.as_str().unwrap()).collect();
        for entry in WalkDir::new(&directory).into_iter().filter_map(Result::ok) {
            let path = Utf8Path::from_path(entry.path()).unwrap();
            let below = path.strip_prefix(&directory).unwrap();
            let verdict = patterns
                .iter()
                .rev()
                .find(|pattern| matches(pattern.trim_start_matches('!'), below.as_str()));
            if entry.file_type().is_file() && verdict.is_some_and(|pattern| !pattern.starts_with('!')) {
                files.insert(path.strip_prefix(root).map_or_else(|_| path.to_string(), ToString::to_string));
            }
        }
    }
    files
}

/// Whether a pattern matches a path. A wildcard does not match the dot of a hidden name.
fn matches(pattern: &str, path: &str) -> bool {
    let is_hidden = |name: &str| name.starts_with('.');
    if path.split('/').any(|name| is_hidden(name) && !pattern.contains(name)) {
        return false;
    }
    let regex =
        regex::escape(pattern).replace(r"\*\*/", "(.*/)?").replace(r"/\*\*", "/.*").replace(r"\*\*", ".*");
    let regex = regex.replace(r"\*", "[^/]*").replace(r"\?", "[^/]");
    regex::Regex::new(&format!("^{regex}$")).unwrap().is_match(path)
}

fn project() -> TempProject {
    let build = "fn main() { println!(\"cargo::rerun-if-changed=../assets/logo.svg\"); }\n";
    let library = "[package]\nname = 'shared'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n";
    TempProject::empty()
        .with_workspace("")
        .program("one", "[dependencies]\nshared = { path = '../shared' }")
        .program("two", "")
        .file("one/build.rs", build)
        .file("shared/Cargo.toml", library)
        .file("shared/src/lib.rs", "pub const DATA: &str = include_str!(\"../data.txt\");\n")
        .file("shared/data.txt", "1\n")
        .file("assets/logo.svg", "<svg/>\n")
        .file(".cargo/config.toml", "")
        .file("rust-toolchain.toml", "[toolchain]\n")
        .file("notes.md", "")
        .file("pixi.toml", "[package]\n")
        .file("target/debug/generated.rs", "")
        .with_workspace("[workspace.metadata]\nassets = true")
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['one', 'two', 'share?']\n")
        .ready()
}

#[test]
fn outputs_depend_on_manifests_and_on_the_names_of_binaries() {
    let project = project();
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({}), json!({}));
    let result = pixi.outputs_with(json!({})).unwrap();
    pixi.end();
    let files = watched(project.root(), &result["inputGlobs"], &result["inputGlobSets"]);
    let expected = [
        ".cargo/config.toml",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "one/Cargo.toml",
        "one/src/main.rs",
        "pixi.toml",
        "rust-toolchain.toml",
        "shared/Cargo.toml",
        "two/Cargo.toml",
        "two/src/main.rs",
    ];
    assert_eq!(files, expected.map(ToOwned::to_owned).into());
    // A new program and a new member match too.
    project.write("two/src/bin/more.rs", "");
    project.write("shared2/Cargo.toml", "");
    let files = watched(project.root(), &result["inputGlobs"], &result["inputGlobSets"]);
    assert!(files.contains("two/src/bin/more.rs"), "{files:?}");
}

#[test]
fn installed_files_are_watched_and_new_ones_are_noticed() {
    let table = "[dependencies]\nshared = { path = '../shared' }\n[package.metadata.conda]\ncompletions = 'one completion {shell}'\n\
        man-pages = ['../docs/*.1']\nfiles = [{ source = 'data/**', to = 'share/one/' }]";
    let project = project().program("one", table).file("docs/one.1", "").file("one/data/a/b.txt", "");
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({}), json!({}));
    // pixi asks for the outputs on all platforms of a workspace, also where programs cannot be run here.
    let result = pixi.outputs_with(json!({ "hostPlatform": "osx-arm64" })).unwrap();
    pixi.end();
    let files = || watched(project.root(), &result["inputGlobs"], &result["inputGlobSets"]);
    assert!(files().contains("docs/one.1") && files().contains("one/data/a/b.txt"), "{:?}", files());
    for (new, is_watched) in [("docs/two.1", true), ("one/data/c.txt", true), ("docs/notes.md", false)] {
        project.write(new, "");
        assert_eq!(files().contains(new), is_watched, "{new}");
    }
}

#[test]
fn the_sources_of_a_python_extension_are_watched() {
    let manifest = "[package]\nname = 'fast'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n[lib]\n\
        crate-type = ['cdylib']\n[dependencies]\npyo3 = { path = '../pyo3', features = ['abi3-py39'] }\n";
    let pyo3 = "[package]\nname = 'pyo3'\nversion = '0.29.0'\nedition = '2021'\n[features]\nabi3-py39 = []\n[workspace]\n";
    let pyproject = "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n\
        [tool.maturin]\npython-source = 'python'\n";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['fast']\nexclude = ['pyo3']\n")
        .file("fast/Cargo.toml", manifest)
        .file("fast/src/lib.rs", "")
        .file("fast/pyproject.toml", pyproject)
        .file("pyo3/Cargo.toml", pyo3)
        .file("pyo3/src/lib.rs", "")
        .file("pixi.toml", "[package]\n")
        .ready();
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({}), json!({}));
    let result = pixi.outputs_with(json!({})).unwrap();
    pixi.end();
    let files = || watched(project.root(), &result["inputGlobs"], &result["inputGlobSets"]);
    assert!(files().contains("fast/pyproject.toml"), "{:?}", files());
    for (new, is_watched) in [
        ("fast/python/fast/__init__.py", true),
        ("fast/python/fast/data/table.csv", true),
        ("fast/python/other.py", false),
        ("fast/notes.txt", false),
    ] {
        project.write(new, "");
        assert_eq!(files().contains(new), is_watched, "{new}");
    }
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_package_depends_on_all_files_that_it_is_made_from() {
    check_files_of_a_package(&project(), &json!({}));
}

/// The same where conda's cargo has the layout of the build directory that is the default from cargo 1.100
/// on.
#[test]
#[cfg_attr(
    not(all(has = "channel", has = "nightly")),
    ignore = "needs rustup's toolchain `nightly` and `cargo xtask channel`"
)]
fn the_new_layout_of_the_build_directory_makes_no_difference() {
    in_new_layout(|| {
        let project = project();
        // The channel's cargo is a stable one, and takes unstable settings only with this variable.
        check_files_of_a_package(&project, &json!({ "RUSTC_BOOTSTRAP": "1" }));
        let made = WalkDir::new(project.root()).into_iter().map(Result::unwrap);
        let fingerprints = made.filter(|entry| entry.file_name().to_str().unwrap().ends_with("fingerprint"));
        let names: BTreeSet<_> = fingerprints.map(|entry| entry.file_name().to_owned()).collect();
        assert_eq!(names, BTreeSet::from(["fingerprint".into()]), "the former layout has `.fingerprint`");
    });
}

/// Checks the files that pixi watches after a build of `one` with these variables.
fn check_files_of_a_package(project: &TempProject, env: &Value) {
    let (channel, python) = (LocalChannel::native(), Python::of_venv());
    project.write("one/extra/table.csv", "");
    let rest = json!({ "configuration": { "extra-input-globs": ["one/extra/*.csv"], "env": env } });
    let mut pixi = Pixi::with(project, "pixi.toml", json!({}), rest).channel(&channel);
    let result = pixi.build(&python, "one").unwrap();
    pixi.end();
    let files = watched(project.root(), &result["input_globs"], &result["input_glob_sets"]);
    let expected = [
        ".cargo/config.toml",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "assets/logo.svg",
        "one/Cargo.toml",
        "one/build.rs",
        "one/extra/table.csv",
        "one/src/main.rs",
        "pixi.toml",
        "rust-toolchain.toml",
        "shared/Cargo.toml",
        "shared/data.txt",
        "shared/src/lib.rs",
    ];
    assert_eq!(files, expected.map(ToOwned::to_owned).into());
}
