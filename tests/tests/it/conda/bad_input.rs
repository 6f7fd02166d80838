//! Mistakes with conda's toolchain, and the messages about them.

use crate::support::{CargoConda, LocalChannel, Ran, TempProject};

/// A valid program; `rest` continues its table `[package.metadata.conda]`.
fn project(rest: &str) -> TempProject {
    TempProject::workspace().program("alpha", &format!("[package.metadata.conda]\n{rest}")).ready()
}

/// A build from this channel with the variants of the local one.
fn call_with(project: &TempProject, local: &LocalChannel, channel: &str) -> CargoConda {
    project
        .cargo_conda("build --no-test --toolchain conda --variant-config")
        .arg(local.variants())
        .arg("--channel")
        .arg(channel)
}

/// Standard error with the path of the local channel replaced.
fn text(run: &Ran, local: &LocalChannel) -> String {
    run.redacted_stderr().replace(local.directory().as_str(), "[CHANNEL]")
}

/// Like [`text`], for channels without an index. Both subdirectories are fetched at the same time, and the
/// one that fails first is named.
fn text_of_either_index(run: &Ran, local: &LocalChannel) -> String {
    text(run, local)
        .replace("noarch", "[INDEX]")
        .replace("[PLATFORM]", "[INDEX]")
        .replace("environment for [INDEX] from", "environment for [PLATFORM] from")
}

