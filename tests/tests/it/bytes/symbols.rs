//! What programs are stripped of, in programs that are installed.

use crate::support::{Python, TempProject, sections, unpack};

/// Whether the program of a package has a table of symbols.
fn has_symbols(project: &TempProject, name: &str) -> bool {
    let package = unpack(&Python::of_venv(), &project.channel().archive(name));
    sections(&package.read(&format!("bin/{name}"))).contains_key(".symtab")
}

#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_package_with_symbols_shares_all_crates_but_its_own() {
    let uses = "[dependencies]\ncommon.path = '../common'\n";
    let project = TempProject::workspace()
        .file(
            "common/Cargo.toml",
            "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n",
        )
        .file("common/src/lib.rs", "")
        .program("one", uses)
        .program("two", &format!("{uses}[package.metadata.conda]\nstrip = 'none'\n"))
        .ready();
    project.cargo_conda("build --no-test").run().success();
    assert!(!has_symbols(&project, "one"));
    assert!(has_symbols(&project, "two"));
    let compiled = walkdir::WalkDir::new(project.root().join("target/conda-build/target")).into_iter();
    let libraries = compiled.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name().to_string_lossy();
        name.starts_with("libcommon-") && name.ends_with(".rlib")
    });
    assert_eq!(libraries.count(), 1, "the library is compiled once");

    let environment = project.cargo_conda("build --no-test").env("CARGO_PROFILE_RELEASE_STRIP", "none");
    environment.run().success();
    assert!(has_symbols(&project, "one"), "the user's variable decides");
}
