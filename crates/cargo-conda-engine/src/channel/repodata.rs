//! Reads a channel's index, `repodata.json`, as far as freshness and publishing need it.

use std::collections::BTreeMap;

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use fs_err as fs;
use serde::Deserialize;
use serde::de::IgnoredAny;

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

/// The digests of archives in the index of a platform, by file name. An index that is missing or damaged has
/// none.
pub(crate) fn digests(channel: &Utf8Path, platform: Platform) -> BTreeMap<String, Digest> {
    let Some(repodata) = read::<PackageRecord>(&channel.join(platform.as_str())) else {
        return BTreeMap::new();
    };
    let records = repodata.conda.into_iter().chain(repodata.tar_bz2);
    records.filter_map(|(file, record)| Some((file, record.sha256?))).collect()
}

/// Whether the index in a platform's folder has a record under this file name.
pub(super) fn names(folder: &Utf8Path, file: &str) -> bool {
    read::<IgnoredAny>(folder)
        .is_some_and(|repodata| repodata.conda.contains_key(file) || repodata.tar_bz2.contains_key(file))
}

fn read<R: for<'de> Deserialize<'de>>(folder: &Utf8Path) -> Option<Repodata<R>> {
    serde_json::from_slice(&fs::read(folder.join("repodata.json")).ok()?).ok()
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
            assert!(digests.keys().all(|file| names(&folder, file)));
        });
    }
}
