//! When packages were made and where their sources come from, as packages say it.

use jiff::Timestamp;

/// Seconds since 1970 of the times that archives can hold: zip counts years from 1980 in seven bits. See
/// section 4.4.6 of <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.
const TIMES_OF_ARCHIVES: std::ops::RangeInclusive<i64> = 315_532_800..=4_354_819_199;

/// Whether archives can hold a time: it is in one of the years from 1980 to 2107.
pub fn is_time_of_archive(time: Timestamp) -> bool {
    TIMES_OF_ARCHIVES.contains(&time.as_second())
}

/// Where the sources of a run come from, and what runs: the part of
/// [CEP 31](https://conda.org/learn/ceps/cep-0031) that the caller knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The full hash of the commit that is checked out; `None` if there is none or something was changed
    /// since.
    pub commit: Option<String>,
    /// Where others find the repository, without any credentials; `None` if they do not, or there is none.
    pub remote: Option<String>,
    /// The workspace's root in the repository, relative; empty if both are the same.
    pub directory: camino::Utf8PathBuf,
    /// The run of the service that builds, such as `github_1234`; `None` elsewhere.
    pub flow_run_id: Option<String>,
}
