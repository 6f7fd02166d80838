//! The sample workspace: the contents of the channel and of the packages, and other programs that use them.

use std::process::Command;

use camino::Utf8Path;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Built, Python, TempProject, Unpacked, built_monorepo, platform, unpack};

/// The expected contents of a package of the sample workspace.
struct Expected {
    name: &'static str,
    version: &'static str,
    /// The version that the programs print: Cargo's, not conda's.
    cargo_version: &'static str,
    binaries: &'static [&'static str],
    /// Paths of licence files in the workspace; the package has them under the same paths.
    licenses: &'static [&'static str],
    license: &'static str,
    constrains: &'static [&'static str],
}

const BOTH_LICENSES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT"];

const EXPECTED: [Expected; 4] = [
    Expected {
        name: "logferry-agent",
        version: "0.8.0",
        cargo_version: "0.8.0",
        binaries: &["logferry-agent"],
        licenses: BOTH_LICENSES,
        license: "MIT OR Apache-2.0",
        constrains: &[],
    },
    Expected {
        name: "logferry-collector",
        version: "0.8.0",
        cargo_version: "0.8.0",
        binaries: &["logferry-collector"],
        licenses: BOTH_LICENSES,
        license: "MIT OR Apache-2.0",
        constrains: &["logferry-agent >=0.8,<0.9"],
    },
    Expected {
        name: "logferry-convert",
        version: "1.2.0",
        cargo_version: "1.2.0",
        binaries: &["logferry-convert"],
        licenses: &["apps/logferry-convert/LICENSE"],
        license: "BSD-3-Clause",
        constrains: &[],
    },
    Expected {
        name: "logferry-inspect",
        version: "0.4.0.rc.1",
        cargo_version: "0.4.0-rc.1",
        binaries: &["logferry-cat", "logferry-stat"],
        licenses: BOTH_LICENSES,
        license: "MIT OR Apache-2.0",
        constrains: &[],
    },
];

impl Expected {
    fn unpack(&self, built: &Built, python: &Python) -> Unpacked {
        unpack(python, &built.project.channel().archive(self.name))
    }
}

#[test]
fn the_channel_holds_exactly_the_planned_packages() {
    let built = built_monorepo();
    let channel = built.project.channel();
    channel.check();
    let expected =
        EXPECTED.iter().map(|package| [package.name, package.version, platform()].map(str::to_owned));
    assert_eq!(channel.packages(), expected.collect());
}

#[cfg(unix)]
#[test]
fn everybody_may_read_the_channel() {
    use std::os::unix::fs::PermissionsExt as _;
    let channel = built_monorepo().project.channel();
    for entry in walkdir::WalkDir::new(channel.directory()) {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let expected = if entry.file_type().is_dir() { 0o755 } else { 0o644 };
        assert_eq!(mode, expected, "{}: {mode:o}", entry.path().display());
    }
}

