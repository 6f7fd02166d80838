//! Which members become packages.
//!
//! Evidence decides unless somebody has decided: the command line overrules configuration, configuration
//! overrules evidence. Whatever the decision, it has a reason that can be shown.

use std::collections::BTreeSet;

use cargo_conda_mapping::{Platform, nearest};
use cargo_conda_workspace::{CargoConfig, DefaultMembers, Member, Workspace};
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::candidate::Candidate;
use super::error::PlanError;
use crate::model::{Skip, SkipReason};
use crate::request::Selection;

/// The customary name of a workspace's own chores: <https://github.com/matklad/cargo-xtask>.
const XTASK: &str = "xtask";

/// Judges members for one platform.
pub(crate) struct Selector<'a> {
    workspace: &'a Workspace,
    platform: Platform,
    everything: bool,
    requested: Option<GlobSet>,
    named: &'a [String],
    excluded: GlobSet,
    default_members: Option<BTreeSet<&'a str>>,
}

impl<'a> Selector<'a> {
    pub(crate) fn new(
        workspace: &'a Workspace,
        platform: Platform,
        selection: &'a Selection,
    ) -> Result<Self, PlanError> {
        let requested = patterns(workspace, &selection.packages)?;
        let default_members = match workspace.default_members() {
            DefaultMembers::All => None,
            DefaultMembers::Chosen(members) => Some(members.iter().map(|member| member.name()).collect()),
        };
        Ok(Self {
            workspace,
            platform,
            everything: selection.workspace,
            requested: (!selection.packages.is_empty()).then_some(requested),
            named: &selection.packages,
            excluded: patterns(workspace, &selection.exclude)?,
            default_members,
        })
    }

