//! The features that a selection enables in a member.

use std::collections::BTreeSet;

use thiserror::Error;

use super::member::Member;

/// The features that a build asks for, as with cargo's options of the same names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeatureSelection {
    /// Features of the member, or `dependency/feature` for a feature of a dependency; in no order.
    pub features: Vec<String>,
    /// True to enable every feature of the member.
    pub all_features: bool,
    /// True not to enable the feature `default`: of the member, or of all members if the features are those
    /// of the workspace, since cargo has no option for one of them then.
    pub no_default_features: bool,
    /// Whose requests decide the features of everything that is compiled.
    pub of: FeaturesOf,
}

/// Whose requests decide the features of the packages that a build compiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeaturesOf {
    /// The member that is built, alone: `cargo install --path`.
    #[default]
    Package,
    /// All members of the workspace: `cargo build --workspace`, which unites what they ask for, although it
    /// compiles only what the chosen binaries need.
    Workspace,
}

/// A selection that was checked against the features of a member.
#[derive(Debug, Default)]
pub(crate) struct RequestedFeatures<'a> {
    /// Features of the member.
    pub(crate) own: BTreeSet<&'a str>,
    /// Entries of the form `dependency/feature`.
    pub(crate) of_dependencies: BTreeSet<String>,
}

/// The error for a selection with a feature that the member does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("package `{member}` has no feature `{feature}`")]
pub struct UnknownFeature {
    /// The name of the member.
    pub member: String,
    /// The feature as the user wrote it.
    pub feature: String,
    /// All features of the member, sorted.
    pub known: Vec<String>,
}

impl Member {
    /// The features of this member that a selection enables, with all that they enable in turn.
    ///
    /// The rules are those of cargo (<https://doc.rust-lang.org/cargo/reference/features.html>):
    /// - `default` is on if the member has it, unless the selection turns it off;
    /// - `feature = ["other"]` enables `other`;
    /// - an optional dependency is a feature of the same name, unless some `dep:` entry hides it;
    /// - `dependency/feature` enables that feature of the same name too, and `dependency?/feature` does not;
    /// - `dep:dependency` is not a feature.
    ///
    /// Platforms are not regarded. Where an optional dependency is for other platforms only,
    /// `dependency/feature` does not enable the feature of that name in cargo, nor in
    /// [`Closure::enabled_features`], but it does here.
    ///
    /// [`Closure::enabled_features`]: crate::Closure::enabled_features
    pub fn enabled_features(&self, selection: &FeatureSelection) -> Result<BTreeSet<String>, UnknownFeature> {
        let RequestedFeatures { own, of_dependencies } = self.requested_features(selection)?;
        let implied = of_dependencies.iter().filter_map(|entry| match Entry::parse(entry) {
            Entry::DependencyFeature { dependency, weak } => self.implied_feature(dependency, weak),
            Entry::Feature(_) | Entry::Dependency => None,
        });
        Ok(self.expand(own.into_iter().chain(implied).collect()))
    }

