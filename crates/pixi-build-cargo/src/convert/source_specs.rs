//! Source packages on their way through a recipe, which knows packages of channels only.

use url::Url;

use crate::wire::SourceSpec;

/// The source packages that the manifest names.
///
/// Recipes know packages of channels only. So a source package goes through a recipe as a requirement with a
/// URL of the scheme `source`, and [`SourceSpecs::get`] leads from the URL back to the package.
#[derive(Debug, Default)]
pub(crate) struct SourceSpecs(Vec<SourceSpec>);

/// The scheme of the URLs that stand for source packages.
const SCHEME: &str = "source";

impl SourceSpecs {
    /// Keeps a source package and returns the URL that stands for it.
    pub(super) fn keep(&mut self, spec: SourceSpec) -> Url {
        self.0.push(spec);
        let url = format!("{SCHEME}://pixi/{}", self.0.len() - 1);
        url.parse().expect("a scheme, a host and a number are a URL")
    }

    /// The source package that a URL stands for. `None` for any other URL.
    pub(crate) fn get(&self, url: &Url) -> Option<&SourceSpec> {
        let own = url.scheme() == SCHEME;
        let index = url.path().trim_start_matches('/').parse::<usize>().ok().filter(|_| own)?;
        self.0.get(index)
    }
}
