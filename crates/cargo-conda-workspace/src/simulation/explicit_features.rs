//! Features that have the name of an optional dependency without being its own.
//!
//! A manifest may have `time = ["clock"]` beside an optional dependency `time` that another feature turns on
//! by `"time/macros"`. For cargo, the feature `time` then is what the manifest says. guppy (0.17) takes an
//! optional dependency that no `"dep:time"` mentions for the feature of its name, and forgets the one of the
//! manifest: builds of coreutils, for one, would lack `jiff`. Here such a dependency is mentioned in a
//! feature that nothing turns on.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

/// The feature that mentions dependencies. No manifest can have a feature of this name: cargo allows no colon
/// in it.
const MENTIONS: &str = "cargo-conda:optional-dependencies";

/// The part of cargo's metadata that features are in.
#[derive(Debug, Deserialize)]
struct Listed {
    packages: Vec<ListedPackage>,
}

#[derive(Debug, Deserialize)]
struct ListedPackage {
    features: BTreeMap<String, Vec<String>>,
    dependencies: Vec<ListedDependency>,
}

#[derive(Debug, Deserialize)]
struct ListedDependency {
    name: String,
    rename: Option<String>,
    optional: bool,
}

/// The packages in which guppy would misread features, by their places in cargo's metadata, with the entries
/// that mend it.
#[derive(Debug, Default)]
pub(super) struct Misread(BTreeMap<usize, BTreeSet<String>>);

impl Misread {
    /// Looks for such packages in the output of `cargo metadata`.
    pub(super) fn in_metadata(json: &str) -> serde_json::Result<Self> {
        let listed: Listed = serde_json::from_str(json)?;
        let packages = listed.packages.iter().map(ListedPackage::unmentioned).enumerate();
        Ok(Self(packages.filter(|(_, entries)| !entries.is_empty()).collect()))
    }

    /// True if guppy reads all features as cargo does.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the entries to the metadata in which the packages were found.
    pub(super) fn mend(&self, metadata: &mut Value) {
        for (place, entries) in &self.0 {
            metadata["packages"][*place]["features"][MENTIONS] = entries.iter().cloned().collect();
        }
    }
}

impl ListedPackage {
    /// `dep:<name>` for each optional dependency that has the name of a feature and is in no such entry.
    fn unmentioned(&self) -> BTreeSet<String> {
        let optional = self.dependencies.iter().filter(|dependency| dependency.optional);
        let names = optional.map(|dependency| dependency.rename.as_ref().unwrap_or(&dependency.name));
        let entries =
            names.filter(|name| self.features.contains_key(*name)).map(|name| format!("dep:{name}"));
        let is_mentioned = |entry: &String| self.features.values().flatten().any(|other| other == entry);
        entries.filter(|entry| !is_mentioned(entry)).collect()
    }
}
