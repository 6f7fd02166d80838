//! What the build of an archive was told.

use std::collections::BTreeMap;

use cargo_conda_engine::{BuildOptions, Origin, PackageIdentity, Packaging, Timestamp};

/// The keys of `extra` that each build writes anew.
const OF_BUILD: [&str; 5] = ["cargo_conda", "flow_run_id", "remote_url", "rustc", "sha"];

/// What archives of one build have in common, as they say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BuildKey {
    timestamp: Option<Timestamp>,
    extra: BTreeMap<String, String>,
    packaging: Packaging,
}

impl BuildKey {
    pub(super) fn of(identity: &PackageIdentity) -> Self {
        let PackageIdentity { timestamp, extra, packaging, .. } = identity;
        Self { timestamp: *timestamp, extra: extra.clone(), packaging: *packaging }
    }

    /// The options of a build that is told the same.
    pub(super) fn applied_to(&self, options: BuildOptions) -> BuildOptions {
        let Self { timestamp, extra, packaging } = self;
        let said = |name: &str| extra.get(name).filter(|text| !text.is_empty()).cloned();
        let origin = Origin {
            commit: said("sha"),
            remote: said("remote_url"),
            flow_run_id: said("flow_run_id"),
            ..options.origin().clone()
        };
        let more = extra.iter().filter(|(name, _)| !OF_BUILD.contains(&name.as_str()));
        let more = more.map(|(name, value)| (name.clone(), value.clone())).collect();
        // Only the caller may know the compression of a `.conda`.
        let given = options.packaging().filter(|given| given.extension() == packaging.extension());
        let options =
            options.with_origin(origin).with_extra_meta(more).with_packaging(given.unwrap_or(*packaging));
        match timestamp {
            Some(timestamp) => options.with_timestamp(*timestamp),
            None => options,
        }
    }
}
