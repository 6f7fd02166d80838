//! Lists of crates are read back from programs and bills, and nothing that is damaged passes for a list.

use cargo_conda_inventory::{
    AuditData, BillOfMaterials, CodeKind, CrateList, DamagedList, ListedCrate, Subject, code_kind,
};
use cargo_conda_test_support::fuzz;
use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::fixture::{inventory, made_program};

/// A program with these bytes in the section of the list.
fn with_section(content: &[u8]) -> Vec<u8> {
    made_program(true, false, b".dep-v0", content)
}

fn with_json(json: &str) -> Vec<u8> {
    with_section(&compress_to_vec_zlib(json.as_bytes(), 7))
}

fn names(list: &CrateList) -> Vec<String> {
    let shown = |listed: &ListedCrate| {
        let kind = if listed.is_linked { "linked" } else { "built" };
        let origin = if listed.is_from_crates_io { "crates.io" } else { "elsewhere" };
        format!("{} {} {kind} {origin}", listed.name, listed.version)
    };
    list.crates().iter().map(shown).collect()
}

#[test]
fn a_program_lists_what_was_put_into_it() {
    let plain = made_program(true, false, b".data", b"bytes");
    assert_eq!(CrateList::of_program(&plain), Ok(None));
    let program = AuditData::new(&inventory()).embed(&plain).unwrap().unwrap();
    let list = CrateList::of_program(&program).unwrap().unwrap();
    insta::assert_snapshot!(names(&list).join("\n"), @r"
    app 0.1.0 linked elsewhere
    core 0.1.0 linked elsewhere
    forms 0.1.0 built elsewhere
    gift 0.1.0 linked elsewhere
    silent 0.1.0 linked elsewhere
    vendored 0.1.0 linked elsewhere
    ");
    let chain = list.chain(2).into_iter().map(|listed| listed.name.as_str());
    assert_eq!(chain.collect::<Vec<_>>(), ["app", list.crates()[2].name.as_str()]);
    assert_eq!(list.root().unwrap().name, "app");
}

#[test]
fn a_bill_lists_the_same_crates() {
    let inventory = inventory();
    let subject = Subject {
        name: "app",
        version: "1.0",
        build: None,
        subdir: "linux-64",
        license: None,
        timestamp: None,
        rustc: Some("1.95.0"),
        tool: "0.1.0",
    };
    let bill = BillOfMaterials::new(&subject, &inventory).to_json().unwrap();
    let list = CrateList::of_bill(bill.as_bytes()).unwrap();
    insta::assert_snapshot!(names(&list).join("\n"), @r"
    core 0.1.0 linked elsewhere
    forms 0.1.0 built elsewhere
    gift 0.1.0 linked elsewhere
    silent 0.1.0 linked elsewhere
    vendored 0.1.0 linked elsewhere
    ");
    assert_eq!(list.root(), None);
}

#[test]
fn bills_of_other_programs_are_read_too() {
    let bill = r#"{
        "bomFormat": "CycloneDX",
        "metadata": {
            "component": {"bom-ref": "root", "purl": "pkg:cargo/app@1.0.0?download_url=file://."},
            "tools": [{"vendor": "CycloneDX", "name": "cargo-cyclonedx"}]
        },
        "components": [
            {"bom-ref": "a", "purl": "pkg:cargo/leaf@1.0.1%2Bbuild.1", "components": [
                {"purl": "pkg:cargo/inner@2.0.0-rc.1#src"}
            ]},
            {"bom-ref": "b", "purl": "pkg:cargo/middle@1.2.3?vcs_url=git%2Bhttps://e.org/m%400123", "scope": "excluded"},
            {"bom-ref": "c", "purl": "pkg:pypi/leaf@1.0.1"}
        ],
        "dependencies": [
            {"ref": "root", "dependsOn": ["b", "c"]}, {"ref": "b", "dependsOn": ["a", "nowhere"]}
        ]
    }"#;
    let list = CrateList::of_bill(bill.as_bytes()).unwrap();
    insta::assert_snapshot!(names(&list).join("\n"), @r"
    app 1.0.0 linked elsewhere
    leaf 1.0.1+build.1 linked crates.io
    inner 2.0.0-rc.1 linked crates.io
    middle 1.2.3 built elsewhere
    ");
    let chain = |index| list.chain(index).into_iter().map(|listed| listed.name.as_str()).collect::<Vec<_>>();
    assert_eq!(chain(1), ["app", "middle", "leaf"]);
    // Nothing leads to it.
    assert_eq!(chain(2), ["inner"]);
}

#[test]
fn damaged_lists_are_errors() {
    let error = |program: &[u8]| CrateList::of_program(program).unwrap_err().to_string();
    insta::assert_snapshot!(error(&with_section(b"no zlib data")), @"its list of crates is damaged: invalid input data");
    let whole = compress_to_vec_zlib(b"{\"packages\":[]}", 7);
    insta::assert_snapshot!(error(&with_section(&whole[..whole.len() / 2])), @"its list of crates is damaged: truncated input stream");
    insta::assert_snapshot!(error(&with_json("[]")), @"its list of crates cannot be understood: invalid length 0, expected struct RawVersionInfo with 2 elements at line 1 column 2");
    let package = |rest: &str| {
        format!("{{\"packages\":[{{\"name\":\"a\",\"version\":\"1.0.0\",\"source\":\"crates.io\"{rest}}}]}}")
    };
    assert!(CrateList::of_program(&with_json(&package(""))).unwrap().is_some());
    insta::assert_snapshot!(error(&with_json(&package(",\"dependencies\":[1]"))), @"its list of crates cannot be understood: it has no crate with the index 1");
    insta::assert_snapshot!(error(&with_json(&package("").replace("1.0.0", "one"))), @"its list of crates cannot be understood: unexpected character 'o' while parsing major version number at line 1 column 40");
    let bill = |json: &str| CrateList::of_bill(json.as_bytes()).unwrap_err().to_string();
    insta::assert_snapshot!(bill("{\"bomFormat\":\"SPDX\"}"), @"its list of crates cannot be understood: its form is `SPDX`, not `CycloneDX`");
    insta::assert_snapshot!(bill("<bom/>"), @"its list of crates cannot be understood: expected value at line 1 column 1");
    let unversioned = "{\"bomFormat\":\"CycloneDX\",\"components\":[{\"purl\":\"pkg:cargo/leaf@one\"}]}";
    insta::assert_snapshot!(bill(unversioned), @"its list of crates cannot be understood: `pkg:cargo/leaf@one` does not name a version of a crate");
}

/// A few kilobytes can unpack to more than any machine has memory for.
#[test]
fn a_list_is_unpacked_up_to_a_bound() {
    let bomb = compress_to_vec_zlib(&vec![b' '; 9 * 1024 * 1024], 9);
    assert!(bomb.len() < 20_000);
    let error = CrateList::of_program(&with_section(&bomb)).unwrap_err();
    assert_eq!(error, DamagedList::TooLarge { most: 8 * 1024 * 1024 });
}

#[test]
fn crates_that_depend_on_each_other_have_a_chain() {
    let bill = r#"{
        "bomFormat": "CycloneDX",
        "metadata": {"component": {"bom-ref": "a", "purl": "pkg:cargo/a@1.0.0"}},
        "components": [{"bom-ref": "b", "purl": "pkg:cargo/b@1.0.0"}],
        "dependencies": [{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a", "b"]}]
    }"#;
    let list = CrateList::of_bill(bill.as_bytes()).unwrap();
    assert_eq!(list.chain(1).len(), 2);
    assert_eq!(list.chain(7).len(), 0);
}

#[test]
fn machine_code_is_told_by_its_first_bytes() {
    let elf = made_program(false, true, b".data", b"bytes");
    let mut object = elf.clone();
    object[16..18].copy_from_slice(&[0, 1]);
    let mut portable = vec![0; 0x84];
    portable[..2].copy_from_slice(b"MZ");
    portable[0x3c] = 0x80;
    portable[0x80..].copy_from_slice(b"PE\0\0");
    for (file, expected) in [
        (&elf[..], Some(CodeKind::Program)),
        (&object, None),
        (&portable, Some(CodeKind::Program)),
        (&portable[..0x82], None),
        (b"MZ is how this text begins", None),
        (b"\xcf\xfa\xed\xfe\x0c\0\0\x01", Some(CodeKind::Program)),
        (b"\xca\xfe\xba\xbe\0\0\0\x02", Some(CodeKind::Program)),
        (b"\xca\xfe\xba\xbe\0\0\0\x34", None),
        (b"!<arch>\n", Some(CodeKind::StaticLibrary)),
        (b"#!/bin/sh\n", None),
        (b"", None),
    ] {
        assert_eq!(code_kind(file), expected, "{:?}", &file[..file.len().min(8)]);
    }
}

#[test]
fn no_program_and_no_bill_makes_the_reader_panic() {
    let program =
        AuditData::new(&inventory()).embed(&made_program(true, false, b".data", b"x")).unwrap().unwrap();
    fuzz(&[program], 3000, |bytes| drop((code_kind(bytes), CrateList::of_program(bytes))));
    let bill = "{\"bomFormat\":\"CycloneDX\",\"components\":[{\"bom-ref\":\"a\",\"purl\":\"pkg:cargo/a@1.0.0?b=c\"}],\
                \"dependencies\":[{\"ref\":\"a\",\"dependsOn\":[\"a\"]}]}";
    fuzz(&[bill], 3000, |bytes| {
        if let Ok(list) = CrateList::of_bill(bytes) {
            assert!(list.crates().is_empty() || list.chain(0).len() == 1);
        }
    });
}
