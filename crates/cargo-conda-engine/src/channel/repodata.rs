//! Reads a channel's index, `repodata.json`, as far as freshness and publishing need it.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use cargo_conda_mapping::{Platform, is_bounded_match_spec};
use fs_err as fs;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::file_kind::FileKind;
use crate::rattler::Reindex;
use crate::system::Digest;

/// The records of one platform by file name: `packages.conda` has those of `.conda` archives, `packages`
/// those of `.tar.bz2` archives.
#[derive(Deserialize)]
struct Repodata<R> {
    #[serde(rename = "packages.conda", default = "BTreeMap::new")]
    conda: BTreeMap<String, R>,
    #[serde(rename = "packages", default = "BTreeMap::new")]
    tar_bz2: BTreeMap<String, R>,
}

#[derive(Deserialize)]
struct PackageRecord {
    sha256: Option<Digest>,
}

#[derive(Deserialize)]
struct PackageSize {
    /// In bytes; `None` if the record does not say.
    size: Option<u64>,
}

#[derive(Deserialize)]
struct PackageSpecs {
    #[serde(default)]
    depends: Vec<String>,
    #[serde(default)]
    constrains: Vec<String>,
    #[serde(default)]
    extra_depends: BTreeMap<String, Vec<String>>,
}

/// The digests of archives in the index of a platform, by file name. An index that is missing or damaged has
/// none.
pub(crate) fn digests(channel: &Utf8Path, platform: Platform) -> BTreeMap<String, Digest> {
    let Some(repodata) = read::<PackageRecord>(&channel.join(platform.as_str())) else {
        return BTreeMap::new();
    };
    let records = repodata.conda.into_iter().chain(repodata.tar_bz2);
    records.filter_map(|(file, record)| Some((file, record.sha256?))).collect()
}

/// The file names of all records in the index of a platform's folder. An index that is missing or damaged has
/// none.
pub(super) fn all_names(folder: &Utf8Path) -> BTreeSet<String> {
    let repodata = read::<IgnoredAny>(folder);
    let names = repodata.map(|Repodata { conda, tar_bz2 }| conda.into_keys().chain(tar_bz2.into_keys()));
    names.into_iter().flatten().collect()
}

/// Whether the text of an index has a record under this file name.
pub(crate) fn index_names(index: &[u8], file: &str) -> bool {
    parse::<IgnoredAny>(index)
        .is_some_and(|repodata| repodata.conda.contains_key(file) || repodata.tar_bz2.contains_key(file))
}

/// How much the indexer has to read of a platform's folder before the index describes the archives in it;
/// `None` if the index has the names and sizes of all archives, and no others.
pub(super) fn difference(folder: &Utf8Path) -> Option<Reindex> {
    let entries = folder.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    let files =
        entries.filter_map(|entry| Some((entry.file_name().to_owned(), entry.metadata().ok()?.len())));
    difference_of(fs::read(folder.join("repodata.json")).ok().as_deref(), files.collect())
}

/// The same for a folder that is elsewhere: the text of its index, `None` if it has none, and the sizes of
/// its files in bytes, by their names.
pub(crate) fn difference_of(index: Option<&[u8]>, files: BTreeMap<String, u64>) -> Option<Reindex> {
    let Some(repodata) = index.and_then(parse::<PackageSize>) else { return Some(Reindex::Everything) };
    let described: BTreeMap<_, _> = repodata.conda.into_iter().chain(repodata.tar_bz2).collect();
    let is_archive = |name: &str| FileKind::of(name) == Some(FileKind::Archive);
    let there: BTreeMap<_, _> = files.into_iter().filter(|(name, _)| is_archive(name)).collect();
    let has_other_size = |(name, size): (&String, &u64)| {
        described.get(name).and_then(|record| record.size).is_some_and(|described| described != *size)
    };
    if there.iter().any(has_other_size) {
        return Some(Reindex::Everything);
    }
    (!there.keys().eq(described.keys())).then_some(Reindex::Changes)
}

/// Whether the index of a platform's folder is not what the indexer wrote: it is no JSON, or differs from its
/// compressed form. False for a folder without an index.
///
/// Each of the two forms shows what has become of the other. A channel that has only the first is believed.
pub(super) fn is_damaged(folder: &Utf8Path) -> bool {
    let Ok(json) = fs::read(folder.join("repodata.json")) else { return false };
    if serde_json::from_slice::<IgnoredAny>(&json).is_err() {
        return true;
    }
    let Ok(compressed) = fs::read(folder.join("repodata.json.zst")) else { return false };
    // No more than is compared is unpacked.
    zstd::bulk::decompress(&compressed, json.len()).map_or(true, |unpacked| unpacked != json)
}

/// Whether the index of a platform's folder has a requirement that the indexer would not survive: it reads
/// those of the records that it keeps.
pub(super) fn has_unbounded_specs(folder: &Utf8Path) -> bool {
    fs::read(folder.join("repodata.json")).is_ok_and(|index| index_has_unbounded_specs(&index))
}

/// The same for the text of an index.
pub(crate) fn index_has_unbounded_specs(index: &[u8]) -> bool {
    let Some(repodata) = parse::<PackageSpecs>(index) else { return false };
    repodata.conda.into_values().chain(repodata.tar_bz2.into_values()).any(|record| {
        let PackageSpecs { depends, constrains, extra_depends } = record;
        let mut specs = extra_depends.into_values().chain([depends, constrains]).flatten();
        specs.any(|spec| !is_bounded_match_spec(&spec))
    })
}

fn read<R: for<'de> Deserialize<'de>>(folder: &Utf8Path) -> Option<Repodata<R>> {
    parse(&fs::read(folder.join("repodata.json")).ok()?)
}

fn parse<R: for<'de> Deserialize<'de>>(index: &[u8]) -> Option<Repodata<R>> {
    serde_json::from_slice(index).ok()
}

#[cfg(test)]
mod tests {
    use cargo_conda_test_support::fuzz;

    use super::*;

    const INDEX: &str = r#"{"info":{"subdir":"linux-64"},"packages":{"a-1-0.tar.bz2":{"name":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}},"packages.conda":{"b-1-0.conda":{"name":"b","depends":["a"],"sha256":null}},"repodata_version":1}"#;

    #[test]
    fn fuzz_repodata() {
        let directory = tempfile::tempdir().unwrap();
        let channel = Utf8Path::from_path(directory.path()).unwrap();
        let platform: Platform = "linux-64".parse().unwrap();
        let folder = channel.join(platform.as_str());
        fs::create_dir(&folder).unwrap();
        fuzz(&[INDEX], 500, |input| {
            fs::write(folder.join("repodata.json"), input).unwrap();
            let digests = digests(channel, platform);
            let names = all_names(&folder);
            assert!(digests.keys().all(|file| names.contains(file)));
        });
    }
}
