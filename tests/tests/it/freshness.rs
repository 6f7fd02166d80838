//! Which packages are built again after a change. Contents decide, not modification times.

use std::process::Command;
use std::time::{Duration, SystemTime};

use camino::Utf8Path;
use walkdir::WalkDir;

use crate::support::{Program, Python, Ran, TempProject, unpack};

/// Two programs with a common library, one of which includes a file, and a third with a dependency of its
/// own.
fn project() -> TempProject {
    let uses = |name: &str| format!("[dependencies]\n{name}.path = '../{name}'");
    TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['left', 'right', 'alone', 'common']\n")
        .program_with("left", &uses("common"), "fn main() { println!(\"left {}\", common::WORD); }\n")
        .program_with(
            "right",
            &uses("common"),
            "fn main() { println!(\"{} {}\", common::WORD, include_str!(\"../word.txt\")); }\n",
        )
        .file("right/word.txt", "word")
        .program_with(
            "alone",
            "[dependencies]\nitoan = '1'",
            "fn main() { println!(\"{}\", itoan::WORD); }\n",
        )
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "pub const WORD: &str = \"one\";\n")
        .file(
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = 'here'\n[source.here]\ndirectory = 'target/registry'\n",
        )
        .vendored("1.0.1")
        .ready()
}

impl TempProject {
    /// Puts a version of the dependency into a registry that is a directory.
    pub(crate) fn vendored(self, version: &str) -> Self {
        let manifest =
            format!("[package]\nname = 'itoan'\nversion = '{version}'\nedition = '2021'\nlicense = 'MIT'\n");
        let digest = version.replace('.', "a").repeat(32)[..64].to_owned();
        let checksum = format!("{{\"files\":{{}},\"package\":\"{digest}\"}}");
        self.file("target/registry/itoan/Cargo.toml", &manifest)
            .file("target/registry/itoan/.cargo-checksum.json", &checksum)
            .file("target/registry/itoan/src/lib.rs", &format!("pub const WORD: &str = \"{version}\";\n"))
    }

    /// A copy of the workspace with its target directory; the files have other modification times.
    fn copied(&self) -> Self {
        let other = Self::empty();
        let from = self.root().join(".");
        let copied = Command::new("cp").args(["-R", from.as_str(), other.root().as_str()]).status().unwrap();
        assert!(copied.success());
        other
    }

    fn build(&self) -> Ran {
        self.cargo_conda("build --format json").run().success()
    }

    /// Builds, and returns the names of the packages that were built.
    fn made(&self) -> Vec<String> {
        made(&self.build())
    }

    /// The output of `cargo conda why` for these packages.
    pub(crate) fn why(&self, package: &str) -> String {
        self.cargo_conda(&format!("why {package}")).run().success().redacted_stdout()
    }

    /// Checks the output of the program in the latest package of this name.
    #[track_caller]
    pub(crate) fn says(&self, name: &str, expected: &str) {
        assert_eq!(self.said_by(name), expected);
    }

    /// The output of the program in the latest package of this name.
    pub(crate) fn said_by(&self, name: &str) -> String {
        let python = Python::of_venv();
        let package = unpack(&python, &self.channel().archive(name));
        let said = Program::at(&package.path(&format!("bin/{name}"))).run(&[], b"");
        String::from_utf8(said).unwrap()
    }
}

