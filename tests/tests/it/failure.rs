//! Builds in which some packages fail: the others are built, and the report says why each one failed.

use crate::support::TempProject;

/// A workspace in which `bad` does not compile, and `alpha` and `zeta` do.
fn one_bad_package() -> TempProject {
    TempProject::workspace()
        .program("alpha", "")
        .program_with("bad", "", "fn main() { let number: u32 = \"no number\"; }\n")
        .program("zeta", "")
        .ready()
}

/// The lines between the opening and the closing line of a package's output.
fn frame<'t>(stderr: &'t str, package: &str) -> &'t str {
    let (_, after) = stderr.split_once(&format!("---- output of {package}\n")).unwrap();
    let (frame, _) = after.split_once(&format!("---- end of the output of {package}\n")).unwrap();
    frame
}

#[test]
fn the_others_are_built_and_indexed() {
    let project = one_bad_package();
    let run = project.cargo_conda("build").run().code(1);
    let channel = project.channel();
    channel.check();
    assert_eq!(channel.names(), ["alpha", "zeta"]);
    let stderr = run.redacted_stderr();
    insta::assert_snapshot!(&stderr[stderr.find("    Finished").unwrap()..], @r#"
      Finished 2 packages in file://[ROOT]/target/conda, [TIME]
    To install pixi global install --channel file://[ROOT]/target/conda alpha
            or conda install --channel file://[ROOT]/target/conda alpha
        Failed 1 of 3 packages
               bad 0.1.0: could not compile `bad 0.1.0` (bin "bad"): bad/src/main.rs:1:31: mismatched types [E0308]
                 log: [ROOT]/target/conda-build/logs/bad-[PLATFORM].log
                 again: cargo conda build -p bad
    "#);
    let log =
        project.root().join("target/conda-build/logs/bad-".to_owned() + crate::support::platform() + ".log");
    assert!(run.stderr.contains(&format!("log: {log}")), "{log}");
    assert!(fs_err::read_to_string(log).unwrap().contains("error[E0308]"));
}

#[test]
fn what_the_compiler_said_is_shown_in_one_piece() {
    let project =
        one_bad_package().program_with("worse", "", "fn main() { nothing_of_this_name() }\n").locked();
    let run = project.cargo_conda("build").run().code(1);
    let bad = frame(&run.stderr, "bad 0.1.0");
    assert!(bad.contains("error[E0308]: mismatched types") && bad.contains("bad/src/main.rs:1:31"), "{bad}");
    assert!(bad.contains("could not compile `bad`"), "{bad}");
    let worse = frame(&run.stderr, "worse 0.1.0");
    assert!(worse.contains("error[E0425]"), "{worse}");
    for (name, lines) in [("bad", bad), ("worse", worse)] {
        let compiled: Vec<_> = lines.lines().filter(|line| line.contains(" Compiling ")).collect();
        assert_eq!(compiled.len(), 1, "{compiled:?}");
        assert!(compiled[0].contains(name), "{compiled:?}");
    }
    assert_eq!(project.channel().names(), ["alpha", "zeta"]);
}

#[test]
fn the_command_that_the_summary_names_tries_again() {
    let project = one_bad_package();
    let run = project.cargo_conda("build").run().code(1);
    let (_, again) = run.stderr.split_once("again: cargo conda ").unwrap();
    project.write("bad/src/main.rs", "fn main() {}\n");
    project.cargo_conda(again.lines().next().unwrap()).run().success();
    project.channel().check();
    assert_eq!(project.channel().names(), ["alpha", "bad", "zeta"]);
}

#[test]
fn fail_fast_starts_nothing_after_a_failure() {
    let project = TempProject::workspace()
        .program_with("alpha", "", "fn main() { nothing_of_this_name() }\n")
        .program("beta", "")
        .program("gamma", "")
        .ready();
    let run = project.cargo_conda("build --fail-fast --jobs 1").run().code(1);
    project.channel().check();
    assert!(project.channel().names().is_empty());
    assert!(!run.stderr.contains("Building beta"), "{}", run.stderr);
    let stderr = run.redacted_stderr();
    insta::assert_snapshot!(&stderr[stderr.find("     Stopped").unwrap()..], @r#"
    Stopped with 2 of 3 packages not built
     Failed 1 of 3 packages
            alpha 0.1.0: could not compile `alpha 0.1.0` (bin "alpha"): alpha/src/main.rs:1:13: cannot find function `nothing_of_this_name` in this scope [E0425]
              log: [ROOT]/target/conda-build/logs/alpha-[PLATFORM].log
              again: cargo conda build --jobs 1 --fail-fast -p alpha
    "#);
}

#[test]
fn a_package_whose_tests_fail_is_not_published() {
    let tests = "[package.metadata.conda]\ntests = ['test -e no-such-file']";
    let project = TempProject::workspace().program("alpha", tests).program("beta", "").ready();
    let run = project.cargo_conda("build").run().code(1);
    project.channel().check();
    assert_eq!(project.channel().names(), ["beta"]);
    assert!(frame(&run.stderr, "alpha 0.1.0").contains("no-such-file"));
    // The text of the cause is rattler-build's and not checked.
    let stderr = run.redacted_stderr();
    let ours = stderr.lines().filter(|line| line.starts_with("error: ") || line.starts_with("  help: "));
    insta::assert_snapshot!(ours.collect::<Vec<_>>().join("\n"), @r#"
    error: its tests failed
      help: by default each program is run with `--version` or `--help`; set `tests = ["…"]` in `[package.metadata.conda]` to run other commands, or pass `--no-test`
    "#);
    insta::assert_snapshot!(&stderr[stderr.find("      Failed 1 of").unwrap()..], @"
    Failed 1 of 2 packages
           alpha 0.1.0: its tests failed: `test -e no-such-file` exited with 1 and printed nothing
             log: [ROOT]/target/conda-build/logs/alpha-[PLATFORM].log
             again: cargo conda build -p alpha
    ");
}

#[test]
fn an_older_package_survives_a_failing_rebuild() {
    let project = TempProject::workspace().program("alpha", "").ready();
    project.cargo_conda("build").run().success();
    project.write("alpha/src/main.rs", "fn main() { nothing_of_this_name() }\n");
    project.cargo_conda("build").run().code(1);
    project.channel().check();
    assert_eq!(project.channel().names(), ["alpha"]);
}

#[test]
fn a_package_that_needs_a_failed_one_is_blocked() {
    let needs = "[package.metadata.conda]\nrun-dependencies = ['bad']";
    let project = one_bad_package().program("needy", needs).locked();
    let run = project.cargo_conda("build").run().code(1);
    project.channel().check();
    assert_eq!(project.channel().names(), ["alpha", "zeta"]);
    assert!(run.stderr.contains("     Blocked needy 0.1.0: needs bad, which failed"), "{}", run.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_nobody_provides_is_named() {
    use std::process::Command;
    let build_script = "fn main() {\n\
        println!(\"cargo::rustc-link-search={}/lib\", env!(\"CARGO_MANIFEST_DIR\"));\n\
        println!(\"cargo::rustc-link-lib=dylib=ferry\");\n}\n";
    let main = "extern \"C\" { fn ferry_version() -> i32; }\nfn main() { println!(\"{}\", unsafe { ferry_version() }); }\n";
    let project =
        TempProject::workspace().program_with("alpha", "", main).file("alpha/build.rs", build_script).ready();
    project.write("alpha/lib/ferry.c", "int ferry_version(void) { return 1; }\n");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o", "libferry.so", "ferry.c"])
        .current_dir(project.root().join("alpha/lib"));
    assert!(cc.status().unwrap().success());
    let run = project.cargo_conda("build").run().code(1);
    project.channel().check();
    assert!(project.channel().names().is_empty());
    let stderr = run.redacted_stderr();
    insta::assert_snapshot!(&stderr[stderr.find("error: ").unwrap()..], @"
    error: `bin/alpha` needs the shared library `libferry.so`, which is not part of every [PLATFORM] machine
      help: build with `--toolchain conda`, where a conda package brings it; or link it statically: many `-sys` crates have a feature `vendored`, `bundled` or `static`
          Failed 1 of 1 package
                 alpha 0.1.0: `bin/alpha` needs the shared library `libferry.so`, which is not part of every [PLATFORM] machine
                   log: [ROOT]/target/conda-build/logs/alpha-[PLATFORM].log
                   again: cargo conda build -p alpha
    ");
}

#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(has = "mounts"), ignore = "needs the right to mount file systems")]
fn a_full_disk_leaves_a_valid_channel() {
    use std::process::Command;
    let project = TempProject::workspace().program("alpha", "").ready();
    let channel = project.root().join("target/full");
    fs_err::create_dir_all(&channel).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs", channel.as_str()]);
    assert!(mount.status().unwrap().success());
    let run = project.cargo_conda("build --output-dir target/full").run();
    let held = crate::support::Channel::at(&channel);
    let checked = std::panic::catch_unwind(|| held.check());
    assert!(Command::new("umount").arg(&channel).status().unwrap().success());
    checked.unwrap();
    let run = run.code(1);
    assert!(run.stderr.contains("No space left on device"), "{}", run.stderr);
    assert!(!run.stderr.contains("Finished"), "{}", run.stderr);
    // The package is not lost: once there is room, it is moved and not built again.
    let next = project.cargo_conda("build --output-dir target/full").run().success();
    assert!(next.stderr.contains("Fresh 1 package"), "{}", next.stderr);
}
