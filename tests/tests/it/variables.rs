//! Which variables of the caller reach builds with the machine's toolchain, and what is said of the others.

use crate::support::TempProject;

/// A program that prints which of these variables its build script saw. The build script asks cargo to watch
/// `MY_LIBRARY`, which nothing knows.
fn project() -> TempProject {
    let script = "fn main() {\n\
        println!(\"cargo::rerun-if-env-changed=MY_LIBRARY\");\n\
        let names = [\"CFLAGS_x86_64_unknown_linux_gnu\", \"HOST_CC\", \"MACOSX_DEPLOYMENT_TARGET\", \"MY_LIBRARY\", \
                     \"OPENSSL_LIB_DIR\", \"SCCACHE_DIR\", \"SQLX_OFFLINE\", \"PYO3_TOKEN\"];\n\
        let seen: Vec<_> = names.into_iter().filter(|name| std::env::var_os(name).is_some()).collect();\n\
        println!(\"cargo::rustc-env=SEEN={}\", seen.join(\" \"));\n\
        assert!(std::env::var(\"SQLX_OFFLINE\").unwrap() != \"panic\");\n}\n";
    TempProject::workspace()
        .program_with("tool", "", "fn main() { println!(env!(\"SEEN\")); }\n")
        .file("tool/build.rs", script)
        .ready()
}

const SET: [(&str, &str); 8] = [
    ("CFLAGS_x86_64-unknown-linux-gnu", "-O1"),
    ("HOST_CC", "cc"),
    ("MACOSX_DEPLOYMENT_TARGET", "13.0"),
    ("MY_LIBRARY", "/opt/mine"),
    ("OPENSSL_LIB_DIR", "/opt/ssl/lib"),
    ("PYO3_TOKEN", "hush"),
    ("SCCACHE_DIR", "/tmp/cache"),
    ("SQLX_OFFLINE", "true"),
];

/// Runs a command with all of these variables, but with other values for some.
fn run(project: &TempProject, command: &str, others: &[(&str, &str)]) -> crate::support::Ran {
    let call = SET
        .iter()
        .chain(others)
        .fold(project.cargo_conda(command), |call, (name, value)| call.env(name, value));
    call.run()
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn habitual_variables_reach_builds_and_are_inputs() {
    let project = project();
    let built = run(&project, "build -v", &[]).success();
    let seen = "CFLAGS_x86_64_unknown_linux_gnu HOST_CC MACOSX_DEPLOYMENT_TARGET OPENSSL_LIB_DIR SCCACHE_DIR SQLX_OFFLINE\n";
    project.says("tool", seen);
    assert!(built.stderr.contains("may read `MY_LIBRARY`, set in your environment"), "{}", built.stderr);

    let why = |others: &[(&str, &str)]| run(&project, "why tool", others).success().redacted_stdout();
    insta::assert_snapshot!(why(&[("SCCACHE_DIR", "/elsewhere"), ("MY_LIBRARY", "/elsewhere")]), @"tool 0.1.0 is fresh: [ROOT]/target/conda/[PLATFORM]/tool-0.1.0-[HASH]_0.conda");
    insta::assert_snapshot!(why(&[("OPENSSL_LIB_DIR", "/elsewhere"), ("SQLX_OFFLINE", "false")]), @"
    tool 0.1.0 has to be built:
      the variable `OPENSSL_LIB_DIR` has changed from /opt/ssl/lib to /elsewhere
      the variable `SQLX_OFFLINE` has changed from true to false
    ");
    let records = project.root().join("target/conda-build");
    for file in walkdir::WalkDir::new(records)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
    {
        let bytes = fs_err::read(file.path()).unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"hush"), "{}", file.path().display());
    }
}

#[test]
fn what_was_held_back_is_named_when_a_build_fails() {
    let failed = run(&project(), "build", &[("SQLX_OFFLINE", "panic")]).code(1);
    assert!(failed.stderr.contains("may read `MY_LIBRARY`, set in your environment"), "{}", failed.stderr);
}

#[test]
fn what_asks_for_a_library_is_compiled_once() {
    let script = "fn main() { println!(\"cargo::rerun-if-env-changed=PKG_CONFIG_PATH\"); }\n";
    let uses = "[dependencies]\nfound = { path = '../found' }";
    let main = "fn main() { found::found(); }\n";
    let project = TempProject::workspace()
        .file("found/Cargo.toml", "[package]\nname = 'found'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("found/src/lib.rs", "pub fn found() {}\n")
        .file("found/build.rs", script)
        .program_with("alpha", uses, main)
        .program_with("beta", uses, main)
        .ready();
    let built = project.cargo_conda("build --no-test --jobs 1 --format json").run().success();
    let crates = built.events("crate-compiled");
    let found = crates.iter().filter(|event| event["compiled"]["crate"] == "found");
    // Its build script and its library.
    assert_eq!(found.count(), 2, "{crates:#?}");
}
