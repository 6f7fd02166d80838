//! Which advisories concern which crates.

use camino::Utf8Path;
use cargo_conda_inventory::{AdvisoryDatabase, CrateList, Machine};
use cargo_conda_test_support::TempWorkspace;

fn advisory(id: &str, name: &str, front: &str) -> String {
    format!(
        "```toml\n[advisory]\nid = \"{id}\"\npackage = \"{name}\"\ndate = \"2099-01-02\"\n{front}\n```\n\n# Title\n\nText.\n"
    )
}

fn database(advisories: &[(&str, &str, &str)]) -> (TempWorkspace, AdvisoryDatabase) {
    let files = TempWorkspace::empty();
    for (id, name, front) in advisories {
        files.write(&format!("crates/{name}/{id}.md"), &advisory(id, name, front));
    }
    let database = AdvisoryDatabase::open(files.root()).unwrap();
    (files, database)
}

fn list(purls: &[&str]) -> CrateList {
    let components: Vec<_> = purls.iter().map(|purl| format!("{{\"purl\":\"{purl}\"}}")).collect();
    let bill = format!("{{\"bomFormat\":\"CycloneDX\",\"components\":[{}]}}", components.join(","));
    CrateList::of_bill(bill.as_bytes()).unwrap()
}

const LINUX: Machine<'_> = Machine { os: "linux", arch: "x86_64" };

#[test]
fn versions_machines_and_sources_decide() {
    let patched = "[versions]\npatched = [\">= 1.0.2\"]\nunaffected = [\"< 1.0.0\"]";
    let (_files, database) = database(&[
        ("RUSTSEC-2099-0001", "leaf", patched),
        ("RUSTSEC-2099-0002", "leaf", &format!("withdrawn = \"2099-02-03\"\n{patched}")),
        ("RUSTSEC-2099-0003", "leaf", &format!("[affected]\nos = [\"windows\"]\n{patched}")),
        ("RUSTSEC-2099-0004", "leaf", &format!("[affected]\narch = [\"x86_64\", \"aarch64\"]\n{patched}")),
        ("RUSTSEC-2099-0005", "other", "[versions]\npatched = []"),
    ]);
    assert_eq!(database.count(), 5);
    let concerns = |purls: &[&str], machine| {
        let list = list(purls);
        let concerns = database.concerns(&list, machine).into_iter();
        concerns
            .map(|concern| format!("{} {}", concern.index, &concern.advisory.id[13..]))
            .collect::<Vec<_>>()
    };
    let leaf = "pkg:cargo/leaf@1.0.1";
    assert_eq!(concerns(&["pkg:cargo/x@1.0.0", leaf], Some(LINUX)), ["1 0001", "1 0004"]);
    assert_eq!(concerns(&[leaf], Some(Machine { os: "windows", arch: "arm" })), ["0 0001", "0 0003"]);
    // Of a package whose machine is not known, nothing is left out.
    assert_eq!(concerns(&[leaf], None), ["0 0001", "0 0003", "0 0004"]);
    for purl in [
        "pkg:cargo/leaf@1.0.2",
        "pkg:cargo/leaf@0.9.0",
        "pkg:cargo/leaf@1.0.1?vcs_url=git",
        "pkg:cargo/%20@1.0.0",
    ] {
        assert_eq!(concerns(&[purl], None), [""; 0], "{purl}");
    }
    // A version before a release that is affected is affected, too.
    assert_eq!(concerns(&["pkg:cargo/leaf@1.0.2-rc.1"], Some(LINUX)), ["0 0001", "0 0004"]);
}

#[test]
fn an_advisory_is_found_by_the_ids_of_other_databases() {
    let (_files, database) = database(&[(
        "RUSTSEC-2099-0001",
        "leaf",
        "aliases = [\"CVE-2099-1\"]\ninformational = \"unsound\"\n[versions]\npatched = []",
    )]);
    let found = database.find("CVE-2099-1").unwrap();
    assert_eq!((found.id.as_str(), found.informational.unwrap().as_str()), ("RUSTSEC-2099-0001", "unsound"));
    assert!(database.find("CVE-2099-2").is_none());
}

#[test]
fn what_is_no_database_is_an_error() {
    let files = TempWorkspace::empty();
    let error = |path: &Utf8Path| AdvisoryDatabase::open(path).unwrap_err().to_string();
    assert!(error(files.root()).contains("it has no directory `crates`"));
    files.write("crates/README", "");
    assert!(error(files.root()).contains("there is not one"));
    // A template is no advisory.
    files.write(
        "crates/leaf/RUSTSEC-0000-0000.md",
        "```toml\n[advisory]\nid = \"RUSTSEC-0000-0000\"\npackage = \"leaf\"\ndate = \"2099-01-02\"\n[versions]\npatched = []\n```\n\n# T\n\nText.\n",
    );
    assert!(error(files.root()).contains("there is not one"));
}

#[test]
fn a_version_after_which_there_is_none_is_an_error_that_names_the_file() {
    let last = u64::MAX;
    let requirements = [format!("^{last}"), format!("^0.{last}"), format!("^0.0.{last}"), format!("~{last}")];
    for requirement in requirements {
        let files = TempWorkspace::empty();
        let front = format!("[versions]\npatched = [\"{requirement}\"]");
        files.write("crates/leaf/RUSTSEC-2099-0001.md", &advisory("RUSTSEC-2099-0001", "leaf", &front));
        let error = AdvisoryDatabase::open(files.root()).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        let file = files.root().join("crates/leaf/RUSTSEC-2099-0001.md");
        assert_eq!(
            cause,
            format!("`{file}` names a version with the number {last}, after which there is none")
        );
    }
    // The greatest numbers with one after them, and a text that speaks of the last one.
    let front = format!("[versions]\npatched = [\"^{}\"]", last - 1);
    let (files, _database) = database(&[("RUSTSEC-2099-0001", "leaf", &front)]);
    let text = advisory("RUSTSEC-2099-0001", "leaf", "[versions]\npatched = []") + &last.to_string();
    files.write("crates/leaf/RUSTSEC-2099-0001.md", &text);
    AdvisoryDatabase::open(files.root()).unwrap();
}
