//! The schema of the configuration, as another program reads it.

use crate::support::{Python, TempProject, repository};

/// Validates TOML files by a schema of the program. Returns whether they pass, and what is said of them.
fn validated(kind: &str, files: &[String]) -> (bool, String) {
    let project = TempProject::empty();
    let schema = project.cargo_conda(&format!("schema {kind}")).run().success().stdout;
    project.write("schema.json", &schema);
    let mut check = Python::of_venv().module("check_jsonschema");
    let output =
        check.arg("--schemafile").arg(project.root().join("schema.json")).args(files).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The same for a text.
fn is_valid(kind: &str, text: &str) -> bool {
    let project = TempProject::empty().file("file.toml", text);
    validated(kind, &[project.root().join("file.toml").into_string()]).0
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn the_manifests_of_all_examples_and_of_this_repository_are_valid() {
    let is_searched =
        |entry: &walkdir::DirEntry| !["target", ".git"].iter().any(|name| entry.file_name() == *name);
    let mut manifests = Vec::new();
    for entry in walkdir::WalkDir::new(repository()).into_iter().filter_entry(is_searched) {
        let entry = entry.unwrap();
        if entry.file_name() == "Cargo.toml" {
            manifests.push(entry.path().to_str().unwrap().to_owned());
        }
    }
    assert!(manifests.len() > 20, "{manifests:?}");
    let (valid, said) = validated("manifest", &manifests);
    assert!(valid, "{said}");
}

/// Each text is refused by the validator and by the program, or passes both.
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn the_validator_and_the_program_agree() {
    let agrees = |table: &str, expected: bool| {
        let project = TempProject::workspace().program("alpha", table).ready();
        let manifest = fs_err::read_to_string(project.root().join("alpha/Cargo.toml")).unwrap();
        assert_eq!(is_valid("manifest", &manifest), expected, "the validator: {table}");
        let planned = project.cargo_conda("plan").run().status.success();
        assert_eq!(planned, expected, "the program: {table}");
    };
    for (table, expected) in [
        ("[package.metadata.conda]\nfeatures = []\nbuild-number = 'auto'", true),
        ("[package.metadata.conda]\nfeaturs = []", false),
        ("[package.metadata.conda]\nfeatures = 'x'", false),
        ("[package.metadata.conda]\nbuild-number = -1", false),
        ("[package.metadata.conda]\nstrip = 'all'", false),
        ("[package.metadata.conda]\nchannels = ['conda-forge']", false),
        ("[package.metadata.conda]\nfiles = [{ source = 'src/*' }]", false),
        ("[package.metadata.conda.target.linux]\nrun-dependencies = ['git']", true),
        ("[package.metadata.conda.target.linus]\nrun-dependencies = ['git']", false),
        ("[package.metadata.other]\nanything = 1", true),
    ] {
        agrees(table, expected);
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn files_for_config_have_a_schema_of_their_own() {
    let book = fs_err::read_to_string(repository().join("docs/book/src/configuration.md")).unwrap();
    let (_, rest) = book.split_once("```toml\n# acme.toml\n").unwrap();
    assert!(is_valid("config", rest.split("```").next().unwrap()));
    assert!(is_valid("config", "[workspace]\ntoolchain = 'conda'\ntarget-platforms = ['linux-64']\n"));
    assert!(!is_valid("config", "[workspace]\ntoolchain = 'rustup'\n"));
    assert!(!is_valid("config", "[workspace]\ntarget-platforms = ['linux-65']\n"));
    assert!(!is_valid("config", "[package.metadata.conda]\nname = 'x'\n"));
    assert!(!is_valid("config", "[dependencies]\n"));
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_init_writes_for_config_is_valid() {
    let pages = "[package.metadata.deb]\nassets = [['man/alpha.1', 'usr/share/man/man1/', '644']]";
    let project = TempProject::workspace()
        .program("alpha", pages)
        .program("alpha-bench", "")
        .file("alpha/man/alpha.1", ".TH ALPHA 1\n")
        .ready();
    project.cargo_conda("init --yes --config conda.toml").run().success();
    let written = fs_err::read_to_string(project.root().join("conda.toml")).unwrap();
    assert!(written.contains("man-pages") && written.contains("skip"), "{written}");
    let (valid, said) = validated("config", &[project.root().join("conda.toml").into_string()]);
    assert!(valid, "{said}");
}

/// The book offers them for download, and packagers read them there.
#[test]
fn the_book_has_the_schemas_of_this_version() {
    for kind in ["manifest", "config"] {
        let printed = TempProject::empty().cargo_conda(&format!("schema {kind}")).run().success().stdout;
        let file = format!("docs/book/src/schema/{kind}.json");
        let kept = fs_err::read_to_string(repository().join(&file)).unwrap_or_default();
        // Not `assert_eq!`, which would print both.
        assert!(printed == kept, "run `cargo run -- conda schema {kind} > {file}`");
    }
}
