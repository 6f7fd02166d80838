//! What is said of a package that could not be built: what failed, in one line, in text and in JSON.

use serde_json::{Value, json};

use crate::support::{Ran, TempProject};

/// A workspace in which each of the programs fails in another way, two of them with the help of a library.
fn failing() -> TempProject {
    let missing_library = "fn main() { println!(\"cargo::rustc-link-lib=nosuch\"); }\n";
    let panic =
        "fn main() {\n    println!(\"cargo::rerun-if-changed=build.rs\");\n    panic!(\"no luck\");\n}\n";
    let silent = "fn main() {\n    eprintln!(\"usage: silent FILE\");\n    std::process::exit(2);\n}\n";
    TempProject::workspace()
        .program_with("alpha", "[dependencies]\nleaf = { path = '../leaf' }", "fn main() { leaf::f() }\n")
        .file("leaf/Cargo.toml", "[package]\nname = 'leaf'\nversion = '0.2.0'\nedition = '2024'\n")
        .file("leaf/src/lib.rs", "pub fn f() {\n    g();\n}\n")
        .program_with(
            "linked",
            "[dependencies]\nbzip2-sys = { path = '../bzip2-sys' }",
            "use bzip2_sys as _;\nfn main() {}\n",
        )
        .file("bzip2-sys/Cargo.toml", "[package]\nname = 'bzip2-sys'\nversion = '0.1.0'\nedition = '2024'\n")
        .file("bzip2-sys/src/lib.rs", "")
        .file("bzip2-sys/build.rs", missing_library)
        .program("scripted", "")
        .file("scripted/build.rs", panic)
        .program_with("silent", "", silent)
        .ready()
}

/// The lines of the summary about failed packages, without logs.
fn failed(run: &Ran) -> String {
    let stderr = run.redacted_stderr();
    let (_, failed) = stderr.split_once("      Failed 4 of 4 packages\n").unwrap();
    failed
        .lines()
        .filter(|line| !line.contains("  log: "))
        .map(str::trim_start)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_summary_has_a_line_for_each_and_the_command_to_repeat() {
    let run = failing().cargo_conda("build --workspace --profile dev --jobs 2").run().code(1);
    // Panics name the thread's number.
    let failed = failed(&run);
    let (before, after) = failed.split_once("thread 'main' (").unwrap();
    let failed = format!("{before}thread 'main'{}", after.split_once(')').unwrap().1);
    insta::assert_snapshot!(failed, @r#"
    alpha 0.1.0: could not compile `leaf 0.2.0` (lib): leaf/src/lib.rs:2:5: cannot find function `g` in this scope [E0425]
    again: cargo conda build --profile dev --jobs 2 -p alpha
    linked 0.1.0: could not link `linked 0.1.0` (bin "linked"): there is no library `nosuch`, which `bzip2-sys 0.1.0` asks for
    again: cargo conda build --profile dev --jobs 2 -p linked
    scripted 0.1.0: the build script of `scripted 0.1.0` failed (exit status: 101): thread 'main' panicked at scripted/build.rs:3:5: no luck
    again: cargo conda build --profile dev --jobs 2 -p scripted
    silent 0.1.0: its tests failed: `silent --version` failed and printed `usage: silent FILE`; `silent --help` exited with 2 and printed `usage: silent FILE`
    again: cargo conda build --profile dev --jobs 2 -p silent
    "#);
}

#[test]
fn programs_read_what_failed_in_parts() {
    let run = failing().cargo_conda("build --format json").run().code(1);
    let failures = run.events("package-finished");
    let of = |name: &str| failures.iter().find(|event| event["crate"] == name).unwrap();
    let rustc = &of("alpha")["failure"];
    assert_eq!(rustc["kind"], "rustc");
    assert_eq!((&rustc["package"]["name"], &rustc["package"]["version"]), (&json!("leaf"), &json!("0.2.0")));
    assert_eq!(
        (&rustc["file"], &rustc["line"], &rustc["column"]),
        (&json!("leaf/src/lib.rs"), &json!(2), &json!(5))
    );
    let linker = &of("linked")["failure"];
    assert_eq!((&linker["kind"], &linker["library"]), (&json!("linker"), &json!("nosuch")));
    assert_eq!(linker["asked_by"]["name"], "bzip2-sys");
    if cfg!(unix) {
        let help = of("linked")["help"].as_str().unwrap();
        assert!(help.contains("`--toolchain conda` brings `bzip2`, `pkg-config`"), "{help}");
        assert!(help.contains("apt install libbz2-dev pkg-config"), "{help}");
        assert!(help.contains("dnf install bzip2-devel pkgconf-pkg-config"), "{help}");
    }
    let script = of("scripted");
    assert_eq!(script["failure"]["kind"], "build-script");
    assert!(script["cause"].as_str().unwrap().contains("no luck"), "{script}");
    let test = &of("silent")["failure"];
    let tried = json!({ "command": "silent --help", "printed": ["usage: silent FILE"] });
    assert_eq!((&test["kind"], &test["status"], &test["commands"][1]), (&json!("test"), &json!(2), &tried));
    for event in &failures {
        let said = |key: &str| event[key].as_str().map(ToOwned::to_owned).unwrap_or_default();
        assert!(!said("error").contains("status 101") && !said("error").contains("Script failed"), "{event}");
        assert_ne!(event["failure"], Value::Null);
    }
}
