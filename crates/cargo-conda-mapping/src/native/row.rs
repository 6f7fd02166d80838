//! How a row of the tables is written and read.
//!
//! A row is made with the constructors of this file, so that a table reads as a list of rules: the branches
//! of a build script in order, each with its condition and its needs.

use std::collections::BTreeSet;

use super::{NativeNeeds, NativeValue};
use crate::Platform;

/// What one crate needs, by the branches of its build script.
#[derive(Debug)]
pub(super) struct Row {
    /// The name of the crate.
    pub(super) name: &'static str,
    /// The branches of the build script: the first that applies counts. Where none does, nothing is known.
    pub(super) cases: &'static [Case],
}

/// One branch of a build script: when it is taken (the first three fields), and what it needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    /// The case applies on these platforms only.
    pub(super) on: On,
    /// The case applies if one of these features is on; if the list is empty, whatever the features are.
    pub(super) with: &'static [&'static str],
    /// The case applies if none of these features is on.
    pub(super) without: &'static [&'static str],
    /// As [`NativeNeeds::host`].
    pub(super) host: &'static [&'static str],
    /// As [`NativeNeeds::host_version_of_crate`].
    pub(super) host_version_of_crate: bool,
    /// Pairs of a feature and a match spec for the host environment, which is needed if the feature is on.
    /// Sorted.
    pub(super) host_by_feature: &'static [(&'static str, &'static str)],
    /// As [`NativeNeeds::build`].
    pub(super) build: &'static [&'static str],
    /// As [`NativeNeeds::env`].
    pub(super) env: &'static [(&'static str, NativeValue)],
    /// As [`NativeNeeds::vendored`].
    pub(super) vendored: bool,
}

/// The platforms that a case applies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Any,
    Unix,
    Linux,
    Windows,
    /// Windows on 64-bit x86 processors.
    Win64,
}

/// A row for a crate, with the branches of its build script.
pub(super) const fn row(name: &'static str, cases: &'static [Case]) -> Row {
    Row { name, cases }
}

/// A row for a crate whose build script compiles all that it links, with nothing but a compiler.
pub(super) const fn self_contained(name: &'static str) -> Row {
    const NOTHING: &[Case] = &[always()];
    row(name, NOTHING)
}

/// A case that applies whatever the features are. It needs nothing until methods of [`Case`] add needs.
pub(super) const fn always() -> Case {
    with(&[])
}

/// A case that applies if one of these features is on. It needs nothing until methods of [`Case`] add needs.
pub(super) const fn with(features: &'static [&'static str]) -> Case {
    Case {
        on: On::Any,
        with: features,
        without: &[],
        host: &[],
        host_version_of_crate: false,
        host_by_feature: &[],
        build: &[],
        env: &[],
        vendored: false,
    }
}

/// A case that applies if one of these features is on, and compiles a copy of the library because of it.
pub(super) const fn vendored(features: &'static [&'static str]) -> Case {
    Case { vendored: true, ..with(features) }
}

/// A case that applies on these platforms. It needs nothing until methods of [`Case`] add needs.
pub(super) const fn on(platforms: On) -> Case {
    always().on(platforms)
}

impl Case {
    pub(super) const fn on(self, on: On) -> Self {
        Self { on, ..self }
    }

    pub(super) const fn without(self, without: &'static [&'static str]) -> Self {
        Self { without, ..self }
    }

    pub(super) const fn host(self, host: &'static [&'static str]) -> Self {
        Self { host, ..self }
    }

    /// Needs packages of the host environment, in the minor version that the crate's own version names.
    pub(super) const fn host_of_crate(self, host: &'static [&'static str]) -> Self {
        Self { host, host_version_of_crate: true, ..self }
    }

    pub(super) const fn host_by_feature(
        self,
        host_by_feature: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { host_by_feature, ..self }
    }

    pub(super) const fn build(self, build: &'static [&'static str]) -> Self {
        Self { build, ..self }
    }

    pub(super) const fn env(self, env: &'static [(&'static str, NativeValue)]) -> Self {
        Self { env, ..self }
    }

    fn applies(&self, features: &BTreeSet<String>, platform: Platform) -> bool {
        let is_on = |feature: &&str| features.contains(*feature);
        self.on.includes(platform)
            && (self.with.is_empty() || self.with.iter().any(is_on))
            && !self.without.iter().any(is_on)
    }
}

impl On {
    fn includes(self, platform: Platform) -> bool {
        match self {
            Self::Any => true,
            Self::Unix => platform.is_unix(),
            Self::Linux => platform.is_linux(),
            Self::Windows => platform.is_windows(),
            Self::Win64 => platform.as_str() == "win-64",
        }
    }
}

impl Row {
    pub(super) fn needs(&self, features: &BTreeSet<String>, platform: Platform) -> Option<NativeNeeds> {
        let case = self.cases.iter().find(|case| case.applies(features, platform))?;
        let wanted = case.host_by_feature.iter().filter(|(feature, _)| features.contains(*feature));
        let mut host = case.host.to_vec();
        for (_, package) in wanted {
            if !host.contains(package) {
                host.push(package);
            }
        }
        let is_copied = |other: &&Case| other.vendored && other.on.includes(platform);
        let copied = self.cases.iter().filter(is_copied).flat_map(|case| case.with).copied();
        let is_taken = !case.vendored && !host.is_empty();
        Some(NativeNeeds {
            host,
            host_version_of_crate: case.host_version_of_crate,
            build: case.build.to_vec(),
            env: case.env.to_vec(),
            vendored: case.vendored,
            // Others bring more than the library, such as `bundled-sqlcipher`.
            vendored_by: copied.min_by_key(|feature| feature.len()).filter(|_| is_taken),
        })
    }
}
