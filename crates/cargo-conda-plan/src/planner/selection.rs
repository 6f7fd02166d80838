//! The rules by which members become packages.
//!
//! The command line overrules configuration, and configuration overrules the evidence of manifests (binaries,
//! aliases, `default-members`, `publish`). Every member that is left out is left out for a reason that can be
//! shown.

use std::collections::BTreeSet;

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{CargoConfig, DefaultMembers, Member, Workspace};

use super::candidate::Candidate;
use super::error::PlanError;
use super::member_spec::MemberSpecs;
use crate::model::{Skip, SkipReason};
use crate::request::PlanRequest;
use crate::source::Location;

/// The customary name of the crate with a workspace's own chores: <https://github.com/matklad/cargo-xtask>.
const XTASK: &str = "xtask";

/// The rules of one request on one platform.
pub(super) struct Selector<'a> {
    workspace: &'a Workspace,
    platform: Platform,
    /// True with `--workspace`.
    everything: bool,
    /// The arguments of `--package`; `None` if there are none.
    requested: Option<MemberSpecs>,
    /// The arguments of `--exclude`.
    excluded: MemberSpecs,
    /// The names of the workspace's `default-members`; `None` if it has no such key.
    default_members: Option<BTreeSet<&'a str>>,
    /// True if the workspace publishes something, so that `publish = false` marks an internal tool.
    publishes: bool,
    /// The configuration file that overrules all others; `None` if manifests alone configure.
    config_file: Option<&'a Utf8Path>,
}

impl<'a> Selector<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        platform: Platform,
        request: &'a PlanRequest,
    ) -> Result<Self, PlanError> {
        let selection = &request.selection;
        let requested = MemberSpecs::parse(workspace, &selection.packages)?;
        let default_members = match workspace.default_members() {
            DefaultMembers::All => None,
            DefaultMembers::Chosen(members) => Some(members.iter().map(|member| member.name()).collect()),
        };
        Ok(Self {
            workspace,
            platform,
            everything: selection.workspace,
            requested: (!selection.packages.is_empty()).then_some(requested),
            excluded: MemberSpecs::parse(workspace, &selection.exclude)?,
            default_members,
            publishes: publishes(workspace),
            config_file: request.config_file(),
        })
    }

    /// Judges each candidate.
    pub(super) fn judge(&self, candidates: &[Candidate<'_>]) -> Vec<Result<(), SkipReason>> {
        candidates.iter().map(|candidate| self.verdict(candidate)).collect()
    }

    /// Refuses a member that `--package` names alone and that has nothing to install. Skipping it in
    /// silence would leave the caller without the package.
    pub(super) fn check_explicit(
        &self,
        candidates: &[Candidate<'_>],
        verdicts: &[Result<(), SkipReason>],
    ) -> Result<(), PlanError> {
        for (candidate, verdict) in candidates.iter().zip(verdicts) {
            let named = self.requested.as_ref().is_some_and(|specs| specs.name(candidate.member));
            if let (
                true,
                Err(
                    reason @ (SkipReason::NoBinaries
                    | SkipReason::CLibraryNotAskedFor
                    | SkipReason::CLibraryOff
                    | SkipReason::BinariesLeftOut
                    | SkipReason::PythonOff
                    | SkipReason::PythonOfConda
                    | SkipReason::BinariesNeedFeatures(_)),
                ),
            ) = (named, verdict)
            {
                let skip = Skip::new(self.workspace, candidate.member, reason.clone(), self.config_file);
                return Err(PlanError::CannotPackage(Box::new(skip)));
            }
        }
        Ok(())
    }

    /// Whether the command line or the configuration took the member in, so that evidence does not matter.
    fn is_decided(&self, candidate: &Candidate<'_>) -> bool {
        self.requested.is_some() || self.everything || candidate.decreed() == Some(true)
    }

    fn verdict(&self, candidate: &Candidate<'_>) -> Result<(), SkipReason> {
        if self.excluded.match_member(candidate.member) {
            return Err(SkipReason::Excluded);
        }
        if let Some(requested) = &self.requested {
            return if requested.match_member(candidate.member) {
                candidate.buildable()
            } else {
                Err(SkipReason::NotRequested)
            };
        }
        if let Some(skip) = candidate.config.skip.as_ref().filter(|skip| skip.value) {
            return Err(self.configured(&skip.location));
        }
        candidate.buildable()?;
        if self.is_decided(candidate) {
            return Ok(());
        }
        self.evidence_on(candidate)
    }

    fn configured(&self, location: &Location) -> SkipReason {
        let path = &location.source.path;
        let file = path.strip_prefix(self.workspace.root()).unwrap_or(path).to_owned();
        SkipReason::Configured { file, line: location.line_and_column().0 }
    }

    /// The evidence against a member whose binaries need features that are off: turning them on is not
    /// enough. `None` if it is.
    pub(super) fn evidence_besides(&self, candidate: &Candidate<'_>) -> Option<SkipReason> {
        let needs_features = matches!(candidate.buildable(), Err(SkipReason::BinariesNeedFeatures(_)));
        if !needs_features || self.is_decided(candidate) {
            return None;
        }
        self.evidence_on(candidate).err()
    }

    fn evidence_on(&self, candidate: &Candidate<'_>) -> Result<(), SkipReason> {
        let member = candidate.member;
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
        if self.default_members.as_ref().is_some_and(|chosen| !chosen.contains(member.name())) {
            return Err(SkipReason::OutsideDefaultMembers);
        }
        // A Python extension is published as a wheel, and hardly ever to a registry of crates.
        let is_internal = !member.is_publishable() && !candidate.is_for_python();
        if self.publishes && is_internal { Err(SkipReason::Unpublished) } else { Ok(()) }
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
/// Developers also run their product by an alias, so an alias is evidence only for members that are not
/// published, and if it has the customary name.
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
    // Arguments after `--` are the program's.
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
            // cargo resolves the path where the alias is run, which is usually the workspace's root.
            "--manifest-path" => workspace.root().join(value) == member.manifest().path,
            _ => false,
        });
        if named {
            return true;
        }
    }
    false
}

/// Whether the workspace publishes a crate, a program or a library. The xtask does not count: it is never
/// published, but its manifest may not say so.
pub(super) fn publishes(workspace: &Workspace) -> bool {
    let mut publishable = workspace.members().filter(|member| member.is_publishable());
    publishable.any(|member| {
        member.name() != XTASK && alias_that_runs(workspace, member).is_none_or(|alias| alias != XTASK)
    })
}

fn has_binary(member: &Member, name: &str) -> bool {
    member.binaries().iter().any(|binary| binary.name == name)
}