    /// The features that a selection asks for, without those that they enable in turn.
    pub(crate) fn requested_features<'a>(
        &'a self,
        selection: &'a FeatureSelection,
    ) -> Result<RequestedFeatures<'a>, UnknownFeature> {
        let FeatureSelection { features, all_features, no_default_features, of: _ } = selection;
        let known = self.features();
        let mut requested = RequestedFeatures::default();
        if *all_features {
            requested.own.extend(known.keys().map(String::as_str));
        }
        if !no_default_features && known.contains_key("default") {
            requested.own.insert("default");
        }
        for wanted in features {
            match Entry::parse(wanted) {
                Entry::Feature(name) if known.contains_key(name) => {
                    requested.own.insert(name);
                }
                Entry::DependencyFeature { dependency, .. } if self.declares(dependency) => {
                    requested.of_dependencies.insert(wanted.clone());
                }
                Entry::Feature(_) | Entry::Dependency | Entry::DependencyFeature { .. } => {
                    return Err(self.unknown_feature(wanted));
                }
            }
        }
        Ok(requested)
    }

    /// The features of this member that `cargo build --workspace` enables if the selection is made for the
    /// member `built`: `default`, and what the entries of the command line mean here.
    ///
    /// On the command line, a feature of `built` is written `built/feature`. Cargo gives an entry
    /// `name/feature` to each member that has a dependency of that name, and to the member of that name
    /// (`Workspace::collect_matching_features` in cargo's `core/workspace.rs`).
    pub(crate) fn features_beside<'a>(
        &'a self,
        built: &Self,
        selection: &FeatureSelection,
    ) -> RequestedFeatures<'a> {
        let mut requested = RequestedFeatures::default();
        if !selection.no_default_features
            && let Some((default, _)) = self.features().get_key_value("default")
        {
            requested.own.insert(default);
        }
        let all = built.features().keys().filter(|_| selection.all_features);
        for wanted in selection.features.iter().chain(all) {
            let (name, feature) = wanted.split_once('/').unwrap_or((built.name(), wanted));
            if self.declares(name.trim_end_matches('?')) {
                requested.of_dependencies.insert(format!("{name}/{feature}"));
            } else if self.name() == name {
                requested.own.extend(self.features().get_key_value(feature).map(|(known, _)| known.as_str()));
            }
        }
        requested
    }

    /// The features, including those that other features enable.
    fn expand<'a>(&'a self, mut pending: Vec<&'a str>) -> BTreeSet<String> {
        let mut enabled = BTreeSet::new();
        while let Some(name) = pending.pop() {
            if !enabled.insert(name.to_owned()) {
                continue;
            }
            for entry in self.features().get(name).into_iter().flatten() {
                match Entry::parse(entry) {
                    Entry::Feature(next) => pending.push(next),
                    Entry::Dependency => {}
                    Entry::DependencyFeature { dependency, weak } => {
                        pending.extend(self.implied_feature(dependency, weak));
                    }
                }
            }
        }
        enabled
    }

    /// The feature of the package itself that an entry `dependency/feature` enables.
    ///
    /// Only an optional dependency has one. Any other dependency may share its name with a feature without
    /// enabling it.
    fn implied_feature(&self, dependency: &str, weak: bool) -> Option<&str> {
        let optional = self.declared_as(dependency).any(|declared| declared.optional);
        if weak || !optional {
            return None;
        }
        self.features().get_key_value(dependency).map(|(name, _)| name.as_str())
    }

    fn declares(&self, dependency: &str) -> bool {
        self.declared_as(dependency).next().is_some()
    }

    /// The declarations of a dependency by the name that the manifest uses for it. There may be one for each
    /// kind and platform.
    fn declared_as(&self, name: &str) -> impl Iterator<Item = &cargo_metadata::Dependency> {
        self.declared_dependencies()
            .iter()
            .filter(move |declared| declared.rename.as_ref().unwrap_or(&declared.name) == name)
    }

    fn unknown_feature(&self, feature: &str) -> UnknownFeature {
        UnknownFeature {
            member: self.name().to_owned(),
            feature: feature.to_owned(),
            known: self.features().keys().cloned().collect(),
        }
    }
}

/// An entry of a selection or of a feature's list.
enum Entry<'a> {
    /// `feature`.
    Feature(&'a str),
    /// `dep:dependency`.
    Dependency,
    /// `dependency/feature`, or `dependency?/feature` if weak.
    DependencyFeature { dependency: &'a str, weak: bool },
}

impl<'a> Entry<'a> {
    fn parse(text: &'a str) -> Self {
        if text.starts_with("dep:") {
            return Self::Dependency;
        }
        match text.split_once('/') {
            None => Self::Feature(text),
            Some((dependency, _)) => match dependency.strip_suffix('?') {
                Some(dependency) => Self::DependencyFeature { dependency, weak: true },
                None => Self::DependencyFeature { dependency, weak: false },
            },
        }
    }
}
