//! Reads a channel's index, `repodata.json`.

use std::collections::BTreeMap;

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use fs_err as fs;
use serde::Deserialize;

use crate::system::Digest;

/// The part of `repodata.json` that is read: <https://docs.conda.io/projects/conda-build/en/stable/concepts/generating-index.html>.
#[derive(Deserialize, Default)]
struct Index {
    #[serde(rename = "packages.conda", default)]
    packages: BTreeMap<String, IndexRecord>,
}

#[derive(Deserialize)]
struct IndexRecord {
    sha256: Option<Digest>,
}

/// The digests of archives in the index of a platform, by file name. An index that is missing or damaged has none.
pub(crate) fn digests(channel: &Utf8Path, platform: Platform) -> BTreeMap<String, Digest> {
    let path = channel.join(platform.as_str()).join("repodata.json");
    let index: Option<Index> = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let records = index.unwrap_or_default().packages.into_iter();
    records.filter_map(|(file, record)| Some((file, record.sha256?))).collect()
}
