//! A workspace with an own crate, foreign crates in directories, and a procedural macro.

use std::sync::LazyLock;

use cargo_conda_test_support::{TempWorkspace, withheld_variables};
use cargo_conda_workspace::{ClosureQuery, FeatureSelection, Inventory, LoadOptions, Workspace};

const LINUX: &str = "x86_64-unknown-linux-gnu";

pub(crate) const MIT: &str = "The MIT text of Ann.";

pub(crate) static WORKSPACE: LazyLock<(TempWorkspace, Workspace)> = LazyLock::new(|| {
    let files = sample();
    let workspace = Workspace::load(&LoadOptions {
        cargo: "cargo".into(),
        directory: files.root().to_owned(),
        manifest_path: None,
        offline: true,
        cargo_home: None,
        lock_file: None,
        withheld: withheld_variables(),
    });
    (files, workspace.unwrap())
});

fn sample() -> TempWorkspace {
    let files = TempWorkspace::empty();
    files.write_workspace("members = ['app', 'core', 'gift', 'forms']\nexclude = ['vendor']");
    files.write("LICENSE", MIT);
    let library = |directory: &str, rest: &str| {
        files.write_package(directory, rest);
        files.write(&format!("{directory}/src/lib.rs"), "");
    };
    files.write_package(
        "app",
        "license = 'MIT'\n[dependencies]\ncore.path = '../core'\ngift.path = '../gift'\nforms.path = '../forms'\n\
         silent.path = '../vendor/silent'\nvendored.path = '../vendor/vendored'",
    );
    files.write("app/src/main.rs", "fn main() {}");
    // Under the licence and the text of the workspace.
    library("core", "license = 'MIT'");
    // Of the same workspace, but under a licence of its own.
    library("gift", "license = 'Zlib'\nauthors = ['Ann <ann@example.org>', 'Ben']");
    files.write("gift/LICENSE-ZLIB", "The Zlib text.");
    // Not linked.
    library("forms", "license = 'MPL-2.0'\n[lib]\nproc-macro = true");
    // Without any text.
    library("vendor/silent", "license = 'MIT/Apache-2.0'\nrepository = 'https://example.org/silent'");
    files.write("vendor/silent/.cargo-ok", "");
    // With C code of other people's.
    library("vendor/vendored", "license = 'BSD-3-Clause'\nauthors = ['Cid']");
    files.write("vendor/vendored/.cargo-ok", "");
    files.write("vendor/vendored/c/COPYING", "The text of the C code.");
    files.lock();
    files
}

pub(crate) fn inventory() -> Inventory<'static> {
    inventory_of(&WORKSPACE.1)
}

pub(crate) fn inventory_of(workspace: &Workspace) -> Inventory<'_> {
    let features = FeatureSelection::default();
    let query = ClosureQuery { member: "app", features: &features, target: LINUX, host: LINUX };
    query.resolve(workspace).unwrap().inventory(&workspace.lock_file())
}

/// A small ELF file, by the [specification](https://refspecs.linuxfoundation.org/elf/elf.pdf): a section
/// of this name and content, the names of the sections, and the table of the sections.
pub(crate) fn made_program(is_64: bool, is_big: bool, name: &[u8], content: &[u8]) -> Vec<u8> {
    let number = |value: u64, size: usize| {
        let mut bytes = value.to_le_bytes()[..size].to_vec();
        if is_big {
            bytes.reverse();
        }
        bytes
    };
    let (word, header) = if is_64 { (8, 64) } else { (4, 52) };
    let names = [b"\0", name, b"\0.shstrtab\0"].concat();
    let length = content.len() as u64;
    let table = (header + length + names.len() as u64).next_multiple_of(8);
    let mut program = vec![0x7f, b'E', b'L', b'F', 1 + u8::from(is_64), 1 + u8::from(is_big), 1];
    program.resize(16, 0);
    let fields = [
        (2, 2),    // a program
        (21, 2),   // for PowerPC, of which there are all four kinds
        (1, 4),    // the version
        (0, word), // where it starts
        (0, word), // it has no segments
        (table, word),
        (0, 4), // no flags
        (header, 2),
        (0, 2),
        (0, 2),
        (if is_64 { 64 } else { 40 }, 2),
        (3, 2), // sections
        (2, 2), // the one with the names
    ];
    for (value, size) in fields {
        program.extend(number(value, size));
    }
    program.extend(content);
    program.extend(&names);
    program.resize(usize::try_from(table).unwrap(), 0);
    let sections = [
        (0, 0, 0, 0),
        (1, 1, header, length),
        (2 + name.len() as u64, 3, header + length, names.len() as u64),
    ];
    for (name, kind, offset, size) in sections {
        let fields =
            [(name, 4), (kind, 4), (0, word), (0, word), (offset, word), (size, word), (0, 4), (0, 4)];
        for (value, size) in fields {
            program.extend(number(value, size));
        }
        program.extend([number(1, word), number(0, word)].concat());
    }
    program
}