    /// Judges all candidates at once, for `publish = false` counts only where something else is published.
    pub(crate) fn judge(&self, candidates: &[Candidate<'_>]) -> Vec<Result<(), SkipReason>> {
        let mut verdicts: Vec<_> = candidates.iter().map(|candidate| self.verdict(candidate)).collect();
        let by_evidence = |index: usize, verdict: &Result<(), SkipReason>| {
            verdict.is_ok() && !self.decided(&candidates[index])
        };
        let publishing_says_something = verdicts
            .iter()
            .enumerate()
            .any(|(index, verdict)| verdict.is_ok() && candidates[index].member.is_publishable());
        if publishing_says_something {
            for (index, verdict) in verdicts.iter_mut().enumerate() {
                if by_evidence(index, verdict) && !candidates[index].member.is_publishable() {
                    *verdict = Err(SkipReason::Unpublished);
                }
            }
        }
        verdicts
    }

    /// A member that `-p` names in full and that cannot be a package is an error, not a skip: somebody waits
    /// for exactly that package.
    pub(crate) fn check_explicit(
        &self,
        candidates: &[Candidate<'_>],
        verdicts: &[Result<(), SkipReason>],
    ) -> Result<(), PlanError> {
        for (candidate, verdict) in candidates.iter().zip(verdicts) {
            let named = self.named.iter().any(|name| name == candidate.member.name());
            if let (
                true,
                Err(
                    reason @ (SkipReason::NoBinaries
                    | SkipReason::BinariesLeftOut
                    | SkipReason::BinariesNeedFeatures(_)),
                ),
            ) = (named, verdict)
            {
                let skip = Skip::new(self.workspace, candidate.member, reason.clone());
                return Err(PlanError::CannotPackage(skip));
            }
        }
        Ok(())
    }

    /// Whether a person, not the evidence, took it in.
    fn decided(&self, candidate: &Candidate<'_>) -> bool {
        self.requested.is_some() || self.everything || candidate.decreed() == Some(true)
    }

    fn verdict(&self, candidate: &Candidate<'_>) -> Result<(), SkipReason> {
        let name = candidate.member.name();
        if self.excluded.is_match(name) {
            return Err(SkipReason::Excluded);
        }
        if let Some(requested) = &self.requested {
            return if requested.is_match(name) {
                candidate.buildable()
            } else {
                Err(SkipReason::NotRequested)
            };
        }
        if candidate.decreed() == Some(false) {
            return Err(SkipReason::Configured);
        }
        candidate.buildable()?;
        if self.decided(candidate) {
            return Ok(());
        }
        self.evidence(candidate.member)
    }

    fn evidence(&self, member: &Member) -> Result<(), SkipReason> {
        if let Some(alias) = alias_that_runs(self.workspace, member)
            && (alias == XTASK || !member.is_publishable())
        {
            return Err(SkipReason::Xtask { alias: Some(alias) });
        }
        if member.name() == XTASK {
            return Err(SkipReason::Xtask { alias: None });
        }
        if let Some(reason) = self.other_platform(member.cargo_config()) {
            return Err(reason);
        }
        match &self.default_members {
            Some(chosen) if !chosen.contains(member.name()) => Err(SkipReason::OutsideDefaultMembers),
            _ => Ok(()),
        }
    }

    fn other_platform(&self, config: &CargoConfig) -> Option<SkipReason> {
        let here = |triple: &String| Platform::from_rust_triple(triple) == Some(self.platform);
        if config.build_targets.is_empty() || config.build_targets.iter().any(here) {
            return None;
        }
        let path = config.path.clone().unwrap_or_default();
        let config_path = path.strip_prefix(self.workspace.root()).map(ToOwned::to_owned).unwrap_or(path);
        Some(SkipReason::OtherPlatform { targets: config.build_targets.clone(), config: config_path })
    }
}

/// The alias of `cargo <alias>` that is a `cargo run` of this member.
///
/// An alias alone says little: developers run their product by one too. It counts for members that are not
/// published, and for the customary alias.
fn alias_that_runs(workspace: &Workspace, member: &Member) -> Option<String> {
    let mut aliases = workspace.cargo_config().aliases.iter();
    aliases.find(|(_, words)| runs(words, workspace, member)).map(|(alias, _)| alias.clone())
}

/// Whether these words are a `cargo run` of this member.
fn runs(words: &[String], workspace: &Workspace, member: &Member) -> bool {
    let Some(("run" | "r", arguments)) = words.split_first().map(|(first, rest)| (first.as_str(), rest))
    else {
        return false;
    };
    // What is behind `--` is for the program.
    let own = arguments.iter().map(String::as_str).take_while(|word| *word != "--");
    let mut words = own.peekable();
    while let Some(word) = words.next() {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None if word.len() > 2 && word.starts_with("-p") => {
                word.split_at_checked(2).map_or((word, None), |(option, value)| (option, Some(value)))
            }
            None => (word, words.peek().copied()),
        };
        let named = value.is_some_and(|value| match option {
            "-p" | "--package" => value == member.name(),
            "--bin" => has_binary(member, value),
            // cargo resolves it where it is called, and people call aliases at the root.
            "--manifest-path" => workspace.root().join(value) == member.manifest().path,
            _ => false,
        });
        if named {
            return true;
        }
    }
    false
}

fn has_binary(member: &Member, name: &str) -> bool {
    member.binaries().iter().any(|binary| binary.name == name)
}

/// Patterns as one set. Each must match something: a name that matches nothing is a slip.
fn patterns(workspace: &Workspace, patterns: &[String]) -> Result<GlobSet, PlanError> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let invalid = || PlanError::InvalidPattern { pattern: pattern.clone() };
        let glob = Glob::new(pattern).map_err(|_error| invalid())?;
        let matcher = glob.compile_matcher();
        if !workspace.members().any(|member| matcher.is_match(member.name())) {
            let names = workspace.members().map(Member::name);
            return Err(PlanError::NoSuchMember {
                pattern: pattern.clone(),
                nearest: nearest(pattern, names).map(ToOwned::to_owned),
            });
        }
        set.add(glob);
    }
    set.build().map_err(|_error| PlanError::InvalidPattern { pattern: patterns.join(", ") })
}