/// Standard error of a build from the local channel that ends with this exit code.
#[track_caller]
fn refusal(project: &TempProject, code: i32, arguments: &str) -> String {
    let local = LocalChannel::native();
    let run = project.cargo_conda("build --no-test").args(arguments).conda(&local).run().code(code);
    text(&run, &local)
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_directory_that_is_no_channel() {
    let local = LocalChannel::native();
    let project = project("");
    let directory = project.root().join("alpha");
    let run = call_with(&project, &local, directory.as_str()).run().code(1);
    insta::assert_snapshot!(text_of_either_index(&run, &local), @"
         Solving an environment for [PLATFORM] from file://[ROOT]/alpha/
    error: failed to solve the environment for the builds of alpha
      cause: Failed to resolve dependencies: could not find subdir '[INDEX]' in channel 'file://[ROOT]/alpha/': failed to open file `[ROOT]/alpha/[INDEX]/repodata.json`: No such file or directory (os error [N])
      help: this is not a channel; write the name of one, a URL, or the path of a channel's directory: `--channel …`
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_channel_without_a_compiler() {
    let local = LocalChannel::native();
    let project = project("");
    for folder in ["noarch", crate::support::platform()] {
        let index =
            format!("{{\"info\":{{\"subdir\":\"{folder}\"}},\"packages\":{{}},\"packages.conda\":{{}}}}");
        project.write(&format!("target/empty/{folder}/repodata.json"), &index);
    }
    let run = call_with(&project, &local, project.root().join("target/empty").as_str()).run().code(1);
    insta::assert_snapshot!(text(&run, &local), @"
         Solving an environment for [PLATFORM] from file://[ROOT]/target/empty/
    error: failed to solve the environment for the builds of alpha
      cause: Failed to resolve dependencies: Cannot solve the request because of: No candidates were found for gcc_[PLATFORM] *.
      help: none of the channels has a compiler `gcc_[PLATFORM] *`; add a channel that does, such as `--channel conda-forge`, or choose another compiler with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)
    ");
}

/// A name that no resolver has an address for: <https://www.rfc-editor.org/rfc/rfc6761#section-6.4>.
const UNREACHABLE: &str = "https://conda.acme.invalid/acme";

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_channel_that_does_not_answer() {
    let local = LocalChannel::native();
    let project = project("");
    // A proxy would be asked first, and report the failure in other words.
    let call = ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy"]
        .into_iter()
        .fold(call_with(&project, &local, UNREACHABLE), CargoConda::env_remove);
    let stderr = text(&call.run().code(1), &local);
    assert!(stderr.contains("error: failed to solve the environment for the builds of alpha\n"), "{stderr}");
    assert!(stderr.contains(UNREACHABLE), "{stderr}");
    let help = stderr.lines().find(|line| line.starts_with("  help: ")).unwrap();
    insta::assert_snapshot!(help, @"  help: the channel cannot be reached, and not enough of it is cached to build with `--offline`; check its URL and the network");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_channel_that_was_never_fetched_and_no_network() {
    let local = LocalChannel::native();
    let project = project("");
    let run = call_with(&project, &local, UNREACHABLE).args("--offline").run().code(1);
    insta::assert_snapshot!(text_of_either_index(&run, &local), @"
         Solving an environment for [PLATFORM] from https://conda.acme.invalid/acme/
    error: failed to solve the environment for the builds of alpha
      cause: Failed to resolve dependencies: no usable repodata cache for https://conda.acme.invalid/acme/[INDEX]/
      help: `--offline` uses only what was downloaded before; run once without it
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_version_that_no_channel_has() {
    let project = project("host-dependencies = ['openssl']");
    let stderr = refusal(&project, 1, "--variant openssl=1.0");
    insta::assert_snapshot!(stderr, @"
         Solving an environment for [PLATFORM] from file://[CHANNEL]/
    error: failed to solve the environment for the builds of alpha
      cause: Failed to resolve dependencies: Cannot solve the request because of: No candidates were found for openssl 1.0.*.
      help: add a channel that has it for [PLATFORM]: `--channel …`; `cargo conda plan -v` shows which crate needs it, `native-dependencies` and `host-dependencies` change what is needed
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_compiler_without_its_other_half() {
    let stderr = refusal(&project(""), 1, "--variant rust_compiler_version=1.60");
    insta::assert_snapshot!(stderr, @"
         Solving an environment for [PLATFORM] from file://[CHANNEL]/
    error: failed to solve the environment for the builds of alpha
      cause: Failed to resolve dependencies: Cannot solve the request because of: rust_[PLATFORM] 1.60.* cannot be installed because there are no viable options:
             └─ rust_[PLATFORM] 1.60.0 would require
                └─ rust 1.60.*, for which no candidates were found.
      help: `rust_[PLATFORM]` needs `rust` and `rust-std` of exactly its own version, and the channels do not have all three; choose another version: `--variant rust_compiler_version=…`
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_compiler_that_the_channel_lacks() {
    let stderr = refusal(&project(""), 1, "--variant c_compiler=clang");
    insta::assert_snapshot!(stderr, @"
         Solving an environment for [PLATFORM] from file://[CHANNEL]/
    error: failed to solve the environment for the builds of alpha
      cause: Failed to resolve dependencies: Cannot solve the request because of: No candidates were found for clang_[PLATFORM] *.
      help: none of the channels has a compiler `clang_[PLATFORM] *`; add a channel that does, such as `--channel conda-forge`, or choose another compiler with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_file_of_variants_that_is_none() {
    let stderr = refusal(&project(""), 2, "--variant-config LICENSE");
    insta::assert_snapshot!(stderr, @"
    error: cannot read `[ROOT]/LICENSE` as a variant file
      cause: parse error: 1:1: Top level must be a mapping
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_file_of_variants_that_is_missing() {
    let stderr = refusal(&project(""), 2, "--variant-config missing.yaml");
    insta::assert_snapshot!(stderr, @"
    error: cannot read `[ROOT]/missing.yaml` as a variant file
      cause: Could not open file ([ROOT]/missing.yaml): failed to open file `[ROOT]/missing.yaml`: No such file or directory (os error [N])
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_match_spec_with_a_typo() {
    let stderr = refusal(&project("host-dependencies = ['openssl >>3']"), 2, "");
    insta::assert_snapshot!(stderr, @"
    error: cannot read `openssl >>3` as a conda requirement; write a name and, after a space, versions, such as `openssl >=3,<4`
     --> [ROOT]/alpha/Cargo.toml:8:22
      |
    8 | host-dependencies = ['openssl >>3']
      |                      ^^^^^^^^^^^^^
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_host_dependency_that_nobody_has() {
    let stderr = refusal(&project("host-dependencies = ['opensll']"), 1, "");
    insta::assert_snapshot!(stderr, @"
         Solving an environment for [PLATFORM] from file://[CHANNEL]/
    error: failed to solve the environment for the builds of alpha
      cause: Failed to resolve dependencies: Cannot solve the request because of: No candidates were found for opensll *.
      help: add a channel that has it for [PLATFORM]: `--channel …`; `cargo conda plan -v` shows which crate needs it, `native-dependencies` and `host-dependencies` change what is needed
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_platform_that_rust_does_not_know() {
    let stderr = refusal(&project(""), 2, "--target-platform zos-z");
    insta::assert_snapshot!(stderr, @"error: no Rust target is known for the platform `zos-z`");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_library_without_headers() {
    // A short form of what the crate `cc` does.
    let script = "fn main() {\n    let compiler = std::env::var(\"CC\").unwrap();\n    \
        let done = std::process::Command::new(compiler).args([\"-c\", \"alpha/part.c\", \"-o\", \"/dev/null\"])\
        .current_dir(\"..\").status().unwrap();\n    assert!(done.success(), \"C does not compile\");\n}\n";
    let project = project("host-dependencies = ['headerless']")
        .file("alpha/build.rs", script)
        .file("alpha/part.c", "#include <headerless.h>\n");
    let stderr = refusal(&project, 1, "");
    assert!(stderr.contains("headerless.h: No such file or directory"), "{stderr}");
    let (_, after) = stderr.split_once("---- end of the output of alpha 0.1.0\n").unwrap();
    let started = "error: the build script of `alpha 0.1.0` failed (exit status: 101)\n  cause: ";
    assert!(after.starts_with(started), "{after}");
    // The words of the cause are the compiler's and Rust's.
    let ours = after.lines().filter(|line| line.starts_with("  help: ") || line.contains("  again: "));
    insta::assert_snapshot!(ours.map(str::trim_start).collect::<Vec<_>>().join("\n"), @"
    help: if a header is missing: `headerless` has a library but no headers; name the conda package that has them in `host-dependencies`
    again: cargo conda build --toolchain conda --channel [CHANNEL] --variant-config [CHANNEL]/variants.yaml --no-test -p alpha
    ");
}
