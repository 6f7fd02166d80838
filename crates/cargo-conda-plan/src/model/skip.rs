//! Members that do not become packages, and why.

use camino::Utf8PathBuf;
use cargo_conda_workspace::{Member, Workspace};
use thiserror::Error;

use super::{LeftOutBinary, Partition};
use crate::problem::feature_list;

/// A member that does not become a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The member.
    pub crate_name: String,
    /// Path of its manifest, relative to the workspace's root if it lies below.
    pub manifest: Utf8PathBuf,
    /// Why.
    pub reason: SkipReason,
}

/// Why a member does not become a package.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SkipReason {
    /// It is a library.
    #[error("it has no binary")]
    NoBinaries,
    /// It has binaries, and `binaries` names those of others.
    #[error("`binaries` names none of its own")]
    BinariesLeftOut,
    /// It has binaries, and each needs a feature that is off.
    #[error("each of its binaries needs a feature that is off: {}", needs(.0))]
    BinariesNeedFeatures(Vec<LeftOutBinary>),
    /// A cargo alias runs it, or it has the customary name.
    #[error("{}", match .alias { Some(alias) => format!("the cargo alias `{alias}` runs it"), None => "it is the xtask".to_owned() })]
    Xtask {
        /// The alias.
        alias: Option<String>,
    },
    /// Its own cargo configuration builds for something else.
    #[error("its `{config}` builds for {}", .targets.join(", "))]
    OtherPlatform {
        /// Rust target triples.
        targets: Vec<String>,
        /// The file that says so.
        config: Utf8PathBuf,
    },
    /// The workspace chooses its default members, and this is none.
    #[error("it is not among the workspace's `default-members`")]
    OutsideDefaultMembers,
    /// `publish = false`, while others are published.
    #[error("it has `publish = false`")]
    Unpublished,
    /// `skip = true`.
    #[error("its configuration says `skip = true`")]
    Configured,
    /// `--exclude`.
    #[error("`--exclude` names it")]
    Excluded,
    /// `-p` names others.
    #[error("`--package` does not name it")]
    NotRequested,
    /// Nothing that it is made from has changed.
    #[error("nothing of it has changed since {since}")]
    Unaffected {
        /// The revision.
        since: String,
    },
    /// Another machine's share.
    #[error("it is not in the partition {0}")]
    OtherPartition(Partition),
}

impl Skip {
    pub(crate) fn new(workspace: &Workspace, member: &Member, reason: SkipReason) -> Self {
        let path = &member.manifest().path;
        let manifest = path.strip_prefix(workspace.root()).unwrap_or(path).to_owned();
        Self { crate_name: member.name().to_owned(), manifest, reason }
    }

    /// The one line that would make it a package, if one line can.
    pub fn remedy(&self) -> Option<String> {
        match &self.reason {
            SkipReason::NoBinaries | SkipReason::OtherPartition(_) => None,
            SkipReason::BinariesLeftOut => Some("add one of them to `binaries`".to_owned()),
            SkipReason::Unaffected { .. } => Some("leave `--since` out".to_owned()),
            SkipReason::BinariesNeedFeatures(binaries) => {
                let features: Vec<_> = binaries
                    .first()?
                    .missing_features
                    .iter()
                    .map(|feature| format!("\"{feature}\""))
                    .collect();
                Some(format!(
                    "`[package.metadata.conda] features = [{}]` in {}",
                    features.join(", "),
                    self.manifest
                ))
            }
            SkipReason::Xtask { .. } | SkipReason::OtherPlatform { .. } | SkipReason::Unpublished => {
                Some(format!("`[package.metadata.conda] skip = false` in {}", self.manifest))
            }
            SkipReason::OutsideDefaultMembers => Some("`--workspace`".to_owned()),
            SkipReason::Configured => Some(format!("remove `skip = true` from {}", self.manifest)),
            SkipReason::Excluded => Some("remove it from `--exclude`".to_owned()),
            SkipReason::NotRequested => Some(format!("`--package {}`", self.crate_name)),
        }
    }
}

fn needs(binaries: &[LeftOutBinary]) -> String {
    let needs: Vec<_> = binaries
        .iter()
        .map(|left_out| format!("`{}` needs {}", left_out.binary, feature_list(&left_out.missing_features)))
        .collect();
    needs.join("; ")
}