#[test]
fn each_package_is_announced_with_where_to_get_it() {
    let built = built_monorepo();
    let summary = built.run.redacted_stderr();
    let summary = &summary[summary.find("    Finished").unwrap()..];
    insta::assert_snapshot!(summary, @"
      Finished 4 packages in file://[ROOT]/target/conda, [TIME]
    To install pixi global install --channel file://[ROOT]/target/conda logferry-agent
            or conda install --channel file://[ROOT]/target/conda logferry-agent
    ");
    for package in &EXPECTED {
        let line = format!("       Built {} {} (", package.name, package.version);
        assert!(built.run.stderr.contains(&line), "{line}");
    }
    assert_eq!(built.run.stdout, "");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn packages_hold_binaries_and_licences_and_nothing_else() {
    let python = Python::of_venv();
    let built = built_monorepo();
    for package in &EXPECTED {
        let unpacked = package.unpack(built, &python);
        let binaries: Vec<_> = package
            .binaries
            .iter()
            .map(|binary| format!("bin/{binary}{}", std::env::consts::EXE_SUFFIX))
            .collect();
        assert_eq!(unpacked.installed(), binaries);
        let files = unpacked.files();
        let licenses: Vec<_> = files.iter().filter_map(|file| file.strip_prefix("info/licenses/")).collect();
        let mut expected =
            [package.licenses, &["THIRDPARTY.yml", "rust-std/COPYRIGHT-library.html"]].concat();
        expected.sort_unstable();
        assert_eq!(licenses, expected);
        for license in package.licenses {
            let source = fs_err::read(built.project.root().join(license)).unwrap();
            assert_eq!(unpacked.read(&format!("info/licenses/{license}")), source, "{license}");
        }
        let rest: Vec<_> = files
            .iter()
            .filter_map(|file| file.strip_prefix("info/"))
            .filter(|file| !file.starts_with("licenses/"))
            .collect();
        insta::allow_duplicates! { insta::assert_snapshot!(rest.join("\n"), @"
        about.json
        hash_input.json
        index.json
        paths.json
        recipe/Cargo.lock
        recipe/cargo-conda-record.json
        recipe/recipe.yaml
        recipe/rendered_recipe.yaml
        recipe/variant_config.yaml
        tests/tests.yaml
        ") };
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn indexes_of_packages_say_what_they_need() {
    let python = Python::of_venv();
    for package in &EXPECTED {
        let index = package.unpack(built_monorepo(), &python).json("info/index.json");
        assert_eq!(index["name"], package.name);
        assert_eq!(index["version"], package.version);
        assert_eq!(index["subdir"], platform());
        assert_eq!(index["build_number"], 0);
        assert_eq!(index["license"], package.license);
        assert_eq!(index.get("constrains").unwrap_or(&json!([])), &json!(package.constrains));
        check_depends(&index["depends"]);
    }
}

/// The dependencies of programs without foreign libraries: the C library of the system and nothing else.
fn check_depends(depends: &Value) {
    let depends: Vec<_> = depends.as_array().unwrap().iter().map(|spec| spec.as_str().unwrap()).collect();
    if cfg!(target_os = "linux") {
        let [glibc] = depends.as_slice() else { panic!("{depends:?}") };
        let version = glibc.strip_prefix("__glibc >=2.").and_then(|rest| rest.strip_suffix(",<3.0.a0"));
        assert!(version.is_some_and(|minor| minor.parse::<u32>().is_ok()), "{glibc}");
    } else if cfg!(target_os = "macos") {
        let [macos] = depends.as_slice() else { panic!("{depends:?}") };
        assert!(macos.starts_with("__osx >="), "{macos}");
    } else {
        assert!(depends.is_empty(), "{depends:?}");
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn packages_say_what_they_are() {
    let python = Python::of_venv();
    let about = |package: &Expected| {
        let mut about = package.unpack(built_monorepo(), &python).json("info/about.json");
        // The sample is in no repository.
        let extra = about.as_object_mut().unwrap().remove("extra").unwrap();
        let keys: Vec<_> = extra.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!((keys, &extra["sha"]), (vec!["cargo_conda", "rustc", "sha"], &json!("")));
        about
    };
    let [agent, _, convert, inspect] = &EXPECTED;
    assert_eq!(
        about(agent),
        json!({
            "description": "Ships log lines from many hosts to one collector. \
                Secrets are masked before a line leaves its host.",
            "dev_url": "https://git.logferry.example/logferry",
            "doc_url": "https://logferry.example/docs",
            "home": "https://logferry.example/",
            "license": "MIT OR Apache-2.0",
            "summary": "Ships log lines from many hosts to one collector.",
        })
    );
    assert_eq!(about(convert)["summary"], "Converts logs between logfmt and JSON.");
    assert_eq!(about(convert)["license"], "BSD-3-Clause");
    // The manifest has the deprecated form `MIT/Apache-2.0`.
    assert_eq!(about(inspect)["license"], "MIT OR Apache-2.0");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn recipes_in_packages_name_no_place_on_this_machine() {
    let python = Python::of_venv();
    let built = built_monorepo();
    for package in &EXPECTED {
        let unpacked = package.unpack(built, &python);
        for file in unpacked.files().iter().filter(|file| file.starts_with("info/")) {
            let text = unpacked.text(file);
            assert!(!text.contains(built.project.root().as_str()), "{file}:\n{text}");
            assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{file}:\n{text}");
        }
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn conda_installs_each_package_and_its_programs_run() {
    let python = Python::of_venv();
    let channel = built_monorepo().project.channel();
    for package in &EXPECTED {
        let directory = TempDir::new().unwrap();
        let prefix = Utf8Path::from_path(directory.path()).unwrap().join("prefix");
        python.install(channel.directory(), &prefix, &[&format!("{} =={}", package.name, package.version)]);
        for binary in package.binaries {
            let version = output(&prefix, binary, "--version");
            assert_eq!(version.trim_end(), format!("{binary} {}", package.cargo_version));
            assert!(output(&prefix, binary, "--help").contains(binary));
        }
        assert!(!prefix.join("bin/logferry-replay").exists());
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn conda_installs_all_packages_together() {
    let python = Python::of_venv();
    let directory = TempDir::new().unwrap();
    let prefix = Utf8Path::from_path(directory.path()).unwrap().join("prefix");
    let names: Vec<_> = EXPECTED.iter().map(|package| package.name).collect();
    python.install(built_monorepo().project.channel().directory(), &prefix, &names);
    for binary in EXPECTED.iter().flat_map(|package| package.binaries) {
        output(&prefix, binary, "--version");
    }
}

/// Standard output of an installed program.
fn output(prefix: &Utf8Path, binary: &str, argument: &str) -> String {
    let output = Command::new(prefix.join("bin").join(binary)).arg(argument).output().unwrap();
    assert!(output.status.success(), "{binary} {argument}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn programs_that_shells_have_too_are_tested_themselves() {
    // bash has a builtin of this name, which fails with both options that are tried.
    let project = TempProject::workspace().program("pwd", "").ready();
    project.cargo_conda("build").run().success();
    assert_eq!(project.channel().names(), ["pwd"]);
}
