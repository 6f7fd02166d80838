//! What a channel's index says of its archives.

use std::collections::BTreeMap;

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use fs_err as fs;
use serde::Deserialize;

/// What is read of an index.
#[derive(Deserialize, Default)]
struct Index {
    #[serde(rename = "packages.conda", default)]
    packages: BTreeMap<String, IndexRecord>,
}

#[derive(Deserialize)]
struct IndexRecord {
    sha256: Option<String>,
}

/// The digests of archives that the index of a platform has, by file name. An index that cannot be read has none.
pub(crate) fn digests(channel: &Utf8Path, platform: Platform) -> BTreeMap<String, String> {
    let path = channel.join(platform.as_str()).join("repodata.json");
    let index: Option<Index> = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let records = index.unwrap_or_default().packages.into_iter();
    records.filter_map(|(file, record)| Some((file, record.sha256?))).collect()
}
