//! Compares two archives of one package, file by file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::ops::Range;

use camino::Utf8Path;
use fs_err as fs;
use goblin::elf::Elf;
use rattler_conda_types::package::{AboutJson, IndexJson};
use rattler_package_streaming::read::stream_tar_bz2;
use rattler_package_streaming::seek::{stream_conda_content, stream_conda_info};
use serde_json::Value;

use crate::api::{ArchiveType, Compression, Difference, DifferenceKind, Packaging};

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageIdentity {
    /// The name of the package.
    pub name: String,
    /// The version.
    pub version: String,
    /// The build string.
    pub build: String,
    /// The platform, or `noarch`; `None` if the archive does not say it.
    pub subdir: Option<String>,
    /// The time of the package; `None` if the archive does not say it.
    pub timestamp: Option<jiff::Timestamp>,
    /// The texts in `extra` of `about.json`, by key.
    pub extra: BTreeMap<String, String>,
    /// The format of the archive, and how strongly it is compressed. Zstandard does not say that, so a
    /// `.conda` has the default.
    pub packaging: Packaging,
}

/// A file of an archive: its type, rights and time, and its bytes, or the target of a link.
type Member = ((u8, u32, u64), Vec<u8>);

/// What an archive says of itself.
///
/// # Errors
///
/// A file that cannot be read or is no archive of a package.
pub fn identity_of_archive(archive: &Utf8Path) -> io::Result<PackageIdentity> {
    let members = members(archive)?;
    let read = |path: &str| {
        let (_, bytes) = members.get(path).ok_or_else(|| io::Error::other(format!("it has no `{path}`")))?;
        Ok::<_, io::Error>(bytes.as_slice())
    };
    let index: IndexJson = serde_json::from_slice(read("info/index.json")?)?;
    let about: AboutJson = serde_json::from_slice(read("info/about.json")?)?;
    let text = |(key, value): (String, Value)| Some((key, value.as_str()?.to_owned()));
    Ok(PackageIdentity {
        name: index.name.as_normalized().to_owned(),
        version: index.version.as_str().into_owned(),
        build: index.build.to_string(),
        subdir: index.subdir,
        timestamp: index.timestamp.map(jiff::Timestamp::from),
        extra: about.extra.into_iter().filter_map(text).collect(),
        packaging: packaging_of(archive)?,
    })
}

/// The packaging of an archive: bzip2 writes `BZh` and the level as a digit before everything else.
fn packaging_of(archive: &Utf8Path) -> io::Result<Packaging> {
    if archive.extension() == Some("conda") {
        return Ok(Packaging::default());
    }
    let mut start = [0; 4];
    fs::File::open(archive)?.read_exact(&mut start)?;
    let level = i32::from(start[3].saturating_sub(b'0'));
    Ok(Packaging { archive: ArchiveType::TarBz2, compression: Compression::Level(level) })
}

/// The differences between two archives, by the paths of files; empty if they are equal byte for byte.
///
/// # Errors
///
/// A file that cannot be read or is no archive.
pub fn compare_archives(first: &Utf8Path, second: &Utf8Path) -> io::Result<Vec<Difference>> {
    if fs::read(first)? == fs::read(second)? {
        return Ok(Vec::new());
    }
    let (first, second) = (members(first)?, members(second)?);
    let paths: BTreeSet<_> = first.keys().chain(second.keys()).collect();
    let kind = |path: &String| match (first.get(path), second.get(path)) {
        (Some(one), Some(other)) if one == other => None,
        (Some((_, one)), Some((_, other))) if one == other => Some(DifferenceKind::Attributes),
        (Some((_, one)), Some((_, other))) => Some(difference_of(path, one, other)),
        (Some(_), None) => Some(DifferenceKind::OnlyFirst),
        (None, _) => Some(DifferenceKind::OnlySecond),
    };
    let found =
        paths.into_iter().filter_map(|path| Some(Difference { file: path.clone(), kind: kind(path)? }));
    let mut differences: Vec<_> = found.collect();
    if differences.is_empty() {
        differences.push(Difference { file: String::new(), kind: DifferenceKind::Packing });
    }
    Ok(differences)
}

/// All files of an archive, by path.
fn members(archive: &Utf8Path) -> io::Result<BTreeMap<String, Member>> {
    let open = || Ok::<_, io::Error>(io::BufReader::new(fs::File::open(archive)?));
    let mut members = BTreeMap::new();
    if archive.extension() == Some("conda") {
        collect(stream_conda_info(open()?).map_err(io::Error::other)?, &mut members)?;
        collect(stream_conda_content(open()?).map_err(io::Error::other)?, &mut members)?;
    } else {
        collect(stream_tar_bz2(open()?), &mut members)?;
    }
    Ok(members)
}

