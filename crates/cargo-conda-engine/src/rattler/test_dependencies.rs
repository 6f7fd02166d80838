//! The packages that tests install beside the tested one, fetched once for all tests of a run.
//!
//! A test of rattler-build reads the package cache, but fetches what the cache lacks into a directory that is
//! deleted after the test. Without this module each test would fetch its dependencies again, and packages
//! with dependencies could not be tested offline.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rattler_build_core::render::solver::solve_environment;
use rattler_build_core::types::PlatformWithVirtualPackages;
use rattler_conda_types::{ChannelUrl, MatchSpec, ParseStrictness, RepoDataRecord};
use rattler_solve::SolveStrategy;
use tokio::sync::OnceCell;

use super::RattlerSession;

/// A platform, and match specs in their order.
type Wanted = (String, Vec<String>);

/// Which dependencies are in the package cache already.
#[derive(Default)]
pub(super) struct FetchedDependencies(Mutex<BTreeMap<Wanted, Arc<OnceCell<()>>>>);

impl FetchedDependencies {
    fn cell(&self, platform: &PlatformWithVirtualPackages, specs: &[String]) -> Arc<OnceCell<()>> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cells.entry((platform.platform.to_string(), specs.to_vec())).or_default())
    }
}

impl RattlerSession {
    /// Solves an environment with `depends`, the run requirements of a package, and unpacks its packages into
    /// the package cache; does nothing if that was done for equal requirements. Packages from `local`, the
    /// channels that the session does not have, are not cached: they are on this machine, and some channels
    /// are deleted after the test.
    ///
    /// A failure is left to the test, which solves and fetches again and says what is wrong.
    pub(super) async fn fetch_dependencies(
        &self,
        depends: &[String],
        platform: &PlatformWithVirtualPackages,
        local: &[ChannelUrl],
    ) {
        let mut specs: Vec<_> = packages_in(depends).cloned().collect();
        specs.sort();
        let parsed = specs.iter().map(|spec| MatchSpec::from_str(spec, ParseStrictness::Lenient));
        let Ok(parsed) = parsed.collect::<Result<Vec<_>, _>>() else { return };
        if parsed.is_empty() {
            return;
        }
        let cell = self.fetched.cell(platform, &specs);
        let fetching = cell.get_or_try_init(|| async {
            let channels = self.channels_behind(local);
            let solving = solve_environment(
                "test dependencies",
                &parsed,
                platform,
                &channels,
                &self.configuration,
                self.priority,
                SolveStrategy::Highest,
                None,
            );
            let records = Box::pin(solving).await.map_err(|_unsolved| ())?;
            for record in records.iter().filter(|record| !is_from(record, local)) {
                self.cache(record).await?;
            }
            Ok::<_, ()>(())
        });
        let _left_to_the_test = fetching.await;
    }

    /// Fetches one package into the package cache and unpacks it there.
    async fn cache(&self, record: &RepoDataRecord) -> Result<(), ()> {
        let client = self.configuration.client.get_client().clone();
        let package = &record.package_record;
        let fetching = self.configuration.package_cache.get_or_fetch_from_url(
            package,
            record.url.clone(),
            client,
            None,
            None,
        );
        fetching.await.map(|_cached| ()).map_err(|_unfetched| ())
    }
}

/// The requirements on packages among those of a package; the others are on virtual packages, which stand for
/// properties of the machine.
pub(crate) fn packages_in(depends: &[String]) -> impl Iterator<Item = &String> {
    depends.iter().filter(|spec| !spec.starts_with("__"))
}

/// Whether a package comes from one of these channels.
fn is_from(record: &RepoDataRecord, channels: &[ChannelUrl]) -> bool {
    channels.iter().any(|channel| record.url.as_str().starts_with(channel.url().as_str()))
}
