//! Damage to every kind of file that a run leaves behind and a later run reads back.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use walkdir::WalkDir;

use crate::support::{Program, Python, TempProject, platform, unpack};

/// How a file is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// The second half is gone.
    Truncated,
    /// A bit in the middle is another one.
    Flipped,
    /// The file is gone.
    Deleted,
}

impl Damage {
    fn apply(self, path: &Utf8Path) {
        let mut bytes = fs_err::read(path).unwrap();
        let middle = bytes.len() / 2;
        match self {
            Self::Truncated => bytes.truncate(middle),
            Self::Flipped => bytes[middle] ^= 1,
            Self::Deleted => {}
        }
        // Replaced and not overwritten: cargo hard-links the programs that it installs.
        fs_err::remove_file(path).unwrap();
        if self != Self::Deleted {
            fs_err::write(path, bytes).unwrap();
        }
    }
}

/// Two programs on a library.
fn project() -> TempProject {
    let main = |name: &str| format!("fn main() {{ println!(\"{name} {{}}\", common::word()); }}\n");
    let uses = "[dependencies]\ncommon.path = '../common'";
    TempProject::workspace()
        .program_with("alpha", uses, &main("alpha"))
        .program_with("beta", uses, &main("beta"))
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "pub fn word() -> String { String::from(\"sound\") }\n")
        .ready()
}

/// The kind of a file: its path with everything that differs from package to package and from run to run
/// replaced.
fn kind(path: &Utf8Path) -> String {
    let is_name = |word: &str| ["alpha", "beta", "common"].iter().any(|name| word.contains(name));
    let is_hash = |word: &str| word.len() >= 8 && word.chars().all(|c| c.is_ascii_hexdigit());
    let part = |part: &str| {
        let words = part.split(['-', '_']).filter(|word| !is_hash(word));
        let words: Vec<_> = words.map(|word| if is_name(word) { "*" } else { word }).collect();
        match part.rsplit_once('.') {
            Some((_, extension)) if words.contains(&"*") => format!("*.{extension}"),
            _ => words.join("-"),
        }
    };
    path.components().map(|component| part(component.as_str())).collect::<Vec<_>>().join("/")
}

/// The files below `target`, one of each kind, by kind. Whatever a later version leaves is found here too.
fn files(project: &TempProject) -> BTreeMap<String, Utf8PathBuf> {
    let target = project.root().join("target");
    let entries = WalkDir::new(&target).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file() && entry.metadata().unwrap().len() > 0);
    let mut kinds = BTreeMap::new();
    for entry in files {
        let path = Utf8PathBuf::from_path_buf(entry.into_path()).unwrap();
        kinds.entry(kind(path.strip_prefix(&target).unwrap())).or_insert(path);
    }
    kinds
}

/// A flipped bit in what rustc has compiled can be anywhere in the machine code, where neither rustc nor the
/// linker notices it. Everything else of a kind is tried with both.
fn is_code(kind: &str) -> bool {
    let is_compiled = kind.starts_with("conda-build/target/");
    let is_text = matches!(Utf8Path::new(kind).extension(), Some("d" | "json"));
    is_compiled && !kind.contains(".fingerprint") && !is_text
}

/// What the index says of the packages, apart from what differs from archive to archive.
fn described(project: &TempProject) -> Vec<Value> {
    let records = ["alpha", "beta"].map(|name| project.channel().record(platform(), name));
    let timeless = |mut record: Value| {
        for key in ["indexed_timestamp", "md5", "sha256", "size", "timestamp"] {
            record.as_object_mut().unwrap().remove(key);
        }
        record
    };
    records.map(timeless).into()
}

/// Runs a build that has to succeed, and checks the channel.
fn build(project: &TempProject, what: &str) {
    let ran = project.cargo_conda("build --no-test").run();
    assert!(!ran.stderr.contains("panicked"), "{what}: {}", ran.stderr);
    assert!(ran.status.success(), "{what}: {}", ran.stderr);
    project.channel().check();
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn each_file_may_be_damaged_between_two_runs() {
    let python = Python::of_venv();
    let project = project();
    build(&project, "nothing");
    let sound = described(&project);
    let kinds = files(&project);
    assert!(kinds.len() > 12, "{kinds:#?}");
    // Each kind is damaged in one way; with this variable in every way, which takes three times as long.
    let all = std::env::var_os("DAMAGE_ALL").is_some();
    for (number, kind) in kinds.keys().enumerate() {
        // Files of cargo's are read only if something is compiled.
        let is_cargos = kind.starts_with("conda-build/target/");
        let damages = [Damage::Truncated, Damage::Flipped, Damage::Deleted];
        let damages = damages.into_iter().filter(|damage| !(*damage == Damage::Flipped && is_code(kind)));
        let damages: Vec<_> = damages.collect();
        let chosen = if all { damages.clone() } else { vec![damages[number % damages.len()]] };
        for (round, damage) in chosen.into_iter().enumerate() {
            let what = format!("{damage:?} {kind}");
            let Some(path) = files(&project).remove(kind) else { continue };
            if is_cargos {
                let main = fs_err::read_to_string(project.root().join("alpha/src/main.rs")).unwrap();
                project.write("alpha/src/main.rs", &format!("{main}// {number} {round}\n"));
            }
            damage.apply(&path);
            println!("---- {what}: {path}");
            build(&project, &what);
            assert_eq!(described(&project), sound, "{what}");
        }
    }
    // Whatever was made again is believed again.
    let again = project.cargo_conda("build --no-test").run().success();
    assert!(again.stderr.contains("Fresh 2 packages"), "{}", again.stderr);
    for name in ["alpha", "beta"] {
        let package = unpack(&python, &project.channel().archive(name));
        let program = Program::at(&package.path(&format!("bin/{name}")));
        assert_eq!(program.run(&[], b""), format!("{name} sound\n").into_bytes());
    }
}
