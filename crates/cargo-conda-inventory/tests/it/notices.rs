//! Licence texts of crates that ship them, that do not, and that say nothing at all.

use camino::Utf8PathBuf;
use cargo_conda_inventory::{
    Clarification, Clarifications, LicenseTexts, NoticeProblem, NoticeRequest, Notices, OwnLicense,
};
use cargo_conda_mapping::license_expression;
use cargo_conda_workspace::{Inventory, PackageFacts};
use semver::VersionReq;

use crate::fixture::{WORKSPACE, inventory};

fn collect(
    inventory: &Inventory<'_>,
    clarifications: &Clarifications,
    with_build: bool,
) -> Result<Notices, Vec<NoticeProblem>> {
    let expression = license_expression("MIT").unwrap();
    let files = [WORKSPACE.0.root().join("LICENSE")];
    let own = OwnLicense { expression: Some(&expression), files: &files };
    // The temporary directory of the sample is in no repository, or in one that is none of its business.
    NoticeRequest { inventory, own, clarifications, with_build }.collect(&LicenseTexts::default())
}

fn names(notices: &Notices) -> Vec<&str> {
    notices.third_party_libraries.iter().map(|notice| notice.package_name.as_str()).collect()
}

#[test]
fn only_linked_crates_of_other_licences_have_notices() {
    let notices = collect(&inventory(), &Clarifications::default(), false).unwrap();
    assert_eq!(names(&notices), ["gift", "silent", "vendored"]);
    let with_build = collect(&inventory(), &Clarifications::default(), true).unwrap();
    assert_eq!(names(&with_build), ["forms", "gift", "silent", "vendored"]);
}

#[test]
fn the_file_has_the_form_that_reviewers_know() {
    let notices = collect(&inventory(), &Clarifications::default(), false).unwrap();
    let yaml = notices.to_yaml().unwrap();
    // Canonical texts are long; their beginning tells which they are.
    let lines: Vec<_> = yaml.lines().filter(|line| !line.starts_with("      ") || line.len() < 40).collect();
    let short: Vec<_> = lines.into_iter().filter(|line| !line.trim().is_empty()).take(60).collect();
    insta::assert_snapshot!(short.join("\n"));
}

#[test]
fn texts_that_stand_in_are_marked() {
    let notices = collect(&inventory(), &Clarifications::default(), false).unwrap();
    let marked: Vec<_> = notices.without_own_text().map(|notice| notice.package_name.as_str()).collect();
    assert_eq!(marked, ["silent", "vendored"]);
    let vendored = &notices.third_party_libraries[2];
    assert!(vendored.licenses[0].text.starts_with("Copyright (c) Cid\n"), "{vendored:?}");
}

#[test]
fn a_crate_that_says_nothing_is_a_problem_until_it_is_clarified() {
    let mut inventory = inventory();
    let silent = inventory.packages.iter().position(|package| package.package.name == "silent").unwrap();
    let facts = PackageFacts { license: None, ..inventory.packages[silent].facts.clone() };
    let registry = cargo_conda_workspace::PackageSource::Registry("https://example.org/index".into());
    inventory.packages[silent].facts = &facts;
    inventory.packages[silent].package.source = &registry;

    let problems = collect(&inventory, &Clarifications::default(), false).unwrap_err();
    let messages: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(messages, ["silent 0.1.0 says nothing of its licence"]);

    let mut said = clarification("^0.1", vec![WORKSPACE.0.root().join("LICENSE")]);
    let clarified =
        collect(&inventory, &Clarifications([("silent".into(), vec![said.clone()])].into()), false);
    let notices = clarified.unwrap();
    assert_eq!(notices.third_party_libraries[1].license, "Apache-2.0");
    assert_eq!(notices.third_party_libraries[1].licenses[0].file.as_deref(), Some("LICENSE"));

    said.versions = "^2".parse().unwrap();
    let clarifications = Clarifications([("silent".into(), vec![said])].into());
    assert!(collect(&inventory, &clarifications, false).is_err());
    let packages = inventory.packages.iter().map(|package| package.package);
    assert_eq!(clarifications.unused(packages).into_iter().collect::<Vec<_>>(), ["silent"]);
}

fn clarification(versions: &str, files: Vec<Utf8PathBuf>) -> Clarification {
    let license = license_expression("Apache-2.0").ok();
    Clarification { versions: VersionReq::parse(versions).unwrap(), license, files }
}
