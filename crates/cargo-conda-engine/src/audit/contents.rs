//! What a package says of its crates: the lists in its programs, and the bills of materials beside them.

use std::io::{self, Read};

use camino::Utf8Path;
use cargo_conda_inventory::{CodeKind, CrateList, DamagedList, code_kind};
use serde::{Deserialize, Serialize};

use crate::rattler::archive::visit_installed;

/// Where bills of materials are in a prefix.
const BILLS: &str = "share/sboms";

/// How the names of bills of materials end that have the form of CycloneDX.
const BILL: &str = ".cdx.json";

/// The most bytes of a bill of materials that are read.
const MOST_OF_BILL: u64 = 64 * 1024 * 1024;

/// The most bytes of a program that are read.
const MOST_OF_PROGRAM: u64 = 2 * 1024 * 1024 * 1024;

/// How many bytes tell whether a file is a program.
const HEAD: u64 = 4096;

/// The lists of crates of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contents {
    /// The lists, by the path of the file that has them, sorted by it.
    pub(super) lists: Vec<(String, CrateList)>,
    /// The paths of programs that no file lists the crates of, sorted.
    pub(super) unlisted: Vec<String>,
    /// The files with a list that is damaged, and what is wrong, sorted by path.
    pub(super) damaged: Vec<(String, String)>,
}

/// What a file says.
enum Found {
    List(CrateList),
    NoList(CodeKind),
    Damaged(String),
}

impl Contents {
    /// Reads the lists of an archive.
    pub(super) fn of(archive: &Utf8Path) -> io::Result<Self> {
        let mut contents = Self::default();
        let mut static_libraries = Vec::new();
        visit_installed(archive, |path, file| {
            match look_at(path, file)? {
                Some(Found::List(list)) => contents.lists.push((path.to_string(), list)),
                Some(Found::NoList(CodeKind::Program)) => contents.unlisted.push(path.to_string()),
                Some(Found::NoList(CodeKind::StaticLibrary)) => static_libraries.push(path.to_string()),
                Some(Found::Damaged(reason)) => contents.damaged.push((path.to_string(), reason)),
                None => {}
            }
            Ok(())
        })?;
        let has_bill = contents.lists.iter().any(|(path, _)| is_bill(Utf8Path::new(path)));
        if has_bill {
            // A bill is about the whole package.
            contents.unlisted.clear();
        } else if contents.lists.is_empty() {
            // Nothing can be put into a static library. The dynamic one beside it has the same crates.
            contents.unlisted.append(&mut static_libraries);
        }
        contents.lists.sort_by(|(one, _), (other, _)| one.cmp(other));
        contents.unlisted.sort();
        contents.damaged.sort();
        Ok(contents)
    }
}

fn is_bill(path: &Utf8Path) -> bool {
    path.parent() == Some(Utf8Path::new(BILLS)) && path.as_str().ends_with(BILL)
}

/// Reads what a file lists; `None` if it is neither a program nor a bill of materials.
fn look_at(path: &Utf8Path, file: &mut dyn Read) -> io::Result<Option<Found>> {
    if is_bill(path) {
        let found =
            read_up_to(file, Vec::new(), MOST_OF_BILL)?.map(|bill| CrateList::of_bill(&bill).map(Some));
        return Ok(Some(judged(found, CodeKind::Program)));
    }
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    Ok(match code_kind(&head) {
        None => None,
        Some(CodeKind::StaticLibrary) => Some(Found::NoList(CodeKind::StaticLibrary)),
        Some(CodeKind::Program) => {
            let found =
                read_up_to(file, head, MOST_OF_PROGRAM)?.map(|program| CrateList::of_program(&program));
            Some(judged(found, CodeKind::Program))
        }
    })
}

fn judged(found: Result<Result<Option<CrateList>, DamagedList>, String>, kind: CodeKind) -> Found {
    match found {
        Ok(Ok(Some(list))) => Found::List(list),
        Ok(Ok(None)) => Found::NoList(kind),
        Ok(Err(damaged)) => Found::Damaged(damaged.to_string()),
        Err(reason) => Found::Damaged(reason),
    }
}

/// Reads the rest of a file of which `head` was read already; or says that it is too large.
fn read_up_to(file: &mut dyn Read, head: Vec<u8>, most: u64) -> io::Result<Result<Vec<u8>, String>> {
    let mut bytes = head;
    file.take(most + 1).read_to_end(&mut bytes)?;
    let is_too_large = u64::try_from(bytes.len()).is_ok_and(|length| length > most);
    Ok(if is_too_large { Err(format!("it has more than {most} bytes")) } else { Ok(bytes) })
}
