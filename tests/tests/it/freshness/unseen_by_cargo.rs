//! Changes that cargo takes for none, because it compares modification times or does not look.

use std::time::{Duration, SystemTime};

use super::{made, project, set_time};
use crate::support::TempProject;

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
