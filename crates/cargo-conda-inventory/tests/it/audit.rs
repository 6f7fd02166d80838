//! The audit data is read back from programs that still run, with cargo-auditable's own types.

use std::process::Command;

use auditable_serde::VersionInfo;
use cargo_conda_inventory::{AuditData, EmbedError};

use object::{Object as _, ObjectSection as _};

use crate::fixture::{inventory, made_program};

fn own_program() -> Vec<u8> {
    fs_err::read(std::env::current_exe().unwrap()).unwrap()
}

/// Reads the data with the checks of cargo-auditable's reader.
fn read(program: &[u8]) -> VersionInfo {
    let file = object::File::parse(program).unwrap();
    let section = file.section_by_name(".dep-v0").unwrap().data().unwrap();
    let json = miniz_oxide::inflate::decompress_to_vec_zlib(section).unwrap();
    str::from_utf8(&json).unwrap().parse().unwrap()
}

/// The names and contents of the sections, without the table of their names.
fn sections(program: &[u8]) -> Vec<(String, u64, Vec<u8>)> {
    let file = object::File::parse(program).unwrap();
    let sections = file.sections().filter(|section| section.name() != Ok(".shstrtab"));
    let owned = sections.map(|section| {
        (section.name().unwrap().to_owned(), section.address(), section.data().unwrap().to_vec())
    });
    owned.collect()
}

#[test]
fn the_data_names_the_crates_by_what_they_are_to_the_program() {
    let json = AuditData::new(&inventory()).to_json().unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    insta::assert_yaml_snapshot!(value);
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_with_the_data_runs_and_scanners_read_it() {
    let data = AuditData::new(&inventory());
    let program = data.embed(&own_program()).unwrap().unwrap();
    assert_eq!(serde_json::to_string(&read(&program)).unwrap(), data.to_json().unwrap());
    // Nothing moves.
    let (before, after) = (own_program(), &program);
    assert_eq!(sections(after)[..sections(&before).len()], sections(&before));

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("program");
    fs_err::copy(std::env::current_exe().unwrap(), &path).unwrap();
    fs_err::write(&path, &program).unwrap();
    let output = Command::new(&path).arg("--list").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(data.embed(&program).unwrap(), None);
}

#[test]
fn programs_of_all_sizes_and_byte_orders_take_the_data() {
    let data = AuditData::new(&inventory());
    for (is_64, is_big) in [(false, false), (false, true), (true, false), (true, true)] {
        let before = made_program(is_64, is_big, b".data", b"bytes");
        let file = object::File::parse(&*before).unwrap();
        assert_eq!((file.is_64(), file.is_little_endian()), (is_64, !is_big));
        assert_eq!(sections(&before), [(".data".to_owned(), 0, b"bytes".to_vec())]);
        let after = data.embed(&before).unwrap().unwrap();
        assert_eq!(serde_json::to_string(&read(&after)).unwrap(), data.to_json().unwrap());
        assert_eq!(sections(&after)[..1], sections(&before));
        assert_eq!(data.embed(&after).unwrap(), None);
    }
}

#[test]
fn what_is_no_elf_file_is_refused() {
    let data = AuditData::new(&inventory());
    for bytes in [&b"#!/bin/sh\n"[..], b"", b"MZ\x90", b"\xcf\xfa\xed\xfe"] {
        assert!(matches!(data.embed(bytes), Err(EmbedError::NotElf)));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_damaged_program_is_an_error() {
    let data = AuditData::new(&inventory());
    let program = own_program();
    for length in [20, 100, program.len() / 2] {
        assert!(data.embed(&program[..length]).is_err(), "{length}");
    }
}