/// The names of the packages that a run built. All others must be reported as fresh.
fn made(run: &Ran) -> Vec<String> {
    let names = |outcome: &str| {
        let finished = run.events("package-finished").into_iter();
        let mut names: Vec<_> = finished
            .filter(|event| event["outcome"] == outcome)
            .map(|event| event["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let (built, fresh) = (names("built"), names("fresh"));
    let finished = &run.events("finished")[0];
    assert_eq!(finished["built"], built.len());
    assert_eq!(finished["fresh"], fresh.len());
    // No package is started, so no cargo process was either.
    assert_eq!(run.events("package-started").len(), built.len());
    built
}

fn sources(root: &Utf8Path) -> impl Iterator<Item = std::path::PathBuf> {
    let entries = WalkDir::new(root).into_iter().filter_entry(|entry| entry.file_name() != "target");
    entries.map(Result::unwrap).filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
}

fn set_time(path: impl AsRef<std::path::Path>, time: SystemTime) {
    let file = std::fs::File::options().append(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
pub(crate) fn each_change_makes_what_it_concerns_and_nothing_else() {
    let project = project();
    assert_eq!(project.made(), ["alone", "left", "right"]);
    assert!(project.made().is_empty());

    for path in sources(project.root()) {
        set_time(path, SystemTime::now());
    }
    assert!(project.made().is_empty(), "touching changes nothing");
    let project = project
        .append("Cargo.toml", "# a remark")
        .append("left/Cargo.toml", "[package.metadata.other]\nkey = 1")
        .file("left/notes.txt", "To do.\n")
        .file("left/tests/it.rs", "#[test]\nfn it() {}\n");
    assert!(project.made().is_empty(), "nothing of this is in a program");

    let project = project.file("common/src/lib.rs", "pub const WORD: &str = \"two\";\n");
    assert_eq!(project.made(), ["left", "right"]);
    let project = project.file("right/word.txt", "other word");
    assert_eq!(project.made(), ["right"]);
    project.says("right", "two other word\n");
    let project = project.append("left/Cargo.toml", "[package.metadata.conda]\nbuild-number = 7");
    assert_eq!(project.made(), ["left"]);
    let project = project.append("Cargo.toml", "[profile.release]\ndebug-assertions = true");
    assert_eq!(project.made(), ["alone", "left", "right"]);
    assert!(project.made().is_empty());
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_bump_in_the_lock_file_makes_what_uses_it() {
    let project = project();
    project.build();
    let project = project.vendored("1.0.2").locked();
    insta::assert_snapshot!(project.why("alone left"), @"
    alone 0.1.0 has to be built:
      `alone 0.1.0` in `Cargo.lock` has changed
      `itoan 1.0.1` is not in `Cargo.lock` any more; there is 1.0.2
    left 0.1.0 is fresh: [ROOT]/target/conda/[PLATFORM]/left-0.1.0-[HASH]_0.conda
    ");
    assert_eq!(project.made(), ["alone"]);
    project.says("alone", "1.0.2\n");
}

impl TempProject {
    /// Changes a word in the common library and sets the modification time back, as restoring from `tar` or
    /// `rsync` does.
    fn restored(self, word: &str) -> Self {
        let restored = self.file("common/src/lib.rs", &format!("pub const WORD: &str = \"{word}\";\n"));
        let hour = Duration::from_hours(1);
        set_time(restored.root().join("common/src/lib.rs"), SystemTime::now() - hour);
        restored
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
pub(crate) fn what_cargo_cannot_see_is_compiled_all_the_same() {
    let project = project();
    project.build();
    let project = project.restored("old");
    assert_eq!(project.made(), ["left", "right"]);
    project.says("left", "left old\n");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_cargo_cannot_see_is_compiled_for_packages_that_were_never_made() {
    let project = project();
    project.cargo_conda("build -p left").run().success();
    let project = project.restored("old");
    project.cargo_conda("build -p right").run().success();
    project.says("right", "old word\n");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_cargo_cannot_see_is_compiled_after_a_failure() {
    let project = project();
    project.build();
    let working = fs_err::read_to_string(project.root().join("left/src/main.rs")).unwrap();
    // The library is compiled with the second word, and then the build fails.
    let project = project.file("common/src/lib.rs", "pub const WORD: &str = \"two\";\n");
    let project = project.file("left/src/main.rs", "fn main() { no such thing }\n");
    project.cargo_conda("build -p left").run().code(1);
    let project = project.restored("one").file("left/src/main.rs", &working);
    project.cargo_conda("build -p left").run().success();
    project.says("left", "left one\n");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn what_cargo_cannot_see_is_compiled_for_a_target_that_is_named() {
    let project = project();
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let build = |project: &TempProject| {
        let call = project.cargo_conda("build -p left --format json").env("CARGO_BUILD_TARGET", &target);
        made(&call.run().success())
    };
    build(&project);
    let project = project.restored("old");
    assert_eq!(build(&project), ["left"]);
    project.says("left", "left old\n");
}

/// cargo takes vendored crates for unchangeable, and looks at the time only of a file that is in no package.
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_cargo_cannot_see_outside_of_local_packages_is_compiled_all_the_same() {
    let library = |word: &str| format!("pub const WORD: &str = \"{word}\";\n");
    let main = "fn main() { print!(\"{} {}\", leaf::WORD, include_str!(\"../../shared.txt\")); }\n";
    let configuration =
        "[source.crates-io]\nreplace-with = 'here'\n[source.here]\ndirectory = 'tool/../vendor'\n";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['tool']\n")
        .program_with("tool", "[dependencies]\nleaf = '1'", main)
        .file("shared.txt", "one")
        .file(".cargo/config.toml", configuration)
        .file(
            "vendor/leaf/Cargo.toml",
            "[package]\nname = 'leaf'\nversion = '1.0.0'\nedition = '2021'\nlicense = 'MIT'\n",
        )
        .file("vendor/leaf/.cargo-checksum.json", &format!("{{\"files\":{{}},\"package\":\"{:064}\"}}", 1))
        .file("vendor/leaf/src/lib.rs", &library("one"))
        .ready();
    project.build();
    project.says("tool", "one one");
    let project = project.file("vendor/leaf/src/lib.rs", &library("two"));
    assert_eq!(project.made(), ["tool"]);
    project.says("tool", "two one");
    let project = project.file("shared.txt", "two");
    set_time(project.root().join("shared.txt"), SystemTime::now() - Duration::from_hours(24));
    assert_eq!(project.made(), ["tool"]);
    project.says("tool", "two two");
    assert!(project.made().is_empty());
}

/// cargo takes a wrapper for a compile cache, and compiles nothing again when it changes.
#[test]
#[cfg(unix)]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_another_wrapper_of_rustc_has_compiled_is_not_taken() {
    use std::os::unix::fs::PermissionsExt as _;
    let main = "fn main() { print!(\"{}\", cfg!(wrapped)); }\n";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['tool']\n")
        .program_with("tool", "", main)
        .file("wrapper.sh", "#!/bin/sh\nexec \"$@\" --cfg=wrapped\n")
        .ready();
    let wrapper = project.root().join("wrapper.sh");
    fs_err::set_permissions(&wrapper, std::fs::Permissions::from_mode(0o755)).unwrap();
    project.build();
    project.says("tool", "false");
    project.cargo_conda("build").env("RUSTC_WRAPPER", wrapper.as_str()).run().success();
    project.says("tool", "true");
    project.build();
    project.says("tool", "false");
    let project = project.file(".cargo/config.toml", "[build]\nrustc-wrapper = './wrapper.sh'\n");
    project.build();
    project.says("tool", "true");
}

/// Of a package whose build script declares nothing, cargo compares the newest time only, and a file from the
/// future is always the newest.
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_file_from_the_future_hides_no_older_edit_from_a_build_script() {
    let script = "fn main() {\n\
        let word = std::fs::read_to_string(\"words/word.txt\").unwrap();\n\
        println!(\"cargo::rustc-env=WORD={word}\");\n}\n";
    let project = TempProject::workspace()
        .program_with("tool", "", "fn main() { print!(\"{}\", env!(\"WORD\")); }\n")
        .file("tool/build.rs", script)
        .file("tool/words/future.txt", "")
        .file("tool/words/word.txt", "one")
        .ready();
    let day = Duration::from_hours(24);
    set_time(project.root().join("tool/words/future.txt"), SystemTime::now() + day);
    project.build();
    project.says("tool", "one");
    let project = project.file("tool/words/word.txt", "two");
    set_time(project.root().join("tool/words/word.txt"), SystemTime::now() - day);
    project.build();
    project.says("tool", "two");
}

#[test]
fn every_configuration_that_cargo_reads_counts() {
    let project = project();
    project.build();
    let flags = "[build]\nrustflags = ['-Cdebug-assertions']\n";
    let project = project.file("left/.cargo/config.toml", flags);
    assert_eq!(project.made(), ["left"]);
    let home = project.root().join("target/home");
    let in_home = |project: &TempProject| {
        let call = project.cargo_conda("build --format json").env("CARGO_HOME", home.as_str());
        made(&call.run().success())
    };
    assert!(in_home(&project).is_empty(), "an empty home is as good as one without configuration");
    let project = project.file("target/home/config.toml", flags);
    assert_eq!(in_home(&project), ["alone", "left", "right"]);
    let resolver = fs_err::read_to_string(project.root().join("Cargo.toml")).unwrap();
    let project = project.file("Cargo.toml", &resolver.replace("resolver = '3'", "resolver = '1'"));
    assert_eq!(in_home(&project), ["alone", "left", "right"]);
}

#[test]
fn what_changes_while_it_is_compiled_is_not_trusted() {
    let script = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        std::fs::write(\"word.txt\", \"two\").unwrap();\n}\n";
    let project = TempProject::workspace()
        .program_with("tool", "", "fn main() { println!(include_str!(\"../word.txt\")); }\n")
        .file("tool/build.rs", script)
        .file("tool/word.txt", "one")
        .ready();
    project.build();
    insta::assert_snapshot!(project.why("tool"), @"
    tool 0.1.0 has to be built:
      `tool/word.txt` changed during the last build
    ");
    assert_eq!(project.made(), ["tool"]);
    assert!(project.made().is_empty());
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
pub(crate) fn a_build_script_that_declares_nothing_may_read_all_of_its_package() {
    let script = "fn main() {\n\
        let word = std::fs::read_to_string(\"data/word.txt\").unwrap();\n\
        println!(\"cargo::rustc-env=WORD={word}\");\n}\n";
    let project = TempProject::workspace()
        .program_with("tool", "", "fn main() { println!(env!(\"WORD\")); }\n")
        .file("tool/build.rs", script)
        .file("tool/data/word.txt", "one")
        .ready();
    project.build();
    assert!(project.made().is_empty());
    let project = project.file("tool/data/word.txt", "two");
    assert_eq!(project.made(), ["tool"]);
    project.says("tool", "two\n");
}

/// Two programs over a library whose build script declares its inputs, built in the build directory's new
/// layout.
fn in_the_new_layout() -> TempProject {
    let uses_common = "[dependencies]\ncommon.path = '../common'";
    let script = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        println!(\"cargo::rustc-env=WORD=one\");\n}\n";
    TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['left', 'right', 'common']\n")
        .file("rust-toolchain.toml", "[toolchain]\nchannel = 'nightly'\n")
        .file(".cargo/config.toml", "[unstable]\nbuild-dir-new-layout = true\n")
        .program_with("left", uses_common, "fn main() { println!(\"left {}\", common::WORD); }\n")
        .program_with("right", uses_common, "fn main() { println!(\"right {}\", common::WORD); }\n")
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/build.rs", script)
        .file("common/src/lib.rs", "pub const WORD: &str = env!(\"WORD\");\n")
        .ready()
}

#[test]
#[cfg_attr(not(has = "nightly"), ignore = "needs rustup's toolchain `nightly`")]
fn the_new_layout_of_the_build_directory_is_known() {
    let project = in_the_new_layout();
    let made = |project: &TempProject| {
        let run = project.cargo_conda("build --no-test --format json").env_remove("RUSTUP_TOOLCHAIN").run();
        made(&run.success())
    };
    assert_eq!(made(&project), ["left", "right"]);
    let mut made_by_cargo = WalkDir::new(project.root().join("target")).into_iter().map(Result::unwrap);
    assert!(!made_by_cargo.any(|entry| entry.file_name() == ".fingerprint"), "this is the former layout");
    let project = project.file("common/notes.txt", "To do.\n");
    assert!(made(&project).is_empty(), "the build script has declared that it does not read this file");
    let script =
        "fn main() { println!(\"cargo::rerun-if-changed=build.rs\\ncargo::rustc-env=WORD=two\"); }\n";
    let project = project.file("common/build.rs", script);
    assert_eq!(made(&project), ["left", "right"]);
}

#[test]
fn another_checkout_of_the_same_is_fresh() {
    let project = project();
    project.build();
    let other = project.copied();
    assert!(made(&other.build()).is_empty());
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn programs_that_know_their_checkout_are_not_fresh_in_another() {
    let main = "fn main() { println!(env!(\"CARGO_MANIFEST_DIR\")); }\n";
    let project = TempProject::workspace().program_with("tool", "", main).ready();
    project.build();
    assert!(project.made().is_empty());
    let other = project.copied();
    assert_eq!(other.made(), ["tool"]);
    other.says("tool", &format!("{}/tool\n", other.root()));
}

#[test]
fn a_lost_damaged_or_forgotten_archive_is_made_again() {
    let project = project();
    project.build();
    let archive = project.channel().archive("left");
    fs_err::remove_file(&archive).unwrap();
    assert_eq!(project.made(), ["left"]);

    let mut bytes = fs_err::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs_err::write(&archive, bytes).unwrap();
    insta::assert_snapshot!(project.why("left"), @"
    left 0.1.0 has to be built:
      the archive `[ROOT]/target/conda/[PLATFORM]/left-0.1.0-[HASH]_0.conda` is not the one that was published
    ");
    assert_eq!(project.made(), ["left"]);

    let index = archive.with_file_name("repodata.json");
    let text = fs_err::read_to_string(&index).unwrap();
    let damaged = text.replace("\"left-", "\"lift-");
    fs_err::write(&index, &damaged).unwrap();
    assert!(
        project.made().is_empty(),
        "the compressed form shows that the index is damaged, and the archive is not"
    );
    project.channel().check();
    fs_err::write(&index, &damaged).unwrap();
    fs_err::remove_file(index.with_extension("json.zst")).unwrap();
    assert_eq!(project.made(), ["left"]);
    project.channel().check();
    assert!(project.made().is_empty());
}

#[test]
fn what_was_not_tested_is_made_again_to_be_tested() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.cargo_conda("build --no-test").run().success();
    assert!(made(&project.cargo_conda("build --no-test --format json").run().success()).is_empty());
    insta::assert_snapshot!(project.why("tool"), @"
    tool 0.1.0 has to be built:
      it was not tested when it was made
    ");
    assert_eq!(project.made(), ["tool"]);
    assert!(made(&project.cargo_conda("build --no-test --format json").run().success()).is_empty());
}

#[test]
fn variables_features_and_force_count() {
    let project = TempProject::workspace().program("tool", "[features]\nfast = []").ready();
    project.build();
    let flags = |project: &TempProject| {
        project.cargo_conda("build --format json").env("RUSTFLAGS", "-Cdebug-assertions").run().success()
    };
    assert_eq!(made(&flags(&project)), ["tool"]);
    assert!(made(&flags(&project)).is_empty());
    assert_eq!(project.made(), ["tool"], "without the flags");
    let fast = project.cargo_conda("why tool -F fast").run().success();
    insta::assert_snapshot!(fast.redacted_stdout(), @r#"
    tool 0.1.0 has to be built:
      `build.script.content` has changed from ["cargo install --locked --no-track --force --root \"$PREFIX\" --path tool --message-format json 2>&1"] to ["cargo install --locked --no-track --force --root \"$PREFIX\" --path tool --message-format json --features fast 2>&1"]
    "#);
    let forced = project.cargo_conda("build --force --format json").run().success();
    assert_eq!(made(&forced), ["tool"]);
}

#[test]
fn what_failed_is_not_fresh() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.build();
    let working = fs_err::read_to_string(project.root().join("tool/src/main.rs")).unwrap();
    let project = project.file("tool/src/main.rs", "fn main() { no such thing }\n");
    project.cargo_conda("build").run().code(1);
    // The channel has the package of these sources again, but its record was deleted.
    let project = project.file("tool/src/main.rs", &working);
    assert_eq!(project.made(), ["tool"]);
    assert!(project.made().is_empty());
}

#[test]
fn plans_say_what_is_fresh() {
    let project = project();
    project.build();
    let project = project.file("right/word.txt", "other word");
    let plan = project.cargo_conda("plan --format json").run().success();
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    let statuses: Vec<_> =
        plan["packages"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["fresh", "fresh", "pending"]);
    let table = project.cargo_conda("plan").run().success();
    assert!(table.stdout.lines().next().unwrap().ends_with("status"), "{}", table.stdout);
    let why = project.cargo_conda("why --format json right").run().success();
    let why: serde_json::Value = serde_json::from_str(&why.stdout).unwrap();
    assert_eq!(why["packages"][0]["causes"][0]["kind"], "file");
    assert_eq!(why["packages"][0]["causes"][0]["name"], "right/word.txt");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn an_included_configuration_file_is_an_input_at_any_depth() {
    let inner = |word: &str| format!("[env]\nWORD = '{word}'\n");
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app']\n")
        .program_with("app", "", "fn main() { print!(\"{}\", env!(\"WORD\")); }\n")
        .file(".cargo/config.toml", "include = ['outer.toml', { path = 'later.toml', optional = true }]\n")
        .file(".cargo/outer.toml", "include = ['inner.toml']\n")
        .file(".cargo/inner.toml", &inner("one"))
        .ready();
    assert_eq!(project.made(), ["app"]);
    project.says("app", "one");
    assert!(project.made().is_empty());

    let project = project.file(".cargo/inner.toml", &inner("two"));
    insta::assert_snapshot!(project.why("app"), @r"
    app 0.1.0 has to be built:
      `.cargo/inner.toml` has changed
    ");
    assert_eq!(project.made(), ["app"]);
    project.says("app", "two");

    // The later file of the list wins, from the moment at which it appears.
    let project = project.file(".cargo/later.toml", &inner("three"));
    assert_eq!(project.made(), ["app"]);
    project.says("app", "three");
}
