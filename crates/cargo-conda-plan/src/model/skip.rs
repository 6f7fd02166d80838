//! Members that do not become packages, and the reasons.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Member, Workspace};
use thiserror::Error;

use super::{LeftOutBinary, Partition};
use crate::problem::feature_list;

/// A member that does not become a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The name of the member.
    pub crate_name: String,
    /// Path of the member's manifest: relative to the workspace's root if it is below, absolute otherwise.
    pub manifest: Utf8PathBuf,
    /// The reason.
    pub reason: SkipReason,
    /// The configuration file that overrules all others, relative to the workspace's root if it is below;
    /// `None` if manifests alone configure.
    pub config_file: Option<Utf8PathBuf>,
    /// A reason that would leave the member out if `reason` did not; `None` if there is none.
    pub also: Option<Box<SkipReason>>,
}

/// The reason why a member does not become a package.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SkipReason {
    /// The member is a library.
    #[error("it has no binary")]
    NoBinaries,
    /// The member is a library for C, which its configuration has to ask for.
    #[error("it has no binary, and it only becomes a C library when its configuration says so")]
    CLibraryNotAskedFor,
    /// The configuration says that the member does not become a C library.
    #[error("it has no binary, and its configuration says `c-library = false`")]
    CLibraryOff,
    /// The configuration says that the member does not become a Python extension.
    #[error("it has no binary, and its configuration says `python = false`")]
    PythonOff,
    /// The member has binaries, but the key `binaries` names only those of other members.
    #[error("`binaries` names none of its own")]
    BinariesLeftOut,
    /// The member has binaries, and each requires a feature that is off.
    #[error("each of its binaries needs a feature that is off: {}", needs(.0))]
    BinariesNeedFeatures(Vec<LeftOutBinary>),
    /// The member has the workspace's own chores: a cargo alias runs it, or it has the customary name.
    #[error("{}", match .alias { Some(alias) => format!("the cargo alias `{alias}` runs it"), None => "it is the xtask".to_owned() })]
    Xtask {
        /// The alias; `None` if only the name tells.
        alias: Option<String>,
    },
    /// The member is a Python extension for one Python at a time, and the machine's toolchain has none of
    /// conda's Pythons.
    #[error("it is a Python extension for one Python at a time, which has to be one of conda's")]
    PythonOfConda,
    /// The member's own cargo configuration builds for another platform.
    #[error("its `{config}` builds for {}", .targets.join(", "))]
    OtherPlatform {
        /// The Rust target triples of the configuration.
        targets: Vec<String>,
        /// The configuration file, relative to the workspace's root if it is below.
        config: Utf8PathBuf,
    },
    /// The workspace has `default-members`, and the member is not among them.
    #[error("it is not among the workspace's `default-members`")]
    OutsideDefaultMembers,
    /// The member has `publish = false`, while other members, programs or libraries, are published.
    #[error("it has `publish = false`")]
    Unpublished,
    /// The configuration has `skip = true`.
    #[error("its configuration says `skip = true`")]
    Configured {
        /// The file that says so, relative to the workspace's root if it is below.
        file: Utf8PathBuf,
        /// The line of the value, counted from 1.
        line: usize,
    },
    /// `--exclude` matches the member.
    #[error("`--exclude` names it")]
    Excluded,
    /// `--package` matches other members only.
    #[error("`--package` does not name it")]
    NotRequested,
    /// With `--since`, nothing that the member is made from has changed.
    #[error("its sources have not changed since {since}")]
    Unaffected {
        /// The revision, as the user wrote it.
        since: String,
    },
    /// With `--affected-by`, the advisories concern no published package of the member.
    #[error("no published package of it is concerned by {}", .advisories.join(", "))]
    Unconcerned {
        /// The ids of the advisories, as the user wrote them.
        advisories: Vec<String>,
    },
    /// With `--partition`, the package is in the share of another machine.
    #[error("it is not in the partition {0}")]
    OtherPartition(Partition),
}

impl Skip {
    /// A skipped member of a workspace.
    pub(crate) fn new(
        workspace: &Workspace,
        member: &Member,
        reason: SkipReason,
        config_file: Option<&Utf8Path>,
    ) -> Self {
        let relative = |path: &Utf8Path| path.strip_prefix(workspace.root()).unwrap_or(path).to_owned();
        let manifest = relative(&member.manifest().path);
        let config_file = config_file.map(relative);
        Self { crate_name: member.name().to_owned(), manifest, reason, config_file, also: None }
    }

    /// A line of configuration with the place for it.
    fn configured(&self, line: &str) -> String {
        let Self { crate_name, manifest, config_file, .. } = self;
        match config_file {
            None => format!("`[package.metadata.conda] {line}` in {manifest}"),
            Some(file) => format!("`[package.{crate_name}] {line}` in {file}"),
        }
    }

    /// What would make the member a package; `None` if nothing can.
    pub fn remedy(&self) -> Option<String> {
        match &self.reason {
            SkipReason::NoBinaries | SkipReason::OtherPartition(_) => None,
            SkipReason::CLibraryNotAskedFor | SkipReason::CLibraryOff => {
                Some(self.configured("c-library = true"))
            }
            SkipReason::PythonOff => Some(self.configured("python = true")),
            SkipReason::PythonOfConda => {
                Some("`--toolchain conda`, or a feature of pyo3 such as `abi3-py39`".to_owned())
            }
            SkipReason::BinariesLeftOut => Some("add one of them to `binaries`".to_owned()),
            SkipReason::Unaffected { .. } => Some("leave `--since` out".to_owned()),
            SkipReason::Unconcerned { .. } => Some("leave `--affected-by` out".to_owned()),
            SkipReason::BinariesNeedFeatures(binaries) => {
                let features: Vec<_> = binaries
                    .first()?
                    .missing_features
                    .iter()
                    .map(|feature| format!("\"{feature}\""))
                    .collect();
                let features = format!("features = [{}]", features.join(", "));
                Some(match self.also.as_deref() {
                    None => self.configured(&features),
                    Some(SkipReason::OutsideDefaultMembers) => {
                        format!("{}, and `--workspace`", self.configured(&features))
                    }
                    Some(_) => self.configured(&format!("{features}` and `skip = false")),
                })
            }
            SkipReason::Xtask { .. } | SkipReason::OtherPlatform { .. } | SkipReason::Unpublished => {
                Some(self.configured("skip = false"))
            }
            SkipReason::OutsideDefaultMembers => Some("`--workspace`".to_owned()),
            SkipReason::Configured { file, line } => Some(format!("remove `skip = true` from {file}:{line}")),
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
