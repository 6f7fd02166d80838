//! The lock file where `resolver.lockfile-path` puts it, which cargo reads since 1.97.

use cargo_conda_test_support::with_nightly;
use serde_json::json;

use crate::machines::{affected, git};
use crate::support::{Pixi, TempProject};

/// A program that prints the version of its dependency. An included configuration file moves the lock file.
fn project() -> TempProject {
    TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app']\n")
        .file(
            ".cargo/config.toml",
            "include = ['more.toml']\n[source.crates-io]\nreplace-with = 'here'\n\
             [source.here]\ndirectory = 'target/registry'\n",
        )
        .file(".cargo/more.toml", "resolver.lockfile-path = 'locks/Cargo.lock'\n")
        .program_with("app", "[dependencies]\nitoan = '1'", "fn main() { println!(\"{}\", itoan::WORD); }\n")
        .vendored("1.0.1")
        .ready()
}

/// Copies the lock file to where `cargo install` looks for it.
fn copy_lock_file(project: &TempProject) {
    fs_err::copy(project.root().join("locks/Cargo.lock"), project.root().join("Cargo.lock")).unwrap();
}

#[test]
#[cfg_attr(
    not(all(has = "nightly", has = "venv")),
    ignore = "needs rustup's `nightly` and `cargo xtask venv`"
)]
fn packages_are_built_from_a_lock_file_at_another_place() {
    with_nightly(|| {
        let project = project();
        assert!(
            !project.root().join("Cargo.lock").exists(),
            "this cargo does not know `resolver.lockfile-path`"
        );
        project.cargo_conda("plan").run().success();
        for command in ["build", "recipe"] {
            let refused = project.cargo_conda(command).run().code(2);
            insta::allow_duplicates!(insta::assert_snapshot!(refused.redacted_stderr(), @"
            error: `cargo install` would not use the lock file `[ROOT]/locks/Cargo.lock`: it ignores cargo's setting `resolver.lockfile-path` and reads `[ROOT]/Cargo.lock`, which does not exist
              help: put a copy of `[ROOT]/locks/Cargo.lock` or a symbolic link to it at `[ROOT]/Cargo.lock`, or drop the setting
            "));
        }

        copy_lock_file(&project);
        project.cargo_conda("recipe").run().success();
        project.cargo_conda("build").run().success();
        project.says("app", "1.0.1\n");
        insta::assert_snapshot!(project.why("app"), @"app 0.1.0 is fresh: [ROOT]/target/conda/[PLATFORM]/app-0.1.0-[HASH]_0.conda");

        let project = project.vendored("1.0.2").locked();
        insta::assert_snapshot!(project.why("app"), @"
        app 0.1.0 has to be built:
          `app 0.1.0` in `Cargo.lock` has changed
          `itoan 1.0.1` is not in `Cargo.lock` any more; there is 1.0.2
        ");
        let refused = project.cargo_conda("build").run().code(2);
        assert!(refused.stderr.contains("differs from it"), "{}", refused.stderr);
        copy_lock_file(&project);
        project.cargo_conda("build").run().success();
        project.says("app", "1.0.2\n");
    });
}

#[test]
#[cfg_attr(not(has = "nightly"), ignore = "needs rustup's toolchain `nightly`")]
fn the_variable_names_a_lock_file_below_the_callers_directory() {
    with_nightly(|| {
        let project = project().file("app/notes.txt", "");
        fs_err::rename(project.root().join("locks"), project.root().join("app/other")).unwrap();
        let plan = |path: &str| {
            project.cargo_conda("plan").directory("app").env("CARGO_RESOLVER_LOCKFILE_PATH", path).run()
        };
        plan("other/Cargo.lock").success();
        let none = plan("none/Cargo.lock").code(2);
        insta::assert_snapshot!(none.redacted_stderr(), @"error: the workspace has no lock file `[ROOT]/app/none/Cargo.lock`; run `cargo generate-lockfile --manifest-path [ROOT]/Cargo.toml`");
        let misnamed = plan("other/lock").code(2);
        insta::assert_snapshot!(misnamed.redacted_stderr(), @"
        error: cargo cannot describe the workspace
          cause: the `resolver.lockfile-path` must be a path to a Cargo.lock file
        ");
    });
}

#[test]
#[cfg_attr(not(has = "nightly"), ignore = "needs rustup's toolchain `nightly`")]
fn pixi_watches_the_lock_file_and_changes_of_it_count() {
    with_nightly(|| {
        let project = project().file("pixi.toml", "[package]\n").file(".gitignore", "target\n");
        let mut pixi = Pixi::with(&project, "pixi.toml", json!({}), json!({}));
        let result = pixi.outputs_with(json!({})).unwrap();
        pixi.end();
        assert!(result["inputGlobSets"].to_string().contains("\"locks/Cargo.lock\""), "{result}");

        for arguments in ["init --quiet --initial-branch main", "add .", "commit --quiet --message first"] {
            git(&project, arguments);
        }
        let project = project.append("locks/Cargo.lock", "# a remark");
        assert_eq!(affected(&project), [""; 0], "no entry differs");
        let project = project.vendored("1.0.2").locked();
        assert_eq!(affected(&project), ["app"]);
    });
}