fn collect(mut tar: tar::Archive<impl Read>, members: &mut BTreeMap<String, Member>) -> io::Result<()> {
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let header = entry.header();
        let attributes = (header.entry_type().as_byte(), header.mode()?, header.mtime()?);
        let link = entry.link_name()?.map(|link| link.to_string_lossy().into_owned().into_bytes());
        let mut bytes = link.unwrap_or_default();
        entry.read_to_end(&mut bytes)?;
        members.insert(path, (attributes, bytes));
    }
    Ok(())
}

/// How two versions of one file differ, which they do.
fn difference_of(path: &str, one: &[u8], other: &[u8]) -> DifferenceKind {
    let (offset, section) = match differing_section(one, other) {
        Some((offset, name)) => (offset, Some(name)),
        None => (common_length(one, other), None),
    };
    let mut keys = BTreeSet::new();
    if Utf8Path::new(path).extension() == Some("json")
        && let (Ok(one), Ok(other)) = (serde_json::from_slice(one), serde_json::from_slice(other))
    {
        differing_keys("", &one, &other, &mut keys);
    }
    DifferenceKind::Bytes { offset, section, keys: keys.into_iter().collect() }
}

fn common_length(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Adds the dotted keys below `path` whose values differ. Lists are compared as wholes.
fn differing_keys(path: &str, one: &Value, other: &Value, into: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for key in one.keys().chain(other.keys()) {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let (one, other) = (one.get(key), other.get(key));
                differing_keys(&below, one.unwrap_or(&Value::Null), other.unwrap_or(&Value::Null), into);
            }
        }
        (one, other) if one == other => {}
        _ => drop(into.insert(path.to_owned())),
    }
}

/// The section with a digest of all others.
const BUILD_ID: &str = ".note.gnu.build-id";

/// The first section of an ELF program whose bytes differ, with the offset of the first of them in `one`;
/// `None` for other files, and if no section differs. Headers are passed over, because they differ as soon as
/// one section is longer, and the build id is taken only if nothing else differs.
fn differing_section(one: &[u8], other: &[u8]) -> Option<(usize, String)> {
    let (first, second) = (Elf::parse(one).ok()?, Elf::parse(other).ok()?);
    let counterparts: BTreeMap<_, _> =
        sections(&second, other).map(|(name, range)| (name, &other[range])).collect();
    let differing = sections(&first, one).filter_map(|(name, range)| {
        let (own, counterpart) = (&one[range.clone()], counterparts.get(name).copied().unwrap_or_default());
        (own != counterpart).then(|| (name == BUILD_ID, range.start + common_length(own, counterpart), name))
    });
    differing.min().map(|(_, offset, name)| (offset, name.to_owned()))
}

/// The names of a program's sections, and where they are in the file.
fn sections<'a>(elf: &'a Elf<'_>, bytes: &[u8]) -> impl Iterator<Item = (&'a str, Range<usize>)> {
    elf.section_headers.iter().filter_map(|header| {
        let range = header.file_range().filter(|range| bytes.get(range.clone()).is_some())?;
        Some((elf.shdr_strtab.get_at(header.sh_name)?, range))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_differs_in_keys_and_other_files_at_a_place() {
        let kind = |path: &str, one: &str, other: &str| {
            Difference { file: path.to_owned(), kind: difference_of(path, one.as_bytes(), other.as_bytes()) }
                .to_string()
        };
        let (one, other) = (r#"{"a": {"b": 1, "c": [1]}, "d": 0}"#, r#"{"a": {"b": 2, "c": [1]}, "e": 0}"#);
        assert_eq!(kind("info/about.json", one, other), "info/about.json differs in `a.b`, `d`, `e`");
        assert_eq!(kind("info/x.json", "{", "}"), "info/x.json differs from byte 0 on");
        assert_eq!(kind("bin/tool", "abc", "abd"), "bin/tool differs from byte 2 on");
        assert_eq!(kind("bin/tool", "abc", "abcd"), "bin/tool differs from byte 3 on");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_differs_in_a_section() {
        let path = std::env::current_exe().unwrap();
        let program = fs::read(path).unwrap();
        let elf = Elf::parse(&program).unwrap();
        let text =
            elf.section_headers.iter().find(|header| elf.shdr_strtab.get_at(header.sh_name) == Some(".text"));
        let offset = usize::try_from(text.unwrap().sh_offset).unwrap();
        let mut other = program.clone();
        // In the header, which says nothing, and in the section.
        other[7] ^= 1;
        other[offset + 5] ^= 1;
        let DifferenceKind::Bytes { section, offset: at, .. } = difference_of("bin/tool", &program, &other)
        else {
            panic!("bytes differ")
        };
        assert_eq!((section.as_deref(), at), (Some(".text"), offset + 5));
    }
}
