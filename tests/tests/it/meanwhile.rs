//! Files that change while packages are compiled, with modification times that do not show it. The next run
//! makes what the sources say then.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use crate::support::{CargoConda, TempProject};

/// Runs rustc in its place, and once the scripts `<package>-<crate>.before` and `.after` beside it.
const WRAPPER: &str = r#"#!/bin/sh
crate=
previous=
for argument; do
    if [ "$previous" = --crate-name ]; then crate=$argument; fi
    previous=$argument
done
script="ROOT/target/during/$CARGO_PKG_NAME-$crate"
once() {
    if mv "$script.$1" "$script.$1.done" 2>/dev/null; then (cd ROOT && sh -e "$script.$1.done") || exit 77; fi
}
once before
"$@"
status=$?
once after
exit $status
"#;

/// Prints the file `word.txt` of its package.
const SAYS_WORD: &str = "fn main() { print!(\"{}\", include_str!(\"../word.txt\").trim()); }\n";

/// Prints what its build script has found.
const SAYS_FOUND: &str = "fn main() { print!(\"{}\", env!(\"FOUND\")); }\n";

const READS_WORD: &str = "fn main() {\n\
    println!(\"cargo::rerun-if-changed=word.txt\");\n\
    println!(\"cargo::rustc-env=FOUND={}\", std::fs::read_to_string(\"word.txt\").unwrap().trim());\n}\n";

const COUNTS_NOTES: &str = "fn main() {\n\
    println!(\"cargo::rustc-env=FOUND={}\", std::fs::read_dir(\"notes\").unwrap().count());\n}\n";

/// Programs that have each been compiled from something that was gone afterwards.
fn project() -> TempProject {
    let with_shared = "[dependencies]\nshared.path = '../shared'";
    let project = TempProject::workspace()
        .program_with("older", "", SAYS_WORD)
        .file("older/word.txt", "one\n")
        .program_with("back", "", SAYS_WORD)
        .file("back/word.txt", "one\n")
        .program_with("moved", "", &SAYS_WORD.replace("../word.txt", "data/word.txt"))
        .file("moved/src/data/word.txt", "one\n")
        .program_with("declares", "", SAYS_FOUND)
        .file("declares/build.rs", READS_WORD)
        .file("declares/word.txt", "one\n")
        .program_with("counts", "", SAYS_FOUND)
        .file("counts/build.rs", COUNTS_NOTES)
        .file("counts/notes/first.txt", "")
        .program_with("configured", "", "fn main() { print!(\"{:?}\", option_env!(\"WORD\")); }\n")
        .file("configured/.cargo/config.toml", "[env]\nWORD = 'two'\n")
        .program_with("fails", with_shared, "fn main() { print!(\"{}\", shared::WORD.trim()); }\n")
        .file("shared/Cargo.toml", "[package]\nname = 'shared'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("shared/src/lib.rs", "pub const WORD: &str = include_str!(\"word.txt\");\n")
        .file("shared/src/word.txt", "one\n")
        .ready();
    project.write("target/during/rustc", &WRAPPER.replace("ROOT", project.root().as_str()));
    let executable = std::fs::Permissions::from_mode(0o755);
    fs_err::set_permissions(project.root().join("target/during/rustc"), executable).unwrap();
    project
}

impl TempProject {
    /// Has a script run before or after a crate is compiled, once.
    fn during(&self, moment: &str, script: &str) {
        self.write(&format!("target/during/{moment}"), script);
    }

    /// Checks that all these scripts have run.
    fn check_during(&self, count: usize) {
        let names = self.entries("target/during");
        assert_eq!(names.iter().filter(|name| name.contains(".done")).count(), count, "{names:?}");
    }

    fn wrapped_build(&self) -> CargoConda {
        let wrapper = self.root().join("target/during/rustc");
        self.cargo_conda("build --no-test").env("RUSTC_WRAPPER", wrapper.as_str())
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_changes_and_is_put_back_while_it_is_compiled_is_compiled_again() {
    let project = project();
    // A file gets another content after rustc has read it, and an old time.
    project.during("older-older.after", "echo two >older/word.txt\ntouch -d '2 days ago' older/word.txt\n");
    // A file has another content for a while.
    project.during("back-back.before", "mv back/word.txt target/during/kept\necho two >back/word.txt\n");
    project.during("back-back.after", "mv target/during/kept back/word.txt\n");
    // So does one whose directory is another.
    project.during(
        "moved-moved.before",
        "mv moved/src/data target/during/data\nmkdir moved/src/data\necho two >moved/src/data/word.txt\n",
    );
    project.during("moved-moved.after", "rm -r moved/src/data\nmv target/during/data moved/src/data\n");
    // So does one that a build script reads.
    project.during(
        "declares-build_script_build.before",
        "mv declares/word.txt target/during/input\necho two >declares/word.txt\n",
    );
    project.during("declares-declares.before", "mv target/during/input declares/word.txt\n");
    // A file comes and goes, of which nothing tells but a build script that lists a directory.
    project.during("counts-build_script_build.before", "echo >counts/notes/second.txt\n");
    project.during("counts-counts.before", "rm counts/notes/second.txt\n");
    // A configuration that cargo has read is deleted.
    project.during("configured-configured.before", "rm -r configured/.cargo\n");
    project.wrapped_build().run().success();
    project.check_during(10);

    // A library has another content for a while, in a build that fails and of which nothing is noted.
    project.write("fails/src/main.rs", "fn main() { print!(\"{}\", shared::WORD.trim() }\n");
    project.write("shared/src/lib.rs", "pub const WORD: &str = include_str!(\"word.txt\"); // Later.\n");
    project.during(
        "shared-shared.before",
        "mv shared/src/word.txt target/during/word\necho two >shared/src/word.txt\n",
    );
    project.during("shared-shared.after", "mv target/during/word shared/src/word.txt\n");
    project.wrapped_build().run().code(1);
    project.check_during(12);
    let expected = ["older two", "back one", "moved one", "declares one", "counts 1", "configured None"];
    let names = expected.map(|line| line.split(' ').next().unwrap());
    assert_eq!(names.map(|name| format!("{name} {}", project.said_by(name))), expected);

    project.write("fails/src/main.rs", "fn main() { print!(\"{}\", shared::WORD.trim()) }\n");
    project.wrapped_build().run().success();
    project.says("fails", "one");
    let again = project.wrapped_build().run().success();
    assert!(again.stderr.contains("Fresh 7 packages"), "{}", again.stderr);
}
